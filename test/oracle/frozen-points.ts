import type { PlainLiteral, Program, Relation, Seal } from "../../src/model/program.ts";
import type { Aggregate, Atom } from "../../src/syntax/tree.ts";
import type { Span } from "../../src/base/source.ts";
import { factsOf } from "../reference/evaluate.ts";
import { compile, type AllRows } from "./all-states.ts";
import { legalSteps, statement, watchedRows } from "./brute-force.ts";
import { Chance } from "./chance.ts";
import { spaceOf, type Domain, type Space } from "./states.ts";
import { and, andNot, isNever, never, shifted, type Step, type Truth } from "./truth.ts";

/**
 * The relations among `outputs` that lose a row at some step although what is `frozen`
 * is evaluated in the state before the step: as if each were decided once, at a boundary.
 */
export function lossesWithFrozen(
  program: Program,
  frozen: Frozen,
  outputs: readonly Relation[],
  seals: readonly Seal[],
  seed: number,
): ReadonlySet<Relation> {
  const facts = factsOf(program);
  const places = new Set(frozen.spans.map(({ start, end }) => `${start} ${end}`));
  const space = spaceOf(program, domain, facts, 10, 0.5, new Chance(seed));
  const before = compile(program, facts)(space);
  const relations = new Set(frozen.relations);
  const run = compile(
    program,
    facts,
    (node) =>
      places.has(`${node.span.start} ${node.span.end}`) ||
      atomsOf(node).some((atom) => relations.has(atom.relation.text)),
  );
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

/** What is evaluated in the state before a step: the literals at `spans`, and all that read `relations`. */
export interface Frozen {
  readonly spans: readonly Span[];
  readonly relations: readonly string[];
}

function atomsOf(node: PlainLiteral | Aggregate): readonly Atom[] {
  switch (node.kind) {
    case "atom":
      return [node];
    case "negation":
      return [node.atom];
    case "difference":
      return [node.left, node.right];
    case "aggregate":
    case "comparison":
    case "test":
    case "truth":
      return [];
  }
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
