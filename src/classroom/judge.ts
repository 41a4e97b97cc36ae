import type { Checked } from "../diagnostics/check.ts";
import { list, quoted } from "../diagnostics/wording.ts";
import { nearestPhrase, noAnswer, phraseOf, type AnswerSheet } from "./answer-sheet.ts";
import { answerClasses, decidingQuestions, type Exercise } from "./exercise.ts";
import { hasBoundary, judgeBoundary } from "./judge-boundary.ts";
import type { Answer, AnswerPart, Judgement, PartJudgement, Refutation } from "./judgement.ts";
import { judgeType } from "./judge-type.ts";
import type { Key, Question } from "./question.ts";
import { questionsOf } from "./questions.ts";
import { refute, type Wrong } from "./refute.ts";

export interface JudgeOptions {
  /** Whether what is wrong is refuted, which takes a run of each; true by default. */
  readonly refutations?: boolean;
  /** How many schedules a proof is tried on; 1,000 by default. */
  readonly schedules?: number;
}

/** What each part of an answer counts. */
const pointsOf: Readonly<Record<AnswerPart, number>> = {
  answer: 2,
  question: 1,
  boundary: 1,
  type: 2,
};

/**
 * Judges what a student says of each question of an exercise, in the order of the questions.
 * `checked` is the check of its rules, with evidence and invariants. Never throws.
 */
export function judge(
  exercise: Exercise,
  checked: Checked,
  { answers }: Pick<AnswerSheet, "answers">,
  { refutations = true, schedules = 1000 }: JudgeOptions = {},
): readonly Judgement[] {
  const how: Refuter = (question, key, wrong) =>
    refutations ? refute({ question, exercise, checked, schedules }, key, wrong) : null;
  return questionsOf(exercise, checked).map((question): Judgement => {
    const answer = answers.get(question.name) ?? noAnswer;
    const parts =
      question.kind === "type"
        ? [judgeTypePart(exercise, question, answer, checked)]
        : judgeClass(question, question.key, answer, checked, how);
    const counted = parts.filter(({ status }) => status !== "open");
    return {
      question,
      parts,
      points: sum(counted.filter(({ status }) => status === "right").map(({ part }) => pointsOf[part])),
      pointsMost: sum(counted.map(({ part }) => pointsOf[part])),
    };
  });
}

type Asked = Exclude<Question, { readonly kind: "type" }>;

type Refuter = (question: Asked, key: NonNullable<Key>, wrong: Wrong) => Refutation | null;

function judgeClass(
  question: Asked,
  key: Key,
  answer: Answer,
  checked: Checked,
  how: Refuter,
): readonly PartJudgement[] {
  if (key === null) {
    const message = `What ${quoted(question.name)} needs is not known: neither a proof nor a run was found, and nobody says.`;
    return [{ part: "answer", given: answer.answer, status: "open", message, refutation: null }];
  }
  const parts = [
    judgePhrase(
      question,
      "answer",
      answer.answer,
      answerClasses,
      (said) => said === key.answer,
      (said) => how(question, key, { part: "answer", said }),
    ),
    ...(key.decidedBy.size === 0
      ? []
      : [
          judgePhrase(
            question,
            "question",
            answer.question,
            decidingQuestions,
            (said) => key.decidedBy.has(said),
            (said) => how(question, key, { part: "question", said }),
          ),
        ]),
  ];
  if (key.answer === "coordination-free" || !hasBoundary(question, checked)) return parts;
  return [
    ...parts,
    judgeBoundaryPart(question, answer.boundary, checked, (names) =>
      how(question, key, { part: "boundary", names }),
    ),
  ];
}

function judgePhrase<P extends string>(
  { name }: Question,
  part: "answer" | "question",
  given: string | null,
  phrases: readonly P[],
  isRight: (said: P) => boolean,
  refuted: (said: P) => Refutation | null,
): PartJudgement {
  const judged = (
    status: PartJudgement["status"],
    message: string,
    refutation: Refutation | null = null,
  ): PartJudgement => ({ part, given, status, message, refutation });
  if (given === null) return judged("missing", missing[part](name));
  const said = phraseOf(given, phrases);
  if (said === null) {
    const near = nearestPhrase(given, phrases);
    const help =
      near === null ? `it is one of ${list(phrases.map(quoted), "or")}.` : `did you mean ${quoted(near)}?`;
    return judged("unreadable", `${quoted(given)} is no answer here: ${help}`);
  }
  const what = part === "answer" ? quoted(said) : `${quoted(said)} as what decides it`;
  return isRight(said)
    ? judged("right", `Right: ${quoted(name)} ${rightWords[part](said)}.`)
    : judged("wrong", `${what} does not fit what ${quoted(name)} does.`, refuted(said));
}

const missing: Readonly<Record<Exclude<AnswerPart, "type">, (name: string) => string>> = {
  answer: (name) => `Nothing is said of ${quoted(name)} yet.`,
  question: (name) => `Which question decided ${quoted(name)}?`,
  boundary: (name) => `Where would ${quoted(name)} be coordinated, if it had to be?`,
};

const rightWords = {
  answer: (said: string): string =>
    said === "coordination-free" ? "is coordination-free" : `is to be called: ${said}`,
  question: (said: string): string => `is decided by this: ${said}`,
};

function judgeBoundaryPart(
  question: Asked,
  given: string | null,
  checked: Checked,
  refuted: (names: readonly string[]) => Refutation | null,
): PartJudgement {
  if (given === null)
    return {
      part: "boundary",
      given,
      status: "missing",
      message: missing.boundary(question.name),
      refutation: null,
    };
  const { status, message, names } = judgeBoundary(question, given, checked);
  const refutation = status === "wrong" ? refuted(names) : null;
  return { part: "boundary", given, status, message, refutation };
}

const triedTypes = new WeakMap<Checked, Map<string, PartJudgement>>();

/** A class chooses from a few types: each is tried once. */
function judgeTypePart(
  exercise: Exercise,
  question: Question & { readonly kind: "type" },
  { type }: Answer,
  checked: Checked,
): PartJudgement {
  const tried = triedTypes.get(checked) ?? new Map<string, PartJudgement>();
  triedTypes.set(checked, tried);
  const key = `${question.name} ${type ?? ""}`;
  const known = tried.get(key) ?? judgeType(exercise, question, type);
  tried.set(key, known);
  return known;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
