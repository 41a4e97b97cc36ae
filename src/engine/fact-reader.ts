import { present } from "../base/assert.ts";
import type { Relation, ValueType } from "../model/program.ts";
import type { ByteSymbols } from "./byte-symbols.ts";
import { RowLog } from "./row-log.ts";
import type { Code, ValuePool } from "./value-pool.ts";

/** How the rows of a fact file are laid out. */
export interface FactFormat {
  readonly form: "separated" | "jsonl";
  /** Between fields; one or more bytes of ASCII, a tab by default. */
  readonly delimiter: string;
  /** The first line names the columns. */
  readonly headers: boolean;
  /** Fields may stand in double quotes, with `""` for a quote (RFC 4180). */
  readonly quotes: boolean;
}

/** A line that is no row: 1-based line and column (in bytes), and what is wrong. */
export interface BadLine {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** How many bad lines are described; the others are only counted. */
const describedMax = 20;

/**
 * Reads the rows of one relation from a stream of bytes, in chunks of any size.
 *
 * Nothing reaches the relation until the whole file was right: the rows wait in `rows`. Lines end
 * with LF or CRLF; an empty last line is none. A relation without columns has the row `()` once
 * for a line that says so, as Soufflé writes it.
 */
export class FactReader {
  readonly rows: RowLog;
  readonly bad: BadLine[] = [];
  badCount = 0;
  readonly #types: readonly ValueType[];
  readonly #names: readonly string[];
  readonly #pool: ValuePool;
  readonly #symbols: ByteSymbols;
  readonly #format: FactFormat;
  readonly #delimiter: Uint8Array;
  readonly #row: Int32Array;
  #rest = new Uint8Array(0);
  #line = 0;

  constructor(relation: Relation, format: FactFormat, pool: ValuePool, symbols: ByteSymbols) {
    this.rows = new RowLog(relation.columns.length);
    this.#types = relation.columns.map((column) => column.value);
    this.#names = relation.columns.map((column) => column.name);
    this.#pool = pool;
    this.#symbols = symbols;
    this.#format = format;
    this.#delimiter = new TextEncoder().encode(format.delimiter);
    this.#row = new Int32Array(relation.columns.length);
  }

