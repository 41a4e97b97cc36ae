import { checkProgram } from "../../src/diagnostics/check.ts";
import { Evaluation } from "../../src/engine/evaluation.ts";
import { factsGiven, localProgram } from "../../src/replication/local-program.ts";
import { EnginePool } from "../../src/replication/replica-engine.ts";
import { RandomSchedules } from "../../src/replication/verify/random-schedule.ts";
import {
  runSchedule,
  type FaultCounts,
  type RunOptions,
  type Violation,
} from "../../src/replication/verify/run-schedule.ts";
import { scheduleText } from "../../src/replication/verify/schedule-text.ts";
import type { Schedule } from "../../src/replication/verify/schedule.ts";
import { shrinkSchedule } from "../../src/replication/verify/shrink-schedule.ts";
import { parse } from "../../src/syntax/parse.ts";

/** What a number of schedules of one program came to. */
export interface ScheduleRuns {
  /** The first that broke something, made small, as a scenario; null when none did. */
  readonly broken: { readonly seed: number; readonly violation: Violation; readonly scenario: string } | null;
  readonly faults: Readonly<Record<keyof FaultCounts, number>>;
}

/** Runs the schedules of these seeds on a program; null where there is nothing to do. */
export function runSchedules(path: string, text: string, seeds: Iterable<number>): ScheduleRuns | null {
  const { program, report } = checkProgram(parse({ path, text }), () => ({ problem: "not found" }));
  const local = localProgram(program);
  const facts = factsGiven(new Evaluation(program));
  const random = new RandomSchedules(local, facts, report);
  if (random.isEmpty) return null;
  const options: RunOptions = { local, facts, report, engines: new EnginePool(local), thorough: true };
  const faults: Record<string, number> = {};
  for (const seed of seeds) {
    const schedule = random.schedule(seed, { stepsMax: 14, allFaults: true });
    const result = runSchedule(schedule, options);
    for (const [name, count] of Object.entries(result.faults))
      faults[name] = (faults[name] ?? 0) + Number(count);
    if (result.violation === null) continue;
    const { kind } = result.violation;
    const fails = (smaller: Schedule): boolean => runSchedule(smaller, options).violation?.kind === kind;
    const scenario = scheduleText("found", shrinkSchedule(schedule, fails), program);
    return {
      broken: { seed, violation: result.violation, scenario },
      faults: faults as ScheduleRuns["faults"],
    };
  }
  return { broken: null, faults: faults as ScheduleRuns["faults"] };
}
