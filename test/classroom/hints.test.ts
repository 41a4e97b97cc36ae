import { expect, test } from "vitest";
import { hintsFor } from "../../src/classroom/hints.ts";
import { questionsOf } from "../../src/classroom/questions.ts";
import { checkText } from "../diagnostics/check-text.ts";
import { exerciseOf } from "./exercise-of.ts";

const rules = `.decl release(name: symbol)
.decl blocker(release: symbol, id: symbol)
.decl ready(release: symbol)
ready(r) :- release(r), !blocker(r, _).
.output ready
.decl seat(who: symbol)
.invariant ten: n = count : { seat(_) } => n <= 10.
.operation book(who: symbol) {
  insert seat(who).
}
`;

function hints(name: string): readonly string[] {
  const checked = checkText(rules);
  const question = questionsOf(exerciseOf(rules), checked).find((one) => one.name === name);
  return question === undefined ? [] : hintsFor(question, checked);
}

test("the hints of an output: what to ask, the literal with its line, the story without names", () => {
  const [ask, look, story] = hints("ready");
  expect(ask).toContain("Somebody acts on a row of `ready`.");
  expect(look).toBe("Look at line 4, `!blocker(r, _)`.");
  expect(story).toContain("finds that something is missing");
  expect(story).not.toMatch(/blocker|ready|release/);
});

test("the hints of an invariant lead to what writes it", () => {
  const [ask, look, story] = hints("ten");
  expect(ask).toContain("Can what they have together break it?");
  expect(look).toContain("line 9, `insert seat(who)`");
  expect(story).not.toMatch(/seat|book/);
});

test("the keys are those of the checker", () => {
  const keys = questionsOf(exerciseOf(rules), checkText(rules)).map((one) =>
    one.kind === "type" ? null : [one.name, one.key?.answer],
  );
  expect(keys).toEqual([
    ["ready", "needs coordination"],
    ["ten", "redesignable with rights allocation"],
  ]);
});
