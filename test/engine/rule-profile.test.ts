import { expect, test } from "vitest";
import { linesOf } from "../../src/base/source.ts";
import { Evaluation } from "../../src/engine/evaluation.ts";
import { RuleProfile } from "../../src/engine/rule-profile.ts";
import { isProgram, programOf } from "../reference/program-of.ts";

test("a profile counts the rounds, the new rows and the time of each rule", () => {
  const program = programOf(`.decl track(a: number, b: number)
track(1, 2). track(2, 3). track(3, 4).
.decl line(a: number, b: number)
line(a, b) :- track(a, b).
line(a, c) :- line(a, b), track(b, c).
.decl longest(n: max<number>)
longest(b - a) :- line(a, b).`);
  if (!isProgram(program)) throw new Error(program.join(" "));
  let now = 0;
  const profile = new RuleProfile(() => now++);
  new Evaluation(program, { observer: profile }).run();
  const figures = [...profile.rules].map(([rule, { rounds, rows, milliseconds }]) => ({
    line: linesOf(rule.source).position(rule.syntax.span.start).line,
    rounds,
    rows,
    milliseconds,
  }));
  expect(figures).toEqual([
    { line: 3, rounds: 1, rows: 3, milliseconds: 1 },
    // Two rounds with new rows, and one that finds none.
    { line: 4, rounds: 3, rows: 3, milliseconds: 3 },
    { line: 6, rounds: 1, rows: 1, milliseconds: 1 },
  ]);
});
