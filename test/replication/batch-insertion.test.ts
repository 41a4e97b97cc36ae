import fc from "fast-check";
import { expect, test } from "vitest";
import { checkProgram } from "../../src/diagnostics/check.ts";
import { rowKey, type Row } from "../../src/lattice/row.ts";
import { Draft } from "../../src/replication/draft.ts";
import { FactStore } from "../../src/replication/fact-store.ts";
import { sortedRows } from "../../src/replication/sorted-rows.ts";
import { parse } from "../../src/syntax/parse.ts";

const text = `
.decl link(from: symbol, to: symbol)
.decl open(from: symbol, to: symbol) orset
.decl best(of: symbol, name: max<symbol>)
`;
const { program } = checkProgram(parse({ path: "batch.dl", text }), () => ({ problem: "not found" }));
const relations = [...program.relations.values()];
const writer = { actor: "a", members: ["a"], timestamp: () => ({ time: 0, count: 0, actor: "a" }) };

const word = fc.oneof(
  fc.constantFrom("", "a", "abcd", "abcde", "abcdf", "abce", "abc\u0100", "abc\uffff", "\ud800", "b,1:a"),
  fc.string({ maxLength: 6 }),
);
const pairs: fc.Arbitrary<readonly Row[]> = fc.array(fc.tuple(word, word), { maxLength: 40 });
const numbers: fc.Arbitrary<readonly Row[]> = fc.array(
  fc.tuple(fc.oneof(fc.nat(), fc.integer(), fc.double({ noNaN: true })), fc.nat({ max: 3 })),
  { maxLength: 40 },
);

test("rows are sorted by their columns, the same for whatever order they come in", () => {
  fc.assert(
    fc.property(fc.oneof(pairs, numbers), (rows) => {
      const sorted = sortedRows(rows);
      for (const [i, row] of sorted.entries()) {
        const next = sorted[i + 1] ?? row;
        const differing = row.findIndex((value, column) => value !== next[column]);
        if (differing >= 0) expect((row[differing] ?? 0) < (next[differing] ?? 0)).toBe(true);
      }
      expect(sorted.map(rowKey).toSorted()).toEqual(rows.map(rowKey).toSorted());
    }),
    { numRuns: 1000, seed: 1 },
  );
});

test("a batch comes to what its rows come to one by one, and can be taken back", () => {
  fc.assert(
    fc.property(fc.constantFrom(...relations), pairs, pairs, ({ name }, before, rows) => {
      const [batch, single] = [new FactStore(relations), new FactStore(relations)];
      for (const store of [batch, single]) {
        const draft = new Draft(store, writer);
        for (const row of before) draft.do({ kind: "insert", relation: name, row });
        draft.finish(null, null);
      }
      const old = batch.toPlain();
      const draft = new Draft(batch, writer);
      draft.insertAll(name, rows);
      draft.drop();
      expect(batch.toPlain()).toEqual(old);

      const again = new Draft(batch, writer);
      again.doAll(rows.map((row) => ({ kind: "insert", relation: name, row })));
      const transaction = again.finish(null, null);
      expect(transaction === null).toBe(rows.length === 0);
      const oneByOne = new Draft(single, writer);
      for (const row of sortedRows(rows)) oneByOne.do({ kind: "insert", relation: name, row });
      expect(oneByOne.finish(null, null)).toEqual(transaction);
      expect(again.rowChanges).toEqual(oneByOne.rowChanges);
      expect(batch.toPlain()).toEqual(single.toPlain());
    }),
    { numRuns: 500, seed: 1 },
  );
});
