import { present } from "../base/assert.ts";
import { decodeText } from "../base/decode-text.ts";
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
  /**
   * Where in a line the relation's columns stand, counted from 0; null when they are all that is
   * in a line, in their order. Of JSON lines nothing is asked.
   */
  readonly columns: readonly number[] | null;
}

/** A line that is no row: line and column from 1, the column in UTF-16 units, and what is wrong. */
export interface BadLine {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** How many bad lines are described; the others are only counted. */
const describedMax = 20;

/** A line longer than this, most likely after a quote that nothing closes, is not waited for. */
const lineBytesMax = 1 << 26;

/**
 * Reads the rows of one relation from a stream of bytes, in chunks of any size.
 *
 * Nothing reaches the relation until the whole file was right: the rows wait in `rows`. Lines end
 * with LF or CRLF; an empty last line is none. A relation without columns has the row `()` when
 * there is any line.
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
  /** The relation's column in each field of a line, −1 for one that is passed over. */
  readonly #columns: readonly number[];
  readonly #row: Int32Array;
  /** Whether a line is all columns in their order, with one byte between them. */
  readonly #isPlain: boolean;
  #rest = new Uint8Array(0);
  /** The number of the line that is read, and where it begins in the bytes that are read. */
  #line = 0;
  #start = 0;
  #gaveUp = false;

  constructor(relation: Relation, format: FactFormat, pool: ValuePool, symbols: ByteSymbols) {
    this.rows = new RowLog(relation.columns.length);
    this.#types = relation.columns.map((column) => column.value);
    this.#names = relation.columns.map((column) => column.name);
    this.#pool = pool;
    this.#symbols = symbols;
    this.#format = format;
    this.#delimiter = new TextEncoder().encode(format.delimiter);
    const places = format.columns ?? this.#types.map((_, i) => i);
    this.#columns = Array.from({ length: Math.max(-1, ...places) + 1 }, (_, i) => places.indexOf(i));
    this.#row = new Int32Array(relation.columns.length);
    this.#isPlain =
      format.form === "separated" &&
      !format.quotes &&
      format.columns === null &&
      this.#delimiter.length === 1 &&
      !/[-\d\r\n]/.test(format.delimiter) &&
      this.#types.length > 0 &&
      !this.#types.includes("float");
  }

