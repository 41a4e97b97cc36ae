import { expect, test } from "vitest";
import { Chance } from "../../src/base/chance.ts";
import { checkProgram } from "../../src/diagnostics/check.ts";
import { applyEdits, replace } from "../../src/diagnostics/quick-fix.ts";
import { stopsEvaluation } from "../../src/diagnostics/stops-evaluation.ts";
import { Evaluation } from "../../src/engine/evaluation.ts";
import { thingAt } from "../../src/ide/name-uses.ts";
import { documentOf } from "../../src/syntax/document.ts";
import { parse } from "../../src/syntax/parse.ts";
import { evaluate } from "../reference/evaluate.ts";
import type { Row } from "../reference/table.ts";
import { namesOf } from "./example-documents.ts";

/** A rule over few variables, so that the same ones stand around aggregates and in them. */
class RandomRule {
  readonly #chance: Chance;

  constructor(seed: number) {
    this.#chance = new Chance(seed);
  }

  text(): string {
    return `p(${this.#variable()}, ${this.#variable()}) :- ${this.#body(2)}.`;
  }

  #body(depth: number): string {
    const alternatives = this.#chance.happens(0.2) ? 2 : 1;
    return Array.from({ length: alternatives }, () => this.#conjunction(depth)).join(" ; ");
  }

  #conjunction(depth: number): string {
    return Array.from({ length: 1 + this.#chance.below(3) }, () => this.#literal(depth)).join(", ");
  }

  #literal(depth: number): string {
    const [one, other] = [this.#variable(), this.#variable()];
    const kind = this.#chance.below(depth > 0 ? 10 : 5);
    if (kind < 4) return `e(${one}, ${this.#chance.happens(0.2) ? "_" : other})`;
    if (kind === 4) return `${one} <= ${other}`;
    if (kind === 5) return `!e(${one}, ${other})`;
    if (kind === 6) return `(${this.#body(depth - 1)})`;
    return `${one} = ${this.#aggregate(depth - 1)}`;
  }

  #aggregate(depth: number): string {
    const operator = this.#chance.pickOf(["count", "sum", "min", "max"]) ?? "count";
    const target = operator === "count" ? "" : ` ${this.#target(depth)}`;
    return `${operator}${target} : { ${this.#body(depth)} }`;
  }

  #target(depth: number): string {
    const kind = this.#chance.below(8);
    if (kind === 0) return `${this.#variable()} + ${this.#variable()}`;
    return kind === 1 ? `(${this.#aggregate(Math.max(0, depth - 1))})` : this.#variable();
  }

  #variable(): string {
    return this.#chance.pickOf(["x", "y", "z"]) ?? "x";
  }
}

const facts = [".decl e(a: number, b: number)", ".decl p(a: number, b: number)", ".output p"];
const rows = "e(0, 1). e(1, 1). e(1, 2). e(2, 0). e(3, 1).";

/** The rows of `p`, in which engine and reference agree; null of a program that cannot be evaluated. */
function rowsOf(text: string): readonly string[] | null {
  const include = (): { problem: "not found" } => ({ problem: "not found" });
  const { program, diagnostics } = checkProgram(parse({ path: "a.dl", text }), include, { evidence: false });
  const p = program.relations.get("p");
  if (p === undefined || diagnostics.some(stopsEvaluation)) return null;
  const evaluation = new Evaluation(program);
  evaluation.run();
  const rows = drawn(evaluation.rows(p));
  expect(rows, text).toEqual(drawn(evaluate(program, new Map()).get("p") ?? []));
  return rows;
}

function drawn(rows: Iterable<Row>): readonly string[] {
  return [...rows].map((row) => row.join(" ")).sort();
}

/** The text with a name of its own for every variable. */
function apart(text: string): { readonly text: string; readonly count: number } {
  let document = documentOf("a.dl", text);
  let count = 0;
  for (const index of namesOf(document).keys()) {
    const name = namesOf(document)[index];
    if (name?.kind !== "variable" || name.name.startsWith("own_")) continue;
    const newName = `own_${count++}`;
    const uses = thingAt([], document, name.start)?.uses ?? [];
    const edits = uses.map(({ start, end }) => replace({ source: document, start, end }, newName));
    document = documentOf("a.dl", applyEdits(document, edits));
  }
  return { text: document.text, count };
}

const seeds = Number(process.env["CALM_SEEDS"] ?? 300);

test(
  "a rule has the same rows when all its variables have names of their own",
  { timeout: 60_000 + seeds * 20 },
  () => {
    const seen = { rules: 0, withRows: 0, withOneNameForTwo: 0 };
    for (let seed = 0; seed < seeds; seed++) {
      const rule = new RandomRule(seed).text();
      const text = [...facts, rows, rule, ""].join("\n");
      const expected = rowsOf(text);
      const renamed = apart(text);
      expect(rowsOf(renamed.text), `seed ${seed}:\n${rule}\n${renamed.text}`).toEqual(expected);
      if (expected === null) continue;
      seen.rules++;
      if (expected.length > 0) seen.withRows++;
      if (renamed.count > new Set(rule.match(/\b[xyz]\b/g)).size) seen.withOneNameForTwo++;
    }
    // The rules are not all trivial.
    expect(seen.withRows).toBeGreaterThan(seeds / 20);
    expect(seen.withOneNameForTwo).toBeGreaterThan(seeds / 60);
  },
);
