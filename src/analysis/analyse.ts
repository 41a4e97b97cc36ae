import { assert } from "../base/assert.ts";
import { keepEach, sameMembers, sweep, type Memory } from "../base/memory.ts";
import type { Output, Program, Relation } from "../model/program.ts";
import { clauseUnits, type ClauseUnits, type UnitsByRelation } from "./clause-units.ts";
import { coordinatedRelations, overall } from "./coordinated-relations.ts";
import { coordinationFindings } from "./coordination-findings.ts";
import { isAntitone, isMonotone, type Direction } from "./direction.ts";
import { Movements, type Movement } from "./movements.ts";
import { placementClasses } from "./placement-class.ts";
import { pointsOfOrder, type JudgedProgram, type Points } from "./points-of-order.ts";
import { readingComponents } from "./reading-components.ts";
import { coordinationRounds, type Rounds } from "./rounds.ts";
import { suggestions } from "./suggestions.ts";
import type {
  AnalysisFinding,
  OutputVerdict,
  Placement,
  PointOfOrder,
  RelationVerdict,
  Report,
  Verdict,
} from "./report.ts";
import { superfluousRules, unitViews } from "./unit-view.ts";

/**
 * Judges a program (analysis.md): the verdict of every relation and output, every point of order,
 * what correct execution pays, and where coordination would be cheapest.
 *
 * `proved` are directions that were found in another way, without boundaries and seals: they hold
 * in place of worse ones, and what is monotone by them has no points of order.
 * Never throws, whatever the program; parts of it that have findings of their own are not in it.
 */
export function analyse(
  program: Program,
  proved: ReadonlyMap<Relation, Direction> = new Map(),
  memory: Memory | null = null,
): Report {
  assert(memory === null || proved.size === 0, "what was proved of relations is not remembered");
  const clauses = clauseUnits(program, memory);
  const { units } = clauses;
  const closed: ReadonlySet<Relation> = new Set();
  const judged = judge(program, clauses, closed, proved, memory);
  const points = pointsOfOrder(judged, memory);
  // Without a boundary or seal the world without coordination is the same world.
  const coordinates = program.boundaries.size > 0 || program.seals.length > 0;
  const bare = coordinates
    ? new Movements(program, units, { coordination: false, closed, proved }, memory)
    : judged.movements;
  const coordinated = coordinatedRelations(program, judged.views, judged.movements, bare);
  const rounds = coordinationRounds(judged, points, coordinated, memory);
  const placement = placementClasses(program, units, bare, judged.movements, memory);
  const hasSmallModel = (relation: Relation): boolean => proved.has(relation);
  const judgement: Judgement = { judged, points, coordinated, rounds, placement, hasSmallModel };
  const outputs = outputVerdicts(judgement, memory);
  const promises = sweep(memory, "promise", outputs, promiseFindings);
  return {
    relations: relationVerdicts(judgement, memory),
    outputs,
    pointsOfOrder: points.all,
    invariants: [],
    conflicts: [],
    coordinationRounds: outputs.reduce((most, output) => Math.max(most, output.rounds), 0),
    suggestions: suggestions(judged, points.all, memory),
    closedInputs: () => closedInputs(program, clauses, proved, points.all),
    findings: [
      ...sweep(memory, "point finding", points.all, pointFinding),
      ...promises.flat(),
      ...coordinationFindings(judged, points.all, superfluousRules(units, judged.movements)),
    ],
  };
}

/** All that verdicts are made of. */
interface Judgement {
  readonly judged: JudgedProgram;
  readonly points: Points;
  readonly coordinated: ReadonlySet<Relation>;
  readonly rounds: Rounds;
  readonly placement: (relation: Relation) => Placement;
  /** Whether a direction was proved otherwise. */
  readonly hasSmallModel: (relation: Relation) => boolean;
}

