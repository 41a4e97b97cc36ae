import { linesOf, type Place } from "../base/source.ts";
import { Evaluation, EvaluationError } from "../engine/evaluation.ts";
import type { Program, Scenario } from "../model/program.ts";
import { factsGiven, localProgram } from "../replication/local-program.ts";
import { recordScenario, type RecordedRun } from "../replication/recorded-run.ts";
import type { EngineLimits } from "../replication/replica-engine.ts";

/** What came of one scenario: `failures` are sentences, none where it passes. */
export interface ScenarioTrial {
  readonly name: string;
  readonly failures: readonly string[];
  /** Null where it could not even begin. */
  readonly run: RecordedRun | null;
}

/** Enough for every exercise, and reached within seconds. */
export const trialLimits: EngineLimits = { visitsMax: 1_000_000, roundsMax: 10_000 };

/** The seed with which `calm simulate` runs, too. */
const seed = 1;

/**
 * Runs the scenarios of a program that can be evaluated, each within bounds. What the program does
 * wrong, such as an overflow or a recursion without end, is a failure.
 */
export function tryScenarios(program: Program): readonly ScenarioTrial[] {
  const local = localProgram(program);
  return program.scenarios.map((scenario): ScenarioTrial => {
    try {
      const facts = factsGiven(new Evaluation(program, trialLimits));
      const { result, run } = recordScenario(scenario, local, facts, seed, trialLimits);
      const failed = result.expects.filter(({ ok }) => !ok);
      const failures = [
        ...new Set(failed.map(({ place, message }) => `${lineText(place)}: ${writtenAt(place)}: ${message}`)),
        ...(result.error === null ? [] : [`${lineText(result.error.place)}: ${result.error.message}`]),
      ];
      return { name: scenario.name, failures, run };
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      return notBegun(scenario, `${lineText(error.place)}: ${error.message}`);
    }
  });
}

function notBegun({ name }: Scenario, failure: string): ScenarioTrial {
  return { name, failures: [failure], run: null };
}

/** `line 7`, counted from 1. */
export function lineText({ source, start }: Place): string {
  return `line ${String(linesOf(source).position(start).line + 1)}`;
}

function writtenAt({ source, start, end }: Place): string {
  const text = source.text.slice(start, end).replaceAll(/\s+/g, " ").replace(/\.$/, "");
  return `\`${text.length > 200 ? `${text.slice(0, 200)}…` : text}\``;
}
