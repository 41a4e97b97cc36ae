import { describe, expect, test } from "vitest";
import { resolveProgram, type ResolveOptions } from "../../src/model/resolve.ts";
import type { Program } from "../../src/model/program.ts";
import { parse } from "../../src/syntax/parse.ts";

function resolve(text: string, options?: ResolveOptions): Program {
  return resolveProgram(parse({ path: "main.dl", text }), () => ({ problem: "not found" }), options);
}

describe("relations", () => {
  const { relations, factRelations } = resolve(`
    .type Name <: symbol
    .decl person(name: Name, age: number) static
    .decl adult(name: Name)
    .decl highest(name: Name, age: max<number>, least: min<unsigned>)
    .decl stock(item: symbol, n: bounded<-2>)
    .decl text(t: sequence)
    .decl same(a: symbol, b: symbol) eqrel
    .decl nothing()
    person("ana", 3).
    highest("ana", 3, 1).
    adult(n) :- person(n, a), a >= 18.
    same(a, b) :- person(a, _), person(b, _).
  `);

  test("are derived when a rule has them as a head, and base when they have facts alone", () => {
    const kinds = [...relations.values()].map(({ name, kind }) => `${name} ${kind}`);
    expect(kinds).toEqual([
      "person base",
      "adult derived",
      "highest base",
      "stock base",
      "text base",
      "same derived",
      "nothing base",
    ]);
  });

  test("have keys first and lattice columns last", () => {
    const shapes = [...relations.values()].map(({ name, keyCount, columns }) => [
      name,
      keyCount,
      columns.length,
    ]);
    expect(shapes).toEqual([
      ["person", 2, 2],
      ["adult", 1, 1],
      ["highest", 1, 3],
      ["stock", 1, 2],
      ["text", 0, 1],
      ["same", 2, 2],
      ["nothing", 0, 0],
    ]);
  });

  test("know each column as it is written and as it is", () => {
    expect(relations.get("highest")?.columns).toEqual([
      {
        name: "name",
        type: "Name",
        value: "symbol",
        isTyped: true,
        lattice: null,
        bound: null,
        text: "Name",
      },
      {
        name: "age",
        type: "number",
        value: "number",
        isTyped: true,
        lattice: "max",
        bound: null,
        text: "max<number>",
      },
      {
        name: "least",
        type: "unsigned",
        value: "unsigned",
        isTyped: true,
        lattice: "min",
        bound: null,
        text: "min<unsigned>",
      },
    ]);
    expect(relations.get("stock")?.columns[1]).toMatchObject({
      lattice: "bounded",
      bound: -2,
      value: "number",
    });
    expect(relations.get("text")?.columns[0]).toMatchObject({ lattice: "sequence", value: "symbol" });
  });

  test("have a qualifier, and may be an equivalence", () => {
    expect(relations.get("person")?.qualifier).toBe("static");
    expect(relations.get("adult")?.qualifier).toBe("gset");
    expect(relations.get("same")?.equivalence).toBe(true);
    expect(relations.get("adult")?.equivalence).toBe(false);
  });

  test("with facts in the text are told apart", () => {
    expect([...factRelations].map(({ name }) => name)).toEqual(["person", "highest"]);
  });
});

describe("types", () => {
  test("know their base and everything above them", () => {
    const { types } = resolve(`
      .type A <: symbol
      .type B <: A
      .type U = A | C
      .type C <: symbol
      .type N <: unsigned
    `);
    expect(types.get("B")?.supertypes).toEqual(new Set(["symbol", "A", "B", "U"]));
    expect(types.get("U")?.supertypes).toEqual(new Set(["symbol", "U"]));
    expect(types.get("N")?.base).toBe("unsigned");
  });
});

describe("rules", () => {
  const { rules, facts } = resolve(`
    .decl a(x: number) static
    .decl b(x: number)
    .decl c(x: number)
    b(x), c(x) :- a(x), (x = 1 ; x = 2), !(x = 3, a(x)).
    b(x) :- a(x), unknown(x).
    b(1 + 1).
    b(x) :- c(x).
  `);

  test("have the conjunctions of their bodies and the places of their heads among others", () => {
    expect(rules.map(({ heads }) => heads.map(({ relation, index }) => `${relation.name} ${index}`))).toEqual(
      [["b 0", "c 0"], ["b 2"]],
    );
    expect(rules.map(({ clauses }) => clauses.map(({ literals }) => literals.length))).toEqual([
      [3, 3, 3, 3],
      [1],
    ]);
  });

  test("without a body are facts", () => {
    expect(facts.map((fact) => fact.kind)).toEqual(["fact"]);
  });

  test("that aggregate without a body are rules all the same", () => {
    const program = resolve(`
      .decl a(x: number) static
      .decl b(x: number)
      b(count : { a(_) }).
    `);
    expect(program.relations.get("b")?.kind).toBe("derived");
    expect(program.rules.map(({ clauses }) => clauses)).toEqual([[{ literals: [] }]]);
    expect(program.facts).toEqual([]);
  });
});

