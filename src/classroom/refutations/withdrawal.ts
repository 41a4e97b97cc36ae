import type { PointOfOrder, Report, Witness } from "../../analysis/report.ts";
import type { Checked } from "../../diagnostics/check.ts";
import type { Program, Relation } from "../../model/program.ts";
import { RestlessCluster } from "../../replication/cluster.ts";
import { demonstrate } from "../../replication/verify/demonstrate.ts";
import { NothingToDo, verify } from "../../replication/verify/verify.ts";
import { relationsBelow } from "../relations-below.ts";
import { replicasFor } from "../replica-names.ts";
import { start, tryRun, type TriedRun } from "./tried-run.ts";

/** A run in which somebody acts on what is withdrawn later. */
export interface Withdrawal extends TriedRun {
  /** Null where an absence was promised, and what was missing appeared. */
  readonly point: PointOfOrder | null;
  /** Of which it is told. */
  readonly relation: Relation;
  /** Whether it was found by chance, with other replicas than those of the story. */
  readonly isByChance: boolean;
  readonly confirmed: boolean;
}

/**
 * A run of some rules in which an output's row is acted upon and then is gone (or one that was
 * missing appears): the witness of one of its points, split over two replicas, else a schedule found
 * by chance. `judged` says whose witness it is, `rules` what is run, which may close less. Null where
 * there is none.
 */
export function withdrawalOf(name: string, judged: Report, rules: string, like: Checked): Withdrawal | null {
  const output = judged.outputs.find(({ relation }) => relation.name === name);
  if (output === undefined) return null;
  const program = like.program;
  const below = new Set([...relationsBelow(output.relation, program)].map((one) => one.name));
  const seen = judged.pointsOfOrder.filter(({ seenBy }) => seenBy.some((one) => one.name === name));
  // What an output rests on may be withdrawn although the output never shows a row.
  const under = judged.pointsOfOrder.filter(({ relation }) => below.has(relation.name));
  const points = [...new Set([...output.points, ...seen, ...under])];
  const candidates: readonly (readonly [Witness, PointOfOrder | null])[] = [
    ...points.flatMap((point) => (point.witness === null ? [] : [[point.witness, point] as const])),
    ...(output.witness === null ? [] : [[output.witness, null] as const]),
  ];
  for (const [witness, point] of candidates) {
    const shown = split(name, witness, point, rules, like);
    if (shown?.confirmed === true) return shown;
  }
  for (const point of points) {
    const shown = byChance(name, point, rules, like);
    if (shown?.confirmed === true) return shown;
  }
  return null;
}

function split(
  name: string,
  witness: Witness,
  point: PointOfOrder | null,
  rules: string,
  like: Checked,
): Withdrawal | null {
  const { program } = like;
  const begun = start(program);
  if (begun === null) return null;
  let demonstration;
  try {
    demonstration = demonstrate(scenarioName(name), witness, point, {
      ...begun,
      members: replicasFor(program),
    });
  } catch (error) {
    if (error instanceof RestlessCluster) return null;
    throw error;
  }
  if (demonstration?.demonstrated !== true) return null;
  const relation = program.relations.get(demonstration.relation);
  const tried = tryRun(rules, demonstration.scenario, like);
  if (tried === null || relation === undefined) return null;
  return { ...tried, point, relation, isByChance: false, confirmed: tried.result.ok };
}

/** A schedule on which rows of a point's relation do not stay, or are not the same everywhere. */
function byChance(name: string, point: PointOfOrder, rules: string, like: Checked): Withdrawal | null {
  const quiet = start(withoutScenariosIn(like.program));
  if (quiet === null) return null;
  const report: Report = { ...like.report, pointsOfOrder: [{ ...point, coveredBy: [] }], outputs: [] };
  let scenario: string | undefined;
  try {
    const found = verify({ ...quiet, report, schedules: 0, seed: 1 }).demonstrations[0];
    if (found?.demonstrated === true) scenario = found.scenario;
  } catch (error) {
    if (!(error instanceof NothingToDo || error instanceof RestlessCluster)) throw error;
  }
  if (scenario === undefined) return null;
  const differs = `${scenario.trimEnd().replace(/\}$/, "")}  expect diverged.\n}\n`;
  const named = (text: string): string => text.replace(/\.scenario \w+/, `.scenario ${scenarioName(name)}`);
  const apart = tryRun(rules, named(differs), like);
  const tried = apart?.result.ok === true ? apart : tryRun(rules, named(scenario), like);
  if (tried === null) return null;
  const isSeen =
    tried === apart ||
    tried.run.trace.some(
      ({ kind, text }) => kind === "withdrawn" && text.startsWith(`${point.relation.name}(`),
    );
  return {
    ...tried,
    point,
    relation: point.relation,
    isByChance: true,
    confirmed: tried.result.ok && isSeen,
  };
}

function withoutScenariosIn(program: Program): Program {
  return { ...program, scenarios: [] };
}

export function scenarioName(name: string): string {
  return `what_${name.replace(/\W/g, "_")}_does`;
}
