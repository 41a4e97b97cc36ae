import { expect, test } from "vitest";
import { Cluster, replicated, type Work } from "../../src/replication.ts";
import { workProblem } from "../../src/replication/work-problem.ts";

const program = replicated(`
.decl open(id: unsigned, what: symbol) orset
.decl seen(id: unsigned)
.decl visits(page: symbol, n: gcounter)
.decl title(of: symbol, text: lww<symbol>)
.decl body(of: symbol, text: sequence)
.operation note(id: unsigned, what: symbol) { insert open(id, what). insert seen(id). }
`);
const call = (operation: string, ...given: (number | string)[]): Work => ({
  kind: "call",
  operation,
  arguments: given,
});
const effect = (one: (Work & { kind: "effects" })["effects"][number]): Work => ({
  kind: "effects",
  effects: [one],
});

test.each<[Work, string | null]>([
  [call("note", 1, "door"), null],
  [call("shut", 1), "there is no operation `shut`"],
  [call("note", 1), "`note` takes 2 arguments, not 1"],
  [call("note", -1, "door"), "`id` of `note` is of the type unsigned"],
  [effect({ kind: "insert", relation: "open", row: [1, "door"] }), null],
  [effect({ kind: "insert", relation: "shut", row: [1] }), "there is no relation `shut`"],
  [effect({ kind: "insert", relation: "open", row: [1] }), "no row of `open` is inserted"],
  [effect({ kind: "insert", relation: "open", row: ["1", "door"] }), "no row of `open` is inserted"],
  [effect({ kind: "insert", relation: "visits", row: ["a", 1] }), "`visits` is not changed by insert"],
  [effect({ kind: "delete", relation: "open", pattern: [null, "door"] }), null],
  [effect({ kind: "delete", relation: "seen", pattern: [null] }), "rows of `seen` are not removed"],
  [effect({ kind: "add", relation: "visits", key: ["a"], amount: 2, sign: 1 }), null],
  [effect({ kind: "add", relation: "open", key: [1], amount: 2, sign: 1 }), "`open` is not changed by add"],
  [
    effect({ kind: "add", relation: "visits", key: ["a"], amount: 0.5, sign: 1 }),
    "no whole number is added to `visits`",
  ],
  [effect({ kind: "write", relation: "title", key: ["a"], values: [1] }), "no row of `title` is written"],
  [
    effect({ kind: "splice-in", relation: "body", key: ["a"], text: "x", index: 0.5 }),
    "no place of `body` is changed",
  ],
])("work is of the program, or refused: %j", (work, problem) => {
  expect(workProblem(work, program.local.written)).toBe(problem);
  const cluster = new Cluster({ ...program, members: ["madrid", "dublin"], seed: 1 });
  const { outcome } = cluster.submit("madrid", work, "it");
  expect(outcome).toEqual(problem === null ? { kind: "done" } : { kind: "refused", reason: problem });
});
