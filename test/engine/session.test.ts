import { describe, expect, test } from "vitest";
import { Evaluation } from "../../src/engine/evaluation.ts";
import { Session, type Row } from "../../src/engine/session.ts";
import type { Program, Relation } from "../../src/model/program.ts";
import { Chance } from "../oracle/chance.ts";
import { randomProgram } from "../oracle/random-program.ts";
import { isProgram, programOf } from "../reference/program-of.ts";

const programs = Number(process.env["CALM_ENGINE_PROGRAMS"] ?? 250);
const commits = 12;

describe("after every commit everything is as if evaluated afresh", () => {
  test(
    `on ${String(programs)} random programs, ${String(commits)} commits each`,
    { timeout: programs * 200 },
    () => {
      let compared = 0;
      for (let seed = 1; seed <= programs; seed++) {
        const text = randomProgram(seed);
        const program = programOf(text);
        if (!isProgram(program)) continue;
        follow(program, new Chance(seed), `seed ${String(seed)}\n${text}`, commits, 3);
        compared++;
      }
      expect(compared).toBeGreaterThan(programs / 2);
    },
  );
});

const recursions = {
  "a closure": `
    .decl edge(x: number, y: number)
    .decl path(x: number, y: number)
    path(x, y) :- edge(x, y).
    path(x, z) :- path(x, y), edge(y, z).`,
  "a closure that joins itself, and what is not in it": `
    .decl edge(x: number, y: number)
    .decl node(x: number)
    .decl path(x: number, y: number)
    .decl apart(x: number, y: number)
    edge(0, 1). path(3, 3).
    path(x, y) :- edge(x, y).
    path(x, z) :- path(x, y), path(y, z).
    apart(x, y) :- node(x), node(y), !path(x, y), !path(y, x).`,
  "an equivalence that is given, and what is read of it": `
    .decl same(x: number, y: number) eqrel
    .decl node(x: number)
    .decl alone(x: number)
    same(0, 1).
    alone(x) :- node(x), !same(x, 1).`,
  "shortest paths": `
    .decl edge(x: number, y: number, d: unsigned)
    .decl far(x: number, d: min<unsigned>)
    .decl near(x: number)
    .decl steps(n: number)
    far(0, 0).
    far(y, d + w) :- far(x, d), edge(x, y, w).
    near(x) :- far(x, d), d < 4.
    steps(n) :- n = count : { near(_) }.`,
  "mutual recursion through two relations": `
    .decl edge(x: number, y: number)
    .decl odd(x: number, y: number)
    .decl even(x: number, y: number)
    odd(x, y) :- edge(x, y).
    odd(x, z) :- even(x, y), edge(y, z).
    even(x, z) :- odd(x, y), edge(y, z).`,
  "an equivalence": `
    .decl same(x: number, y: number)
    .decl equal(x: number, y: number) eqrel
    .decl size(x: number, n: number)
    equal(x, y) :- same(x, y).
    size(x, n) :- equal(x, x), n = count : { equal(x, _) }.`,
  "computed heads, ranges, several heads and disjunctions": `
    .decl a(x: number, y: number)
    .decl b(x: number)
    .decl c(x: number, y: number)
    .decl d(x: number)
    c(x + y, x), d(x * y) :- a(x, y), (b(x) ; !b(y)).
    d(z) :- b(x), z = range(x, x + 3).
    .decl e(x: number, y: number)
    .decl f(x: number)
    e(x, n) :- b(x), n = sum y : { a(x, y) ; a(y, x) }.
    e(n, x) :- d(x), n = max z : { c(z, x), z < 5 } + count : { a(x, _), !b(x) }.
    e(x, count : { d(y), y > x }) :- b(x).
    f(strlen(to_string(x))) :- e(x, 3), x = y + 1, b(y).`,
  "values of base relations": `
    .decl score(x: number, y: number, v: max<number>)
    .decl best(x: number, v: max<number>)
    .decl total(v: min<number>)
    .decl equalled(x: number, y: number)
    best(x, v) :- score(x, _, v).
    best(y, v) :- best(x, v), equalled(x, y).
    total(v) :- best(_, v).
    equalled(x, y) :- score(x, z, v), score(y, z, v), x != y, z > 0.`,
};