function relationVerdicts(
  { judged, points, coordinated, rounds, placement, hasSmallModel }: Judgement,
  memory: Memory | null,
): ReadonlyMap<Relation, RelationVerdict> {
  const { program, movements } = judged;
  const make = (relation: Relation): KeptVerdict => {
    const movement = movements.of(relation);
    const isCoordinated = coordinated.has(relation);
    const verdict: RelationVerdict = {
      relation,
      direction: overall(movement),
      keys: movement.keys,
      values: relation.columns.map((column, i) =>
        column.lattice === null ? null : (movement.values[i] ?? "any"),
      ),
      nondeterministic: movement.nondeterministic,
      verdict: verdictOf(movement, isCoordinated),
      placement: placement(relation),
      evidence: hasSmallModel(relation) ? "small-model" : "direction",
      thanksTo: rounds.thanksTo(relation),
      seenBy: points.seenBy(relation),
    };
    return { movement, isCoordinated, verdict };
  };
  const fits = (relation: Relation, before: KeptVerdict): boolean =>
    before.movement === movements.of(relation) &&
    before.isCoordinated === coordinated.has(relation) &&
    before.verdict.placement === placement(relation) &&
    sameMembers(before.verdict.thanksTo, rounds.thanksTo(relation)) &&
    sameMembers(before.verdict.seenBy, points.seenBy(relation));
  const all = keepEach(memory, "verdict", [...program.relations.values()], fits, make);
  const verdicts = new Map<Relation, RelationVerdict>();
  for (const { verdict } of all) verdicts.set(verdict.relation, verdict);
  return verdicts;
}

interface KeptVerdict {
  readonly movement: Movement;
  readonly isCoordinated: boolean;
  readonly verdict: RelationVerdict;
}

function outputVerdicts(
  { judged, points, coordinated, rounds }: Judgement,
  memory: Memory | null,
): readonly OutputVerdict[] {
  const pointsOf = new Map<Relation, PointOfOrder[]>();
  for (const point of points.all) {
    for (const output of point.seenBy) {
      const list = pointsOf.get(output);
      if (list === undefined) pointsOf.set(output, [point]);
      else list.push(point);
    }
  }
  const verdictOn = ({ relation }: JudgedOutput): Verdict =>
    verdictOf(judged.movements.of(relation), coordinated.has(relation));
  const fits = (output: JudgedOutput, before: OutputVerdict): boolean =>
    before.verdict === verdictOn(output) &&
    before.rounds === rounds.of(output) &&
    sameMembers(before.points, pointsOf.get(output.relation) ?? []);
  return keepEach(memory, "output", judged.outputs, fits, (output) => ({
    ...output,
    verdict: verdictOn(output),
    rounds: rounds.of(output),
    points: pointsOf.get(output.relation) ?? [],
    witness: null,
  }));
}

function judge(
  program: Program,
  { units, contained }: ClauseUnits,
  closed: ReadonlySet<Relation>,
  proved: ReadonlyMap<Relation, Direction>,
  memory: Memory | null = null,
): JudgedProgram {
  const movements = new Movements(program, units, { coordination: true, closed, proved }, memory);
  const isOpen = (relation: Relation): boolean => !isMonotone(proved.get(relation) ?? "any");
  const opened = (all: UnitsByRelation): UnitsByRelation =>
    proved.size === 0 ? all : new Map([...all].filter(([relation]) => isOpen(relation)));
  return {
    program,
    units,
    movements,
    views: unitViews(program, opened(units), movements, "views", memory),
    contained: unitViews(program, opened(contained), movements, "contained views", memory),
    outputs: judgeOutputs(program, movements, memory),
  };
}

type JudgedOutput = JudgedProgram["outputs"][number];

