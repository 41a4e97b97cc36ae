import { placeOf } from "../base/source.ts";
import { signOf, type Sign } from "../lattice/monotone-operators.ts";
import type * as Syntax from "../syntax/tree.ts";
import type { ProgramFinding } from "./finding.ts";
import { cast } from "./functors.ts";
import type { Clause, Program, Relation, Rule } from "./program.ts";
import { positiveAtom } from "./terms.ts";
import { constantNumber } from "./value-flow.ts";

/**
 * Heads through which a `max` or `min` column may run on for ever (CALM402): the value comes from
 * the same recursive component and is changed on the way, for `max` by what may be positive, for
 * `min` by what may be negative. An `unsigned` minimum ends at 0, and a comparison may bound a value.
 */
export function endlessRecursion(
  groups: readonly (readonly Rule[])[],
  program: Pick<Program, "relations" | "dependencies">,
): readonly ProgramFinding[] {
  const { componentOf } = program.dependencies;
  return groups.flatMap(growingRules).flatMap((rule) =>
    rule.heads.flatMap(({ relation, atom }) => {
      if (!hasLattice(relation)) return [];
      const component = componentOf.get(relation);
      const terms = new Set<Syntax.Term>();
      for (const clause of rule.clauses) {
        const drifts = driftsIn(clause, program.relations, (read) => componentOf.get(read) === component);
        if (drifts === null) continue;
        for (const [index, term] of atom.arguments.entries()) {
          if (index >= relation.keyCount && mayRunAway(term, relation, index, drifts)) terms.add(term);
        }
      }
      return [...terms].map((term) => findingAt(term, atom, relation, rule));
    }),
  );
}

const growing = new WeakMap<readonly Rule[], readonly Rule[]>();

/** The rules of a group with a lattice column in a head. */
function growingRules(group: readonly Rule[]): readonly Rule[] {
  let known = growing.get(group);
  if (known === undefined) {
    known = group.filter(({ heads }) => heads.some(({ relation }) => hasLattice(relation)));
    growing.set(group, known);
  }
  return known;
}

function hasLattice({ keyCount, columns }: Relation): boolean {
  return keyCount < columns.length;
}

function findingAt(term: Syntax.Term, atom: Syntax.Atom, relation: Relation, rule: Rule): ProgramFinding {
  const column = relation.columns[atom.arguments.indexOf(term)]?.name ?? "";
  return { code: "CALM402", place: placeOf(rule.source, term.span), relation: relation.name, column };
}

/** How a term stands to the recursive value in it: the same or bounded by it and constants, larger, smaller. */
type Drift = "none" | "up" | "down" | "unknown";

interface Drifts {
  /** Null for a term without a recursive value. */
  readonly of: (term: Syntax.Term) => Drift | null;
  /** Whether a comparison keeps the value below (or above) a term without a recursive value. */
  readonly isBounded: (side: "above" | "below", head: Syntax.Term) => boolean;
}

function mayRunAway(term: Syntax.Term, relation: Relation, index: number, drifts: Drifts): boolean {
  const column = relation.columns[index];
  const drift = drifts.of(term);
  if (drift === null || drift === "none") return false;
  if (column?.lattice === "max") return drift !== "down" && !drifts.isBounded("above", term);
  return drift !== "up" && column?.value !== "unsigned" && !drifts.isBounded("below", term);
}

