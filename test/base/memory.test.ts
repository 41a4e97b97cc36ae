import { describe, expect, it } from "vitest";
import { Memory } from "../../src/base/memory.ts";

/** Counts how often something is worked out. */
function counting<T, V>(ask: (about: T) => V): { readonly ask: (about: T) => V; readonly asked: T[] } {
  const asked: T[] = [];
  return {
    asked,
    ask: (about) => {
      asked.push(about);
      return ask(about);
    },
  };
}

const [a, b, c] = [{ name: "a" }, { name: "b" }, { name: "c" }];

describe("an answer of the memory", () => {
  it("is taken again until what it looked up changes", () => {
    const memory = new Memory();
    const double = counting((value: number | undefined) => 2 * (value ?? 0));
    const run = (x: number, y: number): number => {
      memory.begin();
      const table = memory.map(
        "table",
        new Map([
          ["x", x],
          ["y", y],
        ]),
      );
      return memory.recall("double", a, () => double.ask(table.get("x")));
    };
    expect([run(1, 1), run(1, 2), run(3, 2), run(3, 2)]).toEqual([2, 2, 6, 6]);
    expect(double.asked).toEqual([1, 3]);
  });

  it("changes with the answers that it rests on, also when nobody has asked for those in many runs", () => {
    const memory = new Memory();
    const run = (x: number): number => {
      memory.begin();
      const look = memory.lookup("x", () => x);
      return memory.recall("outer", a, () => 1 + memory.recall("inner", b, () => look(null)));
    };
    expect(run(1)).toBe(2);
    for (let i = 0; i < 40; i++) expect(run(1)).toBe(2);
    expect(run(5)).toBe(6);
  });

  it("is not kept when it went through all of a long map", () => {
    const memory = new Memory();
    const sum = (map: ReadonlyMap<string, number>): number => {
      memory.begin();
      const noted = memory.map("numbers", map);
      return memory.recall("sum", a, () => [...noted.values()].reduce((x, y) => x + y, 0));
    };
    expect(sum(new Map([["x", 1]]))).toBe(1);
    const more = new Map([
      ["x", 1],
      ["y", 2],
    ]);
    expect(sum(more)).toBe(3);
  });
});

describe("a sweep", () => {
  /** Each member's answer is one more than that of the member that `below` names. */
  function heights(): {
    readonly run: (members: readonly object[], below: ReadonlyMap<object, object>) => readonly number[];
    readonly asked: object[];
  } {
    const memory = new Memory();
    const asked: object[] = [];
    return {
      asked,
      run: (members, below) => {
        memory.begin();
        const under = memory.map("below", below);
        const found = new Map<object, number>();
        const settled = memory.growing("height", (member: object) => found.get(member));
        const ask = (member: object): number => {
          asked.push(member);
          const next = under.get(member);
          return next === undefined ? 0 : (settled.get(next) ?? 0) + 1;
        };
        return memory.sweep("height", members, ask, (member, height, isNew) => {
          found.set(member, height);
          if (isNew) settled.settle(member, height);
        });
      },
    };
  }

  it("asks only what changed and what rests on it, and stops where an answer is the one from before", () => {
    const { run, asked } = heights();
    const chain = new Map([
      [b, a],
      [c, b],
    ]);
    const first = run([a, b, c], chain);
    expect(first).toEqual([0, 1, 2]);
    asked.length = 0;
    expect(run([a, b, c], new Map(chain))).toBe(first);
    expect(asked).toEqual([]);
    expect(run([a, b, c], new Map([[c, b]]))).toEqual([0, 0, 1]);
    expect(asked).toEqual([b, c]);
    asked.length = 0;
    expect(
      run(
        [a, b, c],
        new Map([
          [c, b],
          [a, { name: "d" }],
        ]),
      ),
    ).toEqual([1, 0, 1]);
    expect(asked).toEqual([a]);
  });

  it("knows members that stand elsewhere than before", () => {
    const { run, asked } = heights();
    const chain = new Map([[c, a]]);
    expect(run([a, b, c], chain)).toEqual([0, 0, 1]);
    asked.length = 0;
    expect(run([b, a, c], chain)).toEqual([0, 0, 1]);
    expect(run([a, c], chain)).toEqual([0, 1]);
    expect(asked).toEqual([]);
  });
});

it("keeps of each thing what still fits, and the whole list when all of it does", () => {
  const memory = new Memory();
  const run = (values: ReadonlyMap<object, number>): readonly { readonly value: number | undefined }[] =>
    memory.keepEach(
      "values",
      [...values.keys()],
      (member, before) => before.value === values.get(member),
      (member) => ({ value: values.get(member) }),
    );
  const first = run(
    new Map([
      [a, 1],
      [b, 2],
    ]),
  );
  expect(
    run(
      new Map([
        [a, 1],
        [b, 2],
      ]),
    ),
  ).toBe(first);
  const moved = run(
    new Map([
      [b, 2],
      [a, 3],
    ]),
  );
  expect(moved[0]).toBe(first[1]);
  expect(moved[1]).toEqual({ value: 3 });
});
