import { compareCodePoints } from "../../base/code-points.ts";
import { sipHash, type Word } from "../../base/sip-hash.ts";
import type { Boundary, FactSource, Program, Relation } from "../../model/program.ts";

/**
 * The relations whose facts come from elsewhere, by code point: the base ones, those with facts of
 * their own, those that seals are taken by, and those that boundaries decide. All others are
 * derived, at each replica by itself.
 */
export function replicatedRelations(program: Program): readonly Relation[] {
  const { relations, factRelations, inputs, seals, rules } = program;
  const replicated = new Set([
    ...factRelations,
    ...inputs.map(({ relation }) => relation),
    ...seals.map(({ by }) => by),
    ...rules.flatMap(({ boundary, heads }) =>
      boundary === null ? [] : heads.map(({ relation }) => relation),
    ),
  ]);
  return [...relations.values()]
    .filter((relation) => relation.kind === "base" || replicated.has(relation))
    .toSorted((a, b) => compareCodePoints(a.name, b.name));
}

/**
 * What two programs have in common exactly when the one can read what the other has written:
 * equal replicated relations, seals and boundaries, and equal facts of the text, for those stand
 * under the same dots everywhere. What rules derive, what operations ask for, and how it is all
 * written, is not part of it.
 */
export function schemaHash(program: Program): Word {
  const { seals, boundaries, facts } = program;
  const schema = [
    replicatedRelations(program).map(relationSchema),
    seals
      .map(({ relation, columns, by }) => JSON.stringify([relation.name, columns, by.name]))
      .toSorted(compareCodePoints),
    [...boundaries.values()].toSorted((a, b) => compareCodePoints(a.name, b.name)).map(boundarySchema),
    facts.map(factText),
  ];
  return sipHash(new TextEncoder().encode(JSON.stringify(schema)), [
    { high: 0, low: 0 },
    { high: 0, low: 0 },
  ]);
}

/** Names of columns are for people, and so are those of types. */
function relationSchema({ name, qualifier, keyCount, columns }: Relation): unknown {
  const types = columns.map(({ value, lattice, bound }) => [value, lattice, bound]);
  return [name, qualifier === "orset", keyCount, types];
}

function boundarySchema({ name, protocol }: Boundary): unknown {
  switch (protocol.kind) {
    case "leader":
      return [name, protocol.kind, protocol.replica];
    case "barrier":
      return [name, protocol.kind];
    case "quorum":
      return [name, protocol.kind, protocol.n, protocol.r, protocol.w];
  }
}

function factText(fact: FactSource): string {
  const { start, end } = fact.kind === "run" ? fact.run.span : fact.atom.span;
  return fact.source.text.slice(start, end);
}
