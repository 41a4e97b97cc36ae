import { expect, test } from "vitest";
import { Chance } from "../../src/base/chance.ts";
import { distinctPairs, distinctRows } from "../../src/engine/distinct-pairs.ts";
import { RowLog } from "../../src/engine/row-log.ts";

test.each([
  ["many repeated", 30, 2_000],
  ["some repeated", 400, 2_000],
  ["hardly one repeated", 5_000, 2_000],
])("%s: the first of each pair stays in its place, and the index has what stays", (_, range, count) => {
  const chance = new Chance(range);
  const rows = new RowLog(2);
  for (let i = 0; i < count; i++) rows.push([chance.below(range), chance.below(range)]);
  const all = Array.from({ length: count }, (_, i) => rows.row(i).join());
  const distinct = distinctPairs(rows);
  if (distinct === null) throw new Error("these codes are close enough together");
  const { log, byFirst } = distinct;
  const kept = Array.from({ length: log.count }, (_, i) => log.row(i).join());
  expect(kept).toEqual([...new Set(all)]);
  const indexed: string[] = [];
  for (let a = 0; a < range; a++) {
    const slot = byFirst.find(a);
    const start = slot < 0 ? 0 : (byFirst.starts[slot] ?? 0);
    for (let i = 0; slot >= 0 && i < (byFirst.counts[slot] ?? 0); i++)
      indexed.push([a, byFirst.arena[start + i]].join());
  }
  expect(indexed.toSorted()).toEqual(kept.toSorted());
});

test.each([
  ["negative", -1],
  ["far apart", 1 << 29],
])("pairs whose codes are %s are left to a set", (_, code) => {
  const rows = new RowLog(2);
  rows.push([1, code]);
  expect(distinctPairs(rows)).toBeNull();
});

test("the first of each row stays where two columns alone have more than one code", () => {
  const chance = new Chance(1);
  const rows = new RowLog(4);
  for (let i = 0; i < 2_000; i++) rows.push([chance.below(60), 7, chance.below(60), -1]);
  const all = Array.from({ length: rows.count }, (_, i) => rows.row(i).join());
  const distinct = distinctRows(rows);
  expect(Array.from({ length: distinct?.count ?? 0 }, (_, i) => distinct?.row(i).join())).toEqual([
    ...new Set(all),
  ]);
  rows.push([1, 8, 1, -1]);
  expect(distinctRows(rows)).toBeNull();
});
