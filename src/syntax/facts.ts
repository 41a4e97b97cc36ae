import type { Source, Span } from "../base/source.ts";
import { unescape } from "./escape.ts";
import { endsLine } from "./line-beginning.ts";
import type { FactRun } from "./tree.ts";

/**
 * One fact of a run, at the moment of the visit: the reader moves it on, so whoever wants to keep
 * something copies it. Arguments count from 0 to `arity - 1`.
 */
export interface FactCursor {
  readonly relation: string;
  readonly arity: number;
  /** The whole fact, with its full stop. */
  readonly start: number;
  readonly end: number;
  /** The span of the relation's name. */
  readonly nameStart: number;
  readonly nameEnd: number;
  type(index: number): FactValueType;
  /** A number for `number` and `float` (negative ones too), a string without quotes for `symbol`. */
  value(index: number): number | string;
  span(index: number): Span;
}

export type FactValueType = "number" | "float" | "symbol";

/**
 * Reads the facts of a run again, in order, from the text of the source it was parsed from.
 *
 * No object is made per fact; the strings handed out are slices of the text.
 */
export function readFacts(source: Source, run: FactRun, visit: (fact: FactCursor) => void): void {
  const slots = new FactSlots();
  let offset = run.span.start;
  for (let i = 0; i < run.count; i++) {
    offset = skipWhiteSpace(source.text, offset);
    offset = scanFact(source.text, offset, slots);
    visit(slots);
  }
}

/** How many facts `name(constants).` with only white space between them begin at `offset`, and where they end. */
export function scanRun(text: string, offset: number): { readonly count: number; readonly end: number } {
  let count = 0;
  let end = offset;
  let next = offset;
  while (next < text.length) {
    const factEnd = scanFact(text, next, null);
    if (factEnd < 0) break;
    count++;
    end = factEnd;
    next = skipWhiteSpace(text, factEnd);
  }
  return { count, end };
}

/** The slots of one fact, filled by `scanFact` and kept from fact to fact. */
class FactSlots implements FactCursor {
  relation = "";
  arity = 0;
  start = 0;
  end = 0;
  nameStart = 0;
  nameEnd = 0;
  readonly #types: FactValueType[] = [];
  readonly #values: (number | string)[] = [];
  readonly #spans: number[] = [];

  begin(text: string, start: number, nameEnd: number): void {
    // Runs mostly repeat one name: comparing it costs less than slicing it.
    const same = nameEnd - start === this.relation.length && text.startsWith(this.relation, start);
    if (!same) this.relation = text.slice(start, nameEnd);
    this.start = this.nameStart = start;
    this.nameEnd = nameEnd;
    this.arity = 0;
  }

  add(type: FactValueType, value: number | string, start: number, end: number): void {
    const index = this.arity++;
    this.#types[index] = type;
    this.#values[index] = value;
    this.#spans[2 * index] = start;
    this.#spans[2 * index + 1] = end;
  }

  type(index: number): FactValueType {
    return this.#types[index] ?? "number";
  }

  value(index: number): number | string {
    return this.#values[index] ?? 0;
  }

