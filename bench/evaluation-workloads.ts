import { Chance } from "../src/base/chance.ts";
import type { DatalogWorkload, Elsewhere } from "./datalog-workload.ts";
import { distinctPairs, randomPairs, type Pair } from "./random-pairs.ts";

/** Whole programs with the facts they are run on; every figure comes from a fixed seed. */
export const evaluationWorkloads: readonly DatalogWorkload[] = [
  closure("tc-chain", () => chain(2_000)),
  closure("tc-random", () => randomPairs(new Chance(1), 2_000, 6_000)),
  sameGeneration(),
  triangles("triangles-uniform", () => randomPairs(new Chance(3), 20_000, 200_000)),
  triangles("triangles-skewed", () => skewedPairs(new Chance(4), 20_000, 200_000)),
  andersen(),
  cspa(),
  reachStrings(),
  strata(),
  loading("load-numbers", "number", (chance) => chance.below(1_000_000)),
  loading("load-strings", "symbol", (chance) => `node-${String(chance.below(400_000))}`),
  closure("closure-chain-51", () => chain(51), ["d2ts", "db-ivm", "datascript"]),
  closure("closure-random-100", () => randomPairs(new Chance(11), 100, 300), ["d2ts", "db-ivm"]),
  closure("closure-chain-401", () => chain(401), ["d2ts", "db-ivm"]),
];

function chain(nodes: number): readonly Pair[] {
  return Array.from({ length: nodes - 1 }, (_, i) => [i, i + 1]);
}

function closure(name: string, edges: () => readonly Pair[], libraries?: readonly string[]): DatalogWorkload {
  return {
    name,
    relations: { edge: ["x: number", "y: number"], path: ["x: number", "y: number"] },
    rules: ["path(x, y) :- edge(x, y).", "path(x, z) :- path(x, y), edge(y, z)."],
    result: "path",
    facts: () => new Map([["edge", edges()]]),
    elsewhere: {
      prolog: ":- table path/2.\npath(X, Y) :- edge(X, Y).\npath(X, Z) :- path(X, Y), edge(Y, Z).",
      sql: `with recursive path(x, y) as (select c0, c1 from edge
        union select path.x, edge.c1 from path join edge on path.y = edge.c0) select count(*) from path`,
      asp: "path(X, Y) :- edge(X, Y).\npath(X, Z) :- path(X, Y), edge(Y, Z).",
      ...(libraries === undefined ? {} : { closure: libraries }),
    },
  };
}

/** Forty generations of 250 under one root: each has everybody of its generation. */
function sameGeneration(): DatalogWorkload {
  const tree = (): readonly Pair[] => {
    const chance = new Chance(2);
    const parents: Pair[] = [];
    for (let i = 0; i < 10_000; i++) {
      const generation = Math.floor(i / 250);
      parents.push([i + 1, generation === 0 ? 0 : (generation - 1) * 250 + 1 + chance.below(250)]);
    }
    return chance.shuffled(parents);
  };
  return {
    name: "sg",
    relations: { parent: ["x: number", "p: number"], sg: ["x: number", "y: number"] },
    rules: ["sg(x, y) :- parent(x, p), parent(y, p).", "sg(x, y) :- parent(x, a), sg(a, b), parent(y, b)."],
    result: "sg",
    facts: () => new Map([["parent", tree()]]),
    elsewhere: {
      prolog:
        ":- table sg/2.\nsg(X, Y) :- parent(X, P), parent(Y, P).\nsg(X, Y) :- parent(X, A), sg(A, B), parent(Y, B).",
      sql: `with recursive sg(x, y) as (select a.c0, b.c0 from parent a join parent b on a.c1 = b.c1
        union select a.c0, b.c0 from sg join parent a on a.c1 = sg.x join parent b on b.c1 = sg.y)
        select count(*) from sg`,
      asp: "sg(X, Y) :- parent(X, P), parent(Y, P).\nsg(X, Y) :- parent(X, A), sg(A, B), parent(Y, B).",
    },
  };
}

