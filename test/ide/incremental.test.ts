import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { present } from "../../src/base/assert.ts";
import { Chance } from "../../src/base/chance.ts";
import { Memory } from "../../src/base/memory.ts";
import { checkProgram, type CheckSettings } from "../../src/diagnostics/check.ts";
import { inDocument, viewProgram, type ProgramView } from "../../src/ide/program-view.ts";
import { documentOf, editDocument, type Document } from "../../src/syntax/document.ts";
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
    expectFresh(view, document, settings, chance.happens(0.1), JSON.stringify({ seed, i, made }));
    if (chance.happens(0.6)) document = before;
    if (document.text.length < 200) document = documentOf("rules.dl", text);
  }
}

function expectFresh(
  view: ProgramView,
  { text }: Document,
  settings: CheckSettings,
  withFixes: boolean,
  context: string,
): void {
  const fresh = checkProgram(parse({ path: "rules.dl", text }), nothing, settings);
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
  expect(kept, context).toEqual(worked);
  expect(verdicts(view), context).toEqual(verdicts(fresh));
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

  it("has them while rules are typed between others, and judges anew only what is whole", () => {
    const rules = ["path(a, c) :- link(a, b), !blocked(a, b).\n", "seen(1) :- !link(_, _).\n"];
    const text = [
      ".decl link(a: symbol, b: symbol)\n.input link\n.decl blocked(a: symbol, b: symbol)\n.input blocked\n",
      ".decl path(a: symbol, c: symbol)\npath(a, b) :- link(a, b).\n// Further.\n",
      "path(a, c) :- path(a, b), link(b, c).\n.output path\n.decl seen(n: number)\n.output seen\n",
    ].join("");
    for (const before of ["path(a, c) :- path", ".output path", "// Further"]) {
      const memory = new Memory();
      let at = text.indexOf(before);
      let document = documentOf("rules.dl", `${text.slice(0, at)}\n${text.slice(at)}`);
      const reports = new Set<object>();
      for (const letter of rules.join("")) {
        document = editDocument(document, [{ start: at, end: at, text: letter }]);
        at++;
        const view = viewProgram(document, nothing, { ...judged, memory });
        expectFresh(view, document, judged, letter === ")", JSON.stringify(document.text.slice(at - 30, at)));
        reports.add(view.report);
      }
      expect(reports.size, before).toBeLessThan(rules.join("").length / 2);
    }
  });

  it("has them with evidence and invariants", () => {
    const search = { bounds: { prefix: 0, branch: 1, states: 20 } };
    compare(randomProgram(new Chance(9)), 9, edits / 10, { search }, randomChange);
    const text = texts.find((one) => one.includes(".invariant")) ?? "";
    compare(text, 10, edits / 10, { search }, (now, chance) => randomEdit(now, "", chance));
  }, 300_000);
});
