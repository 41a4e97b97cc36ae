import type { Row } from "../lattice/row.ts";
import type { Scenario } from "../model/program.ts";
import type { LocalProgram } from "./local-program.ts";
import type { EngineLimits } from "./replica-engine.ts";
import { runScenario, type ScenarioResult } from "./scenario-run.ts";
import { traceEntry, type TraceEntry } from "./trace.ts";

/** A run of a scenario with all that happened in it. */
export interface RecordedRun {
  readonly name: string;
  readonly seed: number;
  readonly replicas: readonly string[];
  readonly trace: readonly TraceEntry[];
  /** Of each `expect`, in order, whether it held. */
  readonly expects: readonly boolean[];
}

/** Runs a scenario from these facts, within these limits; what came of it stands beside the record. */
export function recordScenario(
  scenario: Scenario,
  local: LocalProgram,
  facts: ReadonlyMap<string, readonly Row[]>,
  seed: number,
  limits: EngineLimits = {},
): { readonly result: ScenarioResult; readonly run: RecordedRun } {
  const trace: TraceEntry[] = [];
  const observe = (event: Parameters<typeof traceEntry>[0]): void =>
    void trace.push(traceEntry(event, local));
  const result = runScenario(scenario, { local, facts, seed, limits, observe });
  const { name, syntax } = scenario;
  const replicas = syntax.statements.flatMap((statement) =>
    statement.kind === "replicas" ? statement.names.map(({ text }) => text) : [],
  );
  const expects = result.expects.map(({ ok }) => ok);
  return { result, run: { name, seed: result.seed, replicas, trace, expects } };
}

export type RecordedScenario = ReturnType<typeof recordScenario>;
