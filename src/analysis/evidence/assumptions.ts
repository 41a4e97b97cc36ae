import type { Value } from "../../engine/value-pool.ts";
import { clausesOf } from "../../model/clauses.ts";
import type { Invariant, PlainLiteral, Program, Relation } from "../../model/program.ts";
import { absentAtom, positiveAtom } from "../../model/terms.ts";
import type { Atom } from "../../syntax/tree.ts";
import type { Outcome } from "./state.ts";
import { isRefuted, termValue } from "./term-value.ts";

/** The relations that an invariant speaks of. */
export function relationsOf({ syntax }: Invariant, program: Program): readonly Relation[] {
  return [syntax.left, syntax.right ?? []]
    .flatMap((side) => clausesOf([side]).clauses)
    .flatMap(({ literals }) => literals)
    .flatMap((literal) => [...positiveAtom(literal), ...absentAtom(literal)])
    .flatMap(({ relation }) => program.relations.get(relation.text) ?? []);
}

/**
 * Whether every assumed invariant holds in a state: the world outside lets no other come about.
 * One that says more than atoms and plain comparisons counts as broken, so that nothing is shown
 * in a state that might not be possible.
 */
export function meetsAssumptions(outcome: Outcome, program: Program): boolean {
  return program.invariants.every(({ assumed, syntax }) => {
    if (!assumed) return true;
    const left = clausesOf([syntax.left]).clauses;
    const right = syntax.right === null ? [] : clausesOf([syntax.right]).clauses;
    if (![...left, ...right].every(({ literals }) => literals.every(isPlain))) return false;
    return left.every(({ literals }) =>
      [...solutions(literals, new Map(), outcome, program)].every((solution) =>
        right.some((clause) => !solutions(clause.literals, solution, outcome, program).next().done),
      ),
    );
  });
}

function isPlain(literal: PlainLiteral): boolean {
  if (literal.kind === "test") return false;
  const atoms = [...positiveAtom(literal), ...absentAtom(literal)];
  const terms = literal.kind === "comparison" ? [literal.left, literal.right] : [];
  return (
    atoms.every((atom) => atom.arguments.every(({ kind }) => kind !== "call" && kind !== "aggregate")) &&
    terms.every(({ kind }) => kind === "variable" || kind === "constant")
  );
}

/** Every way to bind the variables so that the literals hold; atoms before what tests their values. */
function* solutions(
  literals: readonly PlainLiteral[],
  bindings: ReadonlyMap<string, Value>,
  outcome: Outcome,
  program: Program,
): Generator<ReadonlyMap<string, Value>> {
  const index = literals.findIndex((literal) => positiveAtom(literal).length > 0);
  const literal = literals[index];
  if (literal === undefined) {
    if (literals.every((one) => holds(one, bindings, outcome, program))) yield bindings;
    return;
  }
  const rest: PlainLiteral[] = literals.toSpliced(index, 1);
  if (literal.kind === "difference") rest.push({ kind: "negation", atom: literal.right, span: literal.span });
  for (const atom of positiveAtom(literal)) {
    for (const extended of matches(atom, bindings, outcome, program))
      yield* solutions(rest, extended, outcome, program);
  }
}

function holds(
  literal: PlainLiteral,
  bindings: ReadonlyMap<string, Value>,
  outcome: Outcome,
  program: Program,
): boolean {
  if (literal.kind === "comparison") return !isRefuted(literal, bindings);
  if (literal.kind === "negation")
    return matches(literal.atom, bindings, outcome, program).next().done === true;
  return literal.kind !== "truth" || literal.value;
}

function* matches(
  atom: Atom,
  bindings: ReadonlyMap<string, Value>,
  outcome: Outcome,
  program: Program,
): Generator<ReadonlyMap<string, Value>> {
  const relation = program.relations.get(atom.relation.text);
  for (const row of (relation && outcome.get(relation)) ?? []) {
    const extended = new Map(bindings);
    const fits = atom.arguments.every((term, i) => {
      const known = termValue(term, extended);
      if (known !== null) return known === row[i];
      if (term.kind === "variable") extended.set(term.name, row[i] ?? 0);
      return true;
    });
    if (fits) yield extended;
  }
}
