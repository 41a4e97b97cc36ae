import { describe, expect, test } from "vitest";
import { Evaluation } from "../../src/engine/evaluation.ts";
import type { Value } from "../../src/engine/value-pool.ts";
import type { Program, Relation } from "../../src/model/program.ts";
import { Chance } from "../oracle/chance.ts";
import { randomProgram } from "../oracle/random-program.ts";
import { evaluate, type Database } from "../reference/evaluate.ts";
import { isProgram, programOf } from "../reference/program-of.ts";
import { randomRows } from "./random-rows.ts";

const programs = Number(process.env["CALM_ENGINE_PROGRAMS"] ?? 1500);

describe("the engine gives what the reference gives", () => {
  test(`on ${String(programs)} random programs with random rows`, () => {
    let compared = 0;
    for (let seed = 1; seed <= programs; seed++) {
      const text = randomProgram(seed);
      const program = programOf(text);
      if (!isProgram(program)) continue;
      const database = randomRows(program, new Chance(seed));
      expect(engineRows(program, database), `seed ${String(seed)}\n${text}`).toEqual(
        referenceRows(program, database),
      );
      compared++;
    }
    expect(compared).toBeGreaterThan(programs / 2);
  });
});

test("an equivalence is closed, whatever it is made of", () => {
  const program = programOf(`
    .decl same(x: number, y: number)
    .decl equal(x: number, y: number) eqrel
    equal(x, y) :- same(x, y).
  `);
  if (!isProgram(program)) throw new Error(program.join("\n"));
  const values = [0, 1, 2, 3];
  const pairs = values.flatMap((x) => values.map((y) => [x, y] as const)).filter(([x, y]) => x !== y);
  for (let chosen = 0; chosen < 2 ** pairs.length; chosen++) {
    const rows = pairs.filter((_, i) => ((chosen >> i) & 1) === 1);
    const found = engineRows(program, new Map([["same", rows]]));
    expect(found["equal"], JSON.stringify(rows)).toEqual(equivalence(rows));
  }
});

describe("joins that close a cycle", () => {
  const rules = [
    "found(x, y, z) :- edge(x, y), edge(y, z), edge(x, z).",
    "found(x, y, z) :- edge(y, x), edge(z, y), edge(z, x).",
    "found(x, y, z) :- edge(x, y), edge(y, z), edge(z, x).",
    "found(x, y, z) :- edge(x, y), other(y, z), other(x, z), other(z, y).",
    "found(x, y, z) :- edge(x, y), other(z, _), edge(z, x), !other(z, z).",
    "found(x, x, z) :- edge(x, y), edge(y, z), edge(x, z), edge(y, x), z != x.",
    "found(x, y, z) :- edge(x, y), edge(y, z), edge(x, z). edge(z, x) :- found(x, _, z), x < z.",
  ];
  const values: Readonly<Record<string, readonly number[]>> = {
    small: [0, 1, 2, 3, 4, 5],
    "some negative": [-3, -1, 0, 1, 2, 1029],
    "some large": [1, 2, 3, 1 << 22, (1 << 22) - 1, 2 ** 40],
  };
  test.each(rules)("%s", (rule) => {
    const program = programOf(`
      .decl edge(x: number, y: number)
      .decl other(x: number, y: number)
      .decl found(x: number, y: number, z: number)
      .input edge
      .input other
      ${rule}
    `);
    if (!isProgram(program)) throw new Error(program.join("\n"));
    const chance = new Chance(1);
    for (const [kind, codes] of Object.entries(values)) {
      for (let count = 2; count <= 20; count += 2) {
        const one = (): number => codes[chance.between(0, codes.length - 1)] ?? 0;
        const some = (): readonly Value[][] => Array.from({ length: count }, () => [one(), one()]);
        const database = new Map([
          ["edge", some()],
          ["other", some()],
        ]);
        expect(engineRows(program, database), kind).toEqual(referenceRows(program, database));
      }
    }
  });
});

describe("joins that close a cycle through columns that say more", () => {
  const rules = [
    "found(x, y, z, l) :- edge(x, y, l), edge(y, z, _), edge(x, z, _).",
    "found(x, y, z, l) :- edge(l, y, x), edge(_, z, y), edge(_, z, x).",
    "found(x, y, z, m) :- edge(x, y, l), edge(y, z, m), other(x, _, z, _).",
    "found(x, y, z, 1) :- edge(x, y, _), other(y, z, _, l), edge(z, x, l).",
    "found(x, y, z, l) :- edge(x, y, l), edge(y, z, l), pair(x, z).",
    "found(x, y, z, 1) :- pair(x, y), pair(y, z), edge(z, _, x).",
    "found(x, x, z, l) :- edge(x, x, l), edge(x, z, _), edge(z, x, _).",
    "found(x, y, z, l) :- edge(x, y, l), edge(y, z, _), edge(x, z, _). edge(z, x, l) :- found(x, _, z, l), x < z.",
  ];
  const labels: Readonly<Record<string, readonly number[]>> = {
    "one label": [7],
    "two labels": [7, 8],
    "labels like nodes": [0, 1, 2, 3],
    "negative labels": [-1, 2 ** 40],
  };
  test.each(rules)("%s", (rule) => {
    const program = programOf(`
      .decl edge(x: number, y: number, l: number)
      .decl other(x: number, y: number, l: number, m: number)
      .decl pair(x: number, y: number)
      .decl found(x: number, y: number, z: number, l: number)
      .input edge
      .input other
      .input pair
      ${rule}
    `);
    if (!isProgram(program)) throw new Error(program.join("\n"));
    const chance = new Chance(1);
    for (const [kind, codes] of Object.entries(labels)) {
      for (let count = 2; count <= 30; count += 4) {
        const node = (): number => chance.between(-1, 4);
        const label = (): number => codes[chance.between(0, codes.length - 1)] ?? 0;
        const some = (row: () => number[]): readonly Value[][] => Array.from({ length: count }, row);
        const database = new Map([
          ["edge", some(() => [node(), node(), label()])],
          ["other", some(() => [node(), node(), label(), label()])],
          ["pair", some(() => [node(), node()])],
        ]);
        expect(engineRows(program, database), kind).toEqual(referenceRows(program, database));
      }
    }
  });
});

/** Every pair of one class, as text. */
function equivalence(rows: readonly (readonly [number, number])[]): readonly string[] {
  const classes = new Map<number, Set<number>>();
  for (const [x, y] of rows) {
    const merged = new Set([x, y, ...(classes.get(x) ?? []), ...(classes.get(y) ?? [])]);
    for (const member of merged) classes.set(member, merged);
  }
  return [...classes].flatMap(([x, members]) => [...members].map((y) => JSON.stringify([x, y]))).toSorted();
}

function engineRows(program: Program, database: Database): Readonly<Record<string, readonly string[]>> {
  const evaluation = new Evaluation(program);
  for (const [name, rows] of database) {
    const relation = program.relations.get(name);
    for (const row of rows) if (relation !== undefined) evaluation.insert(relation, row);
  }
  evaluation.run();
  return table(program, (relation) => [...evaluation.rows(relation)]);
}

function referenceRows(program: Program, database: Database): Readonly<Record<string, readonly string[]>> {
  const rows = evaluate(program, database);
  return table(program, (relation) => rows.get(relation.name) ?? []);
}

function table(
  program: Program,
  rowsOf: (relation: Relation) => readonly (readonly Value[])[],
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    [...program.relations.values()].map((relation) => [
      relation.name,
      rowsOf(relation)
        .map((row) => JSON.stringify(row))
        .toSorted(),
    ]),
  );
}
