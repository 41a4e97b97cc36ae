import type { Place } from "../base/source.ts";
import { inDocument, type ProgramView } from "./program-view.ts";

/**
 * The comment directly above the line of a place, without its marks; null without one. It is looked
 * for in the text of the document, since the part of the place may begin below it.
 */
export function docComment(place: Place, view: ProgramView): string | null {
  const found = inDocument(view, place);
  if (found === null) return null;
  const { text } = found.document;
  const lines: string[] = [];
  let end = startOfLine(text, found.start);
  for (let line = lineBefore(text, end); line !== null; line = lineBefore(text, end)) {
    const content = text.slice(line.start, line.end).trim();
    const block = lines.length === 0 && content.endsWith("*/") ? blockBefore(text, line.end) : null;
    if (block !== null) return block;
    if (!content.startsWith("//")) break;
    if (!/^\/\/\s*calm-disable-next-line\b/.test(content)) lines.unshift(content.replace(/^\/\/+ ?/, ""));
    end = line.start;
  }
  const comment = lines.join("\n").trim();
  return comment === "" ? null : comment;
}

function blockBefore(text: string, end: number): string | null {
  const start = text.lastIndexOf("/*", end - 2);
  if (start < 0 || text.slice(startOfLine(text, start), start).trim() !== "") return null;
  const inside = text.slice(start, end).trim().slice(2, -2);
  return inside
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/^\s*\* ?/, "").trimEnd())
    .join("\n")
    .trim();
}

function startOfLine(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && text[start - 1] !== "\n" && text[start - 1] !== "\r") start--;
  return start;
}

/** The line that ends before `start`, where a line begins. */
function lineBefore(text: string, start: number): { readonly start: number; readonly end: number } | null {
  if (start === 0) return null;
  const end = text[start - 1] === "\n" && text[start - 2] === "\r" ? start - 2 : start - 1;
  return { start: startOfLine(text, end), end };
}