function judgeOutputs(
  program: Program,
  movements: Movements,
  memory: Memory | null,
): readonly JudgedOutput[] {
  if (program.outputs.length === 0) return undeclaredOutputs(program, movements);
  const fits = ({ relation }: Output, { movement }: KeptOutput): boolean =>
    movement === movements.of(relation);
  const make = (output: Output): KeptOutput => {
    const movement = movements.of(output.relation);
    return { movement, output: judgeOutput(output, movement) };
  };
  return keepEach(memory, "judged output", program.outputs, fits, make).map(({ output }) => output);
}

interface KeptOutput {
  readonly movement: Movement;
  readonly output: JudgedOutput;
}

function judgeOutput({ relation, place, promise, exact }: Output, movement: Movement): JudgedOutput {
  const exactColumns = exact
    ? relation.columns
        .filter(({ lattice }, i) => lattice !== null && movement.values[i] === "up")
        .map((c) => c.name)
    : [];
  const ok = keeps(promise, movement) && (promise !== "final" || exactColumns.length === 0);
  return { relation, place, promise, declared: true, exactColumns, ok };
}

/** Without any `.output`, every derived relation that nothing outside its component reads is one, final. */
function undeclaredOutputs(program: Program, movements: Movements): readonly JudgedOutput[] {
  const { edges } = program.dependencies;
  const { componentOf } = readingComponents(program.dependencies);
  const read = new Set<Relation>();
  for (const { from, to } of edges) if (componentOf.get(from) !== componentOf.get(to)) read.add(from);
  return [...program.relations.values()]
    .filter((relation) => relation.kind === "derived" && !read.has(relation))
    .map((relation) => ({
      relation,
      place: relation.place,
      promise: "final",
      declared: false,
      exactColumns: [],
      ok: keeps("final", movements.of(relation)),
    }));
}

function keeps(promise: OutputVerdict["promise"], movement: Movement): boolean {
  if (movement.nondeterministic) return false;
  switch (promise) {
    case "final":
      return isMonotone(overall(movement));
    case "absence":
      return isAntitone(overall(movement));
    case "eventual":
      return true;
  }
}

function verdictOf(movement: Movement, isCoordinated: boolean): Verdict {
  if (movement.nondeterministic) return "nondeterministic";
  const direction = overall(movement);
  switch (direction) {
    case "any":
      return "nonmonotone";
    case "down":
      return "antitone";
    case "up":
      return isCoordinated ? "coordinated" : "monotone";
    case "constant":
      return isCoordinated ? "coordinated" : "constant";
  }
}

function pointFinding(point: PointOfOrder): AnalysisFinding {
  return { code: point.code, place: point.place, severity: point.severity, point };
}

/** CALM111: a promise that is not kept although no point of order says so, and every broken `absence`. */
function promiseFindings(output: OutputVerdict): readonly AnalysisFinding[] {
  if (output.ok) return [];
  const named = output.points.some((point) => point.severity === "error");
  if (named && output.promise !== "absence") return [];
  return [{ code: "CALM111", place: output.place, output, keeps: keptPromise(output.verdict) }];
}

function keptPromise(verdict: Verdict): OutputVerdict["promise"] | null {
  switch (verdict) {
    case "constant":
    case "monotone":
    case "coordinated":
      return "final";
    case "antitone":
      return "absence";
    case "nonmonotone":
      return "eventual";
    case "nondeterministic":
      return null;
  }
}

/** How many of the points that break something would go if every `.input` relation were static. */
function closedInputs(
  program: Program,
  clauses: ClauseUnits,
  proved: ReadonlyMap<Relation, Direction>,
  points: readonly PointOfOrder[],
): ReturnType<Report["closedInputs"]> {
  const broken = points.filter((point) => point.severity === "error");
  const inputs = new Set(program.inputs.map((input) => input.relation));
  if (broken.length === 0 || inputs.size === 0) return { points: broken.length, gone: 0 };
  const left = pointsOfOrder(judge(program, clauses, inputs, proved)).all.filter(
    (point) => point.severity === "error",
  );
  return { points: broken.length, gone: Math.max(0, broken.length - left.length) };
}
