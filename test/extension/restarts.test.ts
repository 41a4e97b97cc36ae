import { expect, test } from "vitest";
import { Restarts } from "../../extension/src/restarts.ts";

test("a server that goes down too often within the time is not started again", () => {
  const restarts = new Restarts(2, 100);
  expect([0, 10, 20].map((now) => restarts.mayRestart(now))).toEqual([true, true, false]);
});

test("what happened longer ago does not count", () => {
  const restarts = new Restarts(2, 100);
  expect([0, 10, 101, 111, 112].map((now) => restarts.mayRestart(now))).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
});

test("it begins anew when the user asks for it", () => {
  const restarts = new Restarts(1, 100);
  restarts.mayRestart(0);
  expect(restarts.mayRestart(1)).toBe(false);
  restarts.forget();
  expect(restarts.mayRestart(2)).toBe(true);
});
