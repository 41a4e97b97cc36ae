import { describe, expect, test } from "vitest";
import { codeActions, fixAll } from "../../src/ide/code-actions.ts";
import { codeLenses } from "../../src/ide/code-lenses.ts";
import { completions } from "../../src/ide/completion.ts";
import { formatOnType, formatRange } from "../../src/ide/formatting.ts";
import { hover } from "../../src/ide/hover.ts";
import { inlayHints } from "../../src/ide/inlay-hints.ts";
import { inDocument, viewProgram, type ProgramView } from "../../src/ide/program-view.ts";
import { semanticTokens } from "../../src/ide/semantic-tokens.ts";
import { signatureHelp } from "../../src/ide/signature-help.ts";
import { editDocument, type Document } from "../../src/syntax/document.ts";
import { randomEdit } from "../syntax/random-edits.ts";
import { Chance } from "../../src/base/chance.ts";
import { exampleTexts } from "./example-documents.ts";
import { shapes, type Shape } from "./marked-programs.ts";

/*
 * Whatever the text and wherever the cursor: an answer, with offsets that are in the document. Each
 * example is asked at some offsets, and again after some edits have spoilt it; CALM_FUZZ_RUNS, when
 * it is set, says how many.
 */

const runs = Number(process.env["CALM_FUZZ_RUNS"] ?? 4);

describe("no feature throws or answers beside the text", () => {
  let seed = 0;
  test.each([...exampleTexts])("%s", (path, text) => {
    const chance = new Chance(seed++);
    const shape = chance.pickOf<Shape>(["in one part", "in many parts", "with CRLF"]) ?? "in one part";
    let document: Document = shapes[shape](
      path,
      shape === "with CRLF" ? text.replaceAll("\n", "\r\n") : text,
    );
    // What is not spoilt is asked in the tests of each feature; here, of one example in four.
    for (let round = seed % 4 === 0 ? 0 : 1; round < 2; round++) {
      if (round > 0)
        for (let i = 0; i < 4; i++)
          document = editDocument(document, randomEdit(document.text, text, chance));
      const view = viewProgram(document, () => ({ problem: "not found" }), {
        evidence: false,
        invariants: false,
      });
      askOnce(view, document);
      for (let i = 0; i < runs; i++) askAt(view, document, chance.below(document.text.length + 1), chance);
    }
  });
});

function askOnce(view: ProgramView, document: Document): void {
  const all = { start: 0, end: document.text.length };
  for (const span of semanticTokens(view, document)) expectIn(document, span);
  for (const { span } of codeLenses(view, document)) expectIn(document, span);
  for (const { offset } of inlayHints(view, document, all, { verdicts: true, directions: true }))
    expectIn(document, { start: offset, end: offset });
  for (const { place } of fixAll(view, document)) expect(inDocument(view, place)).not.toBeNull();
}

function askAt(view: ProgramView, document: Document, offset: number, chance: Chance): void {
  const found = hover(view, document, offset);
  if (found !== null) expectIn(document, found.span);
  const { span, items } = completions(view, document, offset);
  expectIn(document, span);
  expect(span.end).toBe(offset);
  for (const item of items.slice(0, 3)) item.documentation();
  const help = signatureHelp(view, document, offset);
  for (const parameter of help?.parameters ?? [])
    expect(parameter.end).toBeLessThanOrEqual(help?.label.length ?? 0);
  const range = { start: offset, end: Math.min(document.text.length, offset + chance.below(60)) };
  for (const { edits } of codeActions(view, document, range))
    for (const { place } of edits) expect(inDocument(view, place)).not.toBeNull();
  for (const edit of [
    ...formatRange(document, range),
    ...formatOnType(document, offset, "\n"),
    ...formatOnType(document, offset, "."),
  ])
    expectIn(document, edit);
}

function expectIn(
  { text }: Document,
  { start, end }: { readonly start: number; readonly end: number },
): void {
  expect(start).toBeGreaterThanOrEqual(0);
  expect(end).toBeGreaterThanOrEqual(start);
  expect(end).toBeLessThanOrEqual(text.length);
}
