import type { PointOfOrder, RelationVerdict, Verdict, Placement } from "../analysis/report.ts";
import type { Direction } from "../analysis/direction.ts";
import { groupBy } from "../base/group-by.ts";
import { describe } from "../diagnostics/catalogue.ts";
import type { Wording } from "../diagnostics/entry.ts";
import { coverText, list, quoted } from "../diagnostics/wording.ts";
import { columnKinds } from "../lattice/column-kind.ts";
import type { DependencyEdge, Program, Relation } from "../model/program.ts";
import type { ProgramView } from "./program-view.ts";

/** What may be done with the rows of a relation. */
export const verdictAdvice: Readonly<Record<Verdict, string>> = {
  constant: "Act on a row or on its absence at once: nothing changes it.",
  monotone: "Act on a row at once: it stands.",
  antitone: "Act on the absence of a row at once: it stands.",
  coordinated: "Act on a row: it stands, at the price of coordination.",
  nonmonotone: "Show a row, but do not act on it: it may be withdrawn.",
  nondeterministic: "Do not rely on it: replicas may disagree for ever.",
};

export const directionWords: Readonly<Record<Direction, string>> = {
  constant: "never changes",
  up: "only grows",
  down: "only shrinks",
  any: "goes both ways",
};

export const placementWords: Readonly<Record<Placement, string>> = {
  monotone: "anywhere, without coordination",
  "domain-distinct":
    "by key, without coordination (domain-distinct: facts with a new value withdraw nothing)",
  "domain-disjoint":
    "by key, without coordination (domain-disjoint: facts that share no value with the others withdraw nothing)",
  none: "none is free of coordination",
};

/** Why a relation has its verdict, as one sentence. */
export function verdictReason(verdict: RelationVerdict, view: ProgramView): string {
  const { relation } = verdict;
  const point = decisivePoint(relation, view);
  if (point !== null && verdict.verdict !== "monotone" && verdict.verdict !== "constant")
    return `${pointWording(point, view).message}.`;
  const reason = relation.kind === "base" ? baseReason(verdict) : derivedReason(verdict, view);
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}

/** The words for a point of order, those of CALM120 where nothing could be shown. */
export function pointWording(point: PointOfOrder, view: ProgramView): Wording {
  for (const finding of view.report.findings)
    if ("point" in finding && finding.point === point) return describe(finding, view);
  const { code, place, severity } = point;
  return describe({ code, place, severity, point }, view);
}

const edgesOf = new WeakMap<Program, Indexed>();

interface Indexed {
  readonly from: ReadonlyMap<Relation, readonly DependencyEdge[]>;
  readonly to: ReadonlyMap<Relation, readonly DependencyEdge[]>;
}

function indexed(program: Program): Indexed {
  let known = edgesOf.get(program);
  if (known === undefined) {
    const { edges } = program.dependencies;
    known = { from: groupBy(edges, ({ from }) => from), to: groupBy(edges, ({ to }) => to) };
    edgesOf.set(program, known);
  }
  return known;
}

/** Every literal and aggregate that reads a relation, in the order of the rules. */
export function readsOf(relation: Relation, { program }: ProgramView): readonly DependencyEdge[] {
  return indexed(program).from.get(relation) ?? [];
}

/** The relations that read one, without itself, in the order of the text. */
export function readersOf(relation: Relation, view: ProgramView): readonly Relation[] {
  const readers = new Set(readsOf(relation, view).map(({ to }) => to));
  readers.delete(relation);
  return [...readers];
}

/** The relations that one reads, without itself, in the order of the text. */
function readBy(relation: Relation, { program }: ProgramView): readonly Relation[] {
  const read = new Set((indexed(program).to.get(relation) ?? []).map(({ from }) => from));
  read.delete(relation);
  return [...read];
}

const pointsOf = new WeakMap<object, ReadonlyMap<Relation, readonly PointOfOrder[]>>();

/** The point that says most about a relation: an error before information, then the first. */
function decisivePoint(relation: Relation, { report }: ProgramView): PointOfOrder | null {
  let known = pointsOf.get(report);
  if (known === undefined) {
    known = groupBy(report.pointsOfOrder, (point) => point.relation);
    pointsOf.set(report, known);
  }
  const points = known.get(relation) ?? [];
  return points.find(({ severity }) => severity === "error") ?? points[0] ?? null;
}

function baseReason({ relation, verdict }: RelationVerdict): string {
  if (verdict === "constant")
    return relation.qualifier === "static"
      ? "it is fixed before the run, and the same at every replica"
      : "it is taken as complete before the run";
  if (relation.qualifier === "orset") return "its facts can be removed again";
  const replaced = relation.columns.find(
    ({ lattice }) => lattice !== null && columnKinds[lattice].order === "any",
  );
  if (replaced !== undefined && replaced.lattice !== null) {
    const { name, lattice } = replaced;
    const how = lattice === "lww" || lattice === "mv" ? "is replaced" : "goes both ways";
    return `a key once written stays, but the value of ${quoted(name)} ${how}`;
  }
  const growing = relation.columns.filter(({ lattice }) => lattice !== null);
  if (growing.length === 0) return "facts arrive, and none goes";
  const bounds = growing.map(
    ({ name, lattice }) => `${quoted(name)} at ${lattice === "min" ? "most" : "least"}`,
  );
  return `facts arrive, and none goes; a row says ${list(bounds)}`;
}

function derivedReason(verdict: RelationVerdict, view: ProgramView): string {
  const { relation, thanksTo } = verdict;
  switch (verdict.verdict) {
    case "constant":
      return "all that it rests on is fixed before the run";
    case "monotone":
      return verdict.evidence === "direction"
        ? "more facts never withdraw a row: it reads nothing's absence, and no exact value"
        : "more facts never withdraw a row, as all small cases show";
    case "antitone":
      return thanksTo.length === 0
        ? "more facts withdraw rows and never bring one"
        : `a missing row stays missing, thanks to ${list(thanksTo.map(coverText))}`;
    case "coordinated":
      return `a row stands, thanks to ${list(thanksTo.map(coverText))}`;
    case "nonmonotone":
    case "nondeterministic":
      return inherited(relation, verdict.verdict, view);
  }
}

/** That a relation is no better than one that it reads. */
function inherited(relation: Relation, verdict: Verdict, view: ProgramView): string {
  const wrong = readBy(relation, view).filter((read) => view.report.relations.get(read)?.verdict === verdict);
  const [first] = wrong;
  if (first === undefined) return `${quoted(relation.name)} is ${verdict}`;
  return `it reads ${list(wrong.slice(0, 3).map(({ name }) => quoted(name)))}, which ${wrong.length === 1 ? "is" : "are"} ${verdict} too`;
}
