import { compareCodePoints } from "../base/code-points.ts";

/** A value that its type cannot hold: the evaluation as a whole is in error. */
export class RangeFault extends Error {}

/** An evaluation that takes more work than is wanted. */
export class EffortFault extends RangeFault {}

const { MIN_SAFE_INTEGER: low, MAX_SAFE_INTEGER: high } = Number;

/** A recursion that doubles a text is stopped before the memory is full. */
const textLengthMost = 2 ** 24;

/** What compiled rules call, by the names they call it. */
export type FunctorRuntime = Readonly<Record<string, (...values: never[]) => unknown>>;

/**
 * What compiled rules call for operators and functors, on plain values.
 *
 * A call that fails (a division by zero, a `to_number` of what is no number) gives NaN, which no
 * value of the language is, and tells `failed` why; NaN in gives NaN out. What does not fit throws
 * a `RangeFault`.
 */
export function functorRuntime(failed: (reason: string) => void): FunctorRuntime {
  const fail = (reason: string): number => {
    failed(reason);
    return Number.NaN;
  };
  const converted = (functor: string, text: string, value: number | null): number =>
    value ?? fail(`\`${functor}\` of ${JSON.stringify(text)}`);
  return {
    giveUp(): never {
      throw new EffortFault("this takes more work than is wanted");
    },
    integer: (value: number): number => fitted(value, low),
    unsigned: (value: number): number => fitted(value, 0),
    /** NaN that no operand was is an error, as the language has no such value. */
    float(value: number, a: number, b: number): number {
      if (Number.isNaN(value) && !Number.isNaN(a) && !Number.isNaN(b))
        throw new RangeFault("the result is not a number");
      return value;
    },
    divide: (a: number, b: number): number => (b === 0 ? fail("division by zero") : (a - (a % b)) / b),
    divideFloat: (a: number, b: number): number => (b === 0 ? fail("division by zero") : a / b),
    remainder: (a: number, b: number): number => (b === 0 ? fail("division by zero") : a % b),
    power(a: number, b: number): number {
      if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
      if (b < 0) {
        if (a === 0) return fail("division by zero");
        return a === 1 || (a === -1 && b % 2 === 0) ? 1 : a === -1 ? -1 : 0;
      }
      const value = a ** b;
      if (!Number.isSafeInteger(value)) throw new RangeFault(`${String(a)} ^ ${String(b)} is out of range`);
      return value;
    },
    bits(operator: string, a: number, b: number, isUnsigned: boolean): number {
      if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
      const result = bitwise(operator, BigInt(a), BigInt(b));
      const word = isUnsigned ? BigInt.asUintN(64, result) : BigInt.asIntN(64, result);
      return fitted(Number(word), isUnsigned ? 0 : low);
    },
    joined(text: string): string {
      if (text.length > textLengthMost)
        throw new RangeFault(`a text of more than ${String(textLengthMost)} characters`);
      return text;
    },
    strlen: (text: string): number => codePointLength(text),
    ord: (text: string): number => text.codePointAt(0) ?? 0,
    substr(text: string, start: number, length: number): string {
      if (start < 0 || length < 0) return "";
      return Array.from(text)
        .slice(start, start + length)
        .join("");
    },
    toNumber: (text: string): number => converted("to_number", text, integerIn(text, low)),
    toUnsigned: (text: string): number => converted("to_unsigned", text, integerIn(text, 0)),
    toFloat: (text: string): number => converted("to_float", text, floatIn(text)),
    lesser: (a: string, b: string): string => (compareCodePoints(a, b) <= 0 ? a : b),
    greater: (a: string, b: string): string => (compareCodePoints(a, b) >= 0 ? a : b),
    compare: compareCodePoints,
    contains: (part: string, whole: string): boolean => whole.includes(part),
    /** Whether all of a text matches; null when the pattern is none. */
    matches(pattern: string, text: string): boolean | null {
      let compiled = patterns.get(pattern);
      if (compiled === undefined) patterns.set(pattern, (compiled = compiledPattern(pattern)));
      if (compiled !== null) return compiled.test(text);
      failed(`${JSON.stringify(pattern)} is no regular expression`);
      return null;
    },
    *range(from: number, to: number, step: number | undefined): Generator<number, void> {
      const by = step ?? (from <= to ? 1 : -1);
      if (by === 0) {
        if (from !== to) yield from;
        return;
      }
      for (let value = from; by > 0 ? value < to : value > to; value += by) yield value;
    },
  };
}

/** Compiled patterns; null for what is none. */
const patterns = new Map<string, RegExp | null>();

/**
 * A pattern of Soufflé's, those of ECMAScript with the character classes of POSIX. A character
 * that needs no backslash may have one.
 */
function compiledPattern(pattern: string): RegExp | null {
  const translated = pattern
    .replaceAll(/\[:([a-z]+):\]/g, (whole, name: string) => characterClasses.get(name) ?? whole)
    .replaceAll(/\\([^\w^$\\.*+?()[\]{}|/-])/g, "$1");
  try {
    return new RegExp(`^(?:${translated})$`, "su");
  } catch {
    return null;
  }
}

const characterClasses: ReadonlyMap<string, string> = new Map([
  ["alnum", "a-zA-Z0-9"],
  ["alpha", "a-zA-Z"],
  ["blank", " \\t"],
  ["cntrl", "\\x00-\\x1f\\x7f"],
  ["digit", "0-9"],
  ["graph", "!-~"],
  ["lower", "a-z"],
  ["print", " -~"],
  ["punct", "!-\\/:-@\\[-`\\{-~"],
  ["space", "\\s"],
  ["upper", "A-Z"],
  ["xdigit", "0-9a-fA-F"],
]);

function fitted(value: number, least: number): number {
  if (value >= least && value <= high) return value + 0;
  if (Number.isNaN(value)) return value;
  throw new RangeFault(`${String(value)} is out of range`);
}

function bitwise(operator: string, a: bigint, b: bigint): bigint {
  switch (operator) {
    case "band":
      return a & b;
    case "bor":
      return a | b;
    case "bxor":
      return a ^ b;
    case "bnot":
      return ~a;
    case "bshl":
      return a << (b & 63n);
    case "bshr":
      return a >> (b & 63n);
    default:
      return BigInt.asUintN(64, a) >> (b & 63n);
  }
}

function codePointLength(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const next = text.charCodeAt(i + 1);
    if (next >= 0xdc00 && next <= 0xdfff) length--;
  }
  return length;
}

/** An integer as it is written in a program or a fact file, `0x` and `0b` included. */
function integerIn(text: string, least: number): number | null {
  if (!/^[+-]?(\d+|0x[\da-fA-F]+|0b[01]+)$/.test(text)) return null;
  const size = Number(text.replace(/^[+-]/, ""));
  const value = text.startsWith("-") ? -size : size;
  return Number.isSafeInteger(value) && value >= least ? value + 0 : null;
}

function floatIn(text: string): number | null {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : null;
}
