import { expect, test } from "vitest";
import { phraseOf } from "../../src/classroom/answer-sheet.ts";
import { answerClasses, decidingQuestions } from "../../src/classroom/exercise.ts";

test.each([
  ["Coordination-Free", "coordination-free"],
  ["  needs_coordination ", "needs coordination"],
  ["free", "coordination-free"],
  ["rights", "redesignable with rights allocation"],
  // Either of two may be meant.
  ["coordination", null],
  ["co", null],
  ["ree", null],
  ["", null],
])("%j is the class %j", (written, phrase) => {
  expect(phraseOf(written, answerClasses)).toBe(phrase);
});

test.each([
  ["absence", "reads an absence"],
  ["aggregate", "reads an exact aggregate"],
  ["grows", "grows only"],
  ["reads", null],
])("%j is the question %j", (written, phrase) => {
  expect(phraseOf(written, decidingQuestions)).toBe(phrase);
});
