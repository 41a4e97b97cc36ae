import { EffortError, EvaluationError } from "../../engine/evaluation.ts";
import { simulationJson } from "../../lab/simulation-json.ts";
import type { Scenario } from "../../model/program.ts";
import { recordOf, type RecordedScenario } from "../../replication/recorded-run.ts";
import { ScenarioRun } from "../../replication/scenario-run.ts";
import { traceEntry, type TraceEntry } from "../../replication/trace.ts";
import type { RunTrouble } from "../run-api.ts";
import { counted, runBounds, runLimits } from "./run-bounds.ts";
import type { RunProgram } from "./run-program.ts";

/** What `calm simulate --format json` prints of a scenario, of all without a name; or why it cannot be run here. */
export function simulatedTrace(
  program: RunProgram,
  name: string | null,
  seed: number,
  isLate: () => boolean,
): string | RunTrouble {
  const { scenarios } = program.program;
  const wanted = scenarios.filter((scenario) => name === null || scenario.name === name);
  if (wanted.length === 0)
    return { trouble: name === null ? "The file has no scenario." : `The file has no scenario \`${name}\`.` };
  const simulated: RecordedScenario[] = [];
  for (const scenario of wanted) {
    const recorded = record(program, scenario, seed, isLate);
    if ("trouble" in recorded) return recorded;
    simulated.push(recorded);
  }
  return simulationJson(simulated);
}

function record(
  { local, facts, engines }: RunProgram,
  scenario: Scenario,
  seed: number,
  isLate: () => boolean,
): RecordedScenario | RunTrouble {
  const trace: TraceEntry[] = [];
  let length = 0;
  const observe = (event: Parameters<typeof traceEntry>[0]): void => {
    const entry = traceEntry(event, local);
    trace.push(entry);
    length += entry.text.length;
  };
  const tooLong = (why: string): RunTrouble => ({ trouble: `The scenario \`${scenario.name}\` ${why}.` });
  try {
    const run = new ScenarioRun(scenario, { local, facts, seed, engines, limits: runLimits, observe });
    for (let moments = 0; run.step(); moments++) {
      if (moments >= runBounds.moments) return tooLong(`goes on after ${counted(runBounds.moments)} moments`);
      if (length > runBounds.traceText)
        return tooLong(`tells more than ${counted(runBounds.traceText)} characters`);
      if (isLate()) return tooLong("takes too long");
    }
    if (run.failure instanceof EffortError) return tooLong("takes more work than is done here");
    run.cluster.close();
    return recordOf(run, trace);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return tooLong(`cannot begin: ${error.message}`);
  }
}
