import { describe, expect, test } from "vitest";
import { completions, type Completions } from "../../src/ide/completion.ts";
import type { CompletionItem } from "../../src/ide/completion-item.ts";
import { viewProgram } from "../../src/ide/program-view.ts";
import { documentOf } from "../../src/syntax/document.ts";
import { atCursor, type AtCursor } from "./at-cursor.ts";
import { shapes, type Shape } from "./marked-programs.ts";

const declarations = `.type Name <: symbol
// Against a release.
.decl blocker(release: symbol, points: number)
.decl release(name: Name) orset
.decl stock(product: symbol, units: number) static
.decl sold(product: symbol, units: gcounter)
.decl left(product: symbol, units: bounded<0>)
.decl title(of: symbol, text: lww<symbol>)
.decl body(of: symbol, text: sequence)
.decl closed(release: symbol)
.seal blocker(release) by closed
.decl ready(release: symbol)
ready(r) :- blocker(r, _).
.boundary desk by leader(madrid)
.invariant enough: left(_, n) => n >= 0.
.operation sell(product: symbol) { sold(product) += 1. }
`;

const quick = { evidence: false, invariants: false } as const;

function at(text: string, shape: Shape = "in one part"): AtCursor & { readonly found: Completions } {
  const cursor = atCursor(declarations + text, shape, quick);
  return { ...cursor, found: completions(cursor.view, cursor.document, cursor.offset) };
}

function labels(text: string, shape?: Shape): readonly string[] {
  return at(text, shape).found.items.map(({ label }) => label);
}

function itemAt(text: string, label: string): CompletionItem {
  const item = at(text).found.items.find((one) => one.label === label);
  if (item === undefined) throw new Error(`no ${label} in ${labels(text).join(" ")}`);
  return item;
}

