import fc from "fast-check";
import { expect, test } from "vitest";
import { keyHash, RowKeys } from "../../src/model/row-keys.ts";

test("the first place of a hash is kept", () => {
  const hash = fc.oneof(
    fc.integer({ min: 1, max: 40 }),
    fc.maxSafeInteger().filter((value) => value > 0),
  );
  fc.assert(
    fc.property(fc.array(hash, { maxLength: 300 }), (hashes) => {
      const keys = new RowKeys();
      const first = new Map<number, number>();
      for (const [place, one] of hashes.entries()) {
        expect(keys.add(one, place)).toBe(first.get(one) ?? null);
        if (!first.has(one)) first.set(one, place);
      }
    }),
  );
});

test("a hundred thousand different keys have different hashes", () => {
  const hashes = new Set<number>();
  for (let i = 0; i < 50_000; i++) {
    hashes.add(keyHash([`node${i}`, i]));
    hashes.add(keyHash([i, `node${i}`]));
  }
  expect(hashes.size).toBe(100_000);
});

test("a number and a symbol of one spelling differ, and so do columns divided otherwise", () => {
  expect(keyHash([1])).not.toBe(keyHash(["1"]));
  expect(keyHash(["a", "b"])).not.toBe(keyHash(["ab", ""]));
  expect(keyHash([0])).toBe(keyHash([-0]));
});
