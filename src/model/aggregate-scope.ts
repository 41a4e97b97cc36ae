import type * as Syntax from "../syntax/tree.ts";
import { literalTerms } from "./terms.ts";
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
export function sharedWith(aggregate: Syntax.Aggregate, around: SharedNames): SharedNames {
  const own = ownNames(aggregate);
  return own.size === 0 ? around : { has: (name) => !own.has(name) && around.has(name) };
}

/**
 * The variables of a term that mean what they mean around it, where they occur there at all: not
 * those of an aggregate's own term, in it and in all that stands inside it.
 */
export function freeNames(term: Syntax.Term): readonly string[] {
  switch (term.kind) {
    case "variable":
      return [term.name];
    case "wildcard":
    case "constant":
      return [];
    case "call":
      return (term.functor === "as" ? term.arguments.slice(0, 1) : term.arguments).flatMap(freeNames);
    case "aggregate": {
      const own = ownNames(term);
      const inside = [...(term.target === null ? [] : freeNames(term.target)), ...freeNamesOfBody(term.body)];
      return inside.filter((name) => !own.has(name));
    }
  }
}

function freeNamesOfBody(body: Syntax.Body): readonly string[] {
  return body.flatMap((literals) =>
    literals.flatMap((literal) =>
      literal.kind === "group" ? freeNamesOfBody(literal.body) : literalTerms(literal).flatMap(freeNames),
    ),
  );
}

/** The variables of an aggregate's term, outside the aggregates in it. */
export function ownNames({ target }: Syntax.Aggregate): ReadonlySet<string> {
  const names = new Set<string>();
  if (target !== null) addNames(target, names);
  return names;
}

function addNames(term: Syntax.Term, names: Set<string>): void {
  if (term.kind === "variable") names.add(term.name);
  if (term.kind !== "call") return;
  const [value] = term.arguments;
  if (term.functor !== "as") for (const argument of term.arguments) addNames(argument, names);
  else if (value !== undefined) addNames(value, names);
}
