import type { PlainLiteral, Relation } from "../model/program.ts";
import { absentAtom, aggregatesIn, literalTerms, positiveAtom, variablesIn } from "../model/terms.ts";
import { aggregateClauses } from "../model/value-flow.ts";
import type * as Syntax from "../syntax/tree.ts";

/** A conjunction of one rule with one of its heads, or all. */
export interface Derivation {
  readonly heads: readonly Syntax.Atom[];
  readonly literals: readonly PlainLiteral[];
}

/** A place where a derivation reads a relation, and how a change of that relation may touch it. */
export interface Reading {
  readonly atom: Syntax.Atom;
  /** `present`: its rows; `absent`: that it has none; `aggregated`: within an aggregate, either way. */
  readonly kind: "present" | "absent" | "aggregated";
  /** The names in it that are not the conjunction's. */
  readonly own: ReadonlySet<string>;
}

/** A derivation made to start from the rows of one atom, which stands for changed rows. */
export interface ChangeVariant extends Derivation {
  readonly recent: Syntax.Atom;
}

/** Everything that a derivation reads, once for each place. */
export function readingsOf({ heads, literals }: Derivation): readonly Reading[] {
  const none: ReadonlySet<string> = new Set();
  const terms = [...literals.flatMap(literalTerms), ...heads.flatMap((head) => head.arguments)];
  const outside = new Set(terms.flatMap(namesOutside));
  return [
    ...literals.flatMap(positiveAtom).map((atom): Reading => ({ atom, kind: "present", own: none })),
    ...literals.flatMap(absentAtom).map((atom): Reading => ({ atom, kind: "absent", own: none })),
    ...terms.flatMap(aggregatesIn).flatMap((aggregate) => readingsInside(aggregate, outside)),
  ];
}

function readingsInside(aggregate: Syntax.Aggregate, outside: ReadonlySet<string>): readonly Reading[] {
  const targets = new Set(aggregate.target === null ? [] : variablesIn(aggregate.target));
  return aggregateClauses(aggregate).flatMap(({ literals }) => {
    const terms = literals.flatMap(literalTerms);
    const own = new Set(terms.flatMap(variablesIn).filter((name) => targets.has(name) || !outside.has(name)));
    const shared = new Set([...outside].filter((name) => !own.has(name)));
    return [
      ...literals
        .flatMap((literal) => [...positiveAtom(literal), ...absentAtom(literal)])
        .map((atom): Reading => ({ atom, kind: "aggregated", own })),
      ...terms.flatMap(aggregatesIn).flatMap((inner) => readingsInside(inner, shared)),
    ];
  });
}

/**
 * What a derivation gives that it may not have given before some rows of `reading` came or went:
 * all that it gives now where it meets one of those rows.
 */
export function gained({ heads, literals }: Derivation, reading: Reading): ChangeVariant {
  const recent = changedRows(reading);
  return { heads, literals: [recent, ...literals], recent };
}

/**
 * Rows of `head` that may no longer be derived now that some rows of `reading` came or went: those
 * which are there and agree with the rest of the derivation as far as that can be said.
 *
 * What is absent or aggregated may have been otherwise, and so may the values in `moved`
 * relations, of which only the state after the change is known: they are left out, with all that
 * depends on them. That finds too many rows, never too few.
 */
export function endangered(
  { literals }: Derivation,
  head: Syntax.Atom,
  keyCount: number,
  reading: Reading,
  moved: (relation: string) => number | null,
): ChangeVariant {
  const recent = changedRows(reading);
  const atoms = [
    recent,
    ...literals.flatMap(positiveAtom).flatMap((atom) => {
      if (atom === reading.atom) return [];
      return [plainAtom(atom, moved(atom.relation.text) ?? Infinity)];
    }),
  ];
  const [there, equations] = headPattern(head, keyCount);
  const comparisons = literals.filter((literal) => literal.kind === "comparison" || literal.kind === "test");
  const bound = new Set([...atoms, there].flatMap((atom) => atom.arguments).flatMap(variablesIn));
  const kept: PlainLiteral[] = [];
  let open: readonly PlainLiteral[] = [...equations, ...comparisons].filter(
    (literal) => !literalTerms(literal).some((term) => aggregatesIn(term).length > 0),
  );
  for (let before = -1; before < kept.length;) {
    before = kept.length;
    open = open.filter((literal) => {
      const missing = literalTerms(literal)
        .flatMap(variablesIn)
        .filter((name) => !bound.has(name));
      const [only] = missing;
      if (only !== undefined && !(defines(literal, only) && new Set(missing).size === 1)) return true;
      if (only !== undefined) bound.add(only);
      kept.push(literal);
      return false;
    });
  }
  return { heads: [{ ...there }], literals: [...atoms, there, ...kept], recent };
}

/** Whether a row that is asked for is derived after all. */
export function rederived(
  { heads, literals }: Derivation,
  head: Syntax.Atom,
  keyCount: number,
): ChangeVariant {
  const [recent, equations] = headPattern(head, keyCount);
  return { heads, literals: [recent, ...literals, ...equations], recent };
}

/** An atom over the rows that came or went: with nothing in it that could miss one. */
function changedRows({ atom, own }: Reading): Syntax.Atom {
  const plain = plainAtom(atom, Infinity);
  return {
    ...plain,
    arguments: plain.arguments.map((term) =>
      term.kind === "variable" && own.has(term.name) ? { ...term, name: `${term.name}'` } : term,
    ),
  };
}

/** An atom whose arguments are variables, constants and wildcards; from column `from` on only wildcards. */
function plainAtom(atom: Syntax.Atom, from: number): Syntax.Atom {
  return {
    ...atom,
    arguments: atom.arguments.map((term, i): Syntax.Term =>
      i < from && (term.kind === "variable" || term.kind === "constant")
        ? term
        : { kind: "wildcard", span: term.span },
    ),
  };
}

/** A head as a pattern of variables and constants, and what its computed arguments equal. From `keyCount` on any value will do. */
function headPattern(head: Syntax.Atom, keyCount: number): readonly [Syntax.Atom, readonly PlainLiteral[]] {
  const equations: PlainLiteral[] = [];
  const terms = head.arguments.map((term, i): Syntax.Term => {
    if (i < keyCount && (term.kind === "variable" || term.kind === "constant")) return term;
    const { span } = term;
    const name: Syntax.Term = { kind: "variable", name: `head:${String(i)}`, span };
    if (i < keyCount && aggregatesIn(term).length === 0)
      equations.push({ kind: "comparison", operator: "=", left: name, right: term, span });
    return name;
  });
  return [{ ...head, arguments: terms }, equations];
}

/** Whether a literal gives the variable its value. */
function defines(literal: PlainLiteral, name: string): boolean {
  if (literal.kind !== "comparison" || literal.operator !== "=") return false;
  const { left, right } = literal;
  const gives = (term: Syntax.Term, other: Syntax.Term): boolean =>
    term.kind === "variable" && term.name === name && !variablesIn(other).includes(name);
  return gives(left, right) || gives(right, left);
}

/** The variables of a term outside its aggregates. */
export function namesOutside(term: Syntax.Term): readonly string[] {
  if (term.kind === "aggregate") return [];
  if (term.kind === "call")
    return term.arguments.slice(0, term.functor === "as" ? 1 : undefined).flatMap(namesOutside);
  return variablesIn(term);
}

/** Where the values of a relation begin that may have moved, null for one that keeps its rows as they are. */
export function movingFrom(relation: Relation): number | null {
  return relation.columns.some(({ lattice }) => lattice === "max" || lattice === "min")
    ? relation.keyCount
    : null;
}
