import { present } from "../base/assert.ts";
import { keepEach, sameFields, sameMembers, sweep, type Memory } from "../base/memory.ts";
import { placeOf, type Place } from "../base/source.ts";
import type { Program, Relation } from "../model/program.ts";
import type { ClauseUnit } from "./clause-unit.ts";
import { isMonotone } from "./direction.ts";
import { isSame, type UnitView } from "./unit-view.ts";
import { replacedRead, type Concern, type PointNode, type Reading } from "./examination.ts";
import type { Movements } from "./movements.ts";
import { readingComponents } from "./reading-components.ts";
import type { Cover, OutputVerdict, PointOfOrder } from "./report.ts";

/** A program with its movements and what each clause shows. */
export interface JudgedProgram {
  readonly program: Program;
  readonly units: ReadonlyMap<Relation, readonly ClauseUnit[]>;
  readonly movements: Movements;
  readonly views: ReadonlyMap<Relation, readonly UnitView[]>;
  /** Of the clauses that others contain: they move nothing, but may share a removable read with those. */
  readonly contained: ReadonlyMap<Relation, readonly UnitView[]>;
  readonly outputs: readonly Omit<OutputVerdict, "verdict" | "rounds" | "points" | "witness">[];
}

export interface Points {
  /** In source order. */
  readonly all: readonly PointOfOrder[];
  /** The outputs that lose rows, or never know an absence, because of what a relation reads. */
  seenBy(relation: Relation): readonly Relation[];
}

/** How many outputs a point names. */
const seenMax = 8;

/**
 * Every point of order, once each, with what covers it and which outputs it breaks.
 *
 * A broken output looks upstream through every reading that is not monotone as it stands (with
 * seals and boundaries at work); the points it meets on the way are its errors. A point inside a
 * view that is read where it does no harm (two flips, a cancelled guard, a case split) is met by
 * nobody, and so is one behind a boundary: these are information.
 */
export function pointsOfOrder(judged: JudgedProgram, memory: Memory | null = null): Points {
  const { movements } = judged;
  const broken = judged.outputs.filter((output) => !output.ok);
  const of = (promise: OutputVerdict["promise"]): readonly Relation[] =>
    broken.filter((output) => output.promise === promise).map((output) => output.relation);
  const sights: Sights = {
    final: look(judged, of("final"), ({ direction }) => !isMonotone(direction)),
    absence: look(judged, of("absence"), ({ direction }) => direction === "any"),
    unstable: look(
      judged,
      broken.map((output) => output.relation).filter((relation) => movements.of(relation).nondeterministic),
      ({ relation }) => movements.of(relation).nondeterministic,
    ),
  };
  const drafts = new Map<PointNode, Draft[]>();
  for (const views of judged.views.values())
    for (const view of views) if (view.concerns.length > 0) draftPoints(view, view.concerns, sights, drafts);
  for (const [relation, views] of judged.contained) {
    const kept = (judged.views.get(relation) ?? []).flatMap((view) => view.concerns);
    const isShared = (concern: Concern): boolean =>
      kept.some((other) => other.code === concern.code && other.reads === concern.reads);
    for (const view of views) draftPoints(view, view.concerns.filter(isShared), sights, drafts);
  }
  const limits = judged.program.limits.map((limit) => {
    const point = limitPoint(limit.relation, limit.place, sights);
    return memory?.same("limit point", limit.place, point, sameFields) ?? point;
  });
  const ofOutput = (output: JudgedProgram["outputs"][number]): readonly PointOfOrder[] =>
    directivePoints(output, movements);
  const all = [
    ...finished(drafts, memory),
    ...limits,
    ...sweep(memory, "directive points", judged.outputs, ofOutput).flat(),
  ];
  const order = new Map(judged.program.sources.map((source, i) => [source, i]));
  all.sort(
    (a, b) =>
      (order.get(a.place.source) ?? 0) - (order.get(b.place.source) ?? 0) ||
      a.place.start - b.place.start ||
      a.place.end - b.place.end,
  );
  return {
    all,
    seenBy: (relation) => {
      const [final, absence] = [sights.final.get(relation), sights.absence.get(relation)];
      if (final === undefined || absence === undefined) return final ?? absence ?? nobody;
      return [...new Set([...final, ...absence])];
    },
  };
}

const nobody: readonly Relation[] = [];

type Sight = ReadonlyMap<Relation, readonly Relation[]>;

interface Sights {
  readonly final: Sight;
  readonly absence: Sight;
  /** Of the outputs that may differ for ever, through whatever is nondeterministic. */
  readonly unstable: Sight;
}

function seen(sight: Sight, relation: Relation): readonly Relation[] {
  return sight.get(relation) ?? nobody;
}

/** From the outputs upstream through readings that matter: which relations see which outputs' trouble. */
function look(
  judged: JudgedProgram,
  outputs: readonly Relation[],
  matters: (reading: Reading) => boolean,
): Sight {
  const sight = new Map<Relation, Relation[]>();
  for (const output of outputs) sight.set(output, [output]);
  if (outputs.length === 0) return sight;
  const { components, componentOf } = readingComponents(judged.program.dependencies);
  for (const component of components.toReversed()) {
    for (let changed = true; changed;) {
      changed = false;
      for (const relation of component) {
        const own = sight.get(relation);
        if (own === undefined) continue;
        for (const view of judged.views.get(relation) ?? []) {
          if (view.decided) continue;
          for (const reading of view.open.readings) {
            if (!matters(reading)) continue;
            const grown = passOn(own, reading.relation, sight);
            changed ||= grown && componentOf.get(reading.relation) === componentOf.get(relation);
          }
        }
      }
    }
  }
  return sight;
}