describe("what is likeliest stands first", () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      "a literal",
      "ready(r) :- $0",
      ["blocker", "body", "closed", "left", "ready", "release", "sold", "stock", "title"],
    ],
    ["a literal by some of its letters", "ready(r) :- bl$0", ["blocker"]],
    ["behind a comma", "ready(r) :- blocker(r, n), sto$0", ["stock"]],
    ["behind a negation", "ready(r) :- release(r), !clo$0", ["closed"]],
    ["behind a set difference", "ready(r) :- release(r) except clo$0", ["closed"]],
    ["in an aggregate", "ready(r) :- n = count : { clo$0", ["closed"]],
    ["in a group", "ready(r) :- release(r), (clo$0", ["closed"]],
    [
      "a variable that the column can hold",
      "ready(r) :- blocker(r, n), stock(x, $0), r = x.",
      ["n", "units", "r", "x"],
    ],
    ["a new variable called like the column", "ready(r) :- blocker($0", ["r", "release"]],
    ["a variable behind an operator", "ready(r) :- blocker(r, total), total > to$0", ["total"]],
    ["a variable of the body, in the head", "ready($0) :- blocker(name, n).", ["name", "release", "n"]],
    ["a functor", "ready(r) :- release(r), r = subs$0", ["substr"]],
    ["an aggregate", "ready(r) :- release(r), n = cou$0", ["count"]],
    ["a boundary", "ready(r) at $0", ["desk"]],
    ["the word before a boundary", "ready(r) $0", ["at"]],
    ["a type", ".decl x(a: $0", ["float", "number", "symbol", "unsigned", "Name"]],
    ["a lattice", ".decl x(a: pnc$0", ["pncounter"]],
    ["what a lattice holds", ".decl x(a: max<$0", ["float", "number", "symbol", "unsigned", "Name"]],
    ["a qualifier", ".decl x(a: symbol) $0", ["gset", "orset", "static"]],
    ["a qualifier only once", ".decl x(a: symbol) static gs$0", ["gset"]],
    ["a supertype", ".type Other <: $0", ["float", "number", "symbol", "unsigned", "Name"]],
    ["an output", ".output $0", ["ready"]],
    ["an input", ".input rel$0", ["release"]],
    ["a setting", ".output ready(pro$0", ["promise"]],
    ["a promise", ".output ready(promise=$0", ["absence", "eventual", "final"]],
    ["a promise in quotes", '.output ready(promise="$0', ["absence", "eventual", "final"]],
    ["the columns of a seal", ".seal blocker($0", ["points", "release"]],
    ["the word in a seal", ".seal blocker(release) $0", ["by"]],
    ["a sealing relation", ".seal blocker(release) by clo$0", ["closed"]],
    ["how a boundary decides", ".boundary b by $0", ["barrier", "leader", "quorum"]],
    ["the settings of a quorum", ".boundary b by quorum($0", ["n", "r", "w"]],
    ["a literal of an invariant", ".invariant i: rel$0", ["release"]],
    ["the right of an invariant", ".invariant i: release(r) => fal$0", ["false"]],
    ["a step", ".operation o(p: symbol) {\n  $0", ["delete", "insert", "require", "left", "sold", "title"]],
    ["a literal of a `require`", ".operation o(p: symbol) {\n  require sto$0", ["stock"]],
    ["a parameter", ".operation o(thing: symbol) { sold($0", ["thing"]],
    [
      "a parameter behind a sign",
      ".operation o(thing: symbol, many: number) { sold(thing) += $0",
      ["many", "thing"],
    ],
    ["what can be deleted", ".operation o(p: symbol) { delete $0", ["release", "from"]],
    ["a sequence", ".operation o(p: symbol) { insert p into $0", ["body"]],
    ["a counter with rights", ".operation o(p: symbol) { transfer 1 of $0", ["left"]],
    ["where an operation runs", ".operation o(p: symbol) at $0", ["desk"]],
    ["a statement", ".scenario s {\n  rep$0", ["repeat", "replicas"]],
    ["a replica", ".scenario s {\n  replicas x, y.\n  at $0", ["x", "y"]],
    ["a side of a partition", ".scenario s {\n  replicas x, y.\n  partition x | $0", ["x", "y"]],
    [
      "an operation",
      ".scenario s {\n  replicas x.\n  at x: $0",
      ["sell", "delete", "insert", "left", "sold", "title"],
    ],
    ["a sealing relation in a scenario", ".scenario s {\n  seal $0", ["closed"]],
    ["an expectation", ".scenario s {\n  expect con$0", ["converged"]],
    ["an invariant that is expected", ".scenario s {\n  expect holds $0", ["enough"]],
    ["a delivery", ".scenario s {\n  network delivery = $0", ["best_effort", "causal", "gossip", "reliable"]],
    ["a repeated statement", ".scenario s {\n  repeat 3: par$0", ["partition"]],
    ["a directive", ".sce$0", [".scenario"]],
    ["a directive in the middle", "ready(r) :- release(r).\n.bou$0\nready(x) :- release(x).", [".boundary"]],
    ["a directive without its full stop", "invar$0", [".invariant"]],
    ["a literal of a rule below a declaration", ".decl x(a: symbol)\nx(r) :- rel$0", ["release"]],
    [
      "a literal of a rule without a full stop",
      "ready(r) :-\n  closed(r),\n  rel$0\n\n.decl x(a: symbol)",
      ["release"],
    ],
    ["a fact below a declaration", ".decl x(a: symbol)\nblo$0", ["blocker"]],
    ["a directive below another", ".decl x(a: symbol)\n.out$0\nready(r) :- closed(r).", [".output"]],
    ["a column's type on a line of its own", ".decl x(\n  a: sym$0", ["symbol"]],
    [
      "a step of a block that is not closed",
      ".operation o(x: symbol) {\n  req$0\n.decl x(a: symbol)",
      ["require"],
    ],
    ["a relation, for a fact or a head", "blo$0", ["blocker"]],
  ];
  test.each(cases)("%s", (_, text, first) => {
    for (const shape of Object.keys(shapes) as Shape[])
      expect(labels(text, shape).slice(0, first.length), shape).toEqual(first);
  });
});

