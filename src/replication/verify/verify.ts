import type { PointOfOrder, Report, Witness } from "../../analysis/report.ts";
import type { Row } from "../../lattice/row.ts";
import { RestlessCluster } from "../cluster.ts";
import { EnginePool } from "../replica-engine.ts";
import type { LocalProgram } from "../local-program.ts";
import { demonstrate, type Demonstration } from "./demonstrate.ts";
import { RandomSchedules } from "./random-schedule.ts";
import {
  runSchedule,
  watchScenario,
  type FaultCounts,
  type RunOptions,
  type Violation,
} from "./run-schedule.ts";
import { scheduleText } from "./schedule-text.ts";
import { shrinkSchedule } from "./shrink-schedule.ts";
import type { Schedule } from "./schedule.ts";

export interface VerifyOptions {
  readonly local: LocalProgram;
  readonly report: Report;
  readonly facts: ReadonlyMap<string, readonly Row[]>;
  readonly schedules: number;
  readonly seed: number;
  /** Called before each schedule with how many were run. */
  readonly progress?: (done: number) => void;
}

export interface FoundViolation extends Violation {
  readonly seed: number;
  /** The smallest schedule that was found to show it. */
  readonly scenario: string;
}

export interface Verification {
  readonly schedules: number;
  readonly seed: number;
  readonly violations: readonly FoundViolation[];
  readonly demonstrations: readonly Demonstration[];
  readonly faults: FaultCounts;
}

/** Nothing can be done to a program: there is no relation that could be written, and no operation. */
export class NothingToDo extends Error {}

/** So many are shrunk and told; one is enough to know that something is wrong. */
const violationsMax = 5;

const stepsMax = 14;

/** With so many seeds each scenario of the file is run. */
const seedsOfScenario = 5;

/** Looks for a schedule that breaks a verdict, and shows each point of order at work. Throws `NothingToDo`. */
export function verify(options: VerifyOptions): Verification {
  const { local, report, facts, schedules, seed, progress = () => undefined } = options;
  const random = new RandomSchedules(local, facts, report);
  if (random.isEmpty) throw new NothingToDo("no relation can be written and no operation called");
  const engines = new EnginePool(local);
  const run: RunOptions = { local, facts, report, engines, thorough: false };
  const violations: FoundViolation[] = [];
  let faults = noFaults;
  for (const scenario of local.written.scenarios)
    for (let at = seed; at < seed + seedsOfScenario && violations.length < violationsMax; at++) {
      const result = watchScenario(scenario, at, run);
      faults = added(faults, result.faults);
      if (result.violation === null) continue;
      const { span } = scenario.syntax;
      const text = `${scenario.source.text.slice(span.start, span.end)}\n`;
      violations.push({ ...result.violation, seed: at, scenario: text });
      break;
    }
  let done = 0;
  for (; done < schedules && violations.length < violationsMax; done++) {
    progress(done);
    const schedule = random.schedule(seed + done, { stepsMax, allFaults: false });
    const result = runSchedule(schedule, run);
    faults = added(faults, result.faults);
    if (result.violation !== null) violations.push(smallest(schedule, result.violation, run));
  }
  return {
    schedules: done,
    seed,
    violations,
    demonstrations: demonstrations(options, random),
    faults,
  };
}

function smallest(schedule: Schedule, violation: Violation, run: RunOptions): FoundViolation {
  const { kind, relation } = violation;
  let shown = violation;
  const shrunk = shrinkSchedule(schedule, (smaller) => {
    const found = runSchedule(smaller, run).violation;
    if (found?.kind !== kind || found.relation !== relation) return false;
    shown = found;
    return true;
  });
  const { steps } = shrunk;
  const ending = {
    ...shrunk,
    steps: [...steps, { kind: "heal" }, ...recoveries(shrunk), { kind: "settle" }],
  } as const;
  const scenario = scheduleText(`found_${String(schedule.seed)}`, ending, run.local.written);
  return { ...shown, seed: schedule.seed, scenario };
}

function recoveries({ steps }: Schedule): readonly { readonly kind: "recover"; readonly replica: string }[] {
  const down = new Set<string>();
  for (const step of steps) {
    if (step.kind === "crash") down.add(step.replica);
    if (step.kind === "recover") down.delete(step.replica);
  }
  return [...down].map((replica) => ({ kind: "recover", replica }));
}

/**
 * Of each uncovered point, and of each broken promise that absence is final: its witness, else
 * whatever schedule shows that rows of its relation do not stay or are not the same everywhere.
 */
function demonstrations(options: VerifyOptions, random: RandomSchedules): readonly Demonstration[] {
  const { local, report, facts } = options;
  const { members } = random;
  const found: Demonstration[] = [];
  const shown = (name: string, witness: Witness, point: PointOfOrder | null): Demonstration | null => {
    try {
      return demonstrate(name, witness, point, { local, facts, members });
    } catch (error) {
      if (!(error instanceof RestlessCluster)) throw error;
      return null;
    }
  };
  for (const [i, point] of report.pointsOfOrder.entries()) {
    if (point.coveredBy.length > 0) continue;
    const name = `${point.relation.name}_differs_${String(i + 1)}`;
    const byWitness = point.witness === null ? null : shown(name, point.witness, point);
    const demonstration = byWitness?.demonstrated === true ? byWitness : byChance(point, options, random);
    found.push(
      demonstration ??
        byWitness ?? { point, relation: point.relation.name, demonstrated: false, scenario: "" },
    );
  }
  for (const { relation, witness } of report.outputs) {
    const demonstration = witness === null ? null : shown(`${relation.name}_appears`, witness, null);
    if (demonstration !== null) found.push(demonstration);
  }
  return found;
}

/** A schedule in which the relation of a point does not do what it would if it were monotone. */
function byChance(
  point: PointOfOrder,
  { local, report, facts }: VerifyOptions,
  random: RandomSchedules,
): Demonstration | null {
  const { relation } = point;
  const verdict = report.relations.get(relation);
  if (verdict === undefined) return null;
  const claimed = new Map(report.relations).set(relation, { ...verdict, verdict: "monotone" });
  const run: RunOptions = {
    local: { ...local, outputs: [relation] },
    facts,
    report: { ...report, relations: claimed },
    engines: new EnginePool(local),
    thorough: false,
  };
  for (let seed = 1; seed <= chancesMax; seed++) {
    const schedule = random.schedule(seed, { stepsMax, allFaults: false });
    const { violation } = runSchedule(schedule, run);
    if (violation?.relation !== relation.name) continue;
    const { scenario } = smallest(schedule, violation, run);
    return { point, relation: relation.name, demonstrated: true, scenario };
  }
  return null;
}

const chancesMax = 300;

const noFaults: FaultCounts = {
  lost: 0,
  duplicated: 0,
  cutOff: 0,
  crashes: 0,
  rollbacks: 0,
  partitions: 0,
  heldBack: 0,
  refused: 0,
  sealed: 0,
  decided: 0,
};

function added(a: FaultCounts, b: FaultCounts): FaultCounts {
  return {
    lost: a.lost + b.lost,
    duplicated: a.duplicated + b.duplicated,
    cutOff: a.cutOff + b.cutOff,
    crashes: a.crashes + b.crashes,
    rollbacks: a.rollbacks + b.rollbacks,
    partitions: a.partitions + b.partitions,
    heldBack: a.heldBack + b.heldBack,
    refused: a.refused + b.refused,
    sealed: a.sealed + b.sealed,
    decided: a.decided + b.decided,
  };
}