describe("recursion follows every change", () => {
  for (const [name, text] of Object.entries(recursions)) {
    test(name, () => {
      const program = programOf(text);
      if (!isProgram(program)) throw new Error(program.join("\n"));
      for (let seed = 1; seed <= 40; seed++) follow(program, new Chance(seed), `seed ${String(seed)}`, 30, 5);
    });
  }

  test("a closure so large that it is evaluated anew", () => {
    const program = programOf(recursions["a closure"]);
    if (!isProgram(program)) throw new Error(program.join("\n"));
    follow(program, new Chance(1), "large", 60, 40);
  });
});

/** Random commits, and after each: the rows, the changes that were told, and a fresh evaluation. */
function follow(program: Program, chance: Chance, label: string, commits: number, values: number): void {
  const session = new Session(program);
  const facts = new Map<Relation, Map<string, Row>>();
  const fresh = new Evaluation(program);
  for (const relation of program.relations.values()) {
    const own = fresh.hasOwnFacts(relation) ? fresh.factsOf(relation) : fresh.table(relation);
    facts.set(relation, new Map([...fresh.rowsIn(own)].map((row) => [JSON.stringify(row), row])));
  }
  let shown = new Map<string, Set<string>>();
  for (let i = 0; i < commits; i++) {
    const log: string[] = [];
    for (let n = chance.between(1, i === 0 ? 6 : 3); n > 0; n--) {
      const relations = [...program.relations.values()].filter(
        (one) => one.kind === "base" || chance.between(0, 3) === 0,
      );
      const relation = relations[chance.between(0, relations.length - 1)];
      if (relation === undefined) continue;
      const row = randomRow(relation, chance, values);
      const known = facts.get(relation) ?? new Map<string, Row>();
      if (chance.between(0, 2) > 0) {
        session.insert(relation.name, row);
        known.set(JSON.stringify(row), row);
        log.push(`+${relation.name}${JSON.stringify(row)}`);
      } else {
        const list = [...known.values()];
        const gone =
          list.length > 0 && chance.between(0, 3) > 0 ? list[chance.between(0, list.length - 1)] : row;
        session.delete(relation.name, gone ?? row);
        known.delete(JSON.stringify(gone ?? row));
        log.push(`-${relation.name}${JSON.stringify(gone ?? row)}`);
      }
    }
    const changes = session.commit();
    const evaluation = new Evaluation(program, { withoutFacts: true });
    for (const [relation, rows] of facts) for (const row of rows.values()) evaluation.insert(relation, row);
    evaluation.run();
    const wanted = table(program, (relation) => evaluation.rows(relation));
    const at = `${label}\ncommit ${String(i)}: ${log.join(" ")}`;
    expect(
      table(program, (relation) => session.rows(relation.name)),
      at,
    ).toEqual(wanted);
    const next = new Map<string, Set<string>>();
    for (const { name } of program.relations.values()) {
      const rows = new Set(shown.get(name));
      for (const row of changes.deleted(name))
        expect(rows.delete(JSON.stringify(row)), `${at}: ${name} loses what is there`).toBe(true);
      for (const row of changes.inserted(name)) {
        expect(rows.has(JSON.stringify(row)), `${at}: ${name} gains what is not there`).toBe(false);
        rows.add(JSON.stringify(row));
      }
      next.set(name, rows);
    }
    shown = next;
    expect(Object.fromEntries([...shown].map(([name, rows]) => [name, [...rows].toSorted()])), at).toEqual(
      wanted,
    );
  }
}

function randomRow(relation: Relation, chance: Chance, values: number): Row {
  return relation.columns.map(({ value }) => {
    const n = chance.between(0, values - 1);
    return value === "symbol" ? `s${String(n)}` : n;
  });
}

function table(
  program: Program,
  rowsOf: (relation: Relation) => Iterable<Row>,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    [...program.relations.values()].map((relation) => [
      relation.name,
      [...rowsOf(relation)].map((row) => JSON.stringify(row)).toSorted(),
    ]),
  );
}
