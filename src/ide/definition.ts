import type { Document } from "../syntax/document.ts";
import { thingAt, type NamedThing, type NameUse } from "./name-uses.ts";
import type { ProgramView } from "./program-view.ts";

/**
 * Where the thing named at an offset is declared: in several places when its name is taken twice.
 * A variable's is where it is first bound; of a relation that nothing declares, its heads and facts.
 */
export function definition(
  views: readonly ProgramView[],
  document: Document,
  offset: number,
): readonly NameUse[] {
  const thing = thingAt(views, document, offset);
  return thing === null ? [] : definitionsOf(thing);
}

/** The uses of a thing that define it. */
export function definitionsOf({ kind, uses }: NamedThing): readonly NameUse[] {
  const declarations = uses.filter(({ role }) => role === "declaration");
  if (declarations.length > 0) return declarations;
  const written = uses.filter(({ role }) => role === "write");
  if (kind !== "variable") return written;
  return written.length > 0 ? written.slice(0, 1) : uses.slice(0, 1);
}