/** Null for a clause that reads no value of its head's component. */
function driftsIn(
  { literals }: Clause,
  relations: ReadonlyMap<string, Relation>,
  isRecursive: (relation: Relation) => boolean,
): Drifts | null {
  const recursive = new Set<string>();
  const bound = new Set<string>();
  const signs = new Map<string, Sign>();
  for (const atom of literals.flatMap(positiveAtom)) {
    const relation = relations.get(atom.relation.text);
    for (const [index, term] of atom.arguments.entries()) {
      if (term.kind !== "variable" || relation === undefined) continue;
      const column = relation.columns[index];
      bound.add(term.name);
      if (index >= relation.keyCount && isRecursive(relation)) recursive.add(term.name);
      if (column?.value === "unsigned" || column?.lattice === "gcounter")
        signs.set(term.name, "non-negative");
    }
  }
  if (recursive.size === 0) return null;

  const comparisons = literals.filter((literal) => literal.kind === "comparison");
  const definitions = new Map<string, Syntax.Term>();
  for (const { left, operator, right } of comparisons) {
    noteSign(left, operator, right, signs);
    noteSign(right, mirrored[operator], left, signs);
    if (operator !== "=") continue;
    if (left.kind === "variable" && !bound.has(left.name)) definitions.set(left.name, right);
    else if (right.kind === "variable" && !bound.has(right.name)) definitions.set(right.name, left);
  }

  const known = new Map<string, Drift | null>();
  const drift = (term: Syntax.Term): Drift | null => {
    if (term.kind === "call") return driftOfCall(term, drift, sign);
    if (term.kind !== "variable") return null;
    if (recursive.has(term.name)) return "none";
    const found = known.get(term.name);
    if (found !== undefined) return found;
    // A definition that leads back to itself says nothing.
    known.set(term.name, null);
    const definition = definitions.get(term.name);
    const result = definition === undefined ? null : drift(definition);
    known.set(term.name, result);
    return result;
  };
  const sign = (term: Syntax.Term): Sign => {
    switch (term.kind) {
      case "variable":
        return signs.get(term.name) ?? "unknown";
      case "constant":
        if (typeof term.value !== "number") return "unknown";
        return term.value > 0 ? "positive" : "non-negative";
      case "call":
        return signOf(term.functor, term.arguments.map(sign));
      case "aggregate":
        return term.operator === "count" ? "non-negative" : "unknown";
      case "wildcard":
        return "unknown";
    }
  };
  const limits = (value: Syntax.Term, head: Syntax.Term): boolean =>
    value.kind === "variable" &&
    (recursive.has(value.name) || (head.kind === "variable" && head.name === value.name));
  return {
    of: drift,
    isBounded: (side, head) =>
      comparisons.some(({ left, operator, right }) => {
        const [small, large] = operator === "<" || operator === "<=" ? [left, right] : [right, left];
        if (operator === "=" || operator === "!=") return false;
        return side === "above"
          ? limits(small, head) && drift(large) === null
          : limits(large, head) && drift(small) === null;
      }),
  };
}

const mirrored = { "=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

function noteSign(
  name: Syntax.Term,
  operator: Syntax.ComparisonOperator,
  value: Syntax.Term,
  signs: Map<string, Sign>,
): void {
  const bound = name.kind === "variable" ? constantNumber(value) : null;
  if (name.kind !== "variable" || bound === null) return;
  if ((operator === ">" && bound >= 0) || (operator === ">=" && bound > 0)) signs.set(name.name, "positive");
  else if (operator === ">=" && bound === 0) signs.set(name.name, "non-negative");
  else if ((operator === "<" || operator === "<=") && bound <= 0) signs.set(name.name, "non-positive");
}

function driftOfCall(
  call: Syntax.Call,
  drift: (term: Syntax.Term) => Drift | null,
  sign: (term: Syntax.Term) => Sign,
): Drift | null {
  const inside = call.arguments.map(drift);
  if (inside.every((one) => one === null)) return null;
  const [a, b] = call.arguments;
  const [first, second] = inside;
  switch (call.functor) {
    case "+":
      if (a === undefined || b === undefined || (first !== null && second !== null)) return "unknown";
      return first === null || first === undefined
        ? moved(second ?? "unknown", sign(a))
        : moved(first, sign(b));
    case "-":
      // A value turned round goes into a column of the other order, else it is in a cycle (CALM007).
      if (call.arguments.length === 1) return turned(first ?? "unknown");
      if (b === undefined || first === null || first === undefined || second !== null) return "unknown";
      return moved(first, signOf("-", [sign(b)]));
    case "min":
    case "max":
    case "%":
    case cast:
    case "to_float":
    case "to_number":
    case "to_unsigned":
    case "itof":
    case "utof":
    case "utoi":
    case "itou":
      return inside.every((one) => one === null || one === "none") ? "none" : "unknown";
    default:
      return "unknown";
  }
}

function turned(drift: Drift): Drift {
  return drift === "up" ? "down" : drift === "down" ? "up" : drift;
}

function moved(drift: Drift, by: Sign): Drift {
  const step = by === "unknown" ? "unknown" : by === "non-positive" ? "down" : "up";
  return drift === "none" || drift === step ? step : "unknown";
}
