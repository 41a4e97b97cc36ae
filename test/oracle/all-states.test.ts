import { expect, test } from "vitest";
import { evaluate, factsOf, type Database } from "../reference/evaluate.ts";
import type { Row } from "../reference/table.ts";
import { compile } from "./all-states.ts";
import { BruteForce, type Question } from "./brute-force.ts";
import { Chance } from "./chance.ts";
import { sample } from "./sample.ts";
import { spaceOf, type Domain, type Space } from "./states.ts";
import { compareValues } from "../reference/value.ts";
import { holdsIn } from "./truth.ts";
import type { Relation } from "../../src/model/program.ts";

const domain: Domain = {
  plain: ({ value }) => (value === "symbol" ? ["a", "b"] : [0, 1]),
  levels: () => [1, 2, 3],
};

test("all states at once are evaluated as the reference evaluates each", () => {
  for (const { seed, text, program } of sample(0, 500)) {
    const chance = new Chance(seed);
    const facts = factsOf(program);
    const space = spaceOf(program, domain, facts, 12, 0.5, chance);
    const { rows } = compile(program, facts)(space);
    for (let tries = 0; tries < 5; tries++) {
      const state = chance.between(0, 2 ** space.bits - 1);
      if (!holdsIn(space.valid, state)) continue;
      const reference = evaluate(program, databaseIn(space, state));
      for (const { name } of program.relations.values()) {
        const here = (rows.get(name) ?? [])
          .filter(({ truth }) => holdsIn(truth, state))
          .map(({ row }) => row);
        expect(drawn(here), `${name}, seed ${seed}:\n${text}`).toEqual(drawn(reference.get(name) ?? []));
      }
    }
  }
});

test("the reference confirms what brute force finds", () => {
  for (const { seed, text, program } of sample(0, 300)) {
    const relations = [...program.relations.values()].filter(({ kind }) => kind === "derived");
    const questions = relations.flatMap((relation): Question[] => [
      { relation, way: "lost", seals: program.seals },
      { relation, way: "gained", seals: program.seals },
    ]);
    const found = new BruteForce(program, seed).search(questions, { keys: 3, levels: 3, bits: 10, tries: 2 });
    for (const [{ relation, way }, { before, after, row }] of found) {
      const stands = [before, after].map((database) =>
        holds(relation, row, evaluate(program, database).get(relation.name) ?? []),
      );
      expect(stands, `${relation.name} ${way}, seed ${seed}:\n${text}`).toEqual([
        way === "lost",
        way === "gained",
      ]);
    }
  }
});

function databaseIn(space: Space, state: number): Database {
  return new Map(
    [...space.rows].map(([name, rows]) => [
      name,
      rows.filter(({ truth }) => holdsIn(truth, state)).map(({ row }) => row),
    ]),
  );
}

function drawn(rows: readonly Row[]): string[] {
  return rows.map((row) => row.join(" ")).sort();
}

/** Whether the row is there, or one with its key and values as far or further in their order. */
function holds(relation: Relation, row: Row, rows: readonly Row[]): boolean {
  return rows.some((other) =>
    relation.columns.every(({ lattice }, i) => {
      const difference = compareValues(other[i] ?? 0, row[i] ?? 0);
      return lattice === null ? difference === 0 : lattice === "min" ? difference <= 0 : difference >= 0;
    }),
  );
}
