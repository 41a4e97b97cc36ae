import { growing, sameMembers, sweep, type Memory } from "../base/memory.ts";
import { placeOf, type Place, type Source } from "../base/source.ts";
import type { Relation, Seal } from "../model/program.ts";
import { coverByBoundary, coverBySeal } from "./cover.ts";
import { isMonotone } from "./direction.ts";
import type { ClauseUnit } from "./clause-unit.ts";
import type { Concern, PointNode, Reading } from "./examination.ts";
import { overall } from "./coordinated-relations.ts";
import type { JudgedProgram, Points } from "./points-of-order.ts";
import { readingComponents } from "./reading-components.ts";
import type { Cover } from "./report.ts";
import type { UnitView } from "./unit-view.ts";

export interface Rounds {
  /** Sequential rounds below an output; 0 for one that promises nothing to act on. */
  of(output: JudgedProgram["outputs"][number]): number;
  /** The boundaries and seals that a coordinated relation rests on; empty for any other. */
  thanksTo(relation: Relation): readonly Cover[];
}

const coversMax = 16;

/**
 * The coordination that correct execution pays (analysis.md, section 4): the longest chain of
 * points that matter, covered or not, each read through what the next one depends on. The points
 * of one recursive component count once, and so do those of one literal or one decision.
 *
 * A point matters when a broken `final` or `absence` output meets it, or when it is covered and
 * the relation is safe only because of that. Readings behind a covered literal or inside a
 * decision cost nothing more, unless what is read is itself coordinated.
 */
