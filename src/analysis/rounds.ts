import type { Relation } from "../model/program.ts";
import { isMonotone } from "./direction.ts";
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
 * The coordination that correct execution pays (analysis.md, section 4): along each chain of
 * readings, one round for every recursive component with a point that matters, covered or not.
 *
 * A point matters when a broken `final` or `absence` output meets it, or when it is covered and
 * the relation is safe only because of that. Readings behind a covered literal or inside a
 * decision cost nothing more, unless what is read is itself coordinated.
 */
export function coordinationRounds(
  judged: JudgedProgram,
  points: Points,
  isCoordinated: (relation: Relation) => boolean,
): Rounds {
  const errors = new Set(
    points.all.filter((point) => point.severity === "error").map((point) => key(point.place)),
  );
  const rounds = new Map<Relation, number>();
  const covers = new Map<Relation, Covers>();
  const costs = (view: UnitView): boolean => {
    if (view.decided) return true;
    const { source } = view.unit.rule;
    return view.concerns.some(
      (concern) => view.covers(concern).length > 0 || errors.has(key({ source, ...concern.span })),
    );
  };
  for (const component of readingComponents(judged.program.dependencies).components) {
    let below = 0;
    let own = 0;
    const rest = new Map<object, Cover>();
    for (const relation of component) {
      for (const view of judged.views.get(relation) ?? []) {
        if (costs(view)) own = 1;
        for (const cover of ownCovers(view)) note(rest, cover);
        for (const reading of view.open.readings) {
          const follows =
            isCoordinated(reading.relation) || (!view.decided && !isMonotone(reading.direction));
          if (!follows) continue;
          below = Math.max(below, rounds.get(reading.relation) ?? 0);
          for (const cover of covers.get(reading.relation)?.values() ?? []) note(rest, cover);
        }
      }
    }
    for (const limit of judged.program.limits) if (component.includes(limit.relation)) own = 1;
    for (const relation of component) {
      rounds.set(relation, own + below);
      covers.set(relation, rest);
    }
  }
  const atDirective = new Set(
    points.all
      .filter((point) => point.rule === null && point.severity === "error")
      .map((point) => point.relation),
  );
  return {
    of({ relation, promise, ok }) {
      if (promise === "eventual" || (ok && !isCoordinated(relation))) return 0;
      const own = rounds.get(relation) ?? 0;
      return relation.kind === "base" && atDirective.has(relation) ? Math.max(1, own) : own;
    },
    thanksTo: (relation) => (isCoordinated(relation) ? [...(covers.get(relation)?.values() ?? [])] : []),
  };
}

function ownCovers(view: UnitView): readonly Cover[] {
  const found = view.concerns.flatMap((concern) => view.covers(concern));
  const boundary = view.unit.rule.boundary;
  if (view.decided && boundary !== null) found.push({ kind: "boundary", boundary });
  return found;
}

/** One cover for each seal or boundary, by which it is found. */
type Covers = ReadonlyMap<object, Cover>;

function note(covers: Map<object, Cover>, cover: Cover): void {
  if (covers.size < coversMax) covers.set(cover.kind === "seal" ? cover.seal : cover.boundary, cover);
}

function key(place: {
  readonly source: { readonly path: string };
  readonly start: number;
  readonly end: number;
}): string {
  return `${place.source.path}:${String(place.start)}:${String(place.end)}`;
}
