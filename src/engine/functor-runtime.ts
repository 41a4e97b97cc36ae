import { compareCodePoints } from "./value-pool.ts";

/** A value that its type cannot hold: the evaluation as a whole is in error. */
export class RangeFault extends Error {}

const { MIN_SAFE_INTEGER: low, MAX_SAFE_INTEGER: high } = Number;

/**
 * What compiled rules call for operators and functors, on plain values.
 *
 * A call that fails (a division by zero, a `to_number` of what is no number) gives NaN, which no
 * value of the language is; NaN in gives NaN out. What does not fit throws a `RangeFault`.
 */
export const runtime = {
  integer: (value: number): number => fitted(value, low),
  unsigned: (value: number): number => fitted(value, 0),
  /** NaN that no operand was is an error, as the language has no such value. */
  float(value: number, a: number, b: number): number {
    if (Number.isNaN(value) && !Number.isNaN(a) && !Number.isNaN(b))
      throw new RangeFault("the result is not a number");
    return value;
  },
  divide: (a: number, b: number): number => (b === 0 ? Number.NaN : (a - (a % b)) / b),
  divideFloat: (a: number, b: number): number => (b === 0 ? Number.NaN : a / b),
  remainder: (a: number, b: number): number => (b === 0 ? Number.NaN : a % b),
  power(a: number, b: number): number {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
    if (b < 0) {
      if (a === 0) return Number.NaN;
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
  strlen: (text: string): number => codePointLength(text),
  ord: (text: string): number => text.codePointAt(0) ?? 0,
  substr(text: string, start: number, length: number): string {
    if (start < 0 || length < 0) return "";
    return Array.from(text)
      .slice(start, start + length)
      .join("");
  },
  toNumber: (text: string): number => integerIn(text, low),
  toUnsigned: (text: string): number => integerIn(text, 0),
  toFloat: (text: string): number =>
    /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN,
  lesser: (a: string, b: string): string => (compareCodePoints(a, b) <= 0 ? a : b),
  greater: (a: string, b: string): string => (compareCodePoints(a, b) >= 0 ? a : b),
  compare: compareCodePoints,
  contains: (part: string, whole: string): boolean => whole.includes(part),
  matches(pattern: string, text: string): boolean {
    let compiled = patterns.get(pattern);
    if (compiled === undefined) {
      compiled = new RegExp(`^(?:${pattern})$`, "su");
      patterns.set(pattern, compiled);
    }
    return compiled.test(text);
  },
  range(from: number, to: number, step: number | undefined): number[] {
    const by = step ?? (from <= to ? 1 : -1);
    if (by === 0) return from === to ? [] : [from];
    const values: number[] = [];
    for (let value = from; by > 0 ? value < to : value > to; value += by) values.push(value);
    return values;
  },
} as const;

const patterns = new Map<string, RegExp>();

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

function integerIn(text: string, least: number): number {
  if (!/^[+-]?\d+$/.test(text)) return Number.NaN;
  const value = Number(text);
  return Number.isSafeInteger(value) && value >= least ? value + 0 : Number.NaN;
}
