import { linesOf, type Place } from "../base/source.ts";
import type { RecordedScenario } from "../replication/recorded-run.ts";

/** What `calm simulate --format json` prints. Lines count from 0. */
export function simulationJson(simulated: readonly RecordedScenario[]): string {
  const scenarios = simulated.map(({ result, run }) => ({
    name: result.name,
    ...lineOf(result.place),
    seed: result.seed,
    ok: result.ok,
    expects: result.expects.map(({ place, ok, message }) => ({ ...lineOf(place), ok, message })),
    ...(result.error === null
      ? {}
      : { error: { ...lineOf(result.error.place), message: result.error.message } }),
    trace: run.trace,
  }));
  return `${JSON.stringify({ schemaVersion: 1, scenarios }, null, 2)}\n`;
}

function lineOf(place: Place): { readonly line: number } {
  return { line: linesOf(place.source).position(place.start).line };
}
