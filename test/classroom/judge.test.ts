import { expect, test } from "vitest";
import { judge } from "../../src/classroom/judge.ts";
import type { Answer } from "../../src/classroom/judgement.ts";
import { checkText } from "../diagnostics/check-text.ts";
import { exerciseOf, sheetOf } from "./exercise-of.ts";

const releases = `.decl release(name: symbol)
.input release
.decl blocker(release: symbol, id: symbol)
.input blocker
.decl ready(release: symbol)
ready(r) :- release(r), !blocker(r, _).
.output ready
.decl listed(release: symbol)
listed(r) :- release(r).
.output listed
`;

const sealed = releases
  .replace("ready(r) :- ", "ready(r) :- closed(r), ")
  .replace(".decl ready", ".decl closed(release: symbol)\n.seal blocker(release) by closed\n.decl ready");

const seats = `.decl seat(who: symbol)
.invariant ten: n = count : { seat(_) } => n <= 10.
.operation book(who: symbol) {
  insert seat(who).
}
.decl names(account: number, name: symbol)
.invariant unique: names(a, n), names(b, n) => a = b.
.operation sign_up(a: number, n: symbol) {
  require !names(_, n).
  insert names(a, n).
}
`;

/** Each part that is asked for: its name and what became of it. */
function judged(text: string, answers: Readonly<Record<string, Partial<Answer>>>): readonly string[] {
  return judge(exerciseOf(text), checkText(text), sheetOf(answers), { refutations: false }).flatMap(
    ({ question, parts, points, pointsMost }) => [
      ...parts.map(({ part, status }) => `${question.name} ${part}: ${status}`),
      `${question.name}: ${String(points)} of ${String(pointsMost)}`,
    ],
  );
}

test("what is right counts, and a boundary is asked for only where one is needed", () => {
  const answers = {
    ready: { answer: "Needs_Coordination", question: "reads an absence", boundary: "blocker" },
    listed: { answer: "coordination free", question: "grows only", boundary: "release" },
  };
  expect(judged(releases, answers)).toEqual([
    "ready answer: right",
    "ready question: right",
    "ready boundary: right",
    "ready: 4 of 4",
    "listed answer: right",
    "listed question: right",
    "listed: 3 of 3",
  ]);
});

test("what is wrong, missing or unreadable counts nothing", () => {
  const answers = {
    ready: { answer: "coordination-free", question: "reads an exact aggregate", boundary: "release" },
    listed: { answer: "coordinatoin-fre" },
  };
  expect(judged(releases, answers)).toEqual([
    "ready answer: wrong",
    "ready question: wrong",
    "ready boundary: wrong",
    "ready: 0 of 4",
    "listed answer: unreadable",
    "listed question: missing",
    "listed: 0 of 3",
  ]);
});

test("the boundary of what is sealed already is judged as if it were not", () => {
  const said = { answer: "needs coordination", question: "reads an absence" };
  const boundaryOf = (boundary: string): string | undefined =>
    judged(sealed, { ready: { ...said, boundary } }).find((line) => line.startsWith("ready boundary"));
  expect(boundaryOf("blocker")).toBe("ready boundary: right");
  expect(boundaryOf("closed")).toBe("ready boundary: right");
  expect(boundaryOf("ready")).toBe("ready boundary: right");
  expect(boundaryOf("release")).toBe("ready boundary: wrong");
  expect(boundaryOf("bloker")).toBe("ready boundary: unreadable");
});

test("an invariant is kept where the operations that break it run at one place", () => {
  const answers = {
    ten: { answer: "redesignable with rights allocation", question: "a merge breaks it", boundary: "book" },
    unique: { answer: "needs coordination", question: "a merge breaks it", boundary: "book" },
  };
  expect(judged(seats, answers)).toEqual([
    "ten answer: right",
    "ten question: right",
    "ten boundary: right",
    "ten: 4 of 4",
    "unique answer: right",
    "unique question: right",
    "unique boundary: wrong",
    "unique: 3 of 4",
  ]);
});

test("a name that could be left out is told, and one that is misspelt is guessed", () => {
  const said = { answer: "needs coordination", question: "reads an absence" };
  const messageOf = (boundary: string): string | undefined =>
    judge(exerciseOf(releases), checkText(releases), sheetOf({ ready: { ...said, boundary } }), {
      refutations: false,
    })[0]?.parts.find(({ part }) => part === "boundary")?.message;
  expect(messageOf("release, blocker")).toContain("`release` could be left out");
  expect(messageOf("blocker")).not.toContain("left out");
  expect(messageOf("bloker")).toContain("did you mean `blocker`?");
});
