import { describe, expect, test } from "vitest";
import { folds } from "../../src/ide/folding.ts";
import { selectionRanges } from "../../src/ide/selection-ranges.ts";
import { exampleTexts } from "./example-documents.ts";
import { marked, shapes, type Shape } from "./marked-programs.ts";

const allShapes = Object.keys(shapes) as Shape[];

/** The text with the folds that begin and end in each line before it. */
function drawnFolds(text: string, shape: Shape): string {
  const { document } = marked(text, shape);
  const lines = document.text.split(/\r?\n/);
  const found = folds(document);
  return lines
    .map((line, number) => {
      const ends = found.filter(({ lastLine }) => lastLine === number).map(() => "}");
      const begins = found.filter(({ firstLine }) => firstLine === number).map(({ kind }) => `${kind}{`);
      return [...ends, ...begins, "|", line].join(" ").trimEnd();
    })
    .join("\n");
}

const foldable = `includes{ | .include "a.dl"
 |
} | .include "b.dl"
comment{ | // One
 |   // and the same
} | // comment.
 |
 | // Another.
 | .decl a(x: number) // beside
 | // below
item{ | a(1).
 | a(2). a(3).
 |
} | a(4).
 | a(x) :- a(x).
item{ | a(x) :-
comment{ |   /* in
} |      between */
 |   a(x),
} |   a(x).
region{ | // region facts of a
 | a(1).
region{ | // #region inner
item{ | a(
} |   2).
} | // #endregion
} | // endregion
 | // endregion
item{ | .operation o(x: number) {
} |   insert a(x).
 | }
item{ | .scenario s {
} |   settle. }
 | .decl half(
`;

test.each(allShapes)("folds what spans several lines, %s", (shape) => {
  const plain = foldable.replaceAll(/^.*?\| ?/gm, "");
  const drawing = drawnFolds(plain, shape).replaceAll(/^\|/gm, " |").replaceAll(/ +$/gm, "");
  expect(drawing).toBe(`${foldable.replaceAll(/ +$/gm, "")} |`);
});

/** The texts around the cursor, from the smallest. */
function around(text: string, shape: Shape): readonly string[] {
  const { document, offset } = marked(text, shape);
  return selectionRanges(document, offset).map(({ start, end }) =>
    document.text.slice(start, end).replaceAll("\r\n", "\n"),
  );
}

describe.each(allShapes)("selecting in a document %s", (shape) => {
  test("grows from a variable to the document", () => {
    const rule = "a(x) :- b(x), c(f, ord(y$0es) + 1) ; d(x).";
    const text = `.decl a(x: number)\n\n// Why.\n// Still.\n${rule}\n`;
    expect(around(text, shape)).toEqual([
      "yes",
      "ord(yes)",
      "ord(yes) + 1",
      "f, ord(yes) + 1",
      "c(f, ord(yes) + 1)",
      "b(x), c(f, ord(yes) + 1)",
      "b(x), c(f, ord(yes) + 1) ; d(x)",
      rule.replace("$0", ""),
      `// Why.\n// Still.\n${rule.replace("$0", "")}`,
      text.replace("$0", ""),
    ]);
  });

  test("grows through an aggregate, a negation and heads", () => {
    expect(around("a(n), b(n) :- n = count : { e(_), !d($0_) }, n > 1.\n", shape).slice(0, 7)).toEqual([
      "_",
      "d(_)",
      "!d(_)",
      "e(_), !d(_)",
      "count : { e(_), !d(_) }",
      "n = count : { e(_), !d(_) }",
      "n = count : { e(_), !d(_) }, n > 1",
    ]);
    expect(around("a(n), b(n$0) :- c(n).\n", shape).slice(0, 4)).toEqual([
      "n",
      "b(n)",
      "a(n), b(n)",
      "a(n), b(n) :- c(n).",
    ]);
  });

  test("grows from the inside of a string through the facts of a run", () => {
    expect(around('a("x y", 1). b("o$0ne two", 2).\nb(3).\n', shape)).toEqual([
      "one",
      "one two",
      '"one two"',
      '"one two", 2',
      'b("one two", 2).',
      'a("x y", 1). b("one two", 2).\nb(3).',
      'a("x y", 1). b("one two", 2).\nb(3).\n',
    ]);
  });

  test("grows in a declaration, an operation and a scenario", () => {
    expect(around(".decl a(x: number, y: max<num$0ber>)\n", shape).slice(0, 4)).toEqual([
      "number",
      "y: max<number>",
      "x: number, y: max<number>",
      ".decl a(x: number, y: max<number>)",
    ]);
    expect(
      around(".operation o(x: number) {\n  require a(x), b($0x).\n  insert a(x + 1).\n}\n", shape).slice(
        0,
        5,
      ),
    ).toEqual(["x", "b(x)", "a(x), b(x)", "require a(x), b(x)", "require a(x), b(x).\n  insert a(x + 1)"]);
    expect(
      around(
        '.scenario s {\n  replicas a, b.\n  repeat 2: at a: transfer 1 of l($0k) to "b".\n}\n',
        shape,
      ).slice(0, 5),
    ).toEqual([
      "k",
      "l(k)",
      'transfer 1 of l(k) to "b"',
      'at a: transfer 1 of l(k) to "b".',
      'repeat 2: at a: transfer 1 of l(k) to "b".',
    ]);
  });

  test("grows in a comment and in a half-typed rule", () => {
    expect(around("// One t$0wo\n// three.\n\n// Four.\n.decl a(x: number)\n", shape).slice(0, 3)).toEqual([
      "two",
      "// One two",
      "// One two\n// three.",
    ]);
    expect(around(".decl a(x: number)\na(x) :- a(x), !b$0(\n", shape)).toEqual([
      "b",
      "a(x) :- a(x), !b(",
      ".decl a(x: number)\na(x) :- a(x), !b(\n",
    ]);
  });
});

test.each([...exampleTexts].filter((_, index) => index % 4 === 0))(
  "at every offset of %s each range is within the next",
  (path, text) => {
    const { document } = marked({ [path]: text }, "in many parts");
    for (let offset = 0; offset <= text.length; offset++) {
      const ranges = selectionRanges(document, offset);
      expect(ranges.at(-1)).toEqual({ start: 0, end: text.length });
      for (const [index, { start, end }] of ranges.entries()) {
        const inner = ranges[index - 1] ?? { start: offset, end: offset };
        const holds = start <= inner.start && inner.end <= end;
        const grows = index === 0 || end - start > inner.end - inner.start;
        if (!holds || !grows) expect.fail(`${offset}: ${JSON.stringify(ranges)}`);
      }
    }
  },
);
