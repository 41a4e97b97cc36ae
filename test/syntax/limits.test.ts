import { describe, expect, test } from "vitest";
import { format } from "../../src/syntax/format.ts";
import { parse } from "../../src/syntax/parse.ts";
import type { SyntaxTree } from "../../src/syntax/tree.ts";

const head = ".decl a(x: symbol, n: number)\n.decl b(x: symbol)\n";
const tail = "\n.output b\n";

function parsed(middle: string): SyntaxTree {
  return parse({ path: "limits.dl", text: head + middle + tail });
}

function messages(tree: SyntaxTree): readonly string[] {
  return tree.errors.map((error) => (error.kind === "syntax" ? error.message : error.feature));
}

const TOO_DEEP = "this is nested too deeply to be read";

describe("nesting too deeply is one problem, and the rest is read", () => {
  test.each([
    ["parentheses of terms", `b(x) :- a(x, n), n > ${"(".repeat(100_000)}1${")".repeat(100_000)}.`],
    ["parentheses of literals", `b(x) :- ${"(".repeat(100_000)}a(x, _)${")".repeat(100_000)}.`],
    ["calls", `b(x) :- x = ${"f(".repeat(100_000)}1${")".repeat(100_000)}.`],
    ["aggregates", `b(x) :- ${"1 <= count : { a(x, _), ".repeat(20_000)}1 = 1${" }".repeat(20_000)}.`],
    ["aggregates in targets", `b(x) :- x = ${"sum ".repeat(20_000)}1${" : { a(x, _) }".repeat(20_000)}.`],
    ["negations", `b(x) :- ${"!".repeat(100_000)}a(x, _).`],
    ["minuses", `b(x) :- x = ${"-".repeat(100_000)}1.`],
    ["a sum", `b(x) :- x = 1${" + 1".repeat(100_000)}.`],
    ["powers", `b(x) :- x = 1${" ^ 1".repeat(100_000)}.`],
    ["parentheses that nothing closes", `b(x) :- a(x, ${"(".repeat(100_000)}`],
    ["repetitions", `.scenario s {\n${"repeat 2: ".repeat(100_000)}heal.\n}`],
  ])("%s", (_, text) => {
    const tree = parsed(text);
    expect(messages(tree).slice(0, 1)).toEqual([TOO_DEEP]);
    expect(tree.items.at(-1)).toMatchObject({ kind: "output", relations: [{ text: "b" }] });
  });

  test("what people write is not too deep", () => {
    expect(parsed(`b(x) :- a(x, n), n > ${"(".repeat(250)}1${")".repeat(250)}.`).errors).toEqual([]);
    expect(parsed(`b(x) :- ${"(".repeat(160)}a(x, _)${")".repeat(160)}.`).errors).toEqual([]);
    expect(parsed(`b(x) :- x = ${"f(".repeat(160)}${")".repeat(160)}.`).errors).toEqual([]);
    expect(parsed(`b(x) :- ${"1 = count : { ".repeat(80)}a(x, _)${" }".repeat(80)}.`).errors).toEqual([]);
    expect(parsed(`b(x) :- x = 1${" + 1".repeat(490)}.`).errors).toEqual([]);
  });
});

describe("long texts are read in one pass", () => {
  const size = 2_000_000;
  test.each([
    ["a line comment", `// ${"x".repeat(size)}`, 0],
    ["a block comment", `/* ${"x*".repeat(size / 2)} */`, 0],
    ["a comment that nothing closes", "/* ".repeat(size / 3), 1],
    ["a string", `b("${"x".repeat(size)}").`, 0],
    ["strings that nothing closes", 'b("\n'.repeat(20_000), 20_000],
    ["a number", `b(${"1".repeat(size)}).`, 0],
    ["what is no number", `b(${"1".repeat(size)}x).`, 1],
    ["blanks", " ".repeat(size), 0],
    ["a name", `b(${"x".repeat(size)}).`, 0],
    ["letters that no name has", "ö".repeat(size), 1],
    ["literals", `b(x) :- a(x, 1)${", a(x, 1)".repeat(50_000)}.`, 0],
    ["mistakes", "b(x) :- a(x, _), ,.\n".repeat(5_000), 5_000],
    ["mistakes in one line", "b(x) :- a(x, _), ,. ".repeat(5_000), 5_000],
    ["components that nothing closes", ".comp A {\n".repeat(20_000), 20_000],
    ["operations that nothing closes", ".operation a() {\n".repeat(20_000), 20_000],
    ["directives", ".output b ".repeat(20_000), 0],
    ["arguments", `b(x) :- a(x${", x".repeat(150_000)}).`, 0],
    ["alternatives", `b(x) :- a(x)${" ; a(x)".repeat(50_000)}.`, 0],
    ["comments in a rule", `b(x) :- a(x, ${"/* c */ ".repeat(150_000)}1).`, 0],
  ])("%s", (_, text, problems) => {
    const tree = parsed(text);
    expect(tree.errors.length).toBe(problems);
    expect(format(tree).replace(/\s+/g, "")).toBe(tree.source.text.replace(/\s+/g, ""));
  });
});
