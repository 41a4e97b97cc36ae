import type * as Syntax from "../syntax/tree.ts";
import { literalTerms, variablesIn } from "./terms.ts";
import type { PlainLiteral } from "./program.ts";

/**
 * Which variables an aggregate shares with the conjunction around it (its group) and which are its
 * own: those that occur around it outside all aggregates, or around that conjunction again, are
 * shared; those of its own term never are, as in Soufflé (`top(x) :- x = max x : { score(x) }`).
 */
export type SharedNames = ReadonlySet<string>;

/** The names that aggregates in a conjunction may share: its own and those of `outer`. */
export function namesAround(
  literals: readonly PlainLiteral[],
  terms: readonly Syntax.Term[],
  outer: SharedNames,
): SharedNames {
  const names = new Set(outer);
  for (const literal of literals) for (const term of literalTerms(literal)) addNames(term, names);
  for (const term of terms) addNames(term, names);
  return names;
}

/** The names around an aggregate that mean the same inside it. */
export function sharedWith(aggregate: Syntax.Aggregate, around: SharedNames): SharedNames {
  if (aggregate.target === null) return around;
  const own = variablesIn(aggregate.target).filter((name) => around.has(name));
  if (own.length === 0) return around;
  const shared = new Set(around);
  for (const name of own) shared.delete(name);
  return shared;
}

function addNames(term: Syntax.Term, names: Set<string>): void {
  if (term.kind === "variable") names.add(term.name);
  if (term.kind !== "call") return;
  const [value] = term.arguments;
  if (term.functor !== "as") for (const argument of term.arguments) addNames(argument, names);
  else if (value !== undefined) addNames(value, names);
}
