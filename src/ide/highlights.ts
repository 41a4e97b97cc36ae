import type { Document } from "../syntax/document.ts";
import { definitionsOf } from "./definition.ts";
import { thingAt } from "./name-uses.ts";
import type { DocumentSpan, ProgramView } from "./program-view.ts";

export interface Highlight extends DocumentSpan {
  /** Declarations, heads, facts and effects write; so does the place where a variable is bound. */
  readonly access: "read" | "write";
}

/** The places of this document that name the thing at an offset. */
export function highlights(
  views: readonly ProgramView[],
  document: Document,
  offset: number,
): readonly Highlight[] {
  const thing = thingAt(views, document, offset);
  if (thing === null) return [];
  const binding = thing.kind === "variable" ? new Set(definitionsOf(thing)) : null;
  return thing.uses
    .filter((use) => use.document === document)
    .map((use) => {
      const writes = binding === null ? use.role !== "read" : binding.has(use);
      return { document, start: use.start, end: use.end, access: writes ? "write" : "read" };
    });
}
