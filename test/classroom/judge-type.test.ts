import { describe, expect, test } from "vitest";
import type { TypeQuestion } from "../../src/classroom/changed-type.ts";
import { changedType } from "../../src/classroom/changed-type.ts";
import type { Exercise } from "../../src/classroom/exercise.ts";
import { fittingTypes, judgeType } from "../../src/classroom/judge-type.ts";
import { questionsOf } from "../../src/classroom/questions.ts";
import { readExercise } from "../../src/classroom/read-exercise.ts";
import { checkedAlone, checkedExercise } from "../../src/classroom/repair.ts";
import { tryScenarios } from "../../src/classroom/scenario-trial.ts";

function exerciseOf(choose: string, rules: string): Exercise {
  const read = readExercise("choice", {
    exercise: `---\nchoose: ${choose}\n---\n# Choose\n\nWhich type?\n`,
    rules,
    solution: null,
  });
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  return read.exercise;
}

function questionOf(exercise: Exercise): TypeQuestion {
  const [question] = questionsOf(exercise, checkedExercise(exercise));
  if (question?.kind !== "type") throw new Error("no question for a type");
  return question;
}

const likes = exerciseOf(
  "likes.count",
  `.decl likes(video: symbol, count: pncounter)
.operation like(video: symbol) { likes(video) += 1. }
.decl popular(video: symbol)
popular(v) :- likes(v, n), n >= 2.
.output popular
.scenario apart {
  replicas a, b.
  partition a | b.
  at a: like("v1").
  at b: like("v1").
  heal.
  settle.
  expect popular("v1").
}
`,
);

const status = exerciseOf(
  "status.state",
  `.decl status(user: symbol, state: mv<symbol>)
.operation report(user: symbol, state: symbol) { status(user) := state. }
.decl shown(user: symbol, state: symbol)
shown(u, s) :- status(u, s).
.output shown(promise="eventual")
.scenario both {
  replicas a, b.
  partition a | b.
  at a: report("ana", "here").
  run 5.
  at b: report("ana", "away").
  heal.
  settle.
  expect !shown("ana", "here").
}
`,
);

const tags = exerciseOf(
  "tag",
  `.decl tag(photo: symbol, label: symbol)
.operation put(photo: symbol, label: symbol) { insert tag(photo, label). }
.operation take(photo: symbol, label: symbol) { delete tag(photo, label). }
.decl found(photo: symbol)
found(p) :- tag(p, _).
.output found(promise="eventual")
`,
);

// Nothing tells the registers apart here, and a counter cannot hold what is written.
const either = exerciseOf(
  "door.state",
  `.decl door(name: symbol, state: lww<symbol>)
.operation move(name: symbol, state: symbol) { door(name) := state. }
.decl shown(name: symbol, state: symbol)
shown(d, s) :- door(d, s).
.output shown(promise="eventual")
`,
);

test("an option is written into its declaration, and nowhere else", () => {
  expect(changedType(questionOf(likes), "bounded<0>", likes.rules).split("\n").slice(0, 2)).toEqual([
    ".decl likes(video: symbol, count: bounded<0>)",
    ".operation like(video: symbol) { likes(video) += 1. }",
  ]);
  const first = (exercise: Exercise, option: string): string =>
    changedType(questionOf(exercise), option, exercise.rules).split("\n")[0] ?? "";
  expect(first(tags, "orset")).toBe(".decl tag(photo: symbol, label: symbol) orset");
  const qualified = exerciseOf("tag", changedType(questionOf(tags), "orset", tags.rules));
  expect(first(qualified, "gset")).toBe(".decl tag(photo: symbol, label: symbol) gset");
});

test("the right types are those with which nothing is found and every scenario passes", () => {
  expect([likes, status, tags, either].map((one) => fittingTypes(one, questionOf(one)))).toEqual([
    ["gcounter"],
    ["lww<symbol>"],
    ["orset"],
    ["lww<symbol>", "mv<symbol>"],
  ]);
});

