import type { ValueType } from "../../src/model/program.ts";
import { codePoints, compareValues, type Typed, type Value } from "./value.ts";

/** A value that its type cannot hold: the evaluation as a whole is in error. */
export class RangeFault extends Error {}

/**
 * The results of a functor: none when the call fails (a division by zero, a `to_number` of what
 * is no number), many for `range`, else one. Throws a `RangeFault` when the result does not fit.
 */
export function applyFunctor(functor: string, given: readonly Typed[]): readonly Typed[] {
  const type = commonType(given);
  const [a, b, c] = given;
  switch (functor) {
    case "cat":
      return [symbol(given.map((one) => String(one.value)).join(""))];
    case "strlen":
      return [{ type: "number", value: codePoints(text(a)).length }];
    case "ord":
      return [
        { type: "number", value: typeof a?.value === "string" ? (codePoints(a.value)[0] ?? 0) : number(a) },
      ];
    case "substr":
      return [symbol(substring(text(a), number(b), number(c)))];
    case "to_string":
      return [symbol(String(a?.value))];
    case "min":
      return [
        { type, value: given.map((one) => one.value).reduce((x, y) => (compareValues(y, x) < 0 ? y : x)) },
      ];
    case "max":
      return [
        { type, value: given.map((one) => one.value).reduce((x, y) => (compareValues(y, x) > 0 ? y : x)) },
      ];
    case "range":
      return range(number(a), number(b), c === undefined ? null : number(c)).map((value) => ({
        type,
        value,
      }));
    case "to_number":
    case "ftoi":
    case "utoi":
      return convert(a, "number");
    case "to_unsigned":
    case "ftou":
    case "itou":
      return convert(a, "unsigned");
    case "to_float":
    case "itof":
    case "utof":
      return convert(a, "float");
    default:
      return type === "float" ? onFloats(functor, given) : onIntegers(functor, given, type);
  }
}

/** A float if one is, else an unsigned if one is: a constant without a point takes the other's type. */
export function commonType(given: readonly Typed[]): ValueType {
  for (const type of ["symbol", "float", "unsigned"] as const) {
    if (given.some((one) => one.type === type)) return type;
  }
  return "number";
}

/** `value` as a number that `type` holds, or a `RangeFault`. */
export function fit(value: number | bigint, type: ValueType): Typed {
  if (type === "float") {
    if (Number.isNaN(value)) throw new RangeFault("not a number");
    return { type, value: Number(value) };
  }
  const low = type === "unsigned" ? 0 : Number.MIN_SAFE_INTEGER;
  if (value < low || value > Number.MAX_SAFE_INTEGER) throw new RangeFault(`${value} does not fit ${type}`);
  return { type, value: Number(value) + 0 };
}

function onFloats(functor: string, given: readonly Typed[]): readonly Typed[] {
  const a = number(given[0]);
  if (given.length === 1) {
    return functor === "-" ? [fit(-a, "float")] : unknown(functor);
  }
  const b = number(given[1]);
  switch (functor) {
    case "+":
      return [fit(a + b, "float")];
    case "-":
      return [fit(a - b, "float")];
    case "*":
      return [fit(a * b, "float")];
    case "/":
      return b === 0 ? [] : [fit(a / b, "float")];
    case "%":
      return b === 0 ? [] : [fit(a % b, "float")];
    case "^":
      return [fit(a ** b, "float")];
    default:
      return unknown(functor);
  }
}

function onIntegers(functor: string, given: readonly Typed[], type: ValueType): readonly Typed[] {
  const a = BigInt(number(given[0]));
  if (given.length === 1) {
    if (functor === "-") return [fit(-a, type)];
    if (functor === "lnot") return [fit(a === 0n ? 1 : 0, type)];
    return functor === "bnot" ? [fit(word(~a, type), type)] : unknown(functor);
  }
  const b = BigInt(number(given[1]));
  switch (functor) {
    case "+":
      return [fit(a + b, type)];
    case "-":
      return [fit(a - b, type)];
    case "*":
      return [fit(a * b, type)];
    // BigInt division truncates, and the remainder has the dividend's sign.
    case "/":
      return b === 0n ? [] : [fit(a / b, type)];
    case "%":
      return b === 0n ? [] : [fit(a % b, type)];
    case "^":
      return power(a, b).map((value) => fit(value, type));
    case "band":
      return [fit(word(a & b, type), type)];
    case "bor":
      return [fit(word(a | b, type), type)];
    case "bxor":
      return [fit(word(a ^ b, type), type)];
    case "bshl":
      return [fit(word(a << (b & 63n), type), type)];
    case "bshr":
      return [fit(word(a >> (b & 63n), type), type)];
    case "bshru":
      return [fit(word(BigInt.asUintN(64, a) >> (b & 63n), type), type)];
    case "land":
      return [fit(a !== 0n && b !== 0n ? 1 : 0, type)];
    case "lor":
      return [fit(a !== 0n || b !== 0n ? 1 : 0, type)];
    case "lxor":
      return [fit((a === 0n) !== (b === 0n) ? 1 : 0, type)];
    default:
      return unknown(functor);
  }
}

/** A negative exponent gives the quotient 1 / aⁿ, truncated. */
function power(a: bigint, b: bigint): readonly bigint[] {
  if (b < 0n) return a === 0n ? [] : [a === 1n || a === -1n ? a ** -b : 0n];
  if (b > 64n && a !== 0n && a !== 1n && a !== -1n) throw new RangeFault("a power does not fit");
  return [a ** (b > 64n ? 64n + (b & 1n) : b)];
}

/** The low 64 bits, in two's complement unless the type has no sign. */
function word(value: bigint, type: ValueType): bigint {
  return type === "unsigned" ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value);
}

function convert(given: Typed | undefined, type: "number" | "unsigned" | "float"): readonly Typed[] {
  let value: number;
  if (typeof given?.value === "string") {
    const form = type === "float" ? /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/ : /^[+-]?\d+$/;
    if (!form.test(given.value)) return [];
    value = Number(given.value);
    if (type !== "float" && !Number.isSafeInteger(value)) return [];
    if (type === "unsigned" && value < 0) return [];
  } else {
    value = number(given);
  }
  return [fit(type === "float" ? value : Math.trunc(value), type)];
}

/** Soufflé's: `from` inclusive, `to` exclusive, downwards when `to` is below; a step of 0 gives `from` once. */
function range(from: number, to: number, step: number | null): readonly number[] {
  const by = step ?? (from <= to ? 1 : -1);
  if (by === 0) return from === to ? [] : [from];
  const values: number[] = [];
  for (let value = from; by > 0 ? value < to : value > to; value += by) values.push(value);
  return values;
}

function substring(whole: string, start: number, length: number): string {
  const points = codePoints(whole);
  if (start < 0 || start > points.length || length < 0) return "";
  return String.fromCodePoint(...points.slice(start, start + length));
}

function number(given: Typed | undefined): number {
  if (typeof given?.value !== "number") throw new Error(`a number was expected, not ${String(given?.value)}`);
  return given.value;
}

function text(given: Typed | undefined): string {
  if (typeof given?.value !== "string") throw new Error(`a symbol was expected, not ${String(given?.value)}`);
  return given.value;
}

function symbol(value: Value): Typed {
  return { type: "symbol", value };
}

function unknown(functor: string): never {
  throw new Error(`there is no functor ${functor}`);
}
