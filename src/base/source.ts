/**
 * One text that was read: the unit in which offsets are counted.
 *
 * `path` is what users see in messages. `text` is UTF-16, as JavaScript has it; a byte order
 * mark has been taken off. Two sources are the same only if they are the same object.
 */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** A half-open range of UTF-16 offsets, `start <= end`, in a source known from the context. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span together with the source in which it counts. */
export interface Place extends Span {
  readonly source: Source;
}

/** A line and a character in it, both from 0, in UTF-16 units, as the language server protocol counts. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export function placeOf(source: Source, span: Span): Place {
  return { source, start: span.start, end: span.end };
}

/** The smallest span that holds both. */
export function spanAcross(first: Span, last: Span): Span {
  return { start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}

/**
 * Where the lines of a text begin. LF, CR and CRLF each end a line.
 *
 * The table is built once per source, in one pass; a look-up is a binary search.
 */
class LineTable {
  readonly #starts: Uint32Array;

  constructor(text: string) {
    const starts: number[] = [0];
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
    }
    this.#starts = Uint32Array.from(starts);
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** Where line `line` begins; the end of the table for a line past the last. */
  startOf(line: number): number {
    return this.#starts[Math.min(line, this.#starts.length - 1)] ?? 0;
  }

  position(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - (this.#starts[low] ?? 0) };
  }
}

const tables = new WeakMap<Source, LineTable>();

/** The line table of a source, built at the first question and kept as long as the source is. */
export function linesOf(source: Source): LineTable {
  let table = tables.get(source);
  if (table === undefined) {
    table = new LineTable(source.text);
    tables.set(source, table);
  }
  return table;
}
