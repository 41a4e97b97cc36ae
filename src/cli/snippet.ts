import { displayWidth } from "../base/display-width.ts";
import { linesOf, type Place, type Source } from "../base/source.ts";
import type { Severity } from "../diagnostics/code.ts";
import type { Style } from "./style.ts";
import { printable } from "./text-layout.ts";

/** A place to be shown with what is to be seen there; the first mark of a snippet is the main one. */
export interface Mark {
  readonly place: Place;
  readonly label: string;
}

/**
 * Source lines with line numbers, the marked parts underlined: `^` below the first mark, `-` below
 * the others. Marks in other files follow in blocks of their own.
 */
export function snippet(
  marks: readonly Mark[],
  severity: Severity,
  style: Style,
  width: number,
): readonly string[] {
  const bySource = new Map<Source, Mark[]>();
  for (const mark of marks) {
    const own = bySource.get(mark.place.source) ?? [];
    bySource.set(mark.place.source, own);
    own.push(mark);
  }
  const main = marks[0];
  const gutter = Math.max(
    ...marks.map(({ place }) => String(linesOf(place.source).position(place.end).line + 1).length),
  );
  const lines: string[] = [];
  for (const [source, own] of bySource) {
    const first = own[0];
    if (first === undefined) continue;
    const arrow = source === main?.place.source ? "-->" : ":::";
    lines.push(`${" ".repeat(gutter)}${style.margin(arrow)} ${locationText(first.place)}`);
    const painter = (mark: Mark, text: string): string =>
      mark === main ? style.severity(severity, text) : style.margin(text);
    lines.push(...block(source, own, main, { gutter, width, style, painter }));
  }
  return lines;
}

/** `file:line:column`, both counted from 1. */
export function locationText({ source, start }: Place): string {
  const { line, character } = linesOf(source).position(start);
  return `${printable(source.path)}:${line + 1}:${character + 1}`;
}

interface Drawing {
  readonly gutter: number;
  readonly width: number;
  readonly style: Style;
  readonly painter: (mark: Mark, text: string) => string;
}

/** One part of a mark: it lies in one line. */
interface Underline {
  readonly mark: Mark;
  readonly line: number;
  /** Offsets in the source. */
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

function block(
  source: Source,
  marks: readonly Mark[],
  main: Mark | undefined,
  drawing: Drawing,
): readonly string[] {
  const { gutter, style } = drawing;
  const margin = style.margin("|");
  const empty = `${" ".repeat(gutter)} ${margin}`;
  const underlines = marks.flatMap((mark) => underlinesOf(source, mark));
  underlines.sort(
    (a, b) => a.line - b.line || Number(b.mark === main) - Number(a.mark === main) || a.start - b.start,
  );
  const rows: string[] = [empty];
  let before: number | null = null;
  for (const underline of underlines) {
    const { line } = underline;
    const piece = visiblePiece(source, underline, drawing.width - gutter - 3);
    if (before !== line || piece.isClipped) {
      if (before !== null && line > before + 1) rows.push(style.margin("...".padStart(Math.max(gutter, 3))));
      rows.push(
        `${style.margin(String(line + 1).padStart(gutter))} ${margin}${piece.text === "" ? "" : ` ${piece.text}`}`,
      );
    }
    before = line;
    rows.push(...underlineRows(underline, piece, empty, main, drawing));
  }
  return rows;
}

/** A span over many lines shows the first two and the last. */
function underlinesOf(source: Source, mark: Mark): readonly Underline[] {
  const lines = linesOf(source);
  const { start, end } = mark.place;
  const first = lines.position(start).line;
  const last = Math.max(first, lines.position(end).line);
  const parts: Underline[] = [];
  for (let line = first; line <= last; line++) {
    if (last - first > 2 && line > first + 1 && line < last) continue;
    const lineStart = lines.startOf(line);
    const { text } = source;
    let from = Math.max(start, lineStart);
    if (line > first) while (from < end && (text[from] === " " || text[from] === "\t")) from++;
    const to = Math.min(end, lineEnd(source, line));
    if (line > first && to <= from) continue;
    parts.push({ mark, line, start: from, end: Math.max(from, to), label: "" });
  }
  const tail = parts.at(-1);
  return tail === undefined ? [] : [...parts.slice(0, -1), { ...tail, label: mark.label }];
}

function lineEnd(source: Source, line: number): number {
  const lines = linesOf(source);
  if (line + 1 >= lines.lineCount) return source.text.length;
  let end = lines.startOf(line + 1) - 1;
  if (source.text[end] === "\n" && source.text[end - 1] === "\r") end--;
  return Math.max(end, lines.startOf(line));
}

interface VisiblePiece {
  readonly text: string;
  /** The columns before the underline, and of it. */
  readonly before: number;
  readonly length: number;
  readonly isClipped: boolean;
}

/** The part of the line that fits, with what is underlined in view. */
function visiblePiece(source: Source, { line, start, end }: Underline, room: number): VisiblePiece {
  const lineStart = linesOf(source).startOf(line);
  const lineStop = lineEnd(source, line);
  const slice = (from: number, to: number): string => expanded(source.text.slice(from, to));
  const isShort = lineStop - lineStart <= 4 * room;
  const whole = isShort ? slice(lineStart, lineStop) : "";
  const pastEnd = start >= lineStop ? 1 : 0;
  if (isShort && displayWidth(whole) + pastEnd <= room) {
    const length = Math.max(1, displayWidth(slice(start, end)));
    return { text: whole, before: displayWidth(slice(lineStart, start)), length, isClipped: false };
  }
  let from = Math.max(
    lineStart,
    start - Math.max(8, Math.min(Math.floor(room / 3), room - (end - start) - 2)),
  );
  const upTo = (offset: number): string => (from > lineStart ? "…" : "") + slice(from, offset);
  while (from < start && displayWidth(upTo(start)) > room - 1) from++;
  let text = upTo(Math.min(lineStop, from + room));
  const isCut = displayWidth(text) > room || from + room < lineStop;
  while (displayWidth(text) > room - (isCut ? 1 : 0)) text = text.slice(0, -1);
  const before = displayWidth(upTo(start));
  const length = Math.min(displayWidth(slice(start, Math.min(end, start + room))), room - before);
  return { text: isCut ? `${text}…` : text, before, length: Math.max(1, length), isClipped: true };
}

function underlineRows(
  { mark, label }: Underline,
  { before, length }: VisiblePiece,
  empty: string,
  main: Mark | undefined,
  { gutter, width, painter }: Drawing,
): readonly string[] {
  const room = width - gutter - 3;
  const sign = mark === main ? "^" : "-";
  const row = `${empty} ${" ".repeat(before)}${painter(mark, sign.repeat(length))}`;
  if (label === "") return [row];
  if (before + length + 1 + displayWidth(label) <= room) return [`${row} ${painter(mark, label)}`];
  const indentation = Math.max(0, Math.min(before, room - displayWidth(label)));
  return [row, `${empty} ${" ".repeat(indentation)}${painter(mark, label)}`];
}

/** Tabs as four spaces, and what would disturb a terminal as a visible sign. */
function expanded(text: string): string {
  return printable(text.replaceAll("\t", "    "));
}