describe("directives", () => {
  test("have one entry for each relation, and promise finality unless they say otherwise", () => {
    const { outputs, inputs, printsizes, limits } = resolve(`
      .decl a(x: number)
      .decl b(x: number)
      .input a, b(IO=file, filename="x.csv")
      .output a
      .output b(promise="eventual", exact=true)
      .printsize a
      .limitsize b(n=3)
    `);
    expect(inputs.map(({ relation, parameters }) => [relation.name, parameters.get("filename")])).toEqual([
      ["a", "x.csv"],
      ["b", "x.csv"],
    ]);
    expect(outputs.map(({ relation, promise, exact }) => [relation.name, promise, exact])).toEqual([
      ["a", "final", false],
      ["b", "eventual", true],
    ]);
    expect([...printsizes, ...limits].map(({ relation }) => relation.name)).toEqual(["a", "b"]);
  });

  test("seal columns by their places", () => {
    const { seals, boundaries } = resolve(`
      .decl blocker(bug: symbol, release: symbol)
      .decl closed(release: symbol)
      .seal blocker(release) by closed
      .boundary one by leader(madrid)
      .boundary first by leader
      .boundary all by barrier
      .boundary most by quorum(n=3, r=2, w=2)
      .boundary few by quorum(n=3, r=1, w=2)
    `);
    expect(seals.map(({ relation, columns, by }) => [relation.name, columns, by.name])).toEqual([
      ["blocker", [1], "closed"],
    ]);
    expect([...boundaries.values()].map(({ name, protocol }) => [name, protocol])).toEqual([
      ["one", { kind: "leader", replica: "madrid" }],
      ["first", { kind: "leader", replica: null }],
      ["all", { kind: "barrier" }],
      ["most", { kind: "quorum", n: 3, r: 2, w: 2, sound: true }],
      ["few", { kind: "quorum", n: 3, r: 1, w: 2, sound: false }],
    ]);
  });
});

describe("closing relations from outside", () => {
  const text = `
    .decl a(x: number)
    .decl b(x: number)
    .decl c(x: number)
    .input a
    .input c
    c(x) :- a(x), !b(x).
  `;
  const qualifiers = (program: Program): readonly string[] =>
    [...program.relations.values()].map(({ qualifier }) => qualifier);

  test("takes names", () => {
    const program = resolve(text, { static: ["b"] });
    expect(qualifiers(program)).toEqual(["gset", "static", "gset"]);
    expect(program.unknownStatic).toEqual([]);
  });

  test("takes all base relations that are read from files", () => {
    expect(qualifiers(resolve(text, { static: "inputs" }))).toEqual(["static", "gset", "gset"]);
  });

  test("hands back the names of no base relation", () => {
    expect(resolve(text, { static: ["a", "c", "d"] }).unknownStatic).toEqual(["c", "d"]);
  });
});

describe("dependencies", () => {
  const { dependencies } = resolve(`
    .decl e(x: symbol, y: symbol) static
    .decl far(x: symbol)
    .decl odd(x: symbol)
    .decl even(x: symbol)
    .decl most(x: symbol, n: max<number>)
    .decl exactly(n: number)
    .decl picked(x: symbol)
    .boundary desk by leader
    far(x) :- odd(x), !even(x), 3 < count : { e(x, _) }.
    odd(x) :- e(x, y), even(y).
    odd(x) :- e(x, _).
    even(x) :- e(x, y), odd(y).
    most(x, 1) :- e(x, _).
    exactly(n) :- most(_, n).
    picked(x) at desk :- e(x, _), !picked(x).
  `);

  test("are layered in the order of evaluation", () => {
    const { components, stratumOf } = dependencies;
    const names = components.map((component) =>
      component
        .map(({ name }) => name)
        .toSorted()
        .join(" "),
    );
    expect(names.indexOf("e")).toBeLessThan(names.indexOf("even odd"));
    expect(names.indexOf("even odd")).toBeLessThan(names.indexOf("far"));
    const strata = Object.fromEntries([...stratumOf].map(([{ name }, stratum]) => [name, stratum]));
    expect(strata).toEqual({ e: 0, odd: 0, even: 0, far: 1, most: 0, exactly: 1, picked: 0 });
  });

  test("say how each relation is read", () => {
    const edges = dependencies.edges.map(({ from, to, kind }) => `${from.name} -> ${to.name} ${kind}`);
    expect(edges).toEqual([
      "odd -> far positive",
      "even -> far negation",
      "e -> far aggregate",
      "e -> odd positive",
      "even -> odd positive",
      "e -> odd positive",
      "e -> even positive",
      "odd -> even positive",
      "e -> most positive",
      "most -> exactly exact",
      "e -> picked positive",
      "picked -> picked decided",
    ]);
  });
});

test("findings stand in the order of the text, the root's first", () => {
  const tree = parse({ path: "main.dl", text: '.output b\n.include "other.dl"\n.output a\n' });
  const other = parse({ path: "other.dl", text: ".output c\n" });
  const { findings, sources } = resolveProgram(tree, () => other);
  expect(sources.map(({ path }) => path)).toEqual(["main.dl", "other.dl"]);
  expect(findings.map((finding) => (finding.code === "CALM002" ? finding.name : ""))).toEqual([
    "b",
    "a",
    "c",
  ]);
});
