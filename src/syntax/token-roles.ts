import { contentsOf, isTerm } from "./contents.ts";
import type { Item, Literal } from "./tree.ts";
import { forEachLiteral, forEachTerm, ownAtoms } from "./walk.ts";

/**
 * What some tokens of an item are for, by the offsets at which they begin: the same sign is
 * written in different ways. `-` is a prefix or stands between, a name has arguments or is
 * followed by a group, a `:` belongs to an aggregate.
 */
export interface TokenRoles {
  /** Names with their arguments behind them. */
  readonly applied: ReadonlySet<number>;
  readonly prefixOperators: ReadonlySet<number>;
  readonly infixOperators: ReadonlySet<number>;
  /** Atoms that are the whole body of an aggregate. */
  readonly bareBodies: ReadonlySet<number>;
}

export function rolesOf(item: Item): TokenRoles {
  const roles = {
    applied: new Set<number>(),
    prefixOperators: new Set<number>(),
    infixOperators: new Set<number>(),
    bareBodies: new Set<number>(),
  };
  const note = (literal: Literal): void => {
    for (const { relation } of ownAtoms(literal)) roles.applied.add(relation.span.start);
  };
  for (const node of contentsOf(item)) {
    if (!isTerm(node)) forEachLiteral([[node]], note);
    forEachTerm(node, (term) => {
      if (term.kind === "aggregate") {
        if (isTerm(node)) forEachLiteral(term.body, note);
        const atom = term.braces ? undefined : term.body[0]?.[0];
        if (atom !== undefined) roles.bareBodies.add(atom.span.start);
      } else if (term.kind === "call") {
        const { infix, functorSpan } = term;
        const isPrefix = term.arguments.length === 1;
        const { applied, prefixOperators, infixOperators } = roles;
        (!infix ? applied : isPrefix ? prefixOperators : infixOperators).add(functorSpan.start);
      }
    });
  }
  return roles;
}
