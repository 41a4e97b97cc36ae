import { expect, test } from "vitest";
import { plainSets, type SetStep } from "../../src/lab/plain-set.ts";

const add = (replica: string, item: string): SetStep => ({ kind: "add", replica, item });
const remove = (replica: string, item: string): SetStep => ({ kind: "remove", replica, item });
const exchange: SetStep = { kind: "exchange" };

function ends(...steps: readonly SetStep[]): readonly string[] {
  return [...plainSets(["A", "B"], steps)].map(([name, set]) => `${name} ${[...set].toSorted().join("")}`);
}

test("replicas that hear of each other before they do more agree", () => {
  expect(ends(add("A", "x"), exchange, remove("B", "x"), add("B", "y"), exchange)).toEqual(["A y", "B y"]);
});

test("additions of different items agree", () => {
  expect(ends(add("A", "x"), add("B", "y"), exchange)).toEqual(["A xy", "B xy"]);
});

test("what one adds while the other removes it is left where the addition came last", () => {
  expect(ends(add("A", "x"), exchange, add("A", "x"), remove("B", "x"), exchange)).toEqual(["A ", "B x"]);
});
