import { describe, expect, test } from "vitest";
import { applyEdits, check, linesOf, parse } from "../src/index.ts";

const open = `.decl user(name: symbol)
.decl banned(name: symbol)
.input user, banned
.decl active(name: symbol)
active(u) :- user(u), !banned(u).
.output active
`;

describe("check", () => {
  test("takes a text and says what it found, in values and in words", () => {
    const { diagnostics, report } = check(open);
    expect(diagnostics).toMatchObject([{ code: "CALM101", severity: "error" }]);
    expect(report.outputs).toMatchObject([{ promise: "final", verdict: "nonmonotone", ok: false }]);
  });

  test("takes levels and closed relations", () => {
    expect(check(open, { rules: { CALM101: "off" } }).diagnostics).toEqual([]);
    expect(check(open, { rules: { CALM101: "warning" } }).diagnostics).toMatchObject([
      { severity: "warning" },
    ]);
    expect(check(open, { static: "inputs" }).diagnostics).toEqual([]);
    expect(check(open, { static: ["banned"] }).diagnostics).toEqual([]);
  });

  test("reads included texts through the caller", () => {
    const text = { path: "main.dl", text: '.include "rules.dl"\n' };
    expect(check(text).diagnostics).toMatchObject([{ code: "CALM012" }]);
    const { diagnostics } = check(text, { include: (path) => ({ path, text: open }) });
    expect(diagnostics).toMatchObject([{ code: "CALM101", place: { source: { path: "rules.dl" } } }]);
  });

  test("gives fixes that can be applied", () => {
    const [diagnostic] = check(open).diagnostics;
    const fix = diagnostic?.fixes.find(({ title }) => title.includes("static"));
    const mended = diagnostic === undefined ? "" : applyEdits(diagnostic.place.source, fix?.edits ?? []);
    expect(mended).toContain(".decl banned(name: symbol) static");
    expect(check(mended).diagnostics).toEqual([]);
  });
});

test("parse gives the tree of a text, and what is wrong with it", () => {
  expect(parse(open).items.map(({ kind }) => kind)).toEqual([
    "relation",
    "relation",
    "input",
    "relation",
    "rule",
    "output",
  ]);
  const broken = parse("a(1)");
  expect(broken.errors).toHaveLength(1);
  expect(linesOf(broken.source).position(4)).toEqual({ line: 0, character: 4 });
});
