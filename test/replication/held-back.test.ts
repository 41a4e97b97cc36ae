import { expect, test } from "vitest";
import { Chance } from "../../src/base/chance.ts";
import type { DotContext } from "../../src/lattice/dot-context.ts";
import { lastSequence, type Transaction } from "../../src/replication/change.ts";
import { HeldBack } from "../../src/replication/held-back.ts";
import { SeenDots } from "../../src/replication/seen-dots.ts";

interface Sent {
  readonly transaction: Transaction;
  readonly after: DotContext;
}

function add(seen: SeenDots, transaction: Transaction): void {
  seen.add(transaction.actor, transaction.first, lastSequence(transaction));
}

/** Three actors that write, each upon some of what the others have written. */
function history(chance: Chance, length: number): readonly Sent[] {
  const places = ["a", "b", "c"].map((actor) => ({ actor, seen: new SeenDots(), next: 1 }));
  const sent: Sent[] = [];
  for (let i = 0; i < length; i++) {
    const place = places[chance.below(places.length)];
    if (place === undefined) break;
    for (const { transaction } of sent) if (chance.happens(0.3)) add(place.seen, transaction);
    const changes = Array.from({ length: 1 + chance.below(3) }, (_, n) => ({
      kind: "insert" as const,
      relation: "r",
      row: [i, n],
    }));
    const { actor, next } = place;
    const transaction: Transaction = { actor, first: next, changes, boundary: null, request: null };
    sent.push({ transaction, after: place.seen.context() });
    place.next += changes.length;
    add(place.seen, transaction);
  }
  return sent;
}

test("whatever arrives when, each is let go once, as soon as all that it was made upon is here", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const chance = new Chance(seed);
    const sent = history(chance, 30);
    const [seen, held] = [new SeenDots(), new HeldBack()];
    const delivered: Sent[] = [];
    const deliver = (one: Sent): void => {
      expect(seen.covers(one.after)).toBe(true);
      expect(delivered).not.toContain(one);
      delivered.push(one);
      add(seen, one.transaction);
    };
    const arrived: Sent[] = [];
    for (const one of chance.shuffled(sent)) {
      arrived.push(one);
      const { transaction, after } = one;
      expect(held.has(transaction)).toBe(false);
      if (held.hold([transaction], after, seen)) {
        expect(held.has(transaction)).toBe(true);
        continue;
      }
      deliver(one);
      for (const next of held.released([transaction], seen)) {
        const found = sent.find((other) => other.transaction === next);
        if (found !== undefined) deliver(found);
      }
      // What is held still has to be.
      for (const other of arrived) expect(held.has(other.transaction)).toBe(!delivered.includes(other));
      for (const other of arrived)
        if (!delivered.includes(other)) expect(seen.covers(other.after)).toBe(false);
    }
    expect(delivered.length).toBe(sent.length);
  }
});

test("a long line that arrives from its end on is let go at once by its beginning", () => {
  const [seen, held] = [new SeenDots(), new HeldBack()];
  const line = Array.from({ length: 20_000 }, (_, i): Transaction => ({
    actor: "a",
    first: i + 1,
    changes: [{ kind: "insert", relation: "r", row: [i] }],
    boundary: null,
    request: null,
  }));
  let heldBack = 0;
  for (const one of line.toReversed()) {
    const after = { vector: new Map(one.first === 1 ? [] : [["a", one.first - 1]]), early: new Map() };
    if (held.hold([one], after, seen)) heldBack += 1;
  }
  expect(heldBack).toBe(line.length - 1);
  const [first] = line;
  if (first === undefined) throw new Error("no line");
  add(seen, first);
  let released = 1;
  for (const one of held.released([first], seen)) {
    released += 1;
    if (one.first !== released) expect(one.first).toBe(released);
    add(seen, one);
  }
  expect(released).toBe(line.length);
});
