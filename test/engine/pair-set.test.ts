import { describe, expect, it } from "vitest";
import { Chance } from "../../src/base/chance.ts";
import { PairSet } from "../../src/engine/pair-set.ts";

/** Where second codes come from: what is near, far, negative, at the ends of 32 bits. */
const ranges: Readonly<Record<string, (chance: Chance) => number>> = {
  "codes that lie close together": (chance) => 50_000 + chance.below(200),
  "codes from everywhere": (chance) => chance.below(1_000_000),
  "codes around zero": (chance) => chance.below(300) - 150,
  "codes that move on": (chance) => chance.below(40) * chance.below(40) - 5,
  "codes at both ends": (chance) =>
    chance.below(2) === 0 ? 0x7fffffff - chance.below(50) : chance.below(50) - 0x7fffffff,
};

describe("a set of pairs has what a set of texts has", () => {
  for (const [name, draw] of Object.entries(ranges)) {
    it(name, () => {
      const chance = new Chance(1);
      const pairs = new PairSet();
      const other = new PairSet();
      const known = new Set<string>();
      for (let step = 0; step < 4_000; step++) {
        const a = chance.below(6);
        const b = draw(chance);
        const key = `${String(a)},${String(b)}`;
        switch (chance.below(4)) {
          case 0:
            expect(pairs.delete(a, b)).toBe(known.delete(key));
            break;
          case 1: {
            const run = Int32Array.from({ length: chance.below(20) }, () => draw(chance));
            const step = 1 + chance.below(3);
            const met = run.filter((_, i) => i % step === 0);
            const fresh = [...new Set(met)].filter((code) => !known.has(`${String(a)},${String(code)}`));
            const count = pairs.addRun(a, run, 0, run.length, step);
            expect([...pairs.fresh.subarray(0, count)]).toEqual(fresh);
            for (const code of fresh) known.add(`${String(a)},${String(code)}`);
            break;
          }
          case 2:
            expect(pairs.has(a, b)).toBe(known.has(key));
            break;
          default:
            expect(pairs.add(a, b)).toBe(!known.has(key));
            known.add(key);
            if (step % 3 === 0) other.add(a, b);
        }
      }
      const missing = [...known].filter((key) => {
        const [a = 0, b = 0] = key.split(",").map(Number);
        return !other.has(a, b);
      });
      const found: string[] = [];
      pairs.forEachMissing(other, (a, b) => found.push(`${String(a)},${String(b)}`));
      expect(found.toSorted()).toEqual(missing.toSorted());
    });
  }
});
