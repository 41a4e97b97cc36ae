import { expect, test } from "vitest";
import { clockSkew } from "../../src/lab/clock-skew.ts";

test("with clocks that agree the later write stays", () => {
  const { kept, isLost, writes } = clockSkew({ skew: 0, gap: 40, hears: false });
  expect({ kept, isLost }).toEqual({ kept: "online", isLost: false });
  expect(writes.map(({ at, stamp }) => [at, stamp.time])).toEqual([
    [1000, 1000],
    [1040, 1040],
  ]);
});

test("a clock that is ahead by more than the gap makes the earlier write win", () => {
  expect(clockSkew({ skew: 39, gap: 40, hears: false }).isLost).toBe(false);
  const lost = clockSkew({ skew: 41, gap: 40, hears: false });
  expect(lost).toMatchObject({ kept: "away", isLost: true });
  expect(lost.writes[0].stamp.time).toBe(1041);
});

test("who has heard of a write from the future writes after it all the same", () => {
  const heard = clockSkew({ skew: 500, gap: 40, hears: true });
  expect(heard).toMatchObject({ kept: "online", isLost: false });
  expect(heard.writes.map(({ stamp }) => stamp)).toEqual([
    { time: 1500, count: 0 },
    { time: 1500, count: 1 },
  ]);
});

test("a clock that is behind harms nobody where its owner writes first", () => {
  expect(clockSkew({ skew: -200, gap: 40, hears: false })).toMatchObject({ kept: "online", isLost: false });
});
