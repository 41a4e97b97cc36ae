import { describe, expect, test } from "vitest";
import { formatDocument, formatOnType, formatRange } from "../../src/ide/formatting.ts";
import type { Document, DocumentEdit } from "../../src/syntax/document.ts";
import { format } from "../../src/syntax/format.ts";
import { parse } from "../../src/syntax/parse.ts";
import { exampleTexts } from "./example-documents.ts";
import { shapes, type Shape } from "./marked-programs.ts";

const allShapes = Object.keys(shapes) as Shape[];

function applied({ text }: Document, edits: readonly DocumentEdit[]): string {
  let result = "";
  let done = 0;
  for (const edit of edits) {
    expect(edit.start).toBeGreaterThanOrEqual(done);
    result += text.slice(done, edit.start) + edit.text;
    done = edit.end;
  }
  return result + text.slice(done);
}

function documentIn(written: string, shape: Shape): Document {
  const text = shape === "with CRLF" ? written.replaceAll("\n", "\r\n") : written;
  return shapes[shape]("a.dl", text);
}

const untidy = `.decl a( n:number )


// about b
  .decl b(n : number)   // here
b( x ):-a(x),
 x>1.
a(1).   a( 2 ).

b(x) :- a(x), .
.operation  add(n: number){ insert a(n).
   insert a(2). }`;

describe("a document is formatted as `calm fmt` does", () => {
  // What parts the text is in does not matter.
  test.each(["in one part", "with CRLF"] as const)("%s", (shape) => {
    for (const text of [untidy, ...exampleTexts.values(), ...[...exampleTexts.values()].map(shaken)]) {
      const document = documentIn(text, shape);
      const edits = formatDocument(document);
      expect(applied(document, edits)).toBe(format(parse(document)));
      for (const { start, end, text: newText } of edits)
        expect(document.text.slice(start, end) + newText).toMatch(/^\s+$/);
    }
  });
});

/** A text with other white space. */
function shaken(text: string): string {
  return text.replace(/, /g, ",").replace(/ :- /g, "   :-\n\n ").replace(/\n\n/g, "\n\n\n\n");
}

describe("a range formats the items that it touches, and no others", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["a rule", "b( x ):-a(x),\n[[ x>]]1.\na(1).   a( 2 ).", "b(x) :- a(x), x > 1.\na(1).   a( 2 )."],
    [
      "from the middle of one to the beginning of another",
      ".decl a( n:number )\nb( x [[):-a(x).\n   c( x ]]):-a(x).\nd( x ):-a(x).",
      ".decl a( n:number )\nb(x) :- a(x).\nc(x) :- a(x).\nd( x ):-a(x).",
    ],
    ["nothing between items", "b( x ):-a(x).\n\n[[\n]]\nc( x ):-a(x).", "b( x ):-a(x).\n\n\n\nc( x ):-a(x)."],
  ];
  test.each(cases)("%s", (_, written, expected) => {
    for (const shape of allShapes) {
      const start = written.indexOf("[[");
      const end = written.indexOf("]]") - 2;
      const extra = shape === "with CRLF" ? [start, end].map((one) => linesIn(written, one)) : [0, 0];
      const document = documentIn(written.replace(/\[\[|\]\]/g, ""), shape);
      const edits = formatRange(document, { start: start + (extra[0] ?? 0), end: end + (extra[1] ?? 0) });
      expect(applied(document, edits).replaceAll("\r\n", "\n")).toBe(expected);
    }
  });
});

function linesIn(text: string, offset: number): number {
  return (
    text
      .replace(/\[\[|\]\]/g, "")
      .slice(0, offset)
      .split("\n").length - 1
  );
}

describe("typing", () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    [
      "a full stop formats the rule that it ends",
      ".",
      "b( x ):-a(x),  x>1.$0\nc( x ):-a(x).",
      "b(x) :- a(x), x > 1.\nc( x ):-a(x).",
    ],
    [
      "a full stop within a block does not",
      ".",
      ".scenario s {\n  replicas  a.$0\n  heal.\n}",
      ".scenario s {\n  replicas  a.\n  heal.\n}",
    ],
    ["a full stop behind a number ends the rule too", ".", "b( x ):-a(x),  x>1.$0", "b(x) :- a(x), x > 1."],
    [
      "a brace formats the block that it ends",
      "}",
      ".scenario s {\nreplicas  a.\n}$0",
      ".scenario s {\n  replicas a.\n}",
    ],
    ["a new line in a body goes in", "\n", "b(x) :-\n$0", "b(x) :-\n  "],
    [
      "a new line behind a comma goes in",
      "\n",
      "b(x) :- a(x),\n$0\nc(x) :- a(x).",
      "b(x) :- a(x),\n  \nc(x) :- a(x).",
    ],
    ["a new line behind an item goes out", "\n", "b(x) :- a(x).\n  $0", "b(x) :- a(x).\n"],
    ["a new line in a block goes in", "\n", ".scenario s {\n$0\n}", ".scenario s {\n  \n}"],
    [
      "a new line behind a statement stays in",
      "\n",
      ".scenario s {\n  replicas a.\n$0\n}",
      ".scenario s {\n  replicas a.\n  \n}",
    ],
    [
      "a new line within a step goes in further",
      "\n",
      ".operation o(x: number) {\n  require a(x),\n$0",
      ".operation o(x: number) {\n  require a(x),\n    ",
    ],
    [
      "a new line before a brace goes out",
      "\n",
      ".scenario s {\n  heal.\n  $0}",
      ".scenario s {\n  heal.\n}",
    ],
    ["a new line in columns goes in", "\n", ".decl a(\n$0", ".decl a(\n  "],
    ["a new line behind a declaration stays out", "\n", ".decl a(n: number)\n    $0", ".decl a(n: number)\n"],
    ["a new line in a comment stays out", "\n", "/* about\n$0", "/* about\n"],
  ];
  test.each(cases)("%s", (_, typed, written, expected) => {
    for (const shape of allShapes) {
      const text = shape === "with CRLF" ? written.replaceAll("\n", "\r\n") : written;
      const document = shapes[shape]("a.dl", text.replace("$0", ""));
      const edits = formatOnType(document, text.indexOf("$0"), typed);
      expect(applied(document, edits).replaceAll("\r\n", "\n"), shape).toBe(expected);
    }
  });
});
