import { describe, expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { absence } from "../../src/engine/absence.ts";
import { smallestDerivation, type Derivation } from "../../src/engine/derivation.ts";
import { Evaluation } from "../../src/engine/evaluation.ts";
import { RowHistory } from "../../src/engine/row-history.ts";
import type { CodedRow } from "../../src/engine/rule-instances.ts";
import { Chance } from "../oracle/chance.ts";
import { randomProgram } from "../oracle/random-program.ts";
import { isProgram, programOf } from "../reference/program-of.ts";
import { randomRows } from "./random-rows.ts";

interface Evaluated {
  readonly evaluation: Evaluation;
  readonly history: RowHistory;
}

function evaluated(text: string, seed: number | null = null): Evaluated | null {
  const program = programOf(text);
  if (!isProgram(program)) return null;
  const history = new RowHistory();
  const evaluation = new Evaluation(program, { observer: history });
  const database = seed === null ? [] : randomRows(program, new Chance(seed));
  for (const [name, rows] of database)
    for (const row of rows) evaluation.insert(present(program.relations.get(name), name), row);
  evaluation.run();
  return { evaluation, history };
}

function rowsOf({ evaluation }: Evaluated): readonly CodedRow[] {
  return [...evaluation.program.relations.values()].flatMap((relation) => {
    const { log } = evaluation.table(relation);
    return Array.from({ length: log.count }, (_, i) => ({ relation, codes: log.row(i) }));
  });
}

function nameOf({ relation, codes }: CodedRow): string {
  return `${relation.name}(${codes.join(",")})`;
}

/** The tree in one line: `path(1,3) < edge(1,2), …`. */
function shown(derivation: Derivation): string {
  const name = nameOf(derivation.row);
  if (!("from" in derivation)) return name;
  return `${name} < [${derivation.from.map(shown).join(" ")}]`;
}

function smallest(text: string, relation: string, row: readonly number[]): string | null {
  const { evaluation, history } = present(evaluated(text), "a program");
  const found = present(evaluation.program.relations.get(relation), relation);
  const derivation = smallestDerivation({ relation: found, codes: row }, evaluation, history, 100);
  return derivation === null ? null : shown(derivation);
}

/** Every row under a row, on the way down, is another one, and every leaf is a fact. */
function checkTree(derivation: Derivation, above: ReadonlySet<string>, { history }: Evaluated): void {
  const name = nameOf(derivation.row);
  expect(above).not.toContain(name);
  if (derivation.kind === "fact")
    expect(history.isGiven(derivation.row.relation, derivation.row.codes)).toBe(true);
  if (derivation.kind === "rule")
    expect(derivation.from.map(({ row }) => nameOf(row))).toEqual(derivation.instance.rows.map(nameOf));
  if ("from" in derivation)
    for (const one of derivation.from) checkTree(one, new Set([...above, name]), { history } as Evaluated);
}

describe("a derivation", () => {
  const ways = `.decl edge(a: number, b: number)
edge(1, 2). edge(2, 3). edge(3, 4). edge(2, 4). edge(4, 1).
.decl path(a: number, b: number)
path(x, z) :- path(x, y), path(y, z).
path(x, y) :- edge(x, y).
`;

  test("is the smallest there is, though a rule is written first that needs more", () => {
    expect(smallest(ways, "path", [2, 3])).toBe("path(2,3) < [edge(2,3)]");
    expect(smallest(ways, "path", [1, 4])).toBe(
      "path(1,4) < [path(1,2) < [edge(1,2)] path(2,4) < [edge(2,4)]]",
    );
  });

  test("never rests on itself", () => {
    expect(smallest(ways, "path", [1, 1])).toBe(
      "path(1,1) < [path(1,2) < [edge(1,2)] path(2,1) < [path(2,4) < [edge(2,4)] path(4,1) < [edge(4,1)]]]",
    );
    expect(smallest(`.decl p(n: number)\np(1).\np(n) :- p(n).\n`, "p", [1])).toBe("p(1)");
  });

  test("of a value in a lattice column rests on the values that are there", () => {
    const text = `.decl edge(a: number, b: number)
edge(1, 2). edge(2, 3). edge(1, 3).
.decl far(a: number, n: max<number>)
far(1, 0).
far(b, n + 1) :- far(a, n), edge(a, b).`;
    expect(smallest(text, "far", [3, 2])).toBe("far(3,2) < [far(2,1) < [far(1,0) edge(1,2)] edge(2,3)]");
  });

  test("of an equivalence is a way between its values", () => {
    const text = `.decl alias(a: number, b: number)
alias(1, 2). alias(3, 2). alias(3, 4).
.decl same(a: number, b: number) eqrel
same(a, b) :- alias(a, b).`;
    expect(smallest(text, "same", [1, 3])).toBe(
      "same(1,3) < [same(1,2) < [alias(1,2)] same(3,2) < [alias(3,2)]]",
    );
  });

  test("of what a head computes, counts up or repeats", () => {
    const text = `.decl n(x: number)
n(x) :- x = range(1, 4).
.decl twice(x: number, y: number, z: number)
twice(x, x, x * 2) :- n(x), x != 2.`;
    expect(smallest(text, "twice", [3, 3, 6])).toBe("twice(3,3,6) < [n(3) < []]");
  });

  test("every row of random programs has one, down to facts and without cycles", () => {
    let count = 0;
    for (let seed = 1; seed <= 150; seed++) {
      const text = randomProgram(seed);
      const found = evaluated(text, seed);
      if (found === null) continue;
      for (const row of rowsOf(found)) {
        const derivation = smallestDerivation(row, found.evaluation, found.history, 100);
        if (derivation === null) throw new Error(`seed ${seed}: ${nameOf(row)} has no derivation\n${text}`);
        checkTree(derivation, new Set(), found);
        count++;
      }
    }
    expect(count).toBeGreaterThan(300);
  });
});

describe("an absence", () => {
  function failing(text: string, relation: string, row: readonly number[]): unknown {
    const { evaluation } = present(evaluated(text), "a program");
    const found = present(evaluation.program.relations.get(relation), relation);
    const result = absence({ relation: found, codes: row }, evaluation);
    if (result === null) return null;
    const { rule, holds, fails, ways } = result;
    const textOf = (span: { start: number; end: number }): string =>
      rule.source.text.slice(span.start, span.end);
    return [holds.map(({ span }) => textOf(span)), fails === null ? null : textOf(fails.span), ways];
  }

  const text = `.decl edge(a: number, b: number)
edge(1, 2). edge(1, 3). edge(3, 4).
.decl shut(a: number)
shut(4).
.decl way(a: number, b: number)
way(x, y) :- edge(x, y), y > 9.
way(x, z) :- !shut(z), edge(x, y), edge(y, z).
way(x, x) :- edge(x, _), x > 5.
`;

  test("is that of the rule that gets furthest, at the literal that fails", () => {
    expect(failing(text, "way", [1, 4])).toEqual([[], "edge(x, y)", 1]);
    expect(failing(text, "way", [1, 2])).toEqual([["!shut(z)", "edge(x, y)"], "edge(y, z)", 2]);
    expect(failing(text, "edge", [9, 9])).toBe(null);
  });

  test("no row that random programs do not give has a rule all of whose literals hold", () => {
    let count = 0;
    for (let seed = 1; seed <= 150; seed++) {
      const found = evaluated(randomProgram(seed), seed);
      if (found === null) continue;
      const { evaluation } = found;
      for (const relation of evaluation.program.relations.values()) {
        const isPlain = relation.columns.every(
          ({ value, lattice }) => value === "number" && lattice === null,
        );
        if (relation.kind === "base" || relation.equivalence || !isPlain) continue;
        for (const codes of numberRows(relation.columns.length)) {
          if (evaluation.table(relation).has(codes)) continue;
          const result = absence({ relation, codes }, evaluation);
          const isComputed = result?.head.arguments.some(({ kind }) => kind !== "variable") === true;
          if (result !== null && !isComputed) expect(result.fails, `seed ${seed}`).not.toBe(null);
          count++;
        }
      }
    }
    expect(count).toBeGreaterThan(100);
  });
});

/** All rows of so many numbers from 0 to 3. */
function numberRows(width: number): readonly (readonly number[])[] {
  if (width === 0) return [[]];
  return numberRows(width - 1).flatMap((row) => [0, 1, 2, 3].map((n) => [...row, n]));
}
