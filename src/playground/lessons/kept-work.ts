import { noAnswer } from "../../classroom/answer-sheet.ts";
import type { Answer, AnswerPart } from "../../classroom/judgement.ts";
import type { Answers } from "../lessons-api.ts";

/** What is kept of somebody's work on an exercise, from one visit to the next. */
export interface KeptWork {
  readonly answers: Answers;
  /** The changed rules of a repair; null while they are as they were. */
  readonly rules: string | null;
  /** How many hints of a question were shown; of a repair, under "". */
  readonly hints: Readonly<Record<string, number>>;
  /** Of the last check; null before the first. */
  readonly points: number | null;
  readonly pointsMost: number;
}

/** By the names of exercises. */
export type Progress = ReadonlyMap<string, KeptWork>;

export const noWork: KeptWork = { answers: {}, rules: null, hints: {}, points: null, pointsMost: 0 };

export type Standing = "right" | "partly" | "not yet";

export function standingOf({ points, pointsMost }: KeptWork = noWork): Standing {
  if (points === null || points === 0) return "not yet";
  return points >= pointsMost ? "right" : "partly";
}

export function writeProgress(progress: Progress): string {
  return JSON.stringify({ schemaVersion: 1, exercises: Object.fromEntries(progress) });
}

/** Longer texts of rules are not kept. */
const rulesLengthMost = 200_000;

/** Reads what was kept; what is not of this form is left out. Never throws. */
export function readProgress(text: string | null): Progress {
  const exercises = recordOf(recordOf(parsed(text))["exercises"]);
  return new Map(Object.entries(exercises).map(([name, work]) => [name, readWork(recordOf(work))]));
}

function readWork({
  answers,
  rules,
  hints,
  points,
  pointsMost,
}: Readonly<Record<string, unknown>>): KeptWork {
  const most = countOf(pointsMost) ?? 0;
  return {
    answers: Object.fromEntries(
      Object.entries(recordOf(answers)).map(([name, answer]) => [name, readAnswer(recordOf(answer))]),
    ),
    rules: typeof rules === "string" && rules.length <= rulesLengthMost ? rules : null,
    hints: Object.fromEntries(
      Object.entries(recordOf(hints)).map(([name, count]) => [name, Math.min(3, countOf(count) ?? 0)]),
    ),
    points: most === 0 ? null : countOf(points),
    pointsMost: most,
  };
}

function readAnswer(said: Readonly<Record<string, unknown>>): Answer {
  const text = (part: AnswerPart): string | null => {
    const value = said[part];
    return typeof value === "string" && value !== "" ? value.slice(0, 400) : null;
  };
  return {
    ...noAnswer,
    answer: text("answer"),
    question: text("question"),
    boundary: text("boundary"),
    type: text("type"),
  };
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

function countOf(value: unknown): number | null {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : null;
}