describe("each wrong type is refuted", () => {
  const wrong = [likes, status, tags].flatMap((exercise) => {
    const question = questionOf(exercise);
    const right = fittingTypes(exercise, question);
    return question.options
      .filter((option) => !right.includes(option))
      .map((option) => ({ name: `${question.name}: ${option}`, exercise, question, option }));
  });

  test.each(wrong)("$name", ({ exercise, question, option }) => {
    const { status: is, message, refutation } = judgeType(exercise, question, option);
    expect(is).toBe("wrong");
    expect(message).toMatch(
      new RegExp(`^With \`${option}\` (the checker refuses|the scenario \`\\w+\` fails)`),
    );
    expect(refutation).toMatchObject({ confirmed: true, schedules: null });
    expect(refutation?.story[0]).toContain(`\`${question.name}\` is declared \`${option}\` here.`);
    const file = refutation?.file ?? "";
    expect(file).toContain(option);
    const checked = checkedAlone({ path: "rules.dl", text: file });
    if (refutation?.kind === "failed scenario") {
      const again = tryScenarios(checked.program).find(({ name }) => name === refutation.run?.name);
      expect(again?.run).toEqual(refutation.run);
      expect(again?.failures).not.toEqual([]);
    } else {
      expect(refutation?.kind).toBe("finding");
      const errors = checked.diagnostics.filter(({ severity }) => severity === "error");
      expect(refutation?.story.join("\n")).toContain(errors[0]?.message);
    }
  });

  test("by the run of the scenario where one fails, and by the witness as a run where the checker has one", () => {
    const kinds = (exercise: Exercise, option: string): unknown => {
      const { refutation } = judgeType(exercise, questionOf(exercise), option);
      return [refutation?.kind, refutation?.run?.name];
    };
    expect(kinds(status, "mv<symbol>")).toEqual(["failed scenario", "both"]);
    expect(kinds(likes, "pncounter")).toEqual(["finding", "refutation"]);
    expect(kinds(likes, "max<number>")).toEqual(["finding", undefined]);
  });
});

describe("what is written is understood where it can be", () => {
  const question = questionOf(status);
  test.each([
    ["LWW<Symbol>", "right"],
    [" lww < symbol > ", "right"],
    ["lww", "right"],
    ["mv", "wrong"],
    ["lww<smybol>", "unreadable"],
    ["gset", "unreadable"],
    ["__proto__", "unreadable"],
    ["a".repeat(400), "unreadable"],
    ["", "missing"],
    ["  ", "missing"],
  ])("%s", (given, is) => {
    expect(judgeType(status, question, given).status).toBe(is);
  });

  test("nothing said is missing, and a slip of the pen is no refutation", () => {
    expect(judgeType(status, question, null)).toEqual({
      part: "type",
      given: null,
      status: "missing",
      message: "Nothing is said of the type of `status.state`.",
      refutation: null,
    });
    expect(judgeType(status, question, "lww<smybol>")).toMatchObject({
      message: "`lww<smybol>` is none of the types: did you mean `lww<symbol>`?",
      refutation: null,
    });
    expect(judgeType(status, question, "gset").message).toBe(
      "`gset` is none of the types: choose one of `lww<symbol>`, `mv<symbol>`, `sequence`.",
    );
  });
});

test("what the checker finds is told as the run that shows it, where there is one", () => {
  const refutation = judgeType(likes, questionOf(likes), "pncounter").refutation;
  expect(refutation?.run).not.toBeNull();
  const story = refutation?.story.join(" ") ?? "";
  expect(story).toMatch(/The checker says of line 4: .* \(CALM108\)\. At first everybody knows this: /);
  expect(story).toMatch(/shows `popular\(.*\)`\. Somebody reads it and acts on it\./);
  expect(story).not.toContain("and it is gone");
});
