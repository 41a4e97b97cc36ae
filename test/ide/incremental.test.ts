import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { present } from "../../src/base/assert.ts";
import { Chance } from "../../src/base/chance.ts";
import { Memory } from "../../src/base/memory.ts";
import { checkProgram, type CheckSettings } from "../../src/diagnostics/check.ts";
import { inDocument, viewProgram } from "../../src/ide/program-view.ts";
import { documentOf, editDocument } from "../../src/syntax/document.ts";
import { parse } from "../../src/syntax/parse.ts";
import { randomEdit, typed } from "../syntax/random-edits.ts";
import { placedDiagnostics } from "./placed-diagnostics.ts";
import { randomProgram, randomChange } from "./random-programs.ts";

const edits = Number(process.env["CALM_EDITS"] ?? 24);
const examples = new URL("../../examples/", import.meta.url);
const texts = readdirSync(examples)
  .filter((name) => name.endsWith(".dl"))
  .map((name) => readFileSync(new URL(name, examples), "utf8"));

const nothing = (): { readonly problem: "not found" } => ({ problem: "not found" });

/** Checks after each of many edits, and compares with a check that remembers nothing. */
function compare(
  text: string,
  seed: number,
  count: number,
  settings: CheckSettings,
  change: (text: string, chance: Chance) => ReturnType<typeof randomEdit>,
): void {
  const chance = new Chance(seed);
  const memory = new Memory();
  let document = documentOf("rules.dl", text);
  for (let i = 0; i < count; i++) {
    const before = document;
    const made = i === 0 ? [] : change(document.text, chance);
    document = editDocument(document, made);
    const view = viewProgram(document, nothing, { ...settings, memory });
    const fresh = checkProgram(parse({ path: "rules.dl", text: document.text }), nothing, settings);
    const withFixes = chance.happens(0.1);
    const kept = placedDiagnostics(
      view.diagnostics,
      (place) => {
        const { document: of, start, end } = present(inDocument(view, place), "a place of the program");
        return [of.path, start, end];
      },
      withFixes,
    );
    const worked = placedDiagnostics(
      fresh.diagnostics,
      ({ source, start, end }) => [source.path, start, end],
      withFixes,
    );
    expect(kept, JSON.stringify({ seed, i, made })).toEqual(worked);
    expect(verdicts(view), JSON.stringify({ seed, i, made })).toEqual(verdicts(fresh));
    if (chance.happens(0.6)) document = before;
    if (document.text.length < 200) document = documentOf("rules.dl", text);
  }
}

function verdicts({ report }: ReturnType<typeof checkProgram>): unknown {
  return {
    relations: [...report.relations.values()].map(({ relation, thanksTo, seenBy, ...verdict }) => ({
      ...verdict,
      name: relation.name,
      covers: thanksTo.map((cover) =>
        cover.kind === "seal" ? cover.seal.relation.name : cover.boundary.name,
      ),
      seenBy: seenBy.map(({ name }) => name),
    })),
    outputs: report.outputs.map(({ relation, verdict, ok, rounds, points }) => ({
      name: relation.name,
      verdict,
      ok,
      rounds,
      points: points.map(({ code }) => code),
    })),
    suggestions: report.suggestions.map(({ kind, relation, cost, covers }) => ({
      kind,
      relation: relation.name,
      cost,
      covers: covers.length,
    })),
  };
}

const judged: CheckSettings = { evidence: false, invariants: false };

describe("a program that is checked again after each edit", () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    it(`has the diagnostics of a fresh check: random programs, seed ${seed}`, () => {
      compare(randomProgram(new Chance(seed)), seed, edits, judged, randomChange);
    }, 300_000);
  }

  for (const [seed, text] of [texts.slice(0, 10), texts.slice(20, 30)].entries()) {
    it(`has them for examples behind one another, ${seed}`, () => {
      compare(text.join("\n"), seed, edits / 4, judged, (now, chance) =>
        chance.happens(0.1) ? typed(now, "q(x) :- p(x), !r(x, _).\n", chance) : randomEdit(now, "", chance),
      );
    }, 300_000);
  }

  it("has them with evidence and invariants", () => {
    const search = { bounds: { prefix: 0, branch: 1, states: 20 } };
    compare(randomProgram(new Chance(9)), 9, edits / 10, { search }, randomChange);
    const text = texts.find((one) => one.includes(".invariant")) ?? "";
    compare(text, 10, edits / 10, { search }, (now, chance) => randomEdit(now, "", chance));
  }, 300_000);
});