export function coordinationRounds(
  judged: JudgedProgram,
  points: Points,
  coordinated: ReadonlySet<Relation>,
  memory: Memory | null = null,
): Rounds {
  const errors = new PlaceSet();
  for (const { severity, place } of points.all) if (severity === "error") errors.add(place);
  const look = <K, V>(name: string, find: (key: K) => V): ((key: K) => V) =>
    memory?.lookup(`rounds: ${name}`, find) ?? find;
  const limited = new Set(judged.program.limits.map((limit) => limit.relation));
  const isLimited = look("limited", (relation: Relation) => limited.has(relation));
  const isCoordinated = look("coordinated", (relation: Relation) => coordinated.has(relation));
  const viewsOf = look("views", (relation: Relation) => judged.views.get(relation));
  const unitOf = new Map<Concern, ClauseUnit>();
  for (const views of judged.views.values())
    for (const { unit, concerns } of views) for (const concern of concerns) unitOf.set(concern, unit);
  const isError = look("errors", (concern: Concern) => {
    const unit = unitOf.get(concern);
    return unit !== undefined && errors.has(placeOf(unit.rule.source, concern.span));
  });
  const known = new Map<Relation, Costs>();
  let open: ReadonlySet<Relation> = new Set();
  const settled = growing(memory, "rounds", (relation: Relation) => known.get(relation));
  const costsOf = (relation: Relation): Costs | undefined =>
    open.has(relation) ? undefined : settled.get(relation);
  const roundsOf = (relation: Relation): number => costsOf(relation)?.rounds ?? 0;

  /** The nodes that cost, each with the rounds that its seals wait for: of what derives the sealing rows. */
  const costing = ({ concerns, covers: coversOf, sealed }: UnitView): ReadonlyMap<PointNode, number> => {
    const costs = new Map<PointNode, number>();
    for (const concern of concerns) {
      const seals = coversOf(concern);
      if (seals.length > 0 || isError(concern))
        costs.set(
          concern.node,
          waiting(seals.flatMap((cover) => (cover.kind === "seal" ? [cover.seal] : []))),
        );
    }
    for (const [node, seals] of sealed) costs.set(node, Math.max(costs.get(node) ?? 0, waiting(seals)));
    return costs;
  };
  const waiting = (seals: readonly Seal[]): number =>
    Math.max(0, ...seals.map(({ by }) => (isCoordinated(by) ? roundsOf(by) : 0)));
  const followed = (view: UnitView): readonly Reading[] =>
    view.open.readings.filter(({ relation, direction }) => {
      if (isCoordinated(relation)) return true;
      return !view.decided && (!isMonotone(direction) || judged.movements.of(relation).nondeterministic);
    });
  const below = (readings: readonly Reading[]): number =>
    Math.max(0, ...readings.map(({ relation }) => roundsOf(relation)));
  const alone = (view: UnitView): number => {
    const readings = followed(view);
    if (view.decided) return 1 + below(readings);
    const costs = costing(view);
    const behind = readings.filter(({ nodes }) => nodes.some((node) => costs.has(node)));
    const own = costs.size > 0 ? 1 + Math.max(below(behind), ...costs.values()) : 0;
    return Math.max(below(readings), own);
  };

  const costsOfComponent = (component: readonly Relation[]): readonly Costs[] => {
    open = new Set(component);
    const views = component.flatMap((relation) => viewsOf(relation) ?? []);
    const readings = views.flatMap(followed);
    const isRecursive = views.some(({ open }) =>
      open.readings.some(({ relation }) => component.includes(relation)),
    );
    const costs = views.some((view) => view.decided || costing(view).size > 0);
    const own = isRecursive ? (costs ? 1 : 0) + below(readings) : Math.max(0, ...views.map(alone));
    const rest = new Map<object, Cover>();
    for (const cover of views.flatMap(ownCovers)) note(rest, cover);
    // The keys of a relation may rest on a seal although its values are not safe with it.
    const resting = views.flatMap(({ open }) =>
      open.readings.filter(({ relation }) => !isMonotone(overall(judged.movements.of(relation)))),
    );
    for (const { relation } of [...readings, ...resting])
      for (const cover of costsOf(relation)?.covers.values() ?? []) note(rest, cover);
    open = new Set();
    return component.map((relation) => ({ rounds: own + (isLimited(relation) ? 1 : 0), covers: rest }));
  };
  const settle = (component: readonly Relation[], found: readonly Costs[], isNew: boolean): void => {
    let i = 0;
    for (const relation of component) {
      const costs = found[i++];
      if (costs === undefined) continue;
      known.set(relation, costs);
      if (isNew) settled.settle(relation, costs);
    }
  };
  const { components } = readingComponents(judged.program.dependencies, memory);
  sweep(memory, "rounds of component", components, costsOfComponent, settle, areSameCosts);
  const atDirective = new Set(
    points.all
      .filter(({ rule, code, severity }) => rule === null && code !== "CALM110" && severity === "error")
      .map((point) => point.relation),
  );
  return {
    of({ relation, promise, ok }) {
      if (promise === "eventual" || (ok && !coordinated.has(relation))) return 0;
      return (known.get(relation)?.rounds ?? 0) + (atDirective.has(relation) ? 1 : 0);
    },
    thanksTo: (relation) =>
      coordinated.has(relation) ? [...(known.get(relation)?.covers.values() ?? [])] : [],
  };
}

/** What a relation costs, and what it rests on. */
interface Costs {
  readonly rounds: number;
  readonly covers: Covers;
}

function areSameCosts(a: readonly Costs[], b: readonly Costs[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      ({ rounds, covers }, i) =>
        rounds === b[i]?.rounds && sameMembers([...covers.values()], [...b[i].covers.values()]),
    )
  );
}

function ownCovers(view: UnitView): readonly Cover[] {
  const found = view.concerns.flatMap((concern) => view.covers(concern));
  const boundary = view.unit.rule.boundary;
  if (view.decided && boundary !== null) found.push(coverByBoundary(boundary));
  for (const seal of [...view.sealed.values()].flat()) found.push(coverBySeal(seal));
  return found;
}

/** One cover for each seal or boundary, by which it is found. */
type Covers = ReadonlyMap<object, Cover>;

function note(covers: Map<object, Cover>, cover: Cover): void {
  if (covers.size < coversMax) covers.set(cover.kind === "seal" ? cover.seal : cover.boundary, cover);
}

/** Places by the object of their source and their offsets. */
class PlaceSet {
  readonly #bySource = new Map<Source, Set<string>>();

  add({ source, start, end }: Place): void {
    const known = this.#bySource.get(source) ?? new Set();
    this.#bySource.set(source, known.add(`${String(start)}:${String(end)}`));
  }

  has({ source, start, end }: Place): boolean {
    return this.#bySource.get(source)?.has(`${String(start)}:${String(end)}`) === true;
  }
}
