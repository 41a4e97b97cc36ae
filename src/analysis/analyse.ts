import { assert } from "../base/assert.ts";
import { sameFields, sameMembers, type Memory } from "../base/memory.ts";
import type { Output, Program, Relation } from "../model/program.ts";
import { clauseUnits, type ClauseUnits, type UnitsByRelation } from "./clause-units.ts";
import { coordinatedRelations, overall } from "./coordinated-relations.ts";
import { coordinationFindings } from "./coordination-findings.ts";
import { isAntitone, isMonotone, type Direction } from "./direction.ts";
import { Movements, type Movement } from "./movements.ts";
import { placementClasses } from "./placement-class.ts";
import { pointsOfOrder, type JudgedProgram } from "./points-of-order.ts";
import { readingComponents } from "./reading-components.ts";
import { coordinationRounds } from "./rounds.ts";
import { suggestions } from "./suggestions.ts";
import type {
  AnalysisFinding,
  OutputVerdict,
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
  const relations = new Map<Relation, RelationVerdict>();
  for (const relation of program.relations.values()) {
    const movement = judged.movements.of(relation);
    const isCoordinated = coordinated.has(relation);
    const thanksTo = rounds.thanksTo(relation);
    const seenBy = points.seenBy(relation);
    const grounds = [movement, isCoordinated, placement.get(relation), ...thanksTo, null, ...seenBy];
    const make = (): { readonly grounds: readonly unknown[]; readonly verdict: RelationVerdict } => ({
      grounds,
      verdict: {
        relation,
        direction: overall(movement),
        keys: movement.keys,
        values: relation.columns.map((column, i) =>
          column.lattice === null ? null : (movement.values[i] ?? "any"),
        ),
        nondeterministic: movement.nondeterministic,
        verdict: verdictOf(movement, isCoordinated),
        placement: placement.get(relation) ?? "none",
        evidence: proved.has(relation) ? "small-model" : "direction",
        thanksTo,
        seenBy,
      },
    });
    const kept = memory?.keep("verdict", relation, (before) => sameMembers(before.grounds, grounds), make);
    relations.set(relation, (kept ?? make()).verdict);
  }
  const pointsOf = new Map<Relation, PointOfOrder[]>();
  for (const point of points.all) {
    for (const output of point.seenBy) {
      const list = pointsOf.get(output);
      if (list === undefined) pointsOf.set(output, [point]);
      else list.push(point);
    }
  }
  const outputs = judged.outputs.map((output): OutputVerdict => {
    const verdict = verdictOf(judged.movements.of(output.relation), coordinated.has(output.relation));
    const own = pointsOf.get(output.relation) ?? [];
    const all: OutputVerdict = { ...output, verdict, rounds: rounds.of(output), points: own, witness: null };
    return memory?.same("output", output.place, all, sameFields) ?? all;
  });
  const promises = outputs.flatMap((output) => {
    const ask = (): readonly AnalysisFinding[] => promiseFindings(output);
    return memory?.recall("promise", output, ask) ?? ask();
  });
  return {
    relations,
    outputs,
    pointsOfOrder: points.all,
    invariants: [],
    conflicts: [],
    coordinationRounds: Math.max(0, ...outputs.map((output) => output.rounds)),
    suggestions: suggestions(judged, points.all, memory),
    closedInputs: () => closedInputs(program, clauses, proved, points.all),
    findings: [
      ...points.all.map((point) => {
        const ask = (): AnalysisFinding => pointFinding(point);
        return memory?.recall("point finding", point, ask) ?? ask();
      }),
      ...promises,
      ...coordinationFindings(judged, points.all, superfluousRules(units, judged.movements)),
    ],
  };
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
    new Map([...all].filter(([relation]) => isOpen(relation)));
  return {
    program,
    units,
    movements,
    views: unitViews(program, opened(units), movements, "views", memory),
    contained: unitViews(program, opened(contained), movements, "contained views", memory),
    outputs: judgeOutputs(program, movements),
  };
}

type JudgedOutput = JudgedProgram["outputs"][number];

function judgeOutputs(program: Program, movements: Movements): readonly JudgedOutput[] {
  if (program.outputs.length === 0) return undeclaredOutputs(program, movements);
  return program.outputs.map((output) => judgeOutput(output, movements));
}

function judgeOutput({ relation, place, promise, exact }: Output, movements: Movements): JudgedOutput {
  const movement = movements.of(relation);
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