  span(index: number): Span {
    return { start: this.#spans[2 * index] ?? 0, end: this.#spans[2 * index + 1] ?? 0 };
  }
}

const TAB = 9;
const NEW_LINE = 10;
const VERTICAL_TAB = 11;
const FORM_FEED = 12;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const OPEN = 40;
const CLOSE = 41;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const BACKSLASH = 92;

/** Integers with up to this many digits are exact whatever their digits are. */
const DIGITS_ALWAYS_EXACT = 15;

/**
 * The end of the fact that begins exactly at `offset`, or −1 if none does. A fact here has decimal
 * integers within ±(2^53 − 1), floats without an exponent and closed strings as arguments: all
 * else is left to the parser. This is the hot loop of loading facts, hence char codes.
 */
function scanFact(text: string, offset: number, slots: FactSlots | null): number {
  if (!isNameStart(text.charCodeAt(offset))) return -1;
  let i = offset + 1;
  while (isNamePart(text.charCodeAt(i))) i++;
  if (i === offset + 1 && text.charCodeAt(offset) === 95) return -1;
  slots?.begin(text, offset, i);
  i = skipWhiteSpace(text, i);
  if (text.charCodeAt(i) !== OPEN) return -1;
  i = skipWhiteSpace(text, i + 1);
  if (text.charCodeAt(i) === CLOSE) i++;
  else {
    for (;;) {
      i = scanConstant(text, i, slots);
      if (i < 0) return -1;
      i = skipWhiteSpace(text, i);
      const unit = text.charCodeAt(i);
      i++;
      if (unit === CLOSE) break;
      if (unit !== COMMA) return -1;
      i = skipWhiteSpace(text, i);
    }
  }
  const dot = skipWhiteSpace(text, i);
  if (text.charCodeAt(dot) !== DOT || beginsDirective(text, dot, i)) return -1;
  if (slots !== null) slots.end = dot + 1;
  return dot + 1;
}

/**
 * Whether a full stop belongs to the word behind it, as in `p(1).output p` or at the beginning of
 * a line, and not in `p(1).q(2).`; `from` is the end of what stands before it.
 */
function beginsDirective(text: string, dot: number, from: number): boolean {
  let i = dot + 1;
  if (!isNameStart(text.charCodeAt(i))) return false;
  while (isNamePart(text.charCodeAt(i))) i++;
  return text.charCodeAt(i) !== OPEN || endsLine(text.slice(from, dot));
}

function scanConstant(text: string, start: number, slots: FactSlots | null): number {
  const first = text.charCodeAt(start);
  if (first === QUOTE) return scanSymbol(text, start, slots);
  const digits = first === MINUS ? start + 1 : start;
  let i = digits;
  let value = 0;
  for (let unit = text.charCodeAt(i); isDigit(unit); unit = text.charCodeAt(++i))
    value = value * 10 + unit - 48;
  if (i === digits) return -1;
  if (text.charCodeAt(i) === DOT && isDigit(text.charCodeAt(i + 1))) {
    i++;
    while (isDigit(text.charCodeAt(i))) i++;
    if (isNamePart(text.charCodeAt(i)) || text.charCodeAt(i) === DOT) return -1;
    slots?.add("float", Number(text.slice(start, i)), start, i);
    return i;
  }
  if (isNamePart(text.charCodeAt(i))) return -1;
  if (i - digits > DIGITS_ALWAYS_EXACT) {
    value = Number(text.slice(digits, i));
    if (!Number.isSafeInteger(value)) return -1;
  }
  slots?.add("number", first === MINUS && value !== 0 ? -value : value, start, i);
  return i;
}

function scanSymbol(text: string, start: number, slots: FactSlots | null): number {
  let escaped = false;
  let i = start + 1;
  for (; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === QUOTE) {
      if (slots !== null) {
        const inside = text.slice(start + 1, i);
        slots.add("symbol", escaped ? unescape(inside) : inside, start, i + 1);
      }
      return i + 1;
    }
    if (unit === BACKSLASH) {
      escaped = true;
      i++;
      const next = text.charCodeAt(i);
      if (next === NEW_LINE || next === CARRIAGE_RETURN || next === 0) return -1;
    } else if (unit === NEW_LINE || unit === CARRIAGE_RETURN || unit === 0) return -1;
  }
  return -1;
}

function skipWhiteSpace(text: string, offset: number): number {
  let i = offset;
  while (isWhiteSpace(text.charCodeAt(i))) i++;
  return i;
}

function isWhiteSpace(unit: number): boolean {
  return (
    unit === SPACE ||
    unit === NEW_LINE ||
    unit === CARRIAGE_RETURN ||
    unit === TAB ||
    unit === FORM_FEED ||
    unit === VERTICAL_TAB
  );
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

export function isNameStart(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 95 || unit === 63;
}

export function isNamePart(unit: number): boolean {
  return isNameStart(unit) || isDigit(unit);
}
