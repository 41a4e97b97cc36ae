import fc from "fast-check";
import { expect, test } from "vitest";
import { RowLog } from "../../src/engine/row-log.ts";
import { WideSet } from "../../src/engine/wide-set.ts";

test("a set of rows holds what was added and not deleted, whatever column has the most values", () => {
  const column = fc.constantFrom(0, 3, 40);
  const settings = fc.tuple(
    fc.array(column, { minLength: 3, maxLength: 5 }),
    fc.nat(),
    fc.nat({ max: 3_000 }),
  );
  fc.assert(
    fc.property(settings, ([ranges, seed, count]) => {
      let state = seed;
      const random = (max: number): number => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return Math.floor((state / 2 ** 32) * (max + 1));
      };
      const log = new RowLog(ranges.length);
      const set = new WideSet(log);
      const model = new Set<string>();
      for (let i = 0; i < count; i++) {
        const row = ranges.map((max) => random(max) - 1);
        const isNew = !model.has(row.join());
        expect(set.has(row)).toBe(!isNew);
        expect(set.add(row)).toBe(isNew);
        if (isNew) log.push(row);
        model.add(row.join());
        if (random(9) > 0) continue;
        const position = random(log.count - 1);
        const gone = log.row(position);
        set.delete(gone);
        log.removeAt(position);
        model.delete(gone.join());
        expect(set.has(gone)).toBe(false);
      }
      for (let i = 0; i < log.count; i++) expect(set.has(log.row(i))).toBe(true);
    }),
    { numRuns: 60, seed: 3 },
  );
});

test("a column that had one value for long may have another", () => {
  for (const changing of [0, 1, 2, 3]) {
    const log = new RowLog(4);
    const set = new WideSet(log);
    const add = (row: readonly number[]): boolean => {
      const isNew = set.add(row);
      if (isNew) log.push(row);
      return isNew;
    };
    const row = (i: number, value: number): number[] => {
      const codes = [i % 60, Math.floor(i / 60), 7, 7];
      [codes[changing], codes[3]] = [codes[3] as number, codes[changing] as number];
      codes[changing] = value;
      return codes;
    };
    for (let i = 0; i < 2_000; i++) expect(add(row(i, 7))).toBe(true);
    for (let i = 0; i < 2_000; i++) expect(set.has(row(i, 8))).toBe(false);
    expect(set.hasBut(row(5, 0), changing)).toBe(true);
    expect(set.hasBut(row(2_001, 0), changing)).toBe(false);
    for (let i = 0; i < 2_000; i += 2) expect(add(row(i, 8))).toBe(true);
    for (let i = 0; i < 2_000; i++) {
      expect(set.has(row(i, 7))).toBe(true);
      expect(set.has(row(i, 8))).toBe(i % 2 === 0);
      expect(add(row(i, 7))).toBe(false);
    }
    expect(set.hasBut(row(5, 0), changing)).toBeNull();
    set.delete(row(4, 7));
    expect([set.has(row(4, 7)), set.has(row(4, 8))]).toEqual([false, true]);
  }
});
