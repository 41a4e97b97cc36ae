import { compareValues, valueFromPlain, type Value } from "./row.ts";
import type { Lattice } from "./lattice.ts";

/** `max`: the largest value so far; null before the first. */
export const largest: Lattice<Value | null> = extreme("max", 1);

/** `min`: the smallest value so far; null before the first. */
export const smallest: Lattice<Value | null> = extreme("min", -1);

function extreme(name: string, sign: 1 | -1): Lattice<Value | null> {
  const leq = (a: Value | null, b: Value | null): boolean =>
    a === null || (b !== null && compareValues(a, b) * sign <= 0);
  return {
    name,
    bottom: null,
    merge: (a, b) => (leq(a, b) ? b : a),
    leq,
    toPlain: (value) => value,
    fromPlain: (plain) => (plain === null ? null : valueFromPlain(plain)),
  };
}
