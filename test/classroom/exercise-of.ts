import type { Answer } from "../../src/classroom/judgement.ts";
import { noAnswer } from "../../src/classroom/answer-sheet.ts";
import type { Exercise } from "../../src/classroom/exercise.ts";

/** An exercise that asks everything of some rules. */
export function exerciseOf(text: string, more: Partial<Exercise> = {}): Exercise {
  return {
    name: "an-exercise",
    title: "An exercise",
    task: "classify",
    level: "easy",
    asks: "all",
    choices: [],
    prose: "",
    rules: { path: "rules.dl", text },
    solution: new Map(),
    ...more,
  };
}

/** What is said of some names. */
export function sheetOf(answers: Readonly<Record<string, Partial<Answer>>>): {
  readonly answers: ReadonlyMap<string, Answer>;
} {
  const said = Object.entries(answers).map(([name, answer]) => [name, { ...noAnswer, ...answer }] as const);
  return { answers: new Map(said) };
}
