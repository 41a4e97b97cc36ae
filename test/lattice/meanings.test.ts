import { encode } from "cborg";
import { describe, expect, test } from "vitest";
import type { Dot } from "../../src/lattice/actor.ts";
import { addition, addWinsSet, removal, type AddWinsSet } from "../../src/lattice/add-wins-set.ts";
import {
  boundedCounter,
  creation,
  rightsOf,
  slackOf,
  spending,
  transfer,
} from "../../src/lattice/bounded-counter.ts";
import { balanceOf, increment, totalOf, upDownCounter } from "../../src/lattice/counters.ts";
import { decodeState, encodeState } from "../../src/lattice/encode-state.ts";
import { lastWriterRegister, type LastWriterRegister } from "../../src/lattice/last-writer-register.ts";
import { MalformedState, type Lattice } from "../../src/lattice/lattice.ts";
import { multiValueRegister, replacement, valuesOf } from "../../src/lattice/multi-value-register.ts";
import type { Row } from "../../src/lattice/row.ts";
import { insertionAt, removalAt, sequence, textOf, type Sequence } from "../../src/lattice/sequence.ts";
import { HybridClock } from "../../src/lattice/timestamp.ts";
import { compareVectors } from "../../src/lattice/version-vector.ts";

const milk: Row = ["milk"];
const dot = (actor: string, number: number): Dot => ({ actor, sequence: number });

function after<State>(lattice: Lattice<State>, state: State, delta: State | null): State {
  return delta === null ? state : lattice.merge(state, delta);
}

describe("an orset", () => {
  const isThere = ({ facts }: AddWinsSet): boolean => facts.size > 0;
  const added = after(addWinsSet, addWinsSet.bottom, addition(addWinsSet.bottom, dot("a", 1), milk));

  test("loses what is removed, at whoever hears of it", () => {
    const removed = after(addWinsSet, added, removal(added, milk));
    expect(isThere(removed)).toBe(false);
    expect(isThere(addWinsSet.merge(added, removed))).toBe(false);
    expect(isThere(addWinsSet.merge(removed, added))).toBe(false);
  });

  const sites = ["a", "b", "c"];
  for (const remover of sites) {
    for (const adder of sites.filter((site) => site !== remover)) {
      test(`keeps what ${adder} adds again while ${remover} removes it`, () => {
        const removed = after(addWinsSet, added, removal(added, milk));
        const again = after(addWinsSet, added, addition(added, dot(adder, 2), milk));
        expect(isThere(addWinsSet.merge(removed, again))).toBe(true);
        expect(isThere(addWinsSet.merge(again, removed))).toBe(true);
      });
    }
  }

  test("hears of a removal before the addition", () => {
    const late = addWinsSet.merge(removal(added, milk), addition(addWinsSet.bottom, dot("a", 1), milk));
    expect(isThere(late)).toBe(false);
  });
});

describe("registers", () => {
  test("lww: the later write stays, and of two at one time the larger writer's", () => {
    const write = (time: number, actor: string): LastWriterRegister => ({
      at: { time, count: 0, actor },
      value: [`${actor} at ${String(time)}`],
    });
    const [early, late, tie] = [write(1, "b"), write(2, "a"), write(2, "b")];
    expect(lastWriterRegister.merge(late, early)).toBe(late);
    expect(lastWriterRegister.merge(tie, late)).toBe(tie);
    expect(lastWriterRegister.merge(late, tie)).toBe(tie);
  });

  test("mv: concurrent values stay side by side until somebody who saw both writes", () => {
    const one = replacement(multiValueRegister.bottom, dot("a", 1), ["red"]);
    const two = replacement(multiValueRegister.bottom, dot("b", 1), ["blue"]);
    const both = multiValueRegister.merge(one, two);
    expect(valuesOf(both)).toEqual([["blue"], ["red"]]);
    const mended = after(multiValueRegister, both, replacement(both, dot("a", 2), ["green"]));
    expect(valuesOf(multiValueRegister.merge(mended, two))).toEqual([["green"]]);
  });

  test("a hybrid clock never goes back, and is never behind what it heard of", () => {
    const clock = new HybridClock("a");
    expect(clock.next(5)).toMatchObject({ time: 5, count: 0 });
    expect(clock.next(3)).toMatchObject({ time: 5, count: 1 });
    clock.observe({ time: 9, count: 4, actor: "b" });
    clock.observe({ time: 2, count: 9, actor: "b" });
    expect(clock.next(6)).toMatchObject({ time: 9, count: 5 });
  });
});

