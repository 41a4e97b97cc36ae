import { listFrom } from "./actor.ts";
import type { Lattice } from "./lattice.ts";
import { compareRows, rowFromPlain, rowKey, type Row } from "./row.ts";

/** `gset`: facts that are only ever added. */
export type GrowSet = ReadonlyMap<string, Row>;

export function insertion(row: Row): GrowSet {
  return new Map([[rowKey(row), row]]);
}

export const growSet: Lattice<GrowSet> = {
  name: "gset",
  bottom: new Map(),
  merge: (a, b) => new Map([...a, ...b]),
  leq: (a, b) => [...a.keys()].every((key) => b.has(key)),
  toPlain: (set) => [...set.values()].toSorted(compareRows),
  fromPlain: (plain) =>
    new Map(
      listFrom(plain).map((given) => {
        const row = rowFromPlain(given);
        return [rowKey(row), row];
      }),
    ),
};