  push(chunk: Uint8Array): void {
    if (this.#gaveUp) return;
    let data = chunk;
    if (this.#rest.length > 0) {
      data = new Uint8Array(this.#rest.length + chunk.length);
      data.set(this.#rest);
      data.set(chunk, this.#rest.length);
    }
    let start = 0;
    for (;;) {
      // Of the first line more is to be known.
      if (this.#isPlain && this.#line > 0) start = this.#readPlain(data, start);
      const end = this.#lineEnd(data, start);
      if (end < 0) break;
      this.#readLine(data, start, end);
      start = end + 1;
    }
    this.#rest = data.slice(start);
    if (this.#rest.length > lineBytesMax) this.#giveUp();
  }

  /** Reads plain lines up to one that wants another look, or has no end here, and gives where that begins. */
  #readPlain(data: Uint8Array, start: number): number {
    const [types, rows, symbols] = [this.#types, this.rows, this.#symbols];
    const arity = types.length;
    const delimiter = this.#delimiter[0] as number;
    const end = data.lastIndexOf(lineFeed) + 1;
    let lineStart = start;
    while (lineStart < end) {
      const base = rows.reserve(1);
      let at = lineStart;
      for (let column = 0; column < arity; column++) {
        const stop = column === arity - 1 ? lineFeed : delimiter;
        const type = types[column];
        const first = at;
        if (type === "symbol") {
          let byte = data[at] as number;
          while (byte !== delimiter && byte !== lineFeed) byte = data[++at] as number;
          if (byte !== stop || data[at - 1] === carriageReturn) return lineStart;
          const code = symbols.code(data, first, at);
          if (code < 0) return lineStart;
          rows.data[base + column] = code;
        } else {
          const isNegative = data[at] === minus && type === "number";
          if (isNegative) at++;
          const digits = at;
          let value = 0;
          for (; ; at++) {
            const digit = (data[at] as number) - zero;
            if (digit < 0 || digit > 9) break;
            value = (value * 10 + digit) | 0;
          }
          // So few digits are a small integer, which is its own code.
          if (at === digits || at - digits > 9 || data[at] !== stop) return lineStart;
          rows.data[base + column] = isNegative ? -value : value;
        }
        at++;
      }
      rows.count++;
      this.#line++;
      lineStart = at;
    }
    return lineStart;
  }

  /** Reads what is left after the last line's end. */
  end(): void {
    if (this.#rest.length > 0) this.push(Uint8Array.of(lineFeed));
    if (this.#rest.length > 0) this.#giveUp();
  }

  /** What is left is no line: it is too long, or a quote is open at its end. */
  #giveUp(): void {
    if (this.#gaveUp) return;
    this.#gaveUp = true;
    this.#line++;
    this.#start = 0;
    let at = 0;
    if (this.#format.quotes) at = this.#openQuote(this.#rest);
    this.#complain(
      this.#rest,
      Math.max(at, 0),
      at < 0 ? "this line is too long" : "this quote is not closed",
    );
    this.#rest = new Uint8Array(0);
  }

  /** The offset of the line feed that ends the line at `start`, or −1; one between quotes ends none. */
  #lineEnd(data: Uint8Array, start: number): number {
    if (!this.#format.quotes) return data.indexOf(lineFeed, start);
    let begins = true;
    for (let i = start; i < data.length;) {
      if (begins && data[i] === quote) {
        const close = closingQuote(data, i, data.length);
        // A quote at the end may be the first of two.
        if (close < 0 || close + 1 === data.length) return -1;
        i = close + 1;
        begins = false;
        continue;
      }
      if (data[i] === lineFeed) return i;
      begins = this.#isDelimiter(data, i);
      i += begins ? this.#delimiter.length : 1;
    }
    return -1;
  }

  /** Where the quote stands that is open at the end of a line, or −1. */
  #openQuote(data: Uint8Array): number {
    for (let at = 0; at < data.length;) {
      const close = data[at] === quote ? closingQuote(data, at, data.length) : at;
      if (close < 0) return at;
      let i = close;
      while (i < data.length && !this.#isDelimiter(data, i)) i++;
      at = i + this.#delimiter.length;
    }
    return -1;
  }

  #readLine(data: Uint8Array, start: number, lineEnd: number): void {
    this.#line++;
    this.#start = start;
    let end = lineEnd;
    if (end > start && data[end - 1] === carriageReturn) end--;
    if (this.#line === 1 && data[start] === 0xef && data[start + 1] === 0xbb && data[start + 2] === 0xbf)
      this.#start = start + 3;
    const isHeader = this.#line === 1 && this.#format.headers && this.#format.form !== "jsonl";
    if (isHeader) {
      // Which columns there are is said by the declaration, or by `columns`.
    } else if (this.#format.form === "jsonl") this.#readJson(data, this.#start, end);
    else this.#readFields(data, this.#start, end);
    if (this.#format.quotes) for (let i = start; i < end; i++) if (data[i] === lineFeed) this.#line++;
  }

  #readFields(data: Uint8Array, start: number, end: number): void {
    const columns = this.#columns;
    if (this.#types.length === 0) {
      this.rows.count = 1;
      return;
    }
    let at = start;
    for (let field = 0; field < columns.length; field++) {
      const fieldEnd = this.#fieldEnd(data, at, end);
      const isLast = field === columns.length - 1;
      if (fieldEnd < 0) {
        this.#complain(data, at, "after the closing quote the delimiter or the line's end is expected");
        return;
      }
      if (fieldEnd === end ? !isLast : isLast && this.#format.columns === null) {
        this.#complain(data, start, this.#countProblem(data, start, end));
        return;
      }
      const column = columns[field] as number;
      if (column >= 0) {
        const code = this.#field(data, at, fieldEnd, this.#types[column] as ValueType);
        if (code === null) {
          this.#complainOfField(data, at, fieldEnd, column);
          return;
        }
        this.#row[column] = code;
      }
      at = fieldEnd + this.#delimiter.length;
    }
    this.rows.push(this.#row);
  }

  #countProblem(data: Uint8Array, start: number, end: number): string {
    const found = this.#countFields(data, start, end);
    const [needed, given] = [this.#columns.length, `${String(found)} ${found === 1 ? "field" : "fields"}`];
    return this.#format.columns === null
      ? `${given} where there ${needed === 1 ? "is 1 column" : `are ${String(needed)} columns`}`
      : `${given}, and the columns asked for need ${String(needed)}`;
  }

  /** Where a field ends; −1 when something stands behind its closing quote. */
  #fieldEnd(data: Uint8Array, start: number, end: number): number {
    const first = this.#delimiter[0] as number;
    if (this.#format.quotes && start < end && data[start] === quote) {
      const close = closingQuote(data, start, end);
      const after = close + 1;
      return close >= 0 && (after === end || this.#isDelimiter(data, after)) ? after : -1;
    }
    for (let i = start; i < end; i++) if (data[i] === first && this.#isDelimiter(data, i)) return i;
    return end;
  }

  #isDelimiter(data: Uint8Array, at: number): boolean {
    for (let i = 0; i < this.#delimiter.length; i++) if (data[at + i] !== this.#delimiter[i]) return false;
    return true;
  }

  #countFields(data: Uint8Array, start: number, end: number): number {
    let count = 1;
    for (let at = this.#fieldEnd(data, start, end); at >= 0 && at < end; count++)
      at = this.#fieldEnd(data, at + this.#delimiter.length, end);
    return count;
  }

  #complainOfField(data: Uint8Array, start: number, end: number, column: number): void {
    const type = this.#types[column] as ValueType;
    const { text, invalid } = decodeText(data.subarray(start, end));
    const [first] = invalid;
    if (type === "symbol" && first !== undefined) {
      const before = new TextEncoder().encode(text.slice(0, first.start)).length;
      this.#complain(data, start + before, "these bytes are not UTF-8");
      return;
    }
    const shown = JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
    const isRange = type === "float" ? decimalForm.test(text) : integerForm.test(text);
    this.#complain(
      data,
      start,
      isRange
        ? `${shown} is out of range for ${this.#describe(column)}`
        : `${shown} is no ${type}, which ${this.#describe(column)} holds`,
    );
  }

  #describe(column: number): string {
    return `the column \`${this.#names[column] ?? ""}\``;
  }

  #field(data: Uint8Array, from: number, to: number, type: ValueType): Code | null {
    let [bytes, start, end] = [data, from, to];
    if (this.#format.quotes && bytes[start] === quote) {
      if (end - start < 2 || bytes[end - 1] !== quote) return null;
      bytes = unquoted(bytes.subarray(start + 1, end - 1));
      [start, end] = [0, bytes.length];
    }
    switch (type) {
      case "symbol": {
        const code = this.#symbols.code(bytes, start, end);
        return code < 0 ? null : code;
      }
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
    if (!integerForm.test(text)) return null;
    const size = Number(text.replace(/^[+-]/, ""));
    const value = text.startsWith("-") ? -size : size;
    return fits(value, type) ? this.#pool.integer(value + 0) : null;
  }

  /** An array in the order of the columns, or an object by their names. An empty line is none. */
  #readJson(data: Uint8Array, start: number, end: number): void {
    if (start === end) return;
    const { text, invalid } = decodeText(data.subarray(start, end));
    const complain = (at: number, message: string): void => {
      this.#complain(data, start + new TextEncoder().encode(text.slice(0, at)).length, message);
    };
    if (invalid[0] !== undefined) {
      complain(invalid[0].start, "these bytes are not UTF-8");
      return;
    }
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch (error) {
      const position = /at position (\d+)/.exec(String(error))?.[1];
      complain(position === undefined ? text.length : Number(position), "this is no JSON");
      return;
    }
    const values = this.#columnsOf(parsed);
    if (values === null) {
      const count = `${String(this.#types.length)} ${this.#types.length === 1 ? "value" : "values"}`;
      complain(0, `an array of ${count}, or an object with the columns' names, is expected`);
      return;
    }
    for (const [column, value] of values.entries()) {
      const type = present(this.#types[column], "a type");
      const code = this.#jsonCode(value, type);
      if (code === null) {
        const isRange = typeof value === "number" && (type === "unsigned" || Number.isInteger(value));
        const problem =
          isRange && type !== "symbol"
            ? `is out of range for ${this.#describe(column)}`
            : `is no ${type}, which ${this.#describe(column)} holds`;
        const key = Array.isArray(parsed) ? column : (this.#names[column] ?? "");
        complain(jsonValueAt(text, key), `${JSON.stringify(value)} ${problem}`);
        return;
      }
      this.#row[column] = code;
    }
    if (this.#types.length === 0) this.rows.count = 1;
    else this.rows.push(this.#row);
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
    if (type === "float") return Number.isFinite(value) ? this.#pool.float(value) : null;
    return fits(value, type) ? this.#pool.integer(value + 0) : null;
  }

  /** Notes what is wrong at a byte of the line that is read. */
  #complain(data: Uint8Array, at: number, message: string): void {
    this.badCount++;
    if (this.bad.length >= describedMax) return;
    const lines = new TextDecoder().decode(data.subarray(this.#start, at)).split("\n");
    const column = (lines.at(-1)?.length ?? 0) + 1;
    this.bad.push({ line: this.#line + lines.length - 1, column, message });
  }
}

const [lineFeed, carriageReturn, quote, minus, zero] = [10, 13, 34, 45, 48] as const;

function fits(value: number, type: "number" | "unsigned"): boolean {
  return Number.isSafeInteger(value) && (type === "number" || value >= 0);
}

const integerForm = /^[+-]?(\d+|0x[\da-fA-F]+|0b[01]+)$/;
const decimalForm = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

function decimal(text: string): number | null {
  if (!decimalForm.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** The quote that closes the one at `open`, before `end`, or −1; two of them stand for one. */
function closingQuote(data: Uint8Array, open: number, end: number): number {
  for (let i = open + 1; i < end; i++) {
    if (data[i] !== quote) continue;
    if (i + 1 >= end || data[i + 1] !== quote) return i;
    i++;
  }
  return -1;
}

/** Where in a line of JSON the value stands that an array has at an index, or an object at a name. */
function jsonValueAt(text: string, key: number | string): number {
  const tokens = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g;
  let [depth, index, name, found] = [0, 0, "", 0];
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    const [word] = token;
    const isHere = typeof key === "number" ? index === key : name === key;
    if (depth === 1 && isHere && !/^[\]},:]$/.test(word)) {
      // Of a name that is given twice, the last value counts.
      found = token.index;
      if (typeof key === "number") return found;
    }
    if (depth === 1 && word === ",") [index, name] = [index + 1, ""];
    else if (depth === 1 && word.startsWith('"') && name === "") name = String(JSON.parse(word));
    if (word === "[" || word === "{") depth++;
    else if (word === "]" || word === "}") depth--;
  }
  return found;
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
