import { expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { Chance } from "../../src/base/chance.ts";
import { startFacts } from "../../src/analysis/confluence/confluence.ts";
import { stopsEvaluation } from "../../src/diagnostics/stops-evaluation.ts";
import { Evaluation, EvaluationError } from "../../src/engine/evaluation.ts";
import { codeLenses } from "../../src/ide/code-lenses.ts";
import { graphDot } from "../../src/ide/graph-dot.ts";
import { hover } from "../../src/ide/hover.ts";
import { programGraph } from "../../src/ide/program-graph.ts";
import { viewProgram, type ProgramView } from "../../src/ide/program-view.ts";
import { documentOf } from "../../src/syntax/document.ts";
import { exampleTexts } from "./example-documents.ts";

/*
 * A program with wrong types, columns, values or operators is judged to the end, by the evidence and
 * the search for counterexamples too, which evaluate parts of it; what still stands is evaluated.
 * CALM_SEEDS, when it is set, says how many are tried.
 */

const seeds = Number(process.env["CALM_SEEDS"] ?? 100);

const words = {
  type: [
    ...["number", "symbol", "unsigned", "float", "nmber", "max<number>", "max<symbol>", "min<nmber>"],
    ...["gcounter", "pncounter", "bounded<3>", "bounded", "lww<nmber>", "lww<float>", "mv<symbol>"],
    ...["sequence", "gcounter<3>", "set<number>", "max", "Nowhere", "bounded<9007199254740991>"],
  ],
  value: [
    ...["-1", "1.5", "1e", "0x", "0xFF", "-", '"s"', "9007199254740993", "99999999999999999999", "-0"],
    ...["9007199254740991", "-9007199254740991", "1e400", "0b101", "1u", "1/0", "2 ^ 60", "-2.5", "_", "x"],
    ...['to_number("x")', 'cat("a", 1)', "strlen(1)", "ord(3)", "as(1, symbol)", "(1 - 2)", "nil"],
    ...["count : { p(_) }", "range(0, 3)", "range(0, 2) + 1", "1 band 1.5", "replica()", "now()"],
  ],
  column: ["x: nmber, ", "y: symbol, ", "z: float, ", "w: max<number>, "],
  operator: ["+", "-", "*", "/", "band", "bor", "<", "<=", "=", "!=", "^", "%", "bshl"],
};

/** Where a part of each kind stands in a text. */
const places = {
  type: /(?<=:\s*)[A-Za-z]\w*(?:<\w+>)?(?=\s*[,)])/g,
  value: /(?<=[(,=<>]\s*)(?:-?\d+(?:\.\d+)?|"[^"\n]*"|[a-z_]\w*)(?=\s*[,).])/g,
  column: /(?<=\()(?=[A-Za-z_"\d])/g,
  operator: /(?<=\s)(?:<=|>=|!=|[-+*/<>=])(?=\s)/g,
};

const kinds = ["type", "type", "value", "value", "column", "operator"] as const;

/** The text with one of its parts exchanged for another that may not fit. */
function spoilt(text: string, chance: Chance): string {
  const kind = chance.pickOf(kinds) ?? "type";
  const found = chance.pickOf([...text.matchAll(places[kind])]);
  if (found === null) return text;
  const word = chance.pickOf(words[kind]) ?? "";
  return text.slice(0, found.index) + word + text.slice(found.index + found[0].length);
}

/** Asks everything that evaluates something, or draws what was found; throws where that has a fault. */
function askAll(view: ProgramView, chance: Chance): void {
  const { program, report } = view;
  const root = present(view.documents[0], "a document");
  startFacts(program);
  codeLenses(view, root);
  graphDot(programGraph(program, report));
  for (let i = 0; i < 3; i++) hover(view, root, chance.below(root.text.length));
  if (view.diagnostics.some(stopsEvaluation)) return;
  try {
    new Evaluation(program, { roundsMax: 1000, visitsMax: 1_000_000 }).run();
  } catch (error) {
    // An overflow is the program's own.
    if (!(error instanceof EvaluationError)) throw error;
  }
}

test(`${String(seeds)} spoilt examples are judged`, { timeout: 60_000 + seeds * 1000 }, () => {
  const texts = [...exampleTexts];
  const search = { bounds: { prefix: 1, branch: 1, states: 300 } };
  let stopped = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const chance = new Chance(seed);
    const [path, original] = present(texts[seed % texts.length], "an example");
    let text = original;
    for (let i = 1 + chance.below(3); i > 0; i--) text = spoilt(text, chance);
    let view: ProgramView | null = null;
    expect(
      () => {
        view = viewProgram(documentOf(path, text), () => ({ problem: "not found" }), { search });
        askAll(view, chance);
      },
      `seed ${String(seed)}, ${path}:\n${text}`,
    ).not.toThrow();
    if ((view as ProgramView | null)?.diagnostics.some(stopsEvaluation) === true) stopped++;
  }
  // Some of them stand, and most do not.
  expect(stopped).toBeGreaterThan(seeds / 4);
  expect(stopped).toBeLessThan(seeds * 0.98);
});
