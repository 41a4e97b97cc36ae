import { expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { checkProgram } from "../../src/diagnostics/check.ts";
import { Evaluation } from "../../src/engine/evaluation.ts";
import type { Row, Value } from "../../src/lattice/row.ts";
import { Cluster } from "../../src/replication/cluster.ts";
import { factsGiven, localProgram } from "../../src/replication/local-program.ts";
import { parse } from "../../src/syntax/parse.ts";

const text = `
.decl likes(p: symbol, n: gcounter)
.decl left(p: symbol, n: bounded<0>)
left("x", 6).
.decl blocker(r: symbol, b: symbol)
.decl closed(r: symbol)
.seal blocker(r) by closed
.decl request(s: symbol, u: symbol)
.decl assigned(s: symbol, u: symbol)
.boundary desk by leader(ana)
assigned(s, u) at desk :- request(s, u), !assigned(s, _).
.boundary majority by quorum(n=3, r=2, w=2)
.decl chair(t: number, u: symbol)
.decl candidate(t: number, u: symbol)
chair(t, u) at majority :- candidate(t, u), !chair(t, _).
.operation like(n: number) { likes("p") += n. }
.operation take(n: number) { left("x") -= n. }
.operation lend(n: number, to: symbol) { transfer n of left("x") to to. }
.operation block(r: symbol, b: symbol) { insert blocker(r, b). }
.operation close(r: symbol) { insert closed(r). }
.operation ask(s: symbol, u: symbol) { insert request(s, u). }
.operation stand(t: number, u: symbol) { insert candidate(t, u). }
`;

/** Three replicas, driven by calls: each says whether it was done. */
function three() {
  const { program } = checkProgram(parse({ path: "rules.dl", text }), () => ({ problem: "not found" }));
  const local = localProgram(program);
  const facts = factsGiven(new Evaluation(program));
  const cluster = new Cluster({ local, members: ["ana", "bo", "cy"], facts, seed: 1 });
  const call = (replica: string, operation: string, ...values: Value[]): boolean => {
    const made = cluster.submit(replica, { kind: "call", operation, arguments: values }, operation);
    cluster.runUntilDecided(made);
    return made.outcome.kind === "done";
  };
  const rows = (replica: string, relation: string): readonly Row[] => [
    ...present(cluster.replica(replica), replica).session.rows(relation),
  ];
  return { cluster, call, rows };
}

const alone = [["ana"], ["bo", "cy"]];

test("a counter that goes on from an older state loses nothing and counts nothing twice", () => {
  const { cluster, call, rows } = three();
  call("ana", "like", 2);
  cluster.settle();
  cluster.partition(alone);
  cluster.rollBack("ana", 9);
  expect(rows("ana", "likes")).toEqual([]);
  expect(call("ana", "like", 3)).toBe(true);
  cluster.heal();
  cluster.settle();
  for (const name of cluster.members) expect(rows(name, "likes")).toEqual([["p", 5]]);
});

test("what nobody else has yet is not lost", () => {
  const { cluster, call, rows } = three();
  cluster.partition(alone);
  call("ana", "like", 2);
  cluster.rollBack("ana", 9);
  expect(rows("ana", "likes")).toEqual([["p", 2]]);
});

test("rights are not taken along, and come back when all have said what was spent", () => {
  const { cluster, call, rows } = three();
  expect(call("ana", "take", 1)).toBe(true);
  cluster.settle();
  cluster.partition(alone);
  cluster.rollBack("ana", 9);
  expect(call("ana", "take", 1)).toBe(false);
  expect(call("bo", "lend", 1, "ana")).toBe(true);
  cluster.heal();
  cluster.settle();
  expect(call("ana", "take", 3)).toBe(false);
  expect(call("ana", "take", 2)).toBe(true);
  expect(call("ana", "lend", 1, "bo")).toBe(false);
  expect(call("bo", "lend", 1, "ana")).toBe(true);
  cluster.settle();
  expect(call("ana", "take", 1)).toBe(true);
  cluster.settle();
  for (const name of cluster.members) expect(rows(name, "left")).toEqual([["x", 2]]);
});

test("a vote that is forgotten is kept all the same", () => {
  const { cluster, call, rows } = three();
  expect(call("ana", "close", "v1")).toBe(true);
  cluster.settle();
  cluster.partition(alone);
  cluster.rollBack("ana", 9);
  expect(rows("ana", "closed")).toEqual([]);
  expect(call("ana", "block", "v1", "b")).toBe(false);
  cluster.heal();
  cluster.settle();
  expect(rows("ana", "closed")).toEqual([["v1"]]);
  expect(call("ana", "block", "v1", "b")).toBe(false);
  expect(call("ana", "block", "v2", "b")).toBe(true);
});

test("a leader that forgot its decisions decides nothing before it knows them again", () => {
  const { cluster, call, rows } = three();
  expect(call("bo", "ask", "1a", "bo")).toBe(true);
  cluster.settle();
  cluster.partition(alone);
  cluster.rollBack("ana", 9);
  expect(rows("ana", "assigned")).toEqual([]);
  expect(call("ana", "ask", "1a", "ana")).toBe(false);
  cluster.heal();
  cluster.settle();
  expect(call("cy", "ask", "1a", "cy")).toBe(true);
  cluster.settle();
  for (const name of cluster.members) expect(rows(name, "assigned")).toEqual([["1a", "bo"]]);
});

test("a member of a quorum that forgot what it promised asks before it promises anything", () => {
  const { cluster, call, rows } = three();
  cluster.partition([["ana", "bo"], ["cy"]]);
  expect(call("bo", "stand", 1, "bo")).toBe(true);
  cluster.settle();
  expect(rows("ana", "chair")).toEqual([[1, "bo"]]);
  cluster.partition([["ana", "cy"], ["bo"]]);
  cluster.rollBack("ana", 9);
  expect(call("cy", "stand", 1, "cy")).toBe(false);
  cluster.heal();
  cluster.settle();
  expect(call("cy", "stand", 1, "cy")).toBe(true);
  cluster.partition([["ana", "cy"], ["bo"]]);
  expect(call("ana", "stand", 2, "ana")).toBe(true);
  cluster.heal();
  cluster.settle();
  for (const name of cluster.members)
    expect(rows(name, "chair").toSorted()).toEqual([
      [1, "bo"],
      [2, "ana"],
    ]);
});
