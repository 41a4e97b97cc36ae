import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Chance } from "../../../src/base/chance.ts";
import type { Word } from "../../../src/base/sip-hash.ts";
import {
  emptySymbols,
  nextIndex,
  SymbolStream,
  type CodedSymbols,
} from "../../../src/replication/reconciliation/coded-symbols.ts";
import { SetDifference } from "../../../src/replication/reconciliation/set-difference.ts";
import { UnreadableBytes } from "../../../src/replication/wire/unreadable-bytes.ts";

const anyKey: fc.Arbitrary<Word> = fc
  .record({ high: fc.maxSafeNat(), low: fc.maxSafeNat() })
  .map(({ high, low }) => ({ high: high >>> 0, low: low >>> 0 }));
const anyKeys = fc.uniqueArray(anyKey, { maxLength: 200, selector: keyText });

test("any two sets are reconciled", () => {
  fc.assert(
    fc.property(anyKeys, fc.gen(), (keys, choose) => {
      const parts = keys.map(() => choose(fc.nat, { max: 5 }));
      const ours = keys.filter((_, i) => parts[i] !== 0);
      const theirs = keys.filter((_, i) => parts[i] !== 1);
      const difference = new SetDifference(ours, 10_000);
      const stream = new SymbolStream(theirs);
      while (!difference.isComplete) difference.add(stream.take(choose(fc.integer, { min: 1, max: 9 })));
      expect(sorted(difference.theirs)).toEqual(sorted(keys.filter((_, i) => parts[i] === 0)));
      expect(sorted(difference.ours)).toEqual(sorted(keys.filter((_, i) => parts[i] === 1)));
    }),
    { numRuns: 500, seed: 1 },
  );
});

describe("the symbols that are needed, by differing key", () => {
  test.each([
    [1_000, 0, 30],
    [1_000, 10, 1.9],
    [1_000, 100, 1.7],
    [20_000, 100, 1.7],
    [20_000, 1_000, 1.45],
  ])("of %i keys %i differ", (shared, differing, limit) => {
    const ratios = Array.from({ length: 5 }, (_, seed) => {
      const keys = randomKeys(seed, shared + differing);
      const [ours, theirs] = [keys.slice(differing >> 1), keys.slice(0, keys.length - (differing >> 1))];
      return symbolsNeeded(ours, theirs) / Math.max(1, differing);
    });
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
    expect(mean).toBeLessThan(limit);
    expect(mean).toBeGreaterThanOrEqual(1);
  });

  test("it is the larger set's size where the other is empty", () => {
    expect(symbolsNeeded([], randomKeys(1, 1_000))).toBeLessThan(1_500);
    expect(symbolsNeeded(randomKeys(1, 1_000), [])).toBeLessThan(1_500);
    expect(symbolsNeeded([], [])).toBe(1);
  });
});

test("a key is in the i-th symbol with a chance of about 1 / (1 + i/2)", () => {
  const keys = randomKeys(3, 20_000);
  const symbols = new SymbolStream(keys).take(64);
  for (const index of [0, 1, 2, 5, 10, 30, 63]) {
    const expected = keys.length / (1 + index / 2);
    expect(Math.abs((symbols.counts[index] ?? 0) - expected)).toBeLessThan(
      4 * Math.sqrt(expected) + 0.05 * expected,
    );
  }
});

test("the symbols that a key is in are the same on every machine", () => {
  const found: number[] = [];
  for (let index = 0; found.length < 8; index = nextIndex({ high: 1, low: 2 }, index)) found.push(index);
  expect(found).toMatchInlineSnapshot(`
    [
      0,
      2,
      7,
      8,
      16,
      59,
      108,
      328,
    ]
  `);
});

test("symbols that are of no set end within a bound", () => {
  const symbol = fc.record({
    key: fc.constantFrom(...randomKeys(5, 8)),
    index: fc.nat({ max: 39 }),
    count: fc.integer({ min: -3, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(symbol, { maxLength: 200 }), fc.boolean(), (parts, isRaw) => {
      const symbols = emptySymbols(40);
      const honest = new SymbolStream(parts.map(({ key }) => key)).take(40);
      for (const { index, count } of parts) {
        copySymbol(honest, (index * 7) % 40, symbols, index);
        if (isRaw) symbols.counts[index] = count;
      }
      const difference = new SetDifference(randomKeys(5, 4), 200);
      let given = 0;
      try {
        for (; !difference.isComplete; given++) difference.add(symbols);
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadableBytes);
      }
      expect(given).toBeLessThanOrEqual(5);
      expect(difference.theirs.length + difference.ours.length).toBeLessThanOrEqual(200);
    }),
    { numRuns: 500, seed: 1 },
  );
});

function symbolsNeeded(ours: readonly Word[], theirs: readonly Word[]): number {
  const difference = new SetDifference(ours, 100_000);
  const stream = new SymbolStream(theirs);
  while (!difference.isComplete) difference.add(stream.take(1 + (difference.length >> 6)));
  return difference.length;
}

function copySymbol(from: CodedSymbols, at: number, to: CodedSymbols, index: number): void {
  to.highs[index] = from.highs[at] ?? 0;
  to.lows[index] = from.lows[at] ?? 0;
  to.checks[index] = from.checks[at] ?? 0;
  to.counts[index] = from.counts[at] ?? 0;
}

function randomKeys(seed: number, count: number): readonly Word[] {
  const chance = new Chance(seed);
  return Array.from({ length: count }, () => ({ high: chance.below(2 ** 32), low: chance.below(2 ** 32) }));
}

function sorted(keys: readonly Word[]): readonly string[] {
  return keys.map(keyText).toSorted();
}

function keyText({ high, low }: Word): string {
  return `${String(high)}.${String(low)}`;
}
