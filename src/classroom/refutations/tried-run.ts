import { placeOf } from "../../base/source.ts";
import type { Checked } from "../../diagnostics/check.ts";
import { applyEdits, remove } from "../../diagnostics/quick-fix.ts";
import { stopsEvaluation } from "../../diagnostics/stops-evaluation.ts";
import { Evaluation, EvaluationError } from "../../engine/evaluation.ts";
import type { Row } from "../../lattice/row.ts";
import type { PointOfOrder } from "../../analysis/report.ts";
import type { Program, Relation } from "../../model/program.ts";
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

const known = new WeakMap<Checked, Map<string, TriedRun | null>>();

/** Runs a scenario, which may have facts before it, with some rules; null where they cannot be run. */
export function tryRun(rules: string, scenario: string, like: Checked): TriedRun | null {
  const before = known.get(like) ?? new Map<string, TriedRun | null>();
  known.set(like, before);
  const key = `${rules}\n${scenario}`;
  let tried = before.get(key);
  if (tried === undefined) {
    tried = tryAnew(rules, scenario, like);
    before.set(key, tried);
  }
  return tried;
}

function tryAnew(rules: string, scenario: string, like: Checked): TriedRun | null {
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

/** A run in which somebody acts on what is withdrawn later. */
export interface Withdrawal extends TriedRun {
  /** Null where an absence was promised, and what was missing appeared. */
  readonly point: PointOfOrder | null;
  /** Of which it is told. */
  readonly relation: Relation;
  /** Whether it was found by chance, with other replicas than those of the story. */
  readonly isByChance: boolean;
  /** What is to be said besides the run. */
  readonly aside: string | null;
  readonly confirmed: boolean;
}

/** The name of the scenario that is told of a question. */
export function scenarioName(name: string): string {
  return `what_${name.replace(/\W/g, "_")}_does`;
}

/** The rules without their scenarios. */
function withoutScenarios(rules: string): string {
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
