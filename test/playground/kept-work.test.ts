import { expect, test } from "vitest";
import { noAnswer } from "../../src/classroom/answer-sheet.ts";
import {
  noWork,
  readProgress,
  standingOf,
  writeProgress,
  type KeptWork,
} from "../../src/playground/lessons/kept-work.ts";

const work: KeptWork = {
  answers: { ready: { ...noAnswer, answer: "needs coordination", boundary: "blocker" } },
  rules: ".decl a(x: symbol)\n",
  hints: { ready: 2 },
  points: 3,
  pointsMost: 10,
};

test("what is kept is read again", () => {
  const progress = new Map([
    ["release-ready", work],
    ["likes", noWork],
  ]);
  expect(readProgress(writeProgress(progress))).toEqual(progress);
});

test("what is kept in another form is left out, whatever it is", () => {
  for (const text of [null, "", "{", "[]", "7", '{"exercises":[1]}', '{"exercises":"x"}'])
    expect(readProgress(text)).toEqual(new Map());
  const odd = {
    exercises: {
      likes: 1,
      ready: {
        answers: { a: 7, b: { answer: 7, question: "x".repeat(1000), more: 1 } },
        rules: "x".repeat(300_000),
        hints: { a: 99, b: "2" },
        points: 5,
        pointsMost: -1,
      },
    },
  };
  expect(readProgress(JSON.stringify(odd))).toEqual(
    new Map([
      ["likes", noWork],
      [
        "ready",
        {
          ...noWork,
          answers: { a: noAnswer, b: { ...noAnswer, question: "x".repeat(400) } },
          hints: { a: 3, b: 0 },
        },
      ],
    ]),
  );
});

test("how far one has come is told by the points of the last check", () => {
  expect(standingOf(undefined)).toBe("not yet");
  expect(standingOf({ ...noWork, points: 0, pointsMost: 4 })).toBe("not yet");
  expect(standingOf({ ...noWork, points: 3, pointsMost: 4 })).toBe("partly");
  expect(standingOf({ ...noWork, points: 4, pointsMost: 4 })).toBe("right");
});
