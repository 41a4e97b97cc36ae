import { describe, expect, test } from "vitest";
import { linesOf } from "../../src/base/source.ts";
import { only, upstreamOf } from "../../src/ide/graph-selection.ts";
import { pointsOf, type GraphNode, type GraphView } from "../../src/ide/graph-view.ts";
import { exampleGraphs, viewOf } from "./example-graphs.ts";

function edgesOf({ edges }: GraphView): string[] {
  return edges.map(
    ({ from, to, kind, reads }) => `${from} ${kind} ${to}: ${reads.map(({ text }) => text).join(" | ")}`,
  );
}

function nodeOf(view: GraphView, name: string): GraphNode | undefined {
  return view.nodes.find((node) => node.name === name);
}

describe("edges", () => {
  test("each kind of reading is an edge of its own", () => {
    const view = viewOf(`
      .decl a(x: symbol, n: number)
      .decl b(x: symbol)
      .decl best(x: symbol, n: max<number>)
      .decl c(x: symbol)
      best(x, n) :- a(x, n).
      c(x) :- a(x, _), !b(x).
      c(x) :- b(x) except a(x, _).
      c(x) :- b(x), n = count : { a(x, _) }, n > 3.
      c(x) :- b(x), best(x, n), a(x, n).
    `);
    expect(edgesOf(view)).toEqual([
      "a positive best: a(x, n)",
      "a positive c: a(x, _) | a(x, n)",
      "b negation c: !b(x)",
      "b positive c: b(x) except a(x, _) | b(x) | b(x)",
      "a difference c: b(x) except a(x, _)",
      "a aggregate c: count : { a(x, _) }",
      "best exact c: best(x, n)",
    ]);
  });

  test("a literal of a disjunction that is multiplied out is there once", () => {
    const view = viewOf(`
      .decl a(x: symbol)
      .decl b(x: symbol)
      .decl c(x: symbol)
      .decl d(x: symbol)
      d(x) :- a(x), (b(x) ; c(x)).
    `);
    expect(edgesOf(view)).toEqual(["a positive d: a(x)", "b positive d: b(x)", "c positive d: c(x)"]);
  });

  test("what was decided at the same boundary before is an edge that closes no cycle", () => {
    const view = viewOf(`
      .boundary desk by barrier
      .decl request(s: symbol, u: symbol)
      .decl assigned(s: symbol, u: symbol)
      assigned(s, u) at desk :- request(s, u), !assigned(s, _).
      .output assigned
    `);
    expect(view.edges.map(({ from, kind }) => `${kind} ${from}`)).toEqual([
      "positive request",
      "decided assigned",
    ]);
    expect(view.edges[1]?.reads[0]?.boundary).toBe("desk");
    expect(nodeOf(view, "assigned")?.boundaries).toEqual(["desk"]);
    expect(view.boundaries.map(({ name, protocol }) => `${name} ${protocol}`)).toEqual(["desk barrier"]);
  });

  test("a seal is an edge from the sealing relation, and a mark of the sealed one", () => {
    const view = viewOf(`
      .decl blocker(release: symbol, bug: symbol)
      .decl closed(release: symbol)
      .seal blocker(release) by closed
    `);
    expect(edgesOf(view)).toEqual(["closed seal blocker: .seal blocker(release) by closed"]);
    expect(nodeOf(view, "blocker")?.seals).toMatchObject([{ columns: ["release"], by: "closed" }]);
  });
});

describe("points of order", () => {
  const stock = `
    .decl offer(item: symbol)
    .decl sold(item: symbol)
    .decl closed(item: symbol)
    .seal sold(item) by closed
    .decl left(item: symbol)
    .decl safe(item: symbol)
    left(i) :- offer(i), !sold(i).
    safe(i) :- offer(i), closed(i), !sold(i).
    .output left
    .output safe
  `;

  test("each stands at its literal's edge, with what covers it", () => {
    const [left, safe] = viewOf(stock).edges.filter(({ kind }) => kind === "negation");
    expect(left).toMatchObject({
      to: "left",
      points: [{ code: "CALM101", severity: "error", coveredBy: null, seenBy: ["left"] }],
    });
    expect(safe).toMatchObject({
      to: "safe",
      points: [{ code: "CALM101", severity: "info", coveredBy: "seal sold(item)" }],
    });
  });

  test("one at a directive, or that reads no relation, stands at the node", () => {
    const view = viewOf(`
      .decl cart(item: symbol) orset
      .decl here(name: symbol, item: symbol)
      here(r, i) :- cart(i), r = replica().
      .output cart
      .output here
    `);
    expect(nodeOf(view, "cart")?.points.map(({ code, rule }) => `${code} ${String(rule)}`)).toEqual([
      "CALM107 null",
    ]);
    expect(nodeOf(view, "here")?.points.map(({ code, reads }) => `${code} ${String(reads)}`)).toEqual([
      "CALM110 null",
    ]);
  });

  test("of two that read the same relation in one rule, each stands at its own literal", () => {
    const view = viewOf(`
      .decl a(x: number)
      .decl b(x: number, y: number)
      .decl c(x: number)
      c(x) :- a(x), !b(x, 1), !b(x, 2).
      .output c
    `);
    const rule = nodeOf(view, "c")?.rules[0];
    expect(rule?.literals.map(({ start, end, points }) => [rule.text.slice(start, end), ...points])).toEqual([
      ["a(x)"],
      ["!b(x, 1)", "p0"],
      ["!b(x, 2)", "p1"],
    ]);
  });

  test.each(exampleGraphs())("all of $path are in its graph exactly once", ({ view, report }) => {
    const drawn = pointsOf(view).map(({ code, construct, range: { file, start } }) => ({
      code,
      construct,
      file,
      start,
    }));
    const reported = report.pointsOfOrder.map(({ code, construct, place }) => ({
      code,
      construct,
      file: place.source.path,
      start: linesOf(place.source).position(place.start),
    }));
    expect(drawn).toEqual(reported);
    const ids = pointsOf(view).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const atLiterals = view.nodes.flatMap((node) =>
      node.rules.flatMap(({ literals }) => literals.flatMap(({ points }) => points)),
    );
    const atEdges = view.edges.flatMap(({ points }) => points.map(({ id }) => id));
    expect(atLiterals.sort()).toEqual(atEdges.sort());
  });
});

