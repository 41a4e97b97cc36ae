import { expect, test } from "vitest";
import { Chance } from "../../src/base/chance.ts";
import { linesOf, type Span } from "../../src/base/source.ts";
import { definition } from "../../src/ide/definition.ts";
import { derivedFromIt, hierarchyRelation, whatItIsDerivedFrom } from "../../src/ide/derivation-hierarchy.ts";
import { documentSymbols, type DocumentSymbol } from "../../src/ide/document-symbols.ts";
import { folds } from "../../src/ide/folding.ts";
import { highlights } from "../../src/ide/highlights.ts";
import { linkedNames } from "../../src/ide/linked-names.ts";
import { occurrencesIn } from "../../src/ide/occurrences.ts";
import type { ProgramView } from "../../src/ide/program-view.ts";
import { references } from "../../src/ide/references.ts";
import { rename } from "../../src/ide/rename.ts";
import { selectionRanges } from "../../src/ide/selection-ranges.ts";
import { documentOf, editDocument, type Document } from "../../src/syntax/document.ts";
import { exampleTexts } from "./example-documents.ts";
import { cutDocument, shapes, viewsOf } from "./marked-programs.ts";

/** More with `CALM_FUZZ_RUNS=10000 npx vitest run test/ide/name-fuzz.test.ts`. */
const runs = Number(process.env["CALM_FUZZ_RUNS"] ?? 60);

const pieces = [
  ...["(", ")", "{", "}", ",", ".", ":", ";", "!", '"', "\n", "\r\n", "/*", "*/", "// ", ":-", "=>", "_"],
  ...[".decl ", ".seal x(", ".operation o(", ".scenario s {", ".boundary b by leader(r)", ".invariant i: "],
  ...[
    "at ",
    "count : {",
    "expect at ",
    "by",
    "transfer 1 of ",
    "x",
    "😀",
    "\u0000",
    "as(x, T)",
    ".type T = ",
  ],
];

/** A text with some of it cut out, doubled, or spoilt. */
function spoilt(text: string, chance: Chance): string {
  let result = text;
  for (let edits = 1 + chance.below(6); edits > 0; edits--) {
    const start = chance.below(result.length + 1);
    const end = Math.min(result.length, start + chance.below(chance.happens(0.2) ? 200 : 5));
    const kept = chance.happens(0.2) ? result.slice(start, end).repeat(2) : (chance.pickOf(pieces) ?? "");
    result = result.slice(0, start) + kept + result.slice(end);
  }
  return result;
}

const [anyView] = viewsOf(new Map([["a.dl", documentOf("a.dl", "")]]));

function checkOccurrences({ parts, text }: Document): void {
  for (const { start: offset, tree } of parts) {
    const occurrences = occurrencesIn(tree);
    let last = -1;
    for (const one of occurrences.all()) {
      expect(text.slice(offset + one.start, offset + one.end)).toBe(one.name);
      expect(one.start).toBeGreaterThan(last);
      last = one.end;
      expect(occurrences.at(one.start)).toEqual(one);
    }
  }
}

function checkSymbols(symbols: readonly DocumentSymbol[], whole: Span): void {
  for (const { start, end, nameSpan, children } of symbols) {
    const isWithin =
      whole.start <= start && start <= nameSpan.start && nameSpan.end <= end && end <= whole.end;
    if (!isWithin) expect.fail(JSON.stringify([start, end, nameSpan, whole]));
    checkSymbols(children, { start, end });
  }
}

function checkAt(views: readonly ProgramView[], document: Document, offset: number): void {
  const found = references(views, document, offset, { definitions: true });
  const starts = found.map(({ start }) => start);
  expect(new Set(starts).size).toBe(starts.length);
  if (found.length > 0) expect(found.some(({ start, end }) => start <= offset && offset <= end)).toBe(true);
  for (const one of definition(views, document, offset)) expect(starts).toContain(one.start);
  for (const one of highlights(views, document, offset)) expect(starts).toContain(one.start);
  for (const one of linkedNames(document, offset)) expect(starts).toContain(one.start);
  const ranges = selectionRanges(document, offset);
  expect(ranges.at(-1)).toEqual({ start: 0, end: document.text.length });
  const relation = hierarchyRelation(views, document, offset);
  if (relation !== null) expect(starts).toContain(relation.start);
  for (const { places } of [
    ...derivedFromIt(views, document, offset),
    ...whatItIsDerivedFrom(views, document, offset),
  ])
    for (const { start, end } of places) expect(start).toBeLessThan(end);
  const renaming = rename(views, document, offset, "another");
  if (renaming !== null && "places" in renaming) expect(renaming.places).toHaveLength(starts.length);
}

test(
  "whatever the text, every answer is about names that stand in it",
  () => {
    const texts = [...exampleTexts.values()];
    for (let seed = 0; seed < runs; seed++) {
      const chance = new Chance(seed);
      const text = spoilt(chance.pickOf(texts) ?? "", chance);
      try {
        for (const document of [documentOf("a.dl", text), cutDocument("a.dl", text)]) {
          const views = anyView === undefined ? [] : [{ ...anyView, documents: [document] }];
          checkOccurrences(document);
          checkSymbols(documentSymbols(null, document), { start: 0, end: text.length });
          for (const { firstLine, lastLine } of folds(document)) {
            expect(firstLine).toBeLessThan(lastLine);
            expect(lastLine).toBeLessThan(linesOf(document).lineCount);
          }
          for (let i = 0; i < 8; i++) checkAt(views, document, chance.below(text.length + 1));
        }
      } catch (thrown) {
        throw new Error(`seed ${seed}: ${JSON.stringify(text)}`, { cause: thrown });
      }
    }
  },
  60_000 + runs * 100,
);

/** Which items were read: names are compared where parts and whole agree on that. */
function read({ parts }: Document): string {
  return parts
    .flatMap(({ start, tree }) => tree.items.map(({ kind, span }) => `${kind} ${start + span.start}`))
    .join("\n");
}

/** What is said of every name of a document, in its own offsets. */
function described(document: Document): readonly string[] {
  return document.parts.flatMap(({ start: offset, tree }) =>
    occurrencesIn(tree)
      .all()
      .map(({ kind, role, name, start, scope, relations }) => {
        const owner = scope === null ? "" : `${offset + scope.start}`;
        return [offset + start, kind, role, name, owner, ...relations].join(" ");
      }),
  );
}

test(
  "after edits the parts of a document name what one reading of its text names",
  () => {
    const texts = [...exampleTexts.values()];
    for (let seed = 0; seed < runs / 4; seed++) {
      const chance = new Chance(seed);
      let document = documentOf("a.dl", (chance.pickOf(texts) ?? "") + (chance.pickOf(texts) ?? ""));
      const edits: unknown[] = [];
      for (let i = 0; i < 8; i++) {
        const start = chance.below(document.text.length + 1);
        const end = Math.min(document.text.length, start + chance.below(chance.happens(0.2) ? 200 : 4));
        const edit = { start, end, text: chance.pickOf(pieces) ?? "" };
        edits.push(edit);
        document = editDocument(document, [edit]);
        if (i % 2 === 0) continue;
        const whole = shapes["in one part"]("a.dl", document.text);
        if (read(document) !== read(whole)) continue;
        expect(described(document), `seed ${seed}: ${JSON.stringify(edits)}`).toEqual(described(whole));
      }
    }
  },
  60_000 + runs * 200,
);