function passOn(outputs: readonly Relation[], to: Relation, sight: Map<Relation, Relation[]>): boolean {
  let known = sight.get(to);
  if (known === undefined) {
    known = [];
    sight.set(to, known);
  }
  const before = known.length;
  for (const output of outputs) if (known.length < seenMax && !known.includes(output)) known.push(output);
  return known.length > before;
}

interface Draft {
  readonly view: UnitView;
  readonly concern: Concern;
  readonly covers: readonly Cover[];
  readonly seenBy: readonly Relation[];
  readonly isError: boolean;
}

function draftPoints(
  view: UnitView,
  concerns: readonly Concern[],
  sights: Sights,
  drafts: Map<PointNode, Draft[]>,
): void {
  for (const concern of concerns) {
    const covers = view.covers(concern);
    const { relation } = view.unit;
    const breaking =
      covers.length > 0
        ? []
        : [
            ...seen(sights.final, relation),
            ...(concern.direction === "any" ? seen(sights.absence, relation) : []),
            ...(concern.code === "CALM110" ? seen(sights.unstable, relation) : []),
          ];
    const draft: Draft = { view, concern, covers, seenBy: breaking, isError: breaking.length > 0 };
    const list = drafts.get(concern.node);
    if (list === undefined) drafts.set(concern.node, [draft]);
    else mergeDraft(list, draft);
  }
}

/** A literal of a rule with several heads or clauses is one point: that of the head where it does most harm. */
function mergeDraft(list: Draft[], draft: Draft): void {
  const i = list.findIndex((other) => isSame(other.concern, draft.concern));
  const known = list[i];
  if (known === undefined) {
    list.push(draft);
    return;
  }
  const worse = rank(draft) > rank(known) ? draft : known;
  list[i] = {
    ...worse,
    covers: known.covers.length === 0 || draft.covers.length === 0 ? [] : worse.covers,
    seenBy: [...new Set([...known.seenBy, ...draft.seenBy])],
    isError: known.isError || draft.isError,
  };
}

function rank(draft: Draft): number {
  if (draft.isError) return 2;
  return draft.covers.length === 0 ? 1 : 0;
}

/** The points that drafts say, those from before where nothing about them changed. */
function finished(
  drafts: ReadonlyMap<PointNode, readonly Draft[]>,
  memory: Memory | null,
): readonly PointOfOrder[] {
  const all = [...drafts.values()].flat();
  const draftOf = new Map(all.map((draft) => [draft.concern, draft]));
  const fits = (concern: Concern, { draft, point }: KeptPoint): boolean => {
    const now = draftOf.get(concern);
    return (
      draft.view === now?.view &&
      draft.isError === now.isError &&
      sameMembers(point.coveredBy, now.covers) &&
      sameMembers(point.seenBy, now.seenBy)
    );
  };
  const make = (concern: Concern): KeptPoint => {
    const draft = present(draftOf.get(concern), "the draft of a concern");
    return { draft, point: finish(draft) };
  };
  const kept = keepEach(memory, "point", [...draftOf.keys()], fits, make);
  return kept.map(({ point }) => point);
}

interface KeptPoint {
  readonly draft: Draft;
  readonly point: PointOfOrder;
}

function finish({ view, concern, covers, seenBy, isError }: Draft): PointOfOrder {
  const { unit } = view;
  return {
    code: concern.code,
    construct: concern.construct,
    place: placeOf(unit.rule.source, concern.span),
    relation: unit.relation,
    rule: unit.rule,
    ruleIndex: unit.head.index,
    reads: concern.reads,
    detail: concern.detail,
    direction: concern.direction,
    coveredBy: covers,
    severity: isError ? "error" : "info",
    seenBy,
    witness: null,
  };
}

const atDirective = { rule: null, ruleIndex: null, coveredBy: [], witness: null } as const;

function limitPoint(relation: Relation, place: Place, sights: Sights): PointOfOrder {
  const seenBy = seen(sights.unstable, relation);
  return {
    ...atDirective,
    code: "CALM110",
    construct: "arrival-order",
    place,
    relation,
    reads: relation,
    detail: ".limitsize",
    direction: "any",
    severity: seenBy.length > 0 ? "error" : "info",
    seenBy,
  };
}

/** An `.output` of a base relation is a read, and `exact=true` an exact one. */
function directivePoints(
  output: JudgedProgram["outputs"][number],
  movements: Movements,
): readonly PointOfOrder[] {
  const { relation, place, promise } = output;
  const movement = movements.of(relation);
  const severity = promise === "eventual" ? "info" : "error";
  const common = { ...atDirective, place, relation, reads: relation, severity, seenBy: [relation] } as const;
  const points: PointOfOrder[] = [];
  if (relation.kind === "base" && movement.keys === "any") {
    points.push({ ...common, code: "CALM107", construct: "removable-read", detail: null, direction: "any" });
  }
  // Columns that are written together are one register.
  const replaced = relation.columns.filter(
    ({ lattice }, i) => lattice !== null && replacedRead(lattice) !== null && movement.values[i] === "any",
  );
  const kind = replaced[0]?.lattice ?? null;
  const construct = kind === null ? null : replacedRead(kind);
  if (construct !== null) {
    const detail = replaced.map((column) => column.name).join(", ");
    points.push({ ...common, code: "CALM108", construct, detail, direction: "any" });
  }
  if (output.exactColumns.length > 0 && promise !== "eventual") {
    const detail = output.exactColumns.join(", ");
    points.push({ ...common, code: "CALM106", construct: "exact-read", detail, direction: "any" });
  }
  return points;
}
