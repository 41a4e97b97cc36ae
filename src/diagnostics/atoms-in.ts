import type { Atom, Literal } from "../syntax/tree.ts";
import { forEachLiteral, ownAtoms, variablesIn as everyVariableIn } from "../syntax/walk.ts";

/** Every atom in a literal, also in its aggregates and groups, in source order. */
export function atomsIn(literal: Literal): readonly Atom[] {
  const found: Atom[] = [];
  forEachLiteral([[literal]], (one) => found.push(...ownAtoms(one)));
  return found;
}

/** The names of the variables in a literal; those of its aggregates only with `inside`. */
export function variablesIn(literal: Literal, inside: boolean): ReadonlySet<string> {
  return new Set(everyVariableIn(literal, { aggregates: inside }).map(({ name }) => name));
}
