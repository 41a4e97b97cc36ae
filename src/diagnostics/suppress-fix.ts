import type { Place } from "../base/source.ts";
import type { Code } from "./code.ts";
import type { Context } from "./entry.ts";
import { indentationAt, insertAt, lineBreakOf, startOfLine, type QuickFix } from "./quick-fix.ts";

/** The reason that a quick fix writes, for the user to replace. */
export const reasonTemplate = "say here why this is safe";

/** A suppression with a reason above the line of `place`; null where a comment spans the line's start. */
export function suppressFix(code: Code, place: Place, context: Context): QuickFix | null {
  const { source } = place;
  const offset = startOfLine(source, place.start);
  const comments = context.trees.get(source)?.comments ?? [];
  if (comments.some((comment) => comment.start < offset && offset < comment.end)) return null;
  const text = `${indentationAt(source, place.start)}// calm-disable-next-line ${code}: ${reasonTemplate}`;
  return {
    title: `Suppress ${code} here, with a reason`,
    safe: false,
    edits: [insertAt(source, offset, text + lineBreakOf(source))],
  };
}
