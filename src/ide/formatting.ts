import type { Span } from "../base/source.ts";
import { partAt, type Document, type DocumentEdit } from "../syntax/document.ts";
import { format } from "../syntax/format.ts";
import { parse } from "../syntax/parse.ts";
import * as t from "../syntax/tokens.ts";
import { clauseBefore, type Token } from "./clause-tokens.ts";
import { itemAt } from "./item-at.ts";

/** The edits that bring a document into canonical layout. They change white space only. */
export function formatDocument({ path, text }: Document): readonly DocumentEdit[] {
  // Empty lines between two parts belong to neither, so the text is read as a whole.
  return whiteSpaceEdits(text, format(parse({ path, text })));
}

/** The edits of those items and comments, whole, that a range touches. */
export function formatRange(document: Document, range: Span): readonly DocumentEdit[] {
  const edits: DocumentEdit[] = [];
  const { parts } = document;
  for (let i = parts.indexOf(partAt(document, range.start)); i < parts.length; i++) {
    const part = parts[i];
    if (part === undefined || part.start > range.end) break;
    const { start, tree } = part;
    const touched = [...tree.items.map(({ span }) => span), ...tree.comments].filter(
      (span) => start + span.start <= range.end && range.start <= start + span.end,
    );
    if (touched.length === 0) continue;
    const from = Math.min(...touched.map((span) => span.start));
    const to = Math.max(...touched.map((span) => span.end));
    for (const edit of whiteSpaceEdits(tree.source.text, format(tree))) {
      if (edit.start < from && !(edit.end === from && isIndentation(tree.source.text, edit))) continue;
      if (edit.end > to || edit.start === to) continue;
      edits.push({ start: start + edit.start, end: start + edit.end, text: edit.text });
    }
  }
  return edits;
}

/** Whether the white space of an edit begins a line and lies on it. */
function isIndentation(text: string, { start, end, text: newText }: DocumentEdit): boolean {
  const isBeginning = start === 0 || /[\n\r]/.test(text[start - 1] ?? "");
  return isBeginning && !/[\n\r]/.test(text.slice(start, end) + newText);
}

/**
 * The edits after a character was typed before an offset: a full stop that ends an item formats
 * that; the end of a line indents the line that begins.
 */
export function formatOnType(document: Document, offset: number, typed: string): readonly DocumentEdit[] {
  if (typed === "." || typed === "}") return formatEnded(document, offset);
  return /[\n\r]/.test(typed) ? indented(document, offset) : [];
}

function formatEnded(document: Document, offset: number): readonly DocumentEdit[] {
  const part = partAt(document, Math.max(0, offset - 1));
  const item = itemAt(part.tree, offset - part.start - 1);
  if (item?.span.end !== offset - part.start || item.kind === "facts") return [];
  return formatRange(document, { start: offset - 1, end: offset - 1 });
}

function indented(document: Document, offset: number): readonly DocumentEdit[] {
  const { text } = document;
  let start = offset;
  while (start > 0 && !/[\n\r]/.test(text[start - 1] ?? "")) start--;
  let end = start;
  while (text[end] === " " || text[end] === "\t") end++;
  if (end < offset) return [];
  const wanted = " ".repeat(2 * depthAt(document, start, text[end] ?? ""));
  return text.slice(start, end) === wanted ? [] : [{ start, end, text: wanted }];
}

/** How deep a line stands that begins at an offset, and with a character. */
function depthAt(document: Document, offset: number, first: string): number {
  const part = partAt(document, Math.max(0, offset - 1));
  const { tokens, directive, isInText } = clauseBefore(part.tree, offset - part.start);
  if (tokens.length === 0 || (isInText && tokens.at(-1)?.tokenType !== t.UnclosedString)) return 0;
  let depth = 0;
  let statement: readonly Token[] = tokens;
  for (const [index, { tokenType }] of tokens.entries()) {
    if (tokenType === t.LeftBrace || tokenType === t.LeftParenthesis) depth++;
    if (tokenType === t.RightBrace || tokenType === t.RightParenthesis) depth--;
    if (tokenType === t.LeftBrace || tokenType === t.Dot) statement = tokens.slice(index + 1);
  }
  const closes = first === "}" || first === ")";
  const isBlock = directive === ".operation" || directive === ".scenario";
  if (closes) return Math.max(0, depth - 1);
  const isBegun = isBlock
    ? depth > 0 && statement.length > 0
    : depth === 0 && isUnfinished(tokens, directive);
  return Math.max(0, depth) + (isBegun ? 1 : 0);
}

/** Whether a clause without open brackets goes on: one that needs a full stop, or has a sign at its end. */
function isUnfinished(tokens: readonly Token[], directive: string | null): boolean {
  const last = tokens.at(-1)?.tokenType;
  if (directive === null || directive === ".invariant") return last !== t.Dot;
  return last === t.Comma || last === t.Colon || last === t.Bar || last === t.Subtype || last === t.Equal;
}

/** What makes of one text another that differs in white space alone. */
function whiteSpaceEdits(before: string, after: string): readonly DocumentEdit[] {
  const edits: DocumentEdit[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const [from, to] = [i, j];
    const [oldEnd, newEnd] = [endOfBlank(before, i), endOfBlank(after, j)];
    if (before.slice(i, oldEnd) !== after.slice(j, newEnd))
      edits.push(narrowed({ start: i, end: oldEnd, text: after.slice(j, newEnd) }, before));
    [i, j] = [oldEnd, newEnd];
    while (i < before.length && before[i] === after[j] && !isBlank(before[i])) {
      i++;
      j++;
    }
    // It would be another text: better one edit too large than a wrong one.
    if (i === from && j === to) return [{ start: 0, end: before.length, text: after }];
  }
  return edits;
}

/** An edit without what it leaves as it was: line ends before the indentation, say. */
function narrowed({ start, end, text }: DocumentEdit, before: string): DocumentEdit {
  let same = 0;
  while (same < text.length && same < end - start && before[start + same] === text[same]) same++;
  let tail = 0;
  while (
    tail < text.length - same &&
    tail < end - start - same &&
    before[end - 1 - tail] === text[text.length - 1 - tail]
  )
    tail++;
  return { start: start + same, end: end - tail, text: text.slice(same, text.length - tail) };
}

function endOfBlank(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && isBlank(text[end])) end++;
  return end;
}

function isBlank(character: string | undefined): boolean {
  return (
    character === " " ||
    character === "\n" ||
    character === "\r" ||
    character === "\t" ||
    character === "\f" ||
    character === "\v"
  );
}
