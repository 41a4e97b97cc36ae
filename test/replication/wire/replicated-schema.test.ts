import { expect, test } from "vitest";
import { checkProgram } from "../../../src/diagnostics/check.ts";
import type { Transaction } from "../../../src/replication/change.ts";
import { decodeTransactions, encodeTransactions } from "../../../src/replication/wire/encode-transactions.ts";
import { UnreadableBytes } from "../../../src/replication/wire/unreadable-bytes.ts";
import { wireFormat, type WireFormat } from "../../../src/replication/wire/wire-format.ts";
import { parse } from "../../../src/syntax/parse.ts";

const text = `
.decl open(id: unsigned, what: symbol) orset
.decl reviewed(id: unsigned)
.decl closed(id: unsigned)
.decl stock(item: symbol, n: bounded<0>)
.decl chosen(id: unsigned, by: symbol)
.decl wanted(id: unsigned)
.seal open(id) by closed
.boundary desk by leader(madrid)
open(1, "door").
wanted(i) :- open(i, _), !reviewed(i).
chosen(i, w) at desk :- open(i, w), !chosen(i, _).
.output wanted
`;

const written: Transaction = {
  actor: "madrid",
  first: 1,
  changes: [
    { kind: "insert", relation: "open", row: [2, "window"] },
    { kind: "insert", relation: "chosen", row: [2, "window"] },
    { kind: "insert", relation: "reviewed", row: [2] },
  ],
  boundary: null,
  request: null,
};

test.each([
  ["comments and space", [["\n.decl reviewed", "// what is reviewed\n\n.decl   reviewed"]]],
  ["a rule that derives", [["!reviewed(i)", "reviewed(i)"]]],
  [
    "a derived relation more, first by name",
    [[".output wanted", ".decl all(i: unsigned)\nall(i) :- open(i, _)."]],
  ],
  ["a rule at a boundary", [["open(i, w), !chosen", "open(i, w), reviewed(i), !chosen"]]],
  ["names of columns", [["id: unsigned, what: symbol", "id: unsigned, title: symbol"]]],
  ["an operation more", [["open(1,", ".operation add(i: unsigned) { insert reviewed(i). }\nopen(1,"]]],
  ["an invariant more", [["open(1,", ".invariant some: reviewed(i) => open(i, _).\nopen(1,"]]],
  [
    "relations in another order",
    [
      [".decl closed(id: unsigned)\n", ""],
      [".boundary", ".decl closed(id: unsigned)\n.boundary"],
    ],
  ],
] as const)("what was written is read by a program with other %s", (_, edits) => {
  const [before, after] = [formatOf(text), formatOf(edited(edits))];
  expect(decodeTransactions(encodeTransactions([written], before), after)).toEqual([written]);
});

test.each([
  ["another qualifier", [["symbol) orset", "symbol)"]]],
  ["another type", [["stock(item: symbol", "stock(item: number"]]],
  ["another bound", [["bounded<0>", "bounded<1>"]]],
  [
    "a column more",
    [
      ["reviewed(id: unsigned)", "reviewed(id: unsigned, by: symbol)"],
      ["reviewed(i)", "reviewed(i, _)"],
    ],
  ],
  ["a base relation more", [[".output wanted", ".decl more(i: unsigned)"]]],
  ["a base relation that is derived now", [[".output wanted", "reviewed(i) :- open(i, _)."]]],
  ["other seals", [[".seal open(id) by closed", ".seal open(id) by reviewed"]]],
  ["another leader", [["leader(madrid)", "leader(dublin)"]]],
  ["another protocol", [["leader(madrid)", "barrier"]]],
  ["another fact", [["door", "gate"]]],
  ["a fact more", [[".output wanted", 'open(3, "door").']]],
] as const)("what was written is refused by a program with %s", (_, edits) => {
  const [before, after] = [formatOf(text), formatOf(edited(edits))];
  expect(() => decodeTransactions(encodeTransactions([written], before), after)).toThrow(
    new UnreadableBytes("They are of another program, or of a version of it that replicates other facts."),
  );
});

function edited(edits: readonly (readonly [string, string])[]): string {
  return edits.reduce((result, [from, to]) => {
    expect(result).toContain(from);
    return result.replace(from, to);
  }, text);
}

function formatOf(program: string): WireFormat {
  const source = { path: "rules.dl", text: program };
  const checked = checkProgram(parse(source), () => ({ problem: "not found" }), { evidence: false });
  expect(checked.program.findings.filter(({ code }) => code !== "CALM009" && code < "CALM1")).toEqual([]);
  return wireFormat(checked.program);
}
