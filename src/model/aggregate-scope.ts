import type * as Syntax from "../syntax/tree.ts";
import { literalTerms, variablesIn } from "./terms.ts";
import type { PlainLiteral } from "./program.ts";

/**
 * Which variables an aggregate shares with the conjunction around it (its group) and which are its
 * own: those that occur around it outside all aggregates, or around that conjunction again, are
 * shared; those of its own term never are, as in Soufflé (`top(x) :- x = max x : { score(x) }`).
 */
export interface SharedNames {
  has(name: string): boolean;
}

/** The names that aggregates in a conjunction may share: its own and those of `outer`. */
export function namesAround(
  literals: readonly PlainLiteral[],
  terms: readonly Syntax.Term[],
  outer: SharedNames,
): SharedNames {
  // Most conjunctions hold no aggregate, and are never asked.
  let own: Set<string> | null = null;
  const collect = (): Set<string> => {
    const names = new Set<string>();
    for (const literal of literals) for (const term of literalTerms(literal)) addNames(term, names);
    for (const term of terms) addNames(term, names);
    return names;
  };
  return { has: (name) => (own ??= collect()).has(name) || outer.has(name) };
}

/** The names around an aggregate that mean the same inside it. */
export function sharedWith({ target }: Syntax.Aggregate, around: SharedNames): SharedNames {
  if (target === null || target.kind === "constant") return around;
  const own = new Set(variablesIn(target));
  return { has: (name) => !own.has(name) && around.has(name) };
}

function addNames(term: Syntax.Term, names: Set<string>): void {
  if (term.kind === "variable") names.add(term.name);
  if (term.kind !== "call") return;
  const [value] = term.arguments;
  if (term.functor !== "as") for (const argument of term.arguments) addNames(argument, names);
  else if (value !== undefined) addNames(value, names);
}