function triangles(name: string, edges: () => readonly Pair[]): DatalogWorkload {
  return {
    name,
    relations: {
      edge: ["x: number", "y: number"],
      tri: ["x: number", "y: number", "z: number"],
    },
    rules: ["tri(x, y, z) :- edge(x, y), edge(y, z), edge(x, z)."],
    result: "tri",
    facts: () => new Map([["edge", edges()]]),
    elsewhere: {
      prolog: ":- table tri/3.\ntri(X, Y, Z) :- edge(X, Y), edge(Y, Z), edge(X, Z).",
      sql: `select count(*) from edge a join edge b on a.c1 = b.c0 join edge c on c.c0 = a.c0 and c.c1 = b.c1`,
      asp: "tri(X, Y, Z) :- edge(X, Y), edge(Y, Z), edge(X, Z).",
    },
  };
}

/** Points-to analysis by Andersen's four rules. */
function andersen(): DatalogWorkload {
  const facts = (): ReadonlyMap<string, readonly Pair[]> => {
    const chance = new Chance(5);
    const some = (count: number): readonly Pair[] => localPairs(chance, 100, 400, count);
    return new Map([
      ["addressOf", some(14_000)],
      ["assign", some(30_000)],
      ["load", some(6_000)],
      ["store", some(6_000)],
    ]);
  };
  const pair = ["y: number", "x: number"];
  return {
    name: "andersen",
    relations: { addressOf: pair, assign: pair, load: pair, store: pair, pointsTo: pair },
    rules: [
      "pointsTo(y, x) :- addressOf(y, x).",
      "pointsTo(y, x) :- assign(y, z), pointsTo(z, x).",
      "pointsTo(y, w) :- load(y, x), pointsTo(x, z), pointsTo(z, w).",
      "pointsTo(z, w) :- store(y, x), pointsTo(y, z), pointsTo(x, w).",
    ],
    result: "pointsTo",
    facts,
    elsewhere: {
      prolog: `:- table pointsTo/2.
pointsTo(Y, X) :- addressOf(Y, X).
pointsTo(Y, X) :- assign(Y, Z), pointsTo(Z, X).
pointsTo(Y, W) :- load(Y, X), pointsTo(X, Z), pointsTo(Z, W).
pointsTo(Z, W) :- store(Y, X), pointsTo(Y, Z), pointsTo(X, W).`,
      asp: `pointsTo(Y, X) :- addressOf(Y, X).
pointsTo(Y, X) :- assign(Y, Z), pointsTo(Z, X).
pointsTo(Y, W) :- load(Y, X), pointsTo(X, Z), pointsTo(Z, W).
pointsTo(Z, W) :- store(Y, X), pointsTo(Y, Z), pointsTo(X, W).`,
    },
  };
}

/** Graspan's context-insensitive pointer analysis. */
function cspa(): DatalogWorkload {
  const facts = (): ReadonlyMap<string, readonly Pair[]> => {
    const chance = new Chance(6);
    return new Map([
      ["assign", localPairs(chance, 300, 100, 20_000)],
      ["dereference", localPairs(chance, 300, 100, 12_000)],
    ]);
  };
  const pair = ["x: number", "y: number"];
  return {
    name: "cspa",
    relations: { assign: pair, dereference: pair, valueFlow: pair, valueAlias: pair, memoryAlias: pair },
    rules: [
      "valueFlow(y, x) :- assign(y, x).",
      "valueFlow(x, y) :- assign(x, z), memoryAlias(z, y).",
      "valueFlow(x, y) :- valueFlow(x, z), valueFlow(z, y).",
      "memoryAlias(x, w) :- dereference(y, x), valueAlias(y, z), dereference(z, w).",
      "valueAlias(x, y) :- valueFlow(z, x), valueFlow(z, y).",
      "valueAlias(x, y) :- valueFlow(z, x), memoryAlias(z, w), valueFlow(w, y).",
      "valueFlow(y, y) :- assign(x, y).",
      "valueFlow(x, x) :- assign(x, y).",
      "memoryAlias(y, y) :- assign(x, y).",
      "memoryAlias(x, x) :- assign(x, y).",
    ],
    result: "valueAlias",
    facts,
    elsewhere: {},
  };
}

