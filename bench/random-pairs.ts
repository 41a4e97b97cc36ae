import type { Chance } from "../src/base/chance.ts";

export type Pair = readonly [number, number];

/** Distinct pairs of numbers below `limit`, all pairs as likely. */
export function randomPairs(chance: Chance, limit: number, count: number): readonly Pair[] {
  return distinctPairs(count, () => [chance.below(limit), chance.below(limit)]);
}

/** As many distinct pairs as are asked for, in the order in which they are drawn. */
export function distinctPairs(count: number, draw: () => Pair): readonly Pair[] {
  const seen = new Set<number>();
  const pairs: Pair[] = [];
  while (pairs.length < count) {
    const pair = draw();
    const key = pair[0] * 1e6 + pair[1];
    if (seen.has(key)) continue;
    seen.add(key);
    pairs.push(pair);
  }
  return pairs;
}
