import type { Source } from "../base/source.ts";

/**
 * An exercise of the classroom, as its folder holds it: `exercise.md` (the task in prose), `rules.dl`
 * (the program it is about) and, if its teacher wants, `solution.json`.
 *
 * `exercise.md` begins with a heading, its title, below an optional block of `name: value` lines
 * between two lines `---`: `task: classify` or `task: repair`; `level: easy`, `middle` or `hard`;
 * `choose: likes.count` for a column whose type, or `choose: tags` for a relation whose qualifier, is
 * to be chosen, and then `ask: all` where the rest is asked too; `ask: ready, blocked` for a part.
 */
export interface Exercise {
  /** The folder's name without its number: `reactions`. */
  readonly name: string;
  readonly title: string;
  /** What is to be done: to classify what the program says, or to mend the program. */
  readonly task: "classify" | "repair";
  readonly level: Level;
  /** The names of the outputs and invariants that are asked for. */
  readonly asks: "all" | readonly string[];
  /** Columns (`likes.count`) and relations (`tags`) whose type is asked for. */
  readonly choices: readonly string[];
  /** The task in Markdown, below its title. */
  readonly prose: string;
  readonly rules: Source;
  /** What the teacher says of questions that the checker leaves open; empty without `solution.json`. */
  readonly solution: Solution;
}

export const levels = ["easy", "middle", "hard"] as const;
export type Level = (typeof levels)[number];

/** By the name of the question; it counts only where the checker is undecided. */
export type Solution = ReadonlyMap<string, AnswerClass>;

/** What the seeds' practice section asks of a rule (interfaces.md, section 6). */
export const answerClasses = [
  "coordination-free",
  "needs coordination",
  "redesignable with rights allocation",
] as const;
export type AnswerClass = (typeof answerClasses)[number];

/** The question by which an answer is found. */
export const decidingQuestions = [
  "grows only",
  "promises only what is shown now",
  "reads an absence",
  "reads an exact aggregate",
  "reads what may be withdrawn",
  "depends on arrival order",
  "merges keep it",
  "a merge breaks it",
] as const;
export type DecidingQuestion = (typeof decidingQuestions)[number];

/** The questions that make sense of an output, and of an invariant. */
export const decidingQuestionsOf: Readonly<Record<"output" | "invariant", readonly DecidingQuestion[]>> = {
  output: decidingQuestions.filter((phrase) => !phrase.includes("merge")),
  invariant: decidingQuestions.filter((phrase) => phrase.includes("merge")),
};
