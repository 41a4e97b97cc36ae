import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { loadFacts } from "../src/cli/fact-files.ts";
import { checkProgram } from "../src/diagnostics/check.ts";
import { Evaluation } from "../src/engine/evaluation.ts";
import { rowText } from "../src/engine/row-text.ts";
import { columnKinds } from "../src/lattice/column-kind.ts";
import type { ReadInclude } from "../src/model/splice.ts";
import { format } from "../src/syntax/format.ts";
import { parse } from "../src/syntax/parse.ts";
import { constructsOf } from "./constructs.ts";
import { coverOf, verdictTable } from "./verdict-table.ts";

// The exercises tell nobody what is promised by which rule: that is what they ask.
const folder = new URL("../examples/", import.meta.url);
const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".dl") && !path.startsWith("exercises/"))
  .sort();
const texts = new Map(paths.map((path) => [path, readFileSync(new URL(path, folder), "utf8")]));
const trees = new Map([...texts].map(([path, text]) => [path, parse({ path, text })]));
const include: ReadInclude = (name, from) =>
  trees.get(posix.join(posix.dirname(from.path), name)) ?? { problem: "not found" };
const programs = new Map([...trees].map(([path, tree]) => [path, checkProgram(tree, include)]));

describe.each(paths)("%s", (path) => {
  const lines = (texts.get(path) ?? "").trimEnd().split("\n");
  const comment = lines
    .slice(
      0,
      lines.findIndex((line) => !line.startsWith("//")),
    )
    .join("\n");

  test("begins with what it does and what is promised, and is short", () => {
    expect(comment).toMatch(/^\/\/ Promised/m);
    expect(lines.length).toBeGreaterThanOrEqual(10);
    const scenarios = (texts.get(path) ?? "").match(/^\.scenario [^]*?^\}$/gm) ?? [];
    const program = lines.length - scenarios.join("\n").split("\n").length;
    expect(program).toBeLessThanOrEqual(60);
    for (const scenario of scenarios) expect(scenario.split("\n").length).toBeLessThanOrEqual(30);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });

  test("is laid out as calm fmt prints it", () => {
    const tree = trees.get(path);
    expect(tree === undefined ? undefined : format(tree)).toBe(texts.get(path));
  });

  test("names the codes of its points of order that nothing covers", () => {
    const { diagnostics = [], suppressed = [] } = programs.get(path) ?? {};
    const codes = [...diagnostics, ...suppressed.map(({ diagnostic }) => diagnostic)]
      .filter((diagnostic) => coverOf(diagnostic) === null)
      .map(({ code }) => code)
      .filter((code) => code.startsWith("CALM1"));
    expect(new Set(comment.match(/CALM\d+/g))).toEqual(new Set(codes));
  });
});

