import type { PlainLiteral } from "../../../model/program.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import type { TermConstraints } from "../term-constraints.ts";
import type { ViolationUnit } from "../violation-units.ts";

/** A row that stands in a state: its terms as `TermConstraints` know them. */
export interface StandingRow {
  readonly relation: string;
  readonly terms: readonly number[];
}

/** So many rows of a state, and so many ways to find a promise in them, are looked at. */
const [rowsMax, findingsMax] = [16, 60];

/** Whether `assumeKept` can read a way to break an invariant: rows, comparisons of sums, and rows that are missing. */
export function isReadable({ atoms, rest, rules, relations }: ViolationUnit): boolean {
  return (
    rules.length === 0 &&
    relations.length === 0 &&
    atoms.every(isPlain) &&
    rest.every((literal) => {
      if (literal.kind === "comparison") return isSum(literal.left) && isSum(literal.right);
      if (literal.kind === "negation") return isPlain(literal.atom);
      return literal.kind === "truth" && literal.value;
    })
  );
}

/**
 * Takes that a state keeps invariants: none of `broken`, the ways to break them, is so there. Where
 * the rows that are known to stand in it fit the atoms of such a way, one of its tests fails, or a row
 * that it misses stands. `name` tells the state from others.
 */
export function assumeKept(
  broken: readonly ViolationUnit[],
  standing: readonly StandingRow[],
  constraints: TermConstraints,
  name: string,
): void {
  const rows = standing.slice(0, rowsMax);
  const done = new Set<string>();
  for (let changed = true; changed && !constraints.isContradictory();) {
    changed = false;
    for (const [index, unit] of broken.entries()) {
      for (const chosen of findings(unit.atoms, rows, constraints)) {
        const key = `${String(index)}: ${chosen.join(" ")}`;
        if (done.has(key)) continue;
        const scope = `${name} ${key}`;
        if (!assumeOne(unit, chosen, scope)) continue;
        done.add(key);
        changed = true;
      }
    }
  }

  /** Whether something followed. */
  function assumeOne(unit: ViolationUnit, chosen: readonly number[], scope: string): boolean {
    for (const [i, atom] of unit.atoms.entries())
      for (const [k, term] of atom.arguments.entries()) {
        const value = rows[chosen[i] ?? 0]?.terms[k];
        if (term.kind === "variable" && value !== undefined)
          constraints.equate(constraints.term(term, scope, null), value);
      }
    const open = unit.rest.filter((literal) => !isSo(literal, scope));
    const [only] = open;
    if (open.length > 1) return false;
    if (only === undefined) {
      constraints.assume({ kind: "truth", value: false, span: { start: 0, end: 0 } }, scope, null);
    } else if (only.kind === "comparison") constraints.assume(opposite(only), scope, null);
    else if (only.kind === "negation" && rows.length < rowsMax) {
      const terms = only.atom.arguments.map((term) =>
        term.kind === "wildcard" ? constraints.unknown() : constraints.term(term, scope, null),
      );
      rows.push({ relation: only.atom.relation.text, terms });
    } else return false;
    return true;
  }

  function isSo(literal: PlainLiteral, scope: string): boolean {
    if (literal.kind === "truth") return literal.value;
    if (literal.kind !== "comparison") return false;
    const otherwise = constraints.copy();
    otherwise.assume(opposite(literal), scope, null);
    return otherwise.isContradictory();
  }
}

/** The choices of a row for each atom in which the atoms are known to fit them. */
function findings(
  atoms: readonly Syntax.Atom[],
  rows: readonly StandingRow[],
  constraints: TermConstraints,
): readonly (readonly number[])[] {
  const found: number[][] = [];
  const extend = (chosen: readonly number[], bound: ReadonlyMap<string, number>): void => {
    const atom = atoms[chosen.length];
    if (found.length >= findingsMax) return;
    if (atom === undefined) {
      found.push([...chosen]);
      return;
    }
    for (const [index, row] of rows.entries()) {
      if (row.relation !== atom.relation.text) continue;
      const next = new Map(bound);
      const fits = atom.arguments.every((term, k) => {
        const value = row.terms[k];
        if (value === undefined) return false;
        if (term.kind === "constant") return constraints.areEqual(constraints.term(term, "", null), value);
        if (term.kind !== "variable") return true;
        const known = next.get(term.name);
        if (known !== undefined) return constraints.areEqual(known, value);
        next.set(term.name, value);
        return true;
      });
      if (fits) extend([...chosen, index], next);
    }
  };
  extend([], new Map());
  return found;
}

function isPlain(atom: Syntax.Atom): boolean {
  return atom.arguments.every(
    ({ kind }) => kind === "variable" || kind === "wildcard" || kind === "constant",
  );
}

/** Whether a term always has a value, but for numbers that are too large: then nothing is done at all. */
function isSum(term: Syntax.Term): boolean {
  if (term.kind === "variable" || term.kind === "constant") return true;
  return term.kind === "call" && ["+", "-"].includes(term.functor) && term.arguments.every(isSum);
}

const opposites: Readonly<Record<Syntax.ComparisonOperator, Syntax.ComparisonOperator>> = {
  "=": "!=",
  "!=": "=",
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
};

function opposite(comparison: Syntax.Comparison): Syntax.Comparison {
  return { ...comparison, operator: opposites[comparison.operator] };
}