/** A million edges between 400,000 names. */
function reachStrings(): DatalogWorkload {
  const facts = (): ReadonlyMap<string, readonly (readonly string[])[]> => {
    const chance = new Chance(7);
    const node = (): string => `node-${String(chance.below(400_000))}`;
    return new Map([
      ["start", [["node-0"]]],
      ["edge", Array.from({ length: 1_000_000 }, () => [node(), node()])],
    ]);
  };
  const elsewhere: Elsewhere = {
    prolog: ":- table reach/1.\nreach(Y) :- start(Y).\nreach(Y) :- reach(X), edge(X, Y).",
    sql: `with recursive reach(x) as (select c0 from start
      union select edge.c1 from reach join edge on reach.x = edge.c0) select count(*) from reach`,
    asp: "reach(Y) :- start(Y).\nreach(Y) :- reach(X), edge(X, Y).",
  };
  return {
    name: "reach-strings",
    relations: { start: ["x: symbol"], edge: ["x: symbol", "y: symbol"], reach: ["x: symbol"] },
    rules: ["reach(y) :- start(y).", "reach(y) :- reach(x), edge(x, y)."],
    result: "reach",
    facts,
    elsewhere,
  };
}

/** A million facts that are read, told apart and counted. */
function loading(name: string, type: string, field: (chance: Chance) => number | string): DatalogWorkload {
  const facts = (): ReadonlyMap<string, readonly (readonly (number | string)[])[]> => {
    const chance = new Chance(12);
    return new Map([["fact", Array.from({ length: 1_000_000 }, () => [field(chance), field(chance)])]]);
  };
  return {
    name,
    relations: { fact: [`x: ${type}`, `y: ${type}`] },
    rules: [],
    result: "fact",
    facts,
    elsewhere: {
      sql: "select count(*) from (select distinct c0, c1 from fact)",
    },
  };
}

/** Reachability, its complement, a count, a threshold and pairs. */
function strata(): DatalogWorkload {
  const facts = (): ReadonlyMap<string, readonly (readonly number[])[]> =>
    new Map<string, readonly (readonly number[])[]>([
      ["node", Array.from({ length: 1_500 }, (_, i) => [i])],
      ["edge", randomPairs(new Chance(8), 1_500, 1_800)],
    ]);
  return {
    name: "strata",
    relations: {
      node: ["x: number"],
      edge: ["x: number", "y: number"],
      reach: ["x: number", "y: number"],
      apart: ["x: number", "y: number"],
      degree: ["x: number", "n: number"],
      hub: ["x: number"],
      result: ["x: number", "y: number"],
    },
    rules: [
      "reach(x, y) :- edge(x, y).",
      "reach(x, z) :- reach(x, y), edge(y, z).",
      "apart(x, y) :- node(x), node(y), !reach(x, y).",
      "degree(x, n) :- node(x), n = count : { edge(x, _) }.",
      "hub(x) :- degree(x, n), n > 1.",
      "result(x, y) :- hub(x), hub(y), apart(x, y).",
    ],
    result: "result",
    facts,
    elsewhere: {
      sql: `with recursive reach(x, y) as (select c0, c1 from edge
        union select reach.x, edge.c1 from reach join edge on reach.y = edge.c0),
        apart(x, y) as materialized (select a.c0, b.c0 from node a, node b where (a.c0, b.c0) not in (select x, y from reach)),
        hub(x) as (select node.c0 from node where (select count(*) from edge where edge.c0 = node.c0) > 1)
        select count(*) from hub h join hub k join apart on h.x = apart.x and k.x = apart.y`,
      duckdb: `with recursive reach(x, y) as (select c0, c1 from edge
        union select reach.x, edge.c1 from reach join edge on reach.y = edge.c0),
        apart(x, y) as (select a.c0, b.c0 from node a, node b
          where not exists (select 1 from reach where reach.x = a.c0 and reach.y = b.c0)),
        hub(x) as (select c0 from edge group by c0 having count(*) > 1)
        select count(*) from apart join hub h on h.x = apart.x join hub k on k.x = apart.y`,
    },
  };
}

/** Pairs within one of `modules` of `size` numbers each, as a program's variables are within a module. */
function localPairs(chance: Chance, modules: number, size: number, count: number): readonly Pair[] {
  return distinctPairs(count, () => {
    const first = chance.below(modules) * size;
    return [first + chance.below(size), first + chance.below(size)];
  });
}

/** Small numbers are more likely. */
function skewedPairs(chance: Chance, limit: number, count: number): readonly Pair[] {
  const one = (): number => Math.floor(chance.next() ** 1.5 * limit);
  return distinctPairs(count, () => [one(), one()]);
}
