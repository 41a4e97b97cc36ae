import { describe, expect, test } from "vitest";
import type { Span } from "../../src/base/source.ts";
import { codeLenses } from "../../src/ide/code-lenses.ts";
import { inlayHints, type InlayHintSettings } from "../../src/ide/inlay-hints.ts";
import { viewProgram } from "../../src/ide/program-view.ts";
import { inDocument, type ProgramView } from "../../src/ide/program-view.ts";
import type { Document } from "../../src/syntax/document.ts";
import { shapes, type Shape } from "./marked-programs.ts";

const allShapes = Object.keys(shapes) as Shape[];

function viewed(written: string, shape: Shape): { readonly view: ProgramView; readonly document: Document } {
  const text = shape === "with CRLF" ? written.replaceAll("\n", "\r\n") : written;
  const document = shapes[shape]("a.dl", text);
  return { view: viewProgram(document, () => ({ problem: "not found" })), document };
}

/** The text with its hints in it. */
function hinted(
  text: string,
  shape: Shape,
  settings: InlayHintSettings,
  range?: (document: Document) => Span,
): string {
  const { view, document } = viewed(text, shape);
  const hints = inlayHints(
    view,
    document,
    range?.(document) ?? { start: 0, end: document.text.length },
    settings,
  );
  let result = "";
  let done = 0;
  for (const { offset, label } of hints) {
    result += `${document.text.slice(done, offset)}[${label}]`;
    done = offset;
  }
  return (result + document.text.slice(done)).replaceAll("\r\n", "\n");
}

const program = (rules: string): string => `.decl stock(p: symbol, n: number) static
.decl sold(p: symbol, n: gcounter)
.decl cost(p: symbol, least: min<number>)
.decl price(p: symbol, now: lww<number>)
.decl wish(p: symbol, who: symbol)
.decl out(p: symbol)
.decl left(p: symbol, n: number)
${rules}`;

const both = { verdicts: true, directions: true };
const rules = (marks: boolean): string => {
  const text = program(`out(p)[monotone] :- stock(p, n), sold(p, s[↑]), s >= n.
out(p) :- cost(p, c[↓]), c <= 10.
out(p) :- wish(p, _), n[↑] = count : { wish(p, _) }, n > 3.
left(p, n - s)[nonmonotone] :- stock(p, n), sold(p, s[↑]), price(p, v[↕]), v > 0.`);
  return marks ? text : text.replace(/\[[^\]]*\]/g, "");
};

describe("verdicts stand behind the first head, directions behind variables that move", () => {
  test.each(allShapes)("%s", (shape) => {
    expect(hinted(rules(false), shape, both)).toBe(rules(true));
  });

  test("each kind can be switched off", () => {
    const verdicts = hinted(rules(false), "in one part", { verdicts: true, directions: false });
    expect(verdicts).toBe(rules(true).replace(/\[[↑↓↕]\]/g, ""));
    const directions = hinted(rules(false), "in one part", { verdicts: false, directions: true });
    expect(directions).toBe(rules(true).replace(/\[\w+\]/g, ""));
  });

  test("only those of the range are given", () => {
    const line = (document: Document): Span => {
      const start = document.text.indexOf("out(p) :- cost");
      return { start, end: document.text.indexOf("10.", start) };
    };
    const expected = rules(false).replace("cost(p, c)", "cost(p, c[↓])");
    for (const shape of allShapes) expect(hinted(rules(false), shape, both, line)).toBe(expected);
  });
});

describe("lenses", () => {
  test.each(allShapes)("say of relations the verdict and how many read them, %s", (shape) => {
    const text = `${program(`out(p) :- stock(p, n), sold(p, s), s >= n.
left(p, n - s) :- stock(p, n), sold(p, s).`)}
.operation sell(p: symbol) { sold(p) += 1. }
.invariant some: sold(_, s) => s >= 0.
.scenario one { replicas a. settle. }
`;
    const { view, document } = viewed(text, shape);
    const shown = codeLenses(view, document).map(
      ({ span, title, action }) => `${document.text.slice(span.start, span.end)}: ${title} (${action.kind})`,
    );
    expect(shown).toEqual([
      "stock: constant · 2 readers (show readers)",
      "sold: monotone · 2 readers (show readers)",
      "cost: monotone · no readers (show readers)",
      "price: nonmonotone · no readers (show readers)",
      "wish: monotone · no readers (show readers)",
      "out: monotone · no readers (show readers)",
      "left: nonmonotone · no readers (show readers)",
      "some: confluent · check (check invariant)",
      "one: run (run scenario)",
    ]);
    const [first] = codeLenses(view, document);
    const reads = first?.action.kind === "show readers" ? first.action.reads : [];
    expect(
      reads.map((place) => {
        const found = inDocument(view, place);
        return document.text.slice(found?.start, found?.end);
      }),
    ).toEqual(["stock(p, n)", "stock(p, n)"]);
  });
});