describe("counters", () => {
  test("what each added counts once, however often it is heard", () => {
    const a = increment(new Map(), "a", 2);
    const b = increment(new Map(), "b", 3);
    const added = upDownCounter.merge({ added: a, taken: new Map() }, { added: b, taken: b });
    expect(totalOf(upDownCounter.merge(added, added).added)).toBe(5);
    expect(balanceOf(added)).toBe(2);
  });

  test("an amount below zero or beyond the exact integers is refused", () => {
    expect(() => increment(new Map(), "a", -1)).toThrow(RangeError);
    expect(() => increment(new Map([["a", Number.MAX_SAFE_INTEGER]]), "a", 1)).toThrow(RangeError);
  });

  test("bounded: nobody takes away what is not theirs, and rights can be handed on", () => {
    const created = creation(boundedCounter.bottom, "a", 3);
    expect(spending(created, "b", 1)).toBeNull();
    const handed = after(boundedCounter, created, transfer(created, "a", "b", 2));
    expect([rightsOf(handed, "a"), rightsOf(handed, "b")]).toEqual([1, 2]);
    expect(spending(handed, "a", 2)).toBeNull();
    const spent = after(boundedCounter, handed, spending(handed, "b", 2));
    expect([slackOf(spent), rightsOf(spent, "b")]).toEqual([1, 0]);
    expect(transfer(spent, "b", "a", 1)).toBeNull();
  });
});

describe("a sequence", () => {
  const typed = (state: Sequence, actor: string, index: number, text: string): Sequence =>
    after(sequence, state, insertionAt(state, actor, index, text));

  test("is typed into and erased by position", () => {
    const hello = typed(typed(sequence.bottom, "a", 0, "hlo"), "a", 1, "el");
    expect(textOf(hello)).toBe("hello");
    expect(textOf(after(sequence, hello, removalAt(hello, 0)))).toBe("ello");
    expect([insertionAt(hello, "a", 6, "!"), removalAt(hello, 5), insertionAt(hello, "a", -1, "!")]).toEqual([
      null,
      null,
      null,
    ]);
  });

  test("two words typed at one place stay whole, in the same order everywhere", () => {
    const start = typed(sequence.bottom, "a", 0, "()");
    const [one, two] = [typed(start, "a", 1, "north"), typed(start, "b", 1, "south")];
    expect(textOf(sequence.merge(one, two))).toBe("(southnorth)");
    expect(textOf(sequence.merge(two, one))).toBe("(southnorth)");
  });

  test("an element shows when its origin has arrived", () => {
    const start = typed(sequence.bottom, "a", 0, "x");
    const more = insertionAt(start, "b", 1, "y") ?? sequence.bottom;
    expect(textOf(more)).toBe("");
    expect(textOf(sequence.merge(more, start))).toBe("xy");
  });
});

test("vectors are before, after, equal or concurrent", () => {
  const [a, b, both] = [
    new Map([["a", 1]]),
    new Map([["b", 2]]),
    new Map([
      ["a", 1],
      ["b", 2],
    ]),
  ];
  expect([
    compareVectors(a, both),
    compareVectors(both, b),
    compareVectors(a, a),
    compareVectors(a, b),
  ]).toEqual(["before", "after", "equal", "concurrent"]);
});

test("bytes that are no state, or a state in another form, are refused", () => {
  const bytes = encodeState(upDownCounter, {
    added: new Map([
      ["b", 1],
      ["a", 2],
    ]),
    taken: new Map(),
  });
  expect(decodeState(upDownCounter, bytes).added.get("a")).toBe(2);
  for (let i = 0; i < bytes.length; i++) {
    expect(() => decodeState(upDownCounter, bytes.subarray(0, i))).toThrow(MalformedState);
  }
  // Actors that are not in order, an amount of nothing, another type.
  for (const plain of [
    [
      [
        ["b", 1],
        ["a", 2],
      ],
      [],
    ],
    [[["a", 0]], []],
    [[["a", "1"]], []],
    [1, 2],
    null,
  ])
    expect(() => decodeState(upDownCounter, encode(plain))).toThrow(MalformedState);
});