  push(chunk: Uint8Array): void {
    let data = chunk;
    if (this.#rest.length > 0) {
      data = new Uint8Array(this.#rest.length + chunk.length);
      data.set(this.#rest);
      data.set(chunk, this.#rest.length);
    }
    let start = 0;
    for (;;) {
      const end = this.#lineEnd(data, start);
      if (end < 0) break;
      this.#readLine(data, start, end);
      start = end + 1;
    }
    this.#rest = data.slice(start);
  }

  /** Reads what is left after the last line's end. */
  end(): void {
    if (this.#rest.length > 0) this.#readLine(this.#rest, 0, this.#rest.length);
    this.#rest = new Uint8Array(0);
  }

  /** The offset of the line feed that ends the line at `start`, or −1; one between quotes ends none. */
  #lineEnd(data: Uint8Array, start: number): number {
    if (!this.#format.quotes) return data.indexOf(lineFeed, start);
    let quoted = false;
    for (let i = start; i < data.length; i++) {
      if (data[i] === quote) quoted = !quoted;
      else if (data[i] === lineFeed && !quoted) return i;
    }
    return -1;
  }

  #readLine(data: Uint8Array, start: number, lineEnd: number): void {
    this.#line++;
    let end = lineEnd;
    if (end > start && data[end - 1] === carriageReturn) end--;
    if (this.#line === 1 && data[start] === 0xef && data[start + 1] === 0xbb && data[start + 2] === 0xbf)
      start += 3;
    if (this.#line === 1 && this.#format.headers) return;
    if (this.#format.form === "jsonl") this.#readJson(data.subarray(start, end));
    else this.#readFields(data, start, end);
  }

  #readFields(data: Uint8Array, start: number, end: number): void {
    const count = this.#types.length;
    if (count === 0) {
      if (end > start) this.rows.count = 1;
      return;
    }
    let at = start;
    for (let column = 0; column < count; column++) {
      const fieldEnd = this.#fieldEnd(data, at, end);
      const isLast = column === count - 1;
      if (isLast !== (fieldEnd === end)) {
        const found = this.#countFields(data, start, end);
        this.#complain(
          1,
          `${String(found)} ${found === 1 ? "field" : "fields"} where there are ${String(count)} columns`,
        );
        return;
      }
      const code = this.#field(data, at, fieldEnd, present(this.#types[column], "a type"));
      if (code === null) {
        const text = new TextDecoder().decode(data.subarray(at, Math.min(fieldEnd, at + 40)));
        const type = present(this.#types[column], "a type");
        this.#complain(
          at - start + 1,
          `${JSON.stringify(text)} is no ${type} for the column ${this.#names[column] ?? ""}`,
        );
        return;
      }
      this.#row[column] = code;
      at = fieldEnd + this.#delimiter.length;
    }
    this.rows.push(this.#row);
  }

  #fieldEnd(data: Uint8Array, start: number, end: number): number {
    const first = this.#delimiter[0] as number;
    let i = start;
    if (this.#format.quotes && data[start] === quote) {
      for (i = start + 1; i < end; i++) {
        if (data[i] !== quote) continue;
        if (data[i + 1] !== quote) break;
        i++;
      }
    }
    for (; i < end; i++) {
      if (data[i] === first && this.#isDelimiter(data, i)) return i;
    }
    return end;
  }

  #isDelimiter(data: Uint8Array, at: number): boolean {
    for (let i = 1; i < this.#delimiter.length; i++) if (data[at + i] !== this.#delimiter[i]) return false;
    return true;
  }

  #countFields(data: Uint8Array, start: number, end: number): number {
    let count = 1;
    for (
      let at = this.#fieldEnd(data, start, end);
      at < end;
      at = this.#fieldEnd(data, at + this.#delimiter.length, end)
    )
      count++;
    return count;
  }

  #field(data: Uint8Array, from: number, to: number, type: ValueType): Code | null {
    let [bytes, start, end] = [data, from, to];
    if (this.#format.quotes && bytes[start] === quote) {
      if (end - start < 2 || bytes[end - 1] !== quote) return null;
      bytes = unquoted(bytes.subarray(start + 1, end - 1));
      [start, end] = [0, bytes.length];
    }
    switch (type) {
      case "symbol":
        return this.#symbols.code(bytes, start, end);
      case "number":
      case "unsigned":
        return this.#integer(bytes, start, end, type);
      case "float": {
        const value = decimal(new TextDecoder().decode(bytes.subarray(start, end)));
        return value === null ? null : this.#pool.float(value);
      }
    }
  }

  #integer(data: Uint8Array, start: number, end: number, type: "number" | "unsigned"): Code | null {
    const isNegative = data[start] === minus;
    let at = isNegative ? start + 1 : start;
    if (at === end || end - at > 16) return this.#longInteger(data, start, end, type);
    let value = 0;
    for (; at < end; at++) {
      const digit = (data[at] as number) - zero;
      if (digit < 0 || digit > 9) return this.#longInteger(data, start, end, type);
      value = value * 10 + digit;
    }
    if (isNegative) value = -value;
    return fits(value, type) ? this.#pool.integer(value + 0) : null;
  }

  /** Other spellings of Soufflé: `0x1F`, `0b101`, many leading zeros. */
  #longInteger(data: Uint8Array, start: number, end: number, type: "number" | "unsigned"): Code | null {
    const text = new TextDecoder().decode(data.subarray(start, end));
    if (!/^[+-]?(\d+|0x[\da-fA-F]+|0b[01]+)$/.test(text)) return null;
    const value = text.startsWith("-") ? -Number(text.slice(1)) : Number(text);
    return fits(value, type) ? this.#pool.integer(value + 0) : null;
  }

  /** An array in the order of the columns, or an object by their names. */
  #readJson(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    let parsed: unknown;
    try {
      parsed = JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      this.#complain(1, "this is no JSON");
      return;
    }
    const values = this.#columnsOf(parsed);
    if (values === null) {
      this.#complain(
        1,
        `an array of ${String(this.#types.length)} values, or an object with the columns' names, is expected`,
      );
      return;
    }
    for (const [column, value] of values.entries()) {
      const type = present(this.#types[column], "a type");
      const code = this.#jsonCode(value, type);
      if (code === null) {
        this.#complain(
          1,
          `${JSON.stringify(value)} is no ${type} for the column ${this.#names[column] ?? ""}`,
        );
        return;
      }
      this.#row[column] = code;
    }
    this.rows.push(this.#row);
  }

  #columnsOf(parsed: unknown): readonly unknown[] | null {
    if (Array.isArray(parsed)) return parsed.length === this.#types.length ? parsed : null;
    if (typeof parsed !== "object" || parsed === null) return null;
    const fields = new Map(Object.entries(parsed));
    return this.#names.every((name) => fields.has(name))
      ? this.#names.map((name): unknown => fields.get(name))
      : null;
  }

  #jsonCode(value: unknown, type: ValueType): Code | null {
    if (type === "symbol") return typeof value === "string" ? this.#pool.symbol(value) : null;
    if (typeof value !== "number") return null;
    if (type === "float") return this.#pool.float(value);
    return Number.isSafeInteger(value) && fits(value, type) ? this.#pool.integer(value) : null;
  }

  #complain(column: number, message: string): void {
    this.badCount++;
    if (this.bad.length < describedMax) this.bad.push({ line: this.#line, column, message });
  }
}

const [lineFeed, carriageReturn, quote, minus, zero] = [10, 13, 34, 45, 48] as const;

function fits(value: number, type: "number" | "unsigned"): boolean {
  return Number.isSafeInteger(value) && (type === "number" || value >= 0);
}

function decimal(text: string): number | null {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : null;
}

/** Takes one of each two quotes. */
function unquoted(bytes: Uint8Array): Uint8Array {
  const kept: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    kept.push(bytes[i] as number);
    if (bytes[i] === quote && bytes[i + 1] === quote) i++;
  }
  return Uint8Array.from(kept);
}
