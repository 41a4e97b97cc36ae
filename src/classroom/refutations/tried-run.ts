import { placeOf } from "../../base/source.ts";
import type { Checked } from "../../diagnostics/check.ts";
import { applyEdits, remove } from "../../diagnostics/quick-fix.ts";
import { stopsEvaluation } from "../../diagnostics/stops-evaluation.ts";
import { Evaluation, EvaluationError } from "../../engine/evaluation.ts";
import type { Row } from "../../lattice/row.ts";
import type { Program } from "../../model/program.ts";
import { factsGiven, localProgram, type LocalProgram } from "../../replication/local-program.ts";
import { recordScenario, type RecordedRun } from "../../replication/recorded-run.ts";
import type { ScenarioResult } from "../../replication/scenario-run.ts";
import { parse } from "../../syntax/parse.ts";
import { recheck } from "../recheck.ts";

/** A scenario that was run with the rules it is told of. */
export interface TriedRun {
  /** The rules with the scenario behind them, as `calm simulate` runs them. */
  readonly file: string;
  /** The facts that stand before the scenario. */
  readonly given: readonly string[];
  readonly run: RecordedRun;
  readonly result: ScenarioResult;
  readonly program: Program;
}

/** Runs a scenario, which may have facts before it, with some rules; null where they cannot be run. */
export function tryRun(rules: string, scenario: string, like: Checked): TriedRun | null {
  const file = `${withoutScenarios(rules).trimEnd()}\n\n${scenario}`;
  const { program, diagnostics } = recheck(file, like, { evidence: false, invariants: false });
  const found = program.scenarios.at(-1);
  if (found === undefined || diagnostics.some(stopsEvaluation)) return null;
  try {
    const recorded = recordScenario(found, localProgram(program), startOf(program), firstSeed);
    const given = scenario.slice(0, Math.max(0, scenario.indexOf(".scenario"))).split("\n");
    return {
      file,
      program,
      given: given.flatMap((line) => (line.trim() === "" ? [] : [line.trim().replace(/\.$/, "")])),
      ...recorded,
    };
  } catch (error) {
    if (error instanceof EvaluationError) return null;
    throw error;
  }
}

/** `calm simulate` begins with it, too. */
const firstSeed = 1;

/** What replicas evaluate of a program, and what they have from the start; null where that cannot be worked out. */
export function start(
  program: Program,
): { readonly local: LocalProgram; readonly facts: ReadonlyMap<string, readonly Row[]> } | null {
  try {
    return { local: localProgram(program), facts: startOf(program) };
  } catch (error) {
    if (error instanceof EvaluationError) return null;
    throw error;
  }
}

function startOf(program: Program): ReadonlyMap<string, readonly Row[]> {
  return factsGiven(new Evaluation(program));
}

/** The rules without their scenarios. */
export function withoutScenarios(rules: string): string {
  return withoutItems(rules, ["scenario"]);
}

export function withoutItems(rules: string, kinds: readonly string[]): string {
  const { source, items } = parse({ path: "rules.dl", text: rules });
  const left = items.filter(({ kind }) => kinds.includes(kind));
  return applyEdits(
    source,
    left.map(({ span }) => remove(placeOf(source, span))),
  );
}
