import { describe, expect, test } from "vitest";
import {
  derivedFromIt,
  hierarchyRelation,
  whatItIsDerivedFrom,
  type Derivation,
} from "../../src/ide/derivation-hierarchy.ts";
import { inDocument } from "../../src/ide/program-view.ts";
import { documentOf } from "../../src/syntax/document.ts";
import { exampleTexts } from "./example-documents.ts";
import { drawn, marked, shapes, viewsOf, type Files, type Shape } from "./marked-programs.ts";

const files = (cursor: string): Files => ({
  "a.dl": `.include "lib.dl"
.decl top(x: number)
edge(1, 2).
top(x) :- path(x, _), !edge(x, x).
top(x) :- n = count : { path(x, _) }, n > 1, top(x) ; path(x, x).
.operation o(x: number) { require path(x, _). insert edge(x, x). }
`,
  "lib.dl": `.decl edge(a: number, b: number)
.decl path(a: number, b: number)
${cursor}path(x, z) :- path(x, y), edge(y, z).
path(x, y), twice(y) :- edge(x, y), edge(y, x).
twice(1).
`,
});

function lines(derivations: readonly Derivation[]): readonly string[] {
  return derivations.map(({ relation, places }) => {
    const { name, document, start, end, item } = relation;
    expect(document.text.slice(start, end)).toBe(name);
    expect(item.start <= start && end <= item.end).toBe(true);
    return `${name} at ${document.path}:${start}, ${places.length} times`;
  });
}

describe.each(Object.keys(shapes) as Shape[])("the hierarchy of a document %s", (shape) => {
  const { views, documents, document, offset } = marked(files("$0"), shape);
  const at = (name: string, path: string): number => (documents.get(path)?.text ?? "").indexOf(name);

  test("begins at the declaration", () => {
    expect(hierarchyRelation(views, document, offset)).toMatchObject({
      name: "path",
      start: at("path", "lib.dl"),
      item: { start: at(".decl path", "lib.dl"), end: at(".decl path", "lib.dl") + 32 },
    });
  });

  test("goes up to what rules derive, in the document of the rules", () => {
    expect(lines(derivedFromIt(views, document, offset))).toEqual([
      `path at lib.dl:${at("path", "lib.dl")}, 1 times`,
      `top at a.dl:${at("top", "a.dl")}, 3 times`,
    ]);
    const edge = at("edge", "lib.dl");
    expect(lines(derivedFromIt(views, document, edge))).toEqual([
      `path at lib.dl:${at("path", "lib.dl")}, 3 times`,
      `twice at lib.dl:${at("twice", "lib.dl")}, 2 times`,
      `top at a.dl:${at("top", "a.dl")}, 1 times`,
    ]);
  });

  test("goes down to what rules read", () => {
    expect(lines(whatItIsDerivedFrom(views, document, offset))).toEqual([
      `path at lib.dl:${at("path", "lib.dl")}, 1 times`,
      `edge at lib.dl:${at("edge", "lib.dl")}, 3 times`,
    ]);
    const root = documents.get("a.dl") ?? document;
    expect(lines(whatItIsDerivedFrom(views, root, at("top", "a.dl")))).toEqual([
      `path at lib.dl:${at("path", "lib.dl")}, 3 times`,
      `edge at lib.dl:${at("edge", "lib.dl")}, 1 times`,
      `top at a.dl:${at("top", "a.dl")}, 1 times`,
    ]);
    expect(whatItIsDerivedFrom(views, document, at("edge", "lib.dl"))).toEqual([]);
  });

  test("shows the literals through which one is derived from the other", () => {
    const [, top] = derivedFromIt(views, document, offset);
    const expected = { ...files(""), "a.dl": "" };
    expected["a.dl"] = (files("")["a.dl"] ?? "")
      .replace(":- path", ":- [[path]]")
      .replace("{ path", "{ [[path]]")
      .replace("; path", "; [[path]]");
    const own = Object.fromEntries(
      Object.entries(expected).map(([path, text]) => [
        path,
        shape === "with CRLF" ? text.replaceAll("\n", "\r\n") : text,
      ]),
    );
    expect(drawn(documents, top?.places ?? [])).toEqual(own);
  });
});

test.each([".decl a($0x: number)\n", ".operation $0o() { }\n", ".scenario $0s { settle. }\n", "$0"])(
  "there is no hierarchy at %j",
  (text) => {
    const { views, document, offset } = marked(text, "in one part");
    expect(hierarchyRelation(views, document, offset)).toBeNull();
    expect(derivedFromIt(views, document, offset)).toEqual([]);
    expect(whatItIsDerivedFrom(views, document, offset)).toEqual([]);
  },
);

describe("in the examples", () => {
  const documents = new Map([...exampleTexts].map(([path, text]) => [path, documentOf(path, text)]));

  test.each(viewsOf(documents).map((view) => [view.documents[0]?.path ?? "", view] as const))(
    "what %s derives from what is what its rules read",
    (_, view) => {
      const { relations, dependencies } = view.program;
      const expected = new Set(dependencies.edges.map(({ from, to }) => `${to.name} from ${from.name}`));
      const [up, down] = [new Set<string>(), new Set<string>()];
      for (const { name, place } of relations.values()) {
        const at = inDocument(view, place);
        if (at === null) continue;
        for (const { relation } of derivedFromIt([view], at.document, at.start))
          up.add(`${relation.name} from ${name}`);
        for (const { relation } of whatItIsDerivedFrom([view], at.document, at.start))
          down.add(`${name} from ${relation.name}`);
      }
      expect(up).toEqual(expected);
      expect(down).toEqual(expected);
    },
  );
});
