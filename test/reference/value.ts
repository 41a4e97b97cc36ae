import type { ValueType } from "../../src/model/program.ts";

/** What a column holds: a symbol is a string, every other type a number. */
export type Value = number | string;

/** A value while a rule is evaluated; the type decides what `+`, `/` and the like mean. */
export interface Typed {
  readonly type: ValueType;
  readonly value: Value;
}

/** Symbols by code point, numbers by size; a symbol and a number never meet. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === "string" && typeof b === "string") return compareCodePoints(a, b);
  return Number(a) - Number(b);
}

function compareCodePoints(a: string, b: string): number {
  const left = codePoints(a);
  const right = codePoints(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

export function codePoints(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}
