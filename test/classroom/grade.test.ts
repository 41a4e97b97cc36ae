import { expect, test } from "vitest";
import { readAnswerSheet } from "../../src/classroom/answer-sheet.ts";
import { classSummary, type QuestionSummary } from "../../src/classroom/class-summary.ts";
import type { Exercise } from "../../src/classroom/exercise.ts";
import { grade, percentOf, unjudgedRepair, type Grade } from "../../src/classroom/grade.ts";
import { judge } from "../../src/classroom/judge.ts";
import type { RepairJudgement } from "../../src/classroom/repair-judgement.ts";
import { checkProgram } from "../../src/diagnostics/check.ts";
import { parse } from "../../src/syntax/parse.ts";

const rules = `
.decl approval(release: symbol, reviewer: symbol)
.decl blocker(release: symbol, bug: symbol)

.decl approved(release: symbol)
approved(r) :- approval(r, _).
.output approved

.decl ready(release: symbol)
ready(r) :- approved(r), !blocker(r, _).
.output ready
`;

const exercise: Exercise = {
  name: "ready",
  title: "Ready",
  task: "classify",
  level: "easy",
  asks: "all",
  choices: [],
  prose: "",
  rules: { path: "rules.dl", text: rules },
  solution: new Map(),
};

const checked = checkProgram(parse(exercise.rules), () => ({ problem: "not found" }));

const free = { answer: "coordination-free", question: "grows only" };
const needing = { answer: "needs coordination", question: "reads an absence", boundary: "blocker" };

function graded(answers: object): Grade {
  const sheet = readAnswerSheet(JSON.stringify({ exercise: "ready", answers }));
  return grade(exercise, judge(exercise, checked, sheet, { refutations: false }));
}

/** Points and what became of each question, in a line. */
function shown({ points, pointsMost, percent, questions }: Grade): string {
  const parts = questions.map(
    (one) => `${one.name} ${one.status} ${String(one.points)}/${String(one.pointsMost)}`,
  );
  return `${String(points)}/${String(pointsMost)} ${String(percent)}: ${parts.join(", ")}`;
}

test("an answer counts two points, what decided it one, and a boundary one where it is asked", () => {
  expect(shown(graded({ approved: free, ready: needing }))).toBe(
    "7/7 100: approved right 3/3, ready right 4/4",
  );
  expect(shown(graded({ approved: free.answer, ready: { ...needing, boundary: "approval" } }))).toBe(
    "5/7 71: approved partly right 2/3, ready partly right 3/4",
  );
  expect(shown(graded({ approved: needing, ready: free }))).toBe(
    "0/7 0: approved wrong 0/3, ready wrong 0/4",
  );
});

test("what is not said is missing, and what nobody understands is wrong", () => {
  expect(shown(graded({}))).toBe("0/7 0: approved missing 0/3, ready missing 0/4");
  expect(shown(graded({ approved: "perhaps", ready: "" }))).toBe(
    "0/7 0: approved wrong 0/3, ready missing 0/4",
  );
});

test("only all points are 100 per cent, and only none are 0", () => {
  expect([
    percentOf(0, 1000),
    percentOf(1, 1000),
    percentOf(125, 1000),
    percentOf(999, 1000),
    percentOf(1000, 1000),
    percentOf(0, 0),
  ]).toEqual([0, 1, 13, 99, 100, null]);
});

const condition = { condition: "accepted", status: "kept", messages: ["kept"], refutation: null } as const;

test("a repair is one question, and says what is broken first", () => {
  const right: RepairJudgement = {
    exercise: "ready",
    ok: true,
    conditions: [condition],
    points: 4,
    pointsMost: 4,
  };
  const wrong: RepairJudgement = {
    ...right,
    ok: false,
    conditions: [
      condition,
      { ...condition, condition: "accepted", status: "broken", messages: ["`ready` says less", "more"] },
    ],
    points: 0,
  };
  expect(shown(grade(exercise, right))).toBe("4/4 100: rules.dl right 4/4");
  expect(shown(grade(exercise, wrong))).toBe("0/4 0: rules.dl wrong 0/4");
  expect(grade(exercise, wrong).questions[0]?.message).toBe("`ready` says less");
  expect(shown(unjudgedRepair(exercise, "missing", "nothing", 4))).toBe("0/4 0: rules.dl missing 0/4");
});

/** A question's counts and its usual mistake, in a line. */
function counted(one: QuestionSummary | null | undefined): string {
  if (one === null || one === undefined) return "none";
  const { right, wrong, missing, open } = one.counts;
  const mistake = one.usualMistake;
  const said = mistake === null ? "none" : `${mistake.said} ${String(mistake.times)}`;
  return `${one.name}: ${[right, one.counts["partly right"], wrong, missing, open].join(" ")}, ${said}`;
}

test("a class's summary says which question most got wrong, and what they said", () => {
  const grades = [
    graded({ approved: free, ready: needing }),
    graded({ approved: free, ready: "Coordination-Free" }),
    graded({ approved: needing, ready: "coordination_free" }),
    graded({ approved: free, ready: "redesignable" }),
    graded({ approved: free, ready: "needs coordination" }),
  ].map((one) => ({ grade: one, handedIn: true }));
  const summary = classSummary([[...grades, { grade: graded({}), handedIn: false }]]);
  const [only] = summary.exercises;
  expect([only?.handedIn, only?.percent, summary.percent]).toEqual([5, 51, 43]);
  expect(only?.questions.map(counted)).toEqual([
    "approved: 4 0 1 1 0, needs coordination 1",
    "ready: 1 1 3 1 0, coordination-free 2",
  ]);
  expect(counted(summary.hardest)).toBe("ready: 1 1 3 1 0, coordination-free 2");
});

test("a class that did everything right has no hardest question", () => {
  const all = [{ grade: graded({ approved: free, ready: needing }), handedIn: true }];
  expect(classSummary([all]).hardest).toBeNull();
  expect(classSummary([])).toEqual({ exercises: [], hardest: null, percent: null });
});
