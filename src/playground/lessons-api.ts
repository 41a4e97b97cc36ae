import type { Answer } from "../classroom/judgement.ts";
import type { Level } from "../classroom/exercise.ts";
import type { RunSource } from "./run-api.ts";

/** The texts of an exercise's folder, as `lessons.json` holds them or as they were read from a disk. */
export interface ExerciseTexts {
  readonly folder: string;
  readonly exercise: string;
  readonly rules: string;
  /** Null without `solution.json`. */
  readonly solution: string | null;
}

/** One of the lessons of `lessons.json`. */
export interface LessonTexts {
  readonly folder: string;
  /** Null without `lesson.md`. */
  readonly lesson: string | null;
  readonly exercises: readonly ExerciseTexts[];
}

/** What is said of the questions of an exercise, by their names. */
export type Answers = Readonly<Record<string, Answer>>;

/** Exercises shown and judged, in a worker: with the verdicts and words of `calm exercise`. */
export interface LessonsApi {
  list(lessons: readonly LessonTexts[]): readonly ListedLesson[];
  open(texts: ExerciseTexts): OpenedExercise | ExerciseTrouble;
  /** What each answer is worth, and what is said of it; no run is looked for yet. */
  judge(texts: ExerciseTexts, answers: Answers): JudgedAnswers;
  /** Why what is wrong in an answer is wrong; null where nothing is, or nothing was found. A proof is tried on this many schedules, which takes seconds. */
  refute(texts: ExerciseTexts, question: string, answer: Answer, schedules: number): ToldRefutation | null;
  /** What becomes of changed rules. */
  judgeRepair(texts: ExerciseTexts, rules: string): JudgedRules;
  /** Null where there is none of this level, from 1 to 3. Of a repair, whose question is null, that of what is broken first. */
  hint(texts: ExerciseTexts, question: string | null, level: number): string | null;
  /** An `answers.json` as `calm exercise check` reads it. */
  writeSheet(texts: ExerciseTexts, answers: Answers): string;
  /** What an `answers.json` says, and what is strange in it, each a sentence. Never throws. */
  readSheet(texts: ExerciseTexts, sheet: string): ReadSheet;
}

export interface ExerciseTrouble {
  /** Each a sentence that begins with the file. */
  readonly problems: readonly string[];
}

export interface ListedLesson {
  /** From 1. */
  readonly number: number;
  readonly title: string;
  /** In Markdown. */
  readonly introduction: string;
  readonly exercises: readonly ListedExercise[];
  /** Why other exercises of the lesson cannot be used, each a sentence that begins with the folder and the file. */
  readonly problems: readonly string[];
}

export interface ListedExercise {
  /** Null where the folder's name begins with none. */
  readonly number: number | null;
  readonly name: string;
  readonly title: string;
  readonly task: "classify" | "repair";
  readonly level: Level;
  /** How many answers and types are asked for. */
  readonly answers: number;
  readonly types: number;
  readonly texts: ExerciseTexts;
}

export interface OpenedExercise {
  readonly name: string;
  readonly title: string;
  readonly task: "classify" | "repair";
  readonly level: Level;
  /** In Markdown. */
  readonly prose: string;
  readonly rules: string;
  /** The rules again, line by line. */
  readonly lines: readonly CodeLine[];
  /** None of a repair, whose question is the program itself. */
  readonly questions: readonly AskedQuestion[];
}

/** A line of rules, in pieces that together are the line. */
export type CodeLine = readonly CodePiece[];

export interface CodePiece {
  readonly text: string;
  readonly kind:
    "plain" | "keyword" | "comment" | "text" | "number" | "name" | "derived" | "operation" | "variable";
}

/** What is asked, without what would be right. */
export type AskedQuestion =
  | {
      readonly kind: "output";
      readonly name: string;
      /** What is promised of it: `a row that is given out stands`. */
      readonly promise: string;
      readonly lines: readonly number[];
      readonly places: readonly BoundaryPlace[];
    }
  | {
      readonly kind: "invariant";
      readonly name: string;
      readonly lines: readonly number[];
      readonly places: readonly BoundaryPlace[];
    }
  | {
      readonly kind: "type";
      readonly name: string;
      /** Whether a column's type is asked for, or a relation's. */
      readonly of: "column" | "relation";
      readonly lines: readonly number[];
      readonly options: readonly string[];
    };

/** Where a boundary may be said to be. */
export interface BoundaryPlace {
  readonly name: string;
  readonly kind: "relation" | "operation" | "boundary";
}

export interface JudgedAnswers {
  readonly questions: readonly JudgedQuestion[];
  readonly points: number;
  readonly pointsMost: number;
}

export interface JudgedQuestion {
  readonly name: string;
  /** `missing`: not answered, or not all of it; `open`: nobody knows the answer. */
  readonly status: "right" | "wrong" | "missing" | "open";
  /** Sentences to the student; code stands between backticks. */
  readonly messages: readonly string[];
  /** Whether `refute` has something to look for. */
  readonly isRefutable: boolean;
}

export interface JudgedRules {
  readonly ok: boolean;
  readonly points: number;
  readonly pointsMost: number;
  /** Those that were looked at, in this order. */
  readonly conditions: readonly JudgedCondition[];
}

export interface JudgedCondition {
  readonly condition: string;
  readonly isKept: boolean;
  readonly messages: readonly string[];
  readonly refutation: ToldRefutation | null;
}

/** Why something is wrong, as it is shown. */
export interface ToldRefutation {
  /** Paragraphs in Markdown. */
  readonly story: readonly string[];
  /** The space-time diagram of the run, an svg that stands alone; null without a run. */
  readonly diagram: string | null;
  /** The run, to be opened elsewhere on the page. */
  readonly run: RunSource | null;
  /** A rule file for `calm simulate`, or for `calm check` where there is no run. */
  readonly file: string | null;
  /** How many schedules agreed. */
  readonly schedules: number | null;
  /** Whether the simulator, the evaluator or the checker showed it. */
  readonly confirmed: boolean;
}

export interface ReadSheet {
  readonly answers: Answers;
  readonly notes: readonly string[];
}
