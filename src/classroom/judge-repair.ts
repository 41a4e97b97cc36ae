import type { Source } from "../base/source.ts";
import { stopsEvaluation } from "../diagnostics/stops-evaluation.ts";
import { EvaluationError } from "../engine/evaluation.ts";
import { parse } from "../syntax/parse.ts";
import type { Exercise } from "./exercise.ts";
import { checkedAlone, checkedExercise, objection, type Objection, type Repair } from "./repair.ts";
import { answerProblems } from "./repair-answers.ts";
import { acceptance, errorMessages, runProblems, suppressionProblems } from "./repair-checks.ts";
import { effectProblems } from "./repair-effects.ts";
import { endlessProblem } from "./repair-ends.ts";
import {
  repairConditions,
  repairPoints,
  type ConditionJudgement,
  type RepairCondition,
  type RepairJudgement,
} from "./repair-judgement.ts";
import {
  invariantProblems,
  operationProblems,
  outputProblems,
  relationProblems,
  scenarioProblems,
} from "./repair-parts.ts";
import { boundProblems, growthProblems, lengthProblem, outsideProblems } from "./repair-text.ts";

/**
 * Judges what a student made of the rules of a repair exercise: each condition by itself, with a
 * sentence about it. Never throws for what the text says, and comes to an end whatever it says.
 */
export function judgeRepair(exercise: Exercise, text: string): RepairJudgement {
  const looked = new Map<RepairCondition, Objection>();
  try {
    lookAt(exercise, { path: "rules.dl", text: withoutMark(text) }, (condition, found) => {
      looked.set(condition, found);
      return found.messages.length === 0;
    });
  } catch (error) {
    const message = beyondBounds(error);
    if (message === null) throw error;
    looked.set("readable", objection([message]));
  }
  const conditions = repairConditions.map((condition) => judged(condition, looked.get(condition)));
  const ok = conditions.every(({ status }) => status === "kept");
  return {
    exercise: exercise.name,
    ok,
    conditions,
    points: ok ? repairPoints : 0,
    pointsMost: repairPoints,
  };
}

type Look = (condition: RepairCondition, found: Objection) => boolean;

function lookAt(exercise: Exercise, changed: Source, look: Look): void {
  const tooLong = lengthProblem(changed.text, exercise.rules);
  if (tooLong !== null) {
    look("readable", objection([tooLong]));
    return;
  }
  const tree = parse(changed);
  const problems = [
    ...outsideProblems(tree),
    ...boundProblems(tree),
    ...growthProblems(tree, parse(exercise.rules)),
  ];
  const endless = problems.length > 0 ? null : endlessProblem(tree);
  if (!look("readable", objection(endless === null ? problems : [endless]))) return;
  const repair: Repair = {
    exercise,
    changed,
    before: checkedExercise(exercise),
    after: checkedAlone(changed),
  };
  const stopping = repair.after.diagnostics.filter(stopsEvaluation);
  if (stopping.length > 0) {
    look("accepted", objection(errorMessages(stopping)));
    return;
  }
  const isComparable = [
    look("outputs", objection(outputProblems(repair))),
    look("invariants", objection(invariantProblems(repair))),
    look("relations", objection(relationProblems(repair))),
    look("operations", objection(operationProblems(repair))),
  ].every(Boolean);
  look("scenarios", objection(scenarioProblems(repair)));
  look("accepted", acceptance(repair));
  look("suppressions", objection(suppressionProblems(repair)));
  look("runs", runProblems(repair));
  if (!isComparable) return;
  look("effects", effectProblems(repair));
  look("answers", answerProblems(repair));
}

const keptMessages: Readonly<Record<RepairCondition, string>> = {
  readable: "The file can be read, and stands alone.",
  outputs: "All outputs are there and promise what they promised.",
  invariants: "All invariants are there, word for word.",
  relations: "The relations that are given from outside are as they were.",
  operations: "The operations can be called as before.",
  scenarios: "The scenarios of the exercise are as they were.",
  accepted: "`calm check` reports no error.",
  suppressions: "No finding is silenced.",
  runs: "All scenarios pass.",
  effects: "The operations do what they did.",
  answers: "Where everything has arrived, the answers are those of the exercise.",
};

function judged(condition: RepairCondition, found: Objection | undefined): ConditionJudgement {
  if (found === undefined)
    return {
      condition,
      status: "not looked at",
      messages: ["It was not looked at, because something else comes first."],
      refutation: null,
    };
  const { messages, refutation } = found;
  if (messages.length > 0) return { condition, status: "broken", messages, refutation };
  return { condition, status: "kept", messages: [keptMessages[condition]], refutation: null };
}

function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

/** What a program did that cannot be done; null for a fault of our own. */
function beyondBounds(error: unknown): string | null {
  if (error instanceof EvaluationError) return `The rules cannot be evaluated: ${error.message}.`;
  // A text or a table that cannot grow any more.
  if (error instanceof RangeError) return "The rules make more than fits into memory.";
  return null;
}
