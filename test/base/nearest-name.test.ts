import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance, nearestName } from "../../src/base/nearest-name.ts";

test.each([
  ["bloker", ["blocker", "broker2", "a"], "blocker"],
  ["edeg", ["edge", "node"], "edge"],
  ["symbl", ["symbol", "number"], "symbol"],
  ["paht", ["path", "paths"], "path"],
  ["open_blockers", ["blocker", "open_blocker"], "open_blocker"],
  ["a", ["b", "c"], null],
  ["ab", ["a"], null],
  ["nothing", ["anybody", "everything"], null],
  ["x", [], null],
  ["same", ["same", "sane"], "sane"],
])("for %s the nearest of %j is %j", (name, candidates, nearest) => {
  expect(nearestName(name, candidates)).toBe(nearest);
});

/** The distance by its recursive definition. */
function plainDistance(a: string, b: string): number {
  if (a === "" || b === "") return a.length + b.length;
  const [restA, restB] = [a.slice(0, -1), b.slice(0, -1)];
  const same = a.at(-1) === b.at(-1) ? 0 : 1;
  const costs = [
    plainDistance(restA, b) + 1,
    plainDistance(a, restB) + 1,
    plainDistance(restA, restB) + same,
  ];
  if (a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1)) {
    costs.push(plainDistance(a.slice(0, -2), b.slice(0, -2)) + 1);
  }
  return Math.min(...costs);
}

test("the distance is exact up to its limit", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
  fc.assert(
    fc.property(word, word, fc.nat(6), (a, b, limit) => {
      const distance = plainDistance(a, b);
      const found = editDistance(a, b, limit);
      if (distance <= limit) expect(found).toBe(distance);
      else expect(found).toBeGreaterThan(limit);
    }),
  );
});