describe("nodes", () => {
  test("a relation carries what the analysis says of it", () => {
    const view = viewOf(`
      .decl bid(item: symbol, amount: max<number>)
      .decl high(item: symbol)
      .decl reach(a: symbol, b: symbol)
      .decl edge(a: symbol, b: symbol)
      .input edge
      high(i) :- bid(i, n), n >= 100.
      reach(a, b) :- edge(a, b).
      reach(a, c) :- reach(a, b), edge(b, c).
      .output high
      .output reach(promise="eventual")
    `);
    expect(nodeOf(view, "bid")).toMatchObject({
      kind: "base",
      verdict: "monotone",
      columns: [
        { name: "item", type: "symbol", lattice: null, direction: null },
        { name: "amount", type: "max<number>", lattice: "max", direction: "up" },
      ],
      recursive: false,
    });
    expect(nodeOf(view, "reach")).toMatchObject({
      kind: "derived",
      recursive: true,
      outputs: [{ promise: "eventual", ok: true, declared: true, rounds: 0 }],
    });
    expect(nodeOf(view, "edge")).toMatchObject({ input: true, qualifier: "gset" });
    expect(nodeOf(view, "reach")?.rules.map(({ text }) => text)).toEqual([
      "reach(a, b) :- edge(a, b).",
      "reach(a, c) :- reach(a, b), edge(b, c).",
    ]);
  });

  test("relations that read each other are a component", () => {
    const view = viewOf(`
      .decl start(x: number)
      .decl even(x: number)
      .decl odd(x: number)
      even(x) :- start(x).
      odd(x + 1) :- even(x), x < 9.
      even(x + 1) :- odd(x), x < 9.
    `);
    expect(view.components.map(({ relations }) => [...relations].sort())).toEqual([["even", "odd"]]);
    expect(nodeOf(view, "even")?.component).toBe(nodeOf(view, "odd")?.component);
  });

  test("each head of a rule has the rule", () => {
    const view = viewOf(`
      .decl a(x: symbol)
      .decl b(x: symbol)
      .decl c(x: symbol)
      a(x), b(x) :- c(x).
    `);
    expect(view.nodes.filter(({ rules }) => rules.length === 1).map(({ name }) => name)).toEqual(["a", "b"]);
    expect(edgesOf(view)).toEqual(["c positive a: c(x)", "c positive b: c(x)"]);
  });

  test("what stands in an included file says so", () => {
    const view = viewOf('.include "part.dl"\n.output b', {
      "part.dl": ".decl a(x: symbol)\n.decl b(x: symbol)\nb(x) :- a(x).",
    });
    expect(nodeOf(view, "b")?.range).toMatchObject({ file: "part.dl", start: { line: 1, character: 6 } });
    expect(nodeOf(view, "b")?.outputs[0]?.range.file).toBe("rules.dl");
  });

  test("a relation that the language brings along is there only if it is read", () => {
    const rest = `.decl kept(row: symbol)\nkept(r) :- _refused(_, r, _).`;
    expect(nodeOf(viewOf(rest), "_refused")).toBeDefined();
    expect(nodeOf(viewOf("// _refused\n.decl a(x: symbol)"), "_refused")).toBeUndefined();
  });
});

describe("a part of a graph", () => {
  const view = viewOf(`
    .decl a(x: symbol)
    .decl b(x: symbol)
    .decl c(x: symbol)
    .decl d(x: symbol)
    .decl e(x: symbol)
    .decl closed(x: symbol)
    .seal a(x) by closed
    b(x) :- a(x).
    c(x) :- e(x), !a(x).
    d(x) :- a(x).
  `);

  test("upstream of a relation is all that it depends on, seals included", () => {
    expect(upstreamOf(view, ["b"])).toEqual(new Set(["b", "a", "closed"]));
    expect(upstreamOf(view, ["closed"])).toEqual(new Set(["closed"]));
  });

  test("only some relations have only the edges between them", () => {
    const part = only(view, new Set(["a", "c"]));
    expect(part.nodes.map(({ name }) => name)).toEqual(["a", "c"]);
    expect(edgesOf(part)).toEqual(["a negation c: !a(x)"]);
    expect(pointsOf(part).map(({ code }) => code)).toEqual(["CALM101"]);
  });
});
