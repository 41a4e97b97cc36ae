import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { present } from "../../src/base/assert.ts";
import type { Place } from "../../src/base/source.ts";
import { checkProgram, type CheckSettings } from "../../src/diagnostics/check.ts";
import { inDocument, viewProgram, type ProgramView } from "../../src/ide/program-view.ts";
import { documentOf } from "../../src/syntax/document.ts";
import { parse } from "../../src/syntax/parse.ts";
import { placedDiagnostics, type Placing } from "./placed-diagnostics.ts";

const examples = new URL("../../examples/", import.meta.url);
const files = new Map(
  readdirSync(examples)
    .filter((name) => name.endsWith(".dl"))
    .map((name) => [name, readFileSync(new URL(name, examples), "utf8")]),
);

const asIs: Placing = ({ source, start, end }) => [source.path, start, end];

function inView(view: ProgramView): Placing {
  return (place: Place) => {
    const { document, start, end } = present(inDocument(view, place), "a place in a document");
    return [document.path, start, end];
  };
}

/** The diagnostics of a text in parts, and of the whole of it. */
function bothWays(
  path: string,
  text: string,
  settings: CheckSettings,
  others: ReadonlyMap<string, string> = new Map(),
): readonly [readonly unknown[], readonly unknown[]] {
  const view = viewProgram(
    documentOf(path, text),
    (name) => {
      const other = others.get(name);
      return other === undefined ? { problem: "not found" } : documentOf(name, other);
    },
    settings,
  );
  const whole = checkProgram(
    parse({ path, text }),
    (name) => {
      const other = others.get(name);
      return other === undefined ? { problem: "not found" } : parse({ path: name, text: other });
    },
    settings,
  );
  return [
    placedDiagnostics(view.diagnostics, inView(view), true),
    placedDiagnostics(whole.diagnostics, asIs, true),
  ];
}

const longer = "// Nothing but a comment that makes the text long enough to be cut.\n".repeat(12);

describe("a program whose documents are in parts", () => {
  for (const [name, text] of files) {
    it(`has the diagnostics of the whole: ${name}`, () => {
      const [parts, whole] = bothWays(name, text, {
        search: { bounds: { prefix: 0, branch: 1, states: 50 } },
      });
      expect(parts).toEqual(whole);
    });
  }

  it("has them for several programs behind one another, whose names clash", () => {
    const names = [...files.keys()].filter((_, i) => i % 6 === 0);
    const text = names.map((name) => files.get(name) ?? "").join("\n");
    const [parts, whole] = bothWays("all.dl", text, { evidence: false, invariants: false });
    expect(parts).toEqual(whole);
  });

  it("has them where files include each other, and themselves", () => {
    const others = new Map([
      ["a.dl", `${longer}.decl a(x: symbol)\n.input a\n${longer}.include "b.dl"\n${longer}.include "a.dl"\n`],
      ["b.dl", `${longer}.decl b(x: symbol)\n${longer}.include "main.dl"\n${longer}b(x) :- a(x), !c(x).\n`],
    ]);
    const text = `${longer}.include "a.dl"\n${longer}.decl c(x: symbol)\n.input c\n${longer}.include "d.dl"\n`;
    const [parts, whole] = bothWays("main.dl", text, {}, others);
    expect(whole.length).toBeGreaterThan(3);
    expect(parts).toEqual(whole);
  });

  it("has the same edits at the end of the file where no output is declared", () => {
    const text = `.decl a(x: symbol)\n.input a\n${longer}.decl c(x: symbol)\n.input c\n${longer}.decl b(x: symbol)\nb(x) :- a(x), !c(x).\n${longer}`;
    const [parts, whole] = bothWays("main.dl", text, {});
    expect(JSON.stringify(whole)).toContain(".output b(promise=");
    expect(parts).toEqual(whole);
  });
});
