import { linesOf, type Position, type Source, type Span } from "../base/source.ts";

/** The unit in which the characters of a line are counted: as agreed with the client. */
export type PositionEncoding = "utf-16" | "utf-8";

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** The offset of a position; past the end of a line its end, past the last line the end of the text. */
export function offsetAt(source: Source, { line, character }: Position, encoding: PositionEncoding): number {
  const lines = linesOf(source);
  if (line >= lines.lineCount) return source.text.length;
  const start = lines.startOf(line);
  const end = endOfLine(source, line);
  if (encoding === "utf-16") return Math.min(start + character, end);
  let offset = start;
  for (let bytes = 0; offset < end; offset++) {
    bytes += bytesAt(source.text, offset);
    if (bytes > character) break;
  }
  return offset;
}

export function positionAt(source: Source, offset: number, encoding: PositionEncoding): Position {
  const lines = linesOf(source);
  const { line, character } = lines.position(offset);
  if (encoding === "utf-16") return { line, character };
  let bytes = 0;
  for (let at = lines.startOf(line); at < offset; at++) bytes += bytesAt(source.text, at);
  return { line, character: bytes };
}

export function rangeOf(source: Source, { start, end }: Span, encoding: PositionEncoding): Range {
  return { start: positionAt(source, start, encoding), end: positionAt(source, end, encoding) };
}

/** Where a line ends, before its line break. */
function endOfLine(source: Source, line: number): number {
  const lines = linesOf(source);
  const { text } = source;
  if (line + 1 >= lines.lineCount) return text.length;
  const end = lines.startOf(line + 1) - 1;
  return text[end] === "\n" && text[end - 1] === "\r" ? end - 1 : end;
}

/** The bytes that a unit adds in UTF-8: all four of a pair are the first half's. */
function bytesAt(text: string, offset: number): number {
  const unit = text.charCodeAt(offset);
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  if (unit >= 0xd800 && unit < 0xdc00 && isLow(text.charCodeAt(offset + 1))) return 4;
  return isLow(unit) && isHigh(text.charCodeAt(offset - 1)) ? 0 : 3;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}
