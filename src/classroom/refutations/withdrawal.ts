import type { PointOfOrder, Report, Witness } from "../../analysis/report.ts";
import type { Checked } from "../../diagnostics/check.ts";
import type { Program } from "../../model/program.ts";
import { RestlessCluster } from "../../replication/cluster.ts";
import { demonstrate } from "../../replication/verify/demonstrate.ts";
import { NothingToDo, verify } from "../../replication/verify/verify.ts";
import { relationsBelow } from "../relations-below.ts";
import { replicasFor } from "../replica-names.ts";
import { differingOf } from "./differing.ts";
import { scenarioName, start, tryRun, type Withdrawal } from "./tried-run.ts";

/**
 * A run of some rules in which an output's row is acted upon and then is gone (or one that was
 * missing appears): the witness of one of its points, split over two replicas, else one in which they know
 * the same and differ, else a schedule found by chance. `judged` says whose witness it is, `rules`
 * what is run, in which the relations that are `closed` there may be open. Null where there is none.
 */
export function withdrawalOf(
  name: string,
  judged: Report,
  rules: string,
  like: Checked,
  closed: readonly string[] = [],
): Withdrawal | null {
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
    const shown = differingOf(point, rules, like, closed);
    if (shown !== null) return shown;
  }
  if (closed.length > 0) return null;
  for (const point of points) {
    // What has a witness goes by it; a search for others would take long.
    if (point.witness !== null) continue;
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
  return { ...tried, point, relation, isByChance: false, aside: null, confirmed: tried.result.ok };
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
  const named = scenario.replace(/\.scenario \w+/, `.scenario ${scenarioName(name)}`);
  const tried = tryRun(rules, named, like);
  if (tried === null) return null;
  const isSeen = tried.run.trace.some(
    ({ kind, text }) => kind === "withdrawn" && text.startsWith(`${point.relation.name}(`),
  );
  const { relation } = point;
  return { ...tried, point, relation, isByChance: true, aside: null, confirmed: tried.result.ok && isSeen };
}

function withoutScenariosIn(program: Program): Program {
  return { ...program, scenarios: [] };
}
