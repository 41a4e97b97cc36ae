import { listFrom } from "./actor.ts";
import { compareCodePoints } from "../base/code-points.ts";
import { malformed, type Plain } from "./lattice.ts";

/** A value of a plain column; a float that is whole is the same value as the integer. */
export type Value = number | string;

export type Row = readonly Value[];

/** Equal exactly for equal rows: a text has its length before it, so that none can look like two. */
export function rowKey(row: Row): string {
  let key = "";
  for (const value of row)
    key += typeof value === "number" ? `${String(value)},` : `${String(value.length)}:${value}`;
  return key;
}

/** Numbers before texts, shorter rows before longer ones they begin. */
export function compareRows(a: Row, b: Row): number {
  for (const [i, value] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    const difference = compareValues(value, other);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Numbers by size, before texts by code point. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === "number") return typeof b === "number" ? a - b : -1;
  return typeof b === "number" ? 1 : compareCodePoints(a, b);
}

export function valueFromPlain(plain: Plain | undefined): Value {
  if (typeof plain === "string") return plain;
  return typeof plain === "number" && !Number.isNaN(plain) ? plain : malformed("a value");
}

export function rowFromPlain(plain: Plain | undefined): Row {
  return listFrom(plain).map(valueFromPlain);
}
