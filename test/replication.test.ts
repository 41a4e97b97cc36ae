import { expect, test } from "vitest";
import { addition, addWinsSet, decodeState, encodeState, removal } from "../src/lattice.ts";
import { Cluster, ProgramError, replicated, type ClusterEvent } from "../src/replication.ts";

const text = `
.decl stock(item: symbol, n: lww<number>)
.decl sold(item: symbol, n: gcounter)
stock("camera", 1).
sold("camera", 0).
.operation sell(p: symbol) { require stock(p, n), sold(p, s), s < n. sold(p) += 1. }
.invariant no_oversell: sold(p, s), stock(p, n) => s <= n.
`;

test("a program runs on replicas that are cut from each other, and is the same on both afterwards", () => {
  const events: ClusterEvent[] = [];
  const members = ["madrid", "dublin"];
  const cluster = new Cluster({
    ...replicated(text),
    members,
    seed: 1,
    observe: (event) => void events.push(event),
  });
  const sell = { kind: "call", operation: "sell", arguments: ["camera"] } as const;
  cluster.partition([["madrid"], ["dublin"]]);
  const calls = members.map((name) => cluster.submit(name, sell, `sell at ${name}`));
  expect(calls.map(({ outcome }) => outcome.kind)).toEqual(["done", "done"]);
  const again = cluster.submit("madrid", sell, "sell again");
  expect(again.outcome).toEqual({ kind: "refused", reason: "a `require` does not hold" });
  cluster.heal();
  cluster.settle();
  for (const { session } of cluster.live) {
    expect([...session.rows("sold")]).toEqual([["camera", 2]]);
    expect([...session.rows("violations of no_oversell")]).toEqual([["camera", 2, 1]]);
  }
  expect(events.length).toBeGreaterThan(0);
});

test("what is wrong with a program is said at once", () => {
  expect(() => replicated("p(x) :- q(x).")).toThrow(ProgramError);
});

test("a set of the library survives its encoding", () => {
  const one = addition(addWinsSet.bottom, { actor: "ana", sequence: 1 }, ["milk"]);
  const none = addWinsSet.merge(one, removal(one, ["milk"]));
  expect(decodeState(addWinsSet, encodeState(addWinsSet, none))).toEqual(none);
});
