import type { Program, Relation, Seal } from "../../src/model/program.ts";
import type { PointOfOrder } from "../../src/analysis/report.ts";
import { factsOf } from "../reference/evaluate.ts";
import { compile, type AllRows } from "./all-states.ts";
import { legalSteps, statement, watchedRows } from "./brute-force.ts";
import { Chance } from "./chance.ts";
import { spaceOf, type Domain, type Space } from "./states.ts";
import { and, andNot, isNever, never, shifted, type Step, type Truth } from "./truth.ts";

/**
 * The relations among `outputs` that lose a row at some step although the literals of `points`
 * are evaluated in the state before the step: as if each were decided once, at a boundary.
 */
export function lossesWithFrozen(
  program: Program,
  points: readonly PointOfOrder[],
  outputs: readonly Relation[],
  seals: readonly Seal[],
  seed: number,
): ReadonlySet<Relation> {
  const facts = factsOf(program);
  const places = new Set(points.map(({ place }) => `${place.start} ${place.end}`));
  const space = spaceOf(program, domain, facts, 10, 0.5, new Chance(seed));
  const before = compile(program, facts)(space);
  const run = compile(program, facts, ({ span }) => places.has(`${span.start} ${span.end}`));
  const losing = new Set<Relation>();
  for (const step of legalSteps(space, before, seals)) {
    for (const set of [true, false]) {
      const from = set ? step.up : step.down;
      if (isNever(from)) continue;
      const after = run(afterStep(space, step, set), before.rows);
      for (const relation of outputs) {
        if (!losing.has(relation) && loses(relation, before.rows, after.rows, from)) losing.add(relation);
      }
    }
  }
  return losing;
}

const domain: Domain = {
  plain: ({ value }) => (value === "symbol" ? ["a", "b"] : [0, 1]),
  levels: () => [1, 2, 3],
};

/** The space in which every state stands for the one after the step. */
function afterStep(space: Space, { bit }: Step, set: boolean): Space {
  const rows = new Map(
    [...space.rows].map(([name, possible]) => [
      name,
      possible.map(({ row, truth }) => ({ row, truth: shifted(truth, bit, set) })),
    ]),
  );
  return { ...space, rows };
}

function loses(relation: Relation, before: AllRows, after: AllRows, from: Truth): boolean {
  const words = from.length;
  const later = after.get(relation.name) ?? [];
  return watchedRows(relation, before.get(relation.name) ?? [], words).some(({ row, column, truth }) => {
    const lost = never(words);
    return and(truth, from, lost) && andNot(lost, statement(relation, row, column, later, words), lost);
  });
}
