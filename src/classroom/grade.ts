import type { Exercise } from "./exercise.ts";
import type { Judgement, PartJudgement } from "./judgement.ts";
import type { Question } from "./question.ts";
import type { RepairJudgement } from "./repair-judgement.ts";

/** What an exercise is worth as one student answered it. */
export interface Grade {
  /** The exercise's name. */
  readonly exercise: string;
  readonly points: number;
  readonly pointsMost: number;
  /** Null where there are no points to be had. */
  readonly percent: number | null;
  /** In the order in which they are asked; the one question of a repair is the program itself. */
  readonly questions: readonly QuestionGrade[];
}

export interface QuestionGrade {
  readonly name: string;
  readonly kind: Question["kind"] | "repair";
  readonly status: QuestionStatus;
  readonly points: number;
  readonly pointsMost: number;
  /** Empty of a repair. */
  readonly parts: readonly PartJudgement[];
  /** One sentence of a repair: what is broken first. Null where the parts say it. */
  readonly message: string | null;
}

/** `open`: nobody knows the answer, so that it gives no points and costs none. */
export type QuestionStatus = "right" | "partly right" | "wrong" | "missing" | "open";

/** The name of the one question of a repair. */
const repairName = "rules.dl";

/** Adds up what was judged: of an exercise to classify its questions, of a repair the program. */
export function grade(
  { name }: Pick<Exercise, "name">,
  judged: readonly Judgement[] | RepairJudgement,
): Grade {
  const questions = isRepair(judged) ? [repairGrade(judged)] : judged.map(questionGrade);
  const points = sum(questions.map((question) => question.points));
  const pointsMost = sum(questions.map((question) => question.pointsMost));
  return { exercise: name, points, pointsMost, percent: percentOf(points, pointsMost), questions };
}

/** The grade of a repair that was not handed in, or that gave no judgement for the reason in `message`. */
export function unjudgedRepair(
  { name }: Pick<Exercise, "name">,
  status: "missing" | "wrong",
  message: string,
  pointsMost: number,
): Grade {
  const question = {
    name: repairName,
    kind: "repair",
    status,
    points: 0,
    pointsMost,
    parts: [],
    message,
  } as const;
  return { exercise: name, points: 0, pointsMost, percent: percentOf(0, pointsMost), questions: [question] };
}

/**
 * A whole number, halves upwards; but 100 stands for all points alone, and 0 for none. Null where
 * there are no points to be had.
 */
export function percentOf(points: number, pointsMost: number): number | null {
  if (pointsMost === 0) return null;
  if (points === 0 || points === pointsMost) return points === 0 ? 0 : 100;
  return Math.min(99, Math.max(1, Math.floor((100 * points) / pointsMost + 0.5)));
}

function isRepair(judged: readonly Judgement[] | RepairJudgement): judged is RepairJudgement {
  return "conditions" in judged;
}

function questionGrade({ question, parts, points, pointsMost }: Judgement): QuestionGrade {
  const { name, kind } = question;
  return {
    name,
    kind,
    status: statusOf(parts, points, pointsMost),
    points,
    pointsMost,
    parts,
    message: null,
  };
}

function statusOf(parts: readonly PartJudgement[], points: number, pointsMost: number): QuestionStatus {
  const asked = parts.filter(({ status }) => status !== "open");
  if (asked.length === 0) return "open";
  if (asked.every(({ status }) => status === "missing")) return "missing";
  if (points === pointsMost) return "right";
  return points === 0 ? "wrong" : "partly right";
}

function repairGrade({ ok, conditions, points, pointsMost }: RepairJudgement): QuestionGrade {
  const broken = conditions.find(({ status }) => status === "broken");
  return {
    name: repairName,
    kind: "repair",
    status: ok ? "right" : "wrong",
    points,
    pointsMost,
    parts: [],
    message: broken?.messages[0] ?? null,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
