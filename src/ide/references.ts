import type { Document } from "../syntax/document.ts";
import { definitionsOf } from "./definition.ts";
import { thingAt, type NameUse } from "./name-uses.ts";
import type { ProgramView } from "./program-view.ts";

/**
 * Every place where the thing at an offset is named, in all programs that know it; what defines it
 * only with `definitions`.
 */
export function references(
  views: readonly ProgramView[],
  document: Document,
  offset: number,
  { definitions }: { readonly definitions: boolean },
): readonly NameUse[] {
  const thing = thingAt(views, document, offset);
  if (thing === null) return [];
  const defining = new Set(definitions ? [] : definitionsOf(thing));
  return thing.uses.filter((use) => !defining.has(use));
}