/** Every construct of the language, by the names of `constructsOf`. */
const constructs = [
  ...["relation", "relations declared together", "relation without columns", "registers written together"],
  ...["facts", "several heads", "rule at a boundary", "plan", "disjunction", "group", "include", "pragma"],
  ...["type subtype", "type union"],
  ...["gset", "orset", "static", "eqrel"].map((name) => `qualifier ${name}`),
  ...["btree", "brie", "inline", "no_inline", "magic", "no_magic"].map((name) => `qualifier ${name}`),
  ...["symbol", "number", "unsigned", "float"].map((name) => `column ${name}`),
  ...["max", "min"].flatMap((kind) =>
    ["number", "unsigned", "float", "symbol"].map((element) => `column ${kind}<${element}>`),
  ),
  ...["gcounter", "pncounter", "bounded", "lww<symbol>", "lww<number>", "mv<symbol>", "sequence"].map(
    (name) => `column ${name}`,
  ),
  ...["input", "output", "printsize", "limitsize", "directive of several relations"],
  ...["input IO=file", "input filename", "input delimiter", "input headers", "input format=jsonl"],
  ...["output promise=eventual", "output promise=absence", "output exact", "output IO=stdout", "limitsize n"],
  ...["seal of a partition", "seal of a relation"],
  ...["boundary leader", "boundary leader with a name", "boundary barrier", "boundary quorum"],
  ...["invariant", "invariant assumed", "invariant false"],
  ...["operation", "operation at a boundary", "require"],
  ...[
    "insert",
    "delete",
    "+=",
    "-=",
    ":=",
    ":= of several values",
    "splice-in",
    "splice-out",
    "transfer",
  ].map((name) => `effect ${name}`),
  ...["negation", "difference", "truth true", "truth false", "wildcard"],
  ...["=", "!=", "<", "<=", ">", ">="].map((operator) => `comparison ${operator}`),
  ...["test contains", "test match", "test !match"],
  ...["symbol", "number", "unsigned", "float", "0x", "0b"].map((type) => `constant ${type}`),
  ...["count", "sum", "min", "max", "mean"].map((operator) => `aggregate ${operator}`),
  "aggregate without braces",
  ...["+", "-", "prefix -", "*", "/", "%", "^"].map((functor) => `functor ${functor}`),
  ...["band", "bor", "bxor", "bnot", "bshl", "bshr"].map((functor) => `functor ${functor}`),
  ...["cat", "strlen", "substr", "ord", "min", "max", "range", "range with a step"].map(
    (name) => `functor ${name}`,
  ),
  ...["to_number", "to_string", "to_float", "to_unsigned", "replica", "now"].map((name) => `functor ${name}`),
  ...["scenario", "call of an operation or fact"],
  ...["replicas", "latency", "everywhere", "at", "partition", "heal", "crash", "recover"].map(
    (name) => `statement ${name}`,
  ),
  ...["seal", "run", "repeat", "settle"].map((name) => `statement ${name}`),
  ...["loss", "duplicate", "reorder", "timeout"].map((name) => `network ${name}`),
  ...["best_effort", "reliable", "causal", "gossip"].map((mode) => `network delivery=${mode}`),
  ...["a row", "a row at a replica", "no row", "no row at a replica"].map((row) => `expect ${row}`),
  ...["converged", "diverged", "holds", "violated", "refused"].map((name) => `expect ${name}`),
  ...["line comment", "block comment", "suppression"],
];

test("together they use every construct of the language", () => {
  const used = new Set([...trees.values()].flatMap((tree) => [...constructsOf(tree)]));
  expect(constructs.filter((name) => !used.has(name))).toEqual([]);
  expect(
    Object.keys(columnKinds).filter((kind) => !constructs.some((name) => name.startsWith(`column ${kind}`))),
  ).toEqual([]);
});

test("nothing is wrong with them but the promises that some break on purpose", () => {
  const others = [...programs.values()].flatMap(({ diagnostics }) =>
    diagnostics.filter(({ code, severity }) => severity !== "info" && !/^CALM[13]/.test(code)),
  );
  expect(others.map(({ code, message, place }) => ({ path: place.source.path, code, message }))).toEqual([]);
});

// Every line of the table was read against the comment of its file, which makes the same claims.
test("the verdicts are those that the comments promise", async () => {
  const table = [...programs].map(([path, checked]) => `${path}\n${verdictTable(checked)}`);
  await expect(table.join("\n")).toMatchFileSnapshot("examples.verdicts.txt");
});

test("each gives the rows that its comment leads to, over the facts beside it", async () => {
  const facts = fileURLToPath(new URL("facts", folder));
  const outputs = [...programs].map(([path, { program }]) => {
    const evaluation = new Evaluation(program);
    loadFacts(evaluation, facts);
    evaluation.run();
    const relations = program.outputs.map(({ relation }) => {
      const rows = [...evaluation.rows(relation)].map((row) => `    ${rowText(row, " | ")}\n`);
      return `  ${relation.name}\n${rows.sort().join("")}`;
    });
    return `${path}\n${relations.join("")}`;
  });
  await expect(outputs.join("\n")).toMatchFileSnapshot("examples.outputs.txt");
});
