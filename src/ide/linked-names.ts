import type { Document } from "../syntax/document.ts";
import { thingAt } from "./name-uses.ts";
import type { DocumentSpan } from "./program-view.ts";

/**
 * The places that change together while the variable at an offset is typed over: all of it in its
 * rule, invariant or operation. Empty at other names, and for one that stands alone.
 */
export function linkedNames(document: Document, offset: number): readonly DocumentSpan[] {
  const thing = thingAt([], document, offset);
  if (thing?.kind !== "variable" || thing.uses.length < 2) return [];
  return thing.uses.map(({ start, end }) => ({ document, start, end }));
}
