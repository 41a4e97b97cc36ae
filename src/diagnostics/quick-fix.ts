import { assert } from "../base/assert.ts";
import { linesOf, type Place, type Source, type Span } from "../base/source.ts";

/**
 * A change of the text after which the diagnostic is gone (or, for a point of order, only
 * information). A `safe` one keeps what the program means, so `--fix` applies it unasked.
 */
export interface QuickFix {
  readonly title: string;
  readonly safe: boolean;
  /** They do not overlap. */
  readonly edits: readonly TextEdit[];
}

export interface TextEdit {
  readonly place: Place;
  readonly newText: string;
}

export function replace(place: Place, newText: string): TextEdit {
  return { place, newText };
}

export function insertAt(source: Source, offset: number, newText: string): TextEdit {
  return { place: { source, start: offset, end: offset }, newText };
}

/** Takes the span out, with its line when nothing else stands on it. */
export function remove(place: Place): TextEdit {
  const { source } = place;
  const { text } = source;
  const lineStart = startOfLine(source, place.start);
  const lineEnd = endOfLine(source, place.end);
  const alone =
    text.slice(lineStart, place.start).trim() === "" && text.slice(place.end, lineEnd).trim() === "";
  if (alone) return replace({ source, start: lineStart, end: afterLineBreak(text, lineEnd) }, "");
  let start = place.start;
  while (start > lineStart && text[start - 1] === " ") start--;
  return replace({ source, start, end: place.end }, "");
}

/** The text of one source after the edits that lie in it, which must not overlap. */
export function applyEdits(source: Source, edits: readonly TextEdit[]): string {
  const own = edits
    .filter((edit) => edit.place.source === source)
    .sort((a, b) => a.place.start - b.place.start || a.place.end - b.place.end);
  let result = "";
  let done = 0;
  for (const { place, newText } of own) {
    assert(place.start >= done, `edits overlap at ${place.start} in ${source.path}`);
    result += source.text.slice(done, place.start) + newText;
    done = place.end;
  }
  return result + source.text.slice(done);
}

export function startOfLine(source: Source, offset: number): number {
  const lines = linesOf(source);
  return lines.startOf(lines.position(offset).line);
}

/** Where the line of `offset` ends, before its line break. */
export function endOfLine(source: Source, offset: number): number {
  const { text } = source;
  let end = offset;
  while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end++;
  return end;
}

/** The line break that the text uses, by its first one. */
export function lineBreakOf(source: Source): string {
  return /\r\n|\r|\n/.exec(source.text)?.[0] ?? "\n";
}

/** The white space with which the line of `offset` begins. */
export function indentationAt(source: Source, offset: number): string {
  const start = startOfLine(source, offset);
  return /^[ \t]*/.exec(source.text.slice(start, offset))?.[0] ?? "";
}

export function holds(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function afterLineBreak(text: string, offset: number): number {
  if (text[offset] === "\r" && text[offset + 1] === "\n") return offset + 2;
  return offset < text.length ? offset + 1 : offset;
}
