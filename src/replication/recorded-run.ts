import type { Row } from "../lattice/row.ts";
import type { Scenario } from "../model/program.ts";
import type { LocalProgram } from "./local-program.ts";
import type { EngineLimits } from "./replica-engine.ts";
import { ScenarioRun, type ScenarioResult } from "./scenario-run.ts";
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
): RecordedScenario {
  const trace: TraceEntry[] = [];
  const observe = (event: Parameters<typeof traceEntry>[0]): void =>
    void trace.push(traceEntry(event, local));
  const run = new ScenarioRun(scenario, { local, facts, seed, limits, observe });
  while (run.step());
  return recordOf(run, trace);
}

export interface RecordedScenario {
  readonly result: ScenarioResult;
  readonly run: RecordedRun;
}

/** A run as far as it has come, with its trace. */
export function recordOf({ result, cluster }: ScenarioRun, trace: readonly TraceEntry[]): RecordedScenario {
  const { name, seed } = result;
  const expects = result.expects.map(({ ok }) => ok);
  return { result, run: { name, seed, replicas: cluster.members, trace, expects } };
}