describe("there is nothing to write", () => {
  test.each([
    ["in a comment", "// rel$0"],
    ["in a string", 'ready("rel$0'],
    ["for a new name", ".decl rel$0"],
    ["for a new column", ".decl x(rel$0"],
    ["for a new operation", ".operation se$0"],
    ["in the path of an include", '.include "rel$0'],
    ["in a number", "ready(r) :- stock(r, 12$0"],
    ["in a row that is expected", ".scenario s {\n  expect sold($0"],
  ])("%s", (_, text) => {
    expect(labels(text)).toEqual([]);
  });
});

describe("an item", () => {
  test("writes a relation with its arguments to fill in, also where snippets are not known", () => {
    const { snippet, text, detail, kind } = itemAt("ready(r) :- blo$0", "blocker");
    expect({ snippet, text, detail, kind }).toEqual({
      snippet: "blocker(${1:release}, ${2:points})",
      text: "blocker(release, points)",
      detail: "(release: symbol, points: number) gset",
      kind: "base relation",
    });
  });

  test("is the name alone where arguments follow", () => {
    expect(itemAt("ready(r) :- blo$0(r, 1).", "blocker").snippet).toBeNull();
    expect(itemAt(".output rea$0", "ready").text).toBe("ready");
  });

  test.each([
    ["sold", "sold(${1:product}) += ${2:1}"],
    ["left", "left(${1:product}) += ${2:1}"],
    ["title", "title(${1:of}) := ${2:text}"],
  ])("writes %s as it is written", (label, snippet) => {
    expect(itemAt(".operation o(p: symbol) { $0", label).snippet).toBe(snippet);
  });

  test("has the card of its relation, or the meaning of its word", () => {
    expect(itemAt("ready(r) :- blo$0", "blocker").documentation()).toContain("Against a release.");
    expect(itemAt(".decl x(a: symbol) $0", "orset").documentation()).toContain(
      "an add wins over a concurrent remove",
    );
    expect(itemAt(".decl x(a: $0", "max").documentation()).toContain("It only **grows**");
  });

  test("takes the place of the word before the cursor", () => {
    for (const shape of Object.keys(shapes) as Shape[]) {
      const { found, document } = at("ready(r) :- blo$0cker(r, _).", shape);
      expect(document.text.slice(found.span.start, found.span.end)).toBe("blo");
      const directive = at(".sce$0", shape);
      expect(directive.document.text.slice(directive.found.span.start, directive.found.span.end)).toBe(
        ".sce",
      );
    }
  });
});

test("of 10,000 lines a completion takes a fraction of a frame", () => {
  const lines = ["// many"];
  for (let i = 0; i < 2500; i++)
    lines.push(
      `.decl r${i}(a: symbol, b: number)`,
      `r${i}(a, b) :- r${Math.max(0, i - 1)}(a, b), b > ${i}.`,
      "",
      "// next",
    );
  lines.push("r1(a, b) :- r2(a, b), ");
  const document = documentOf("a.dl", lines.join("\n"));
  const view = viewProgram(document, () => ({ problem: "not found" }), quick);
  const times: number[] = [];
  for (let i = 0; i < 40; i++) {
    const offset = i % 2 === 0 ? document.text.length : document.text.indexOf("b >", i * 2000);
    const begun = process.cpuUsage();
    expect(completions(view, document, offset).items.length).toBeGreaterThan(10);
    const { user, system } = process.cpuUsage(begun);
    times.push((user + system) / 1000);
  }
  // The first ones compile. The machine of a test is busy: a bound that only a walk over everything would break.
  expect(times.slice(5).sort((a, b) => a - b)[17]).toBeLessThan(50);
});
