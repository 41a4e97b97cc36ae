import { describe, expect, test } from "vitest";
import { documentSymbols, type DocumentSymbol } from "../../src/ide/document-symbols.ts";
import { includeLinks } from "../../src/ide/include-links.ts";
import { workspaceSymbols } from "../../src/ide/workspace-symbols.ts";
import { documentOf } from "../../src/syntax/document.ts";
import { drawn, marked, shapes, type Shape } from "./marked-programs.ts";

/** An outline as lines: kind, name, detail in parentheses. */
function outline(symbols: readonly DocumentSymbol[], indent = ""): string {
  return symbols
    .map(({ kind, name, detail, children }) => {
      const suffix = detail === "" ? "" : ` (${detail})`;
      return `${indent}${kind} ${name}${suffix}\n${outline(children, `${indent}  `)}`;
    })
    .join("");
}

const program = `
.include "other.dl"
.type Customer <: symbol
.type Ref = Customer | Supplier
.type Supplier <: symbol
.decl wish(customer: Customer, item: symbol) orset
.decl highest, lowest(auction: symbol, amount: max<number>)
wish("a", "b").
wish("c", "d"). highest("x", 1).
highest(a, 3 + 4) :- wish(_, a).
highest(a,
  5) :- wish(_, a), !wish(a, _).
lowest(a, 1) at desk :- highest(a, _).
highest(a, 6) :- wish(_, a).
.output lowest
.decl closed(x: Customer)
.seal wish(customer) by closed
.boundary desk by quorum(n=3, r=2, w=2)
.invariant i: wish(a, b) => wish(b, a).
.invariant j assumed: wish(a, b) => wish(b, a).
.operation add(c: Customer, i: symbol) at desk {
  insert wish(c, i).
}
.scenario one {
  replicas madrid, dublin, oslo.
}
.decl half(x: nu
`;

const expectedOutline = `include other.dl
type Customer (<: symbol)
type Ref (= Customer | Supplier)
type Supplier (<: symbol)
relation wish (base, orset, nonmonotone)
  column customer (Customer)
  column item (symbol)
relation highest (derived, nonmonotone)
  column auction (symbol)
  column amount (max<number>)
relation lowest (derived, coordinated)
  column auction (symbol)
  column amount (max<number>)
facts wish, highest (3 facts)
rule highest (2 rules)
  rule highest(a, 3 + 4)
  rule highest(a, 5)
rule lowest(a, 1) (at desk)
rule highest(a, 6)
relation closed (base, gset, monotone)
  column x (Customer)
seal wish (sealed by closed)
boundary desk (quorum(n=3, r=2, w=2))
invariant i (undecided)
invariant j (assumed)
operation add (at desk)
  parameter c (Customer)
  parameter i (symbol)
scenario one (madrid, dublin, oslo)
relation half
`;

function checkNested(symbols: readonly DocumentSymbol[], text: string): void {
  for (const { start, end, nameSpan, name, kind, children } of symbols) {
    expect(start).toBeLessThanOrEqual(nameSpan.start);
    expect(nameSpan.end).toBeLessThanOrEqual(end);
    if (kind !== "facts" && kind !== "rule" && kind !== "include")
      expect(text.slice(nameSpan.start, nameSpan.end)).toBe(name);
    for (const child of children) expect(start <= child.start && child.end <= end).toBe(true);
    checkNested(children, text);
  }
}

describe.each(Object.keys(shapes) as Shape[])("the outline of a document %s", (shape) => {
  const { document } = marked(program, shape);
  const [view = null] = marked(program, "in one part").views;

  test("has what the document declares and derives, in its order", () => {
    expect(outline(documentSymbols(view, document))).toBe(expectedOutline);
  });

  test("has every name in its span, and children in that of their parent", () => {
    checkNested(documentSymbols(null, document), document.text);
  });
});

test("the outline of an empty document is empty", () => {
  expect(documentSymbols(null, documentOf("a.dl", ""))).toEqual([]);
});

describe("a search in the workspace", () => {
  const { documents } = marked(
    {
      "a.dl":
        ".decl path(x: number)\n.decl bath_a(path: number)\n.decl packet_path(x: number)\n.decl apathy(x: number)\n",
      "b.dl": ".operation put_away(path: number) { insert path(path). }\n.decl half(x: nu",
    },
    "in many parts",
  );
  const names = (query: string, limit?: number): readonly string[] =>
    workspaceSymbols(documents.values(), query, limit).map(({ kind, name }) => `${kind} ${name}`);

  test("finds names that have the letters in their order, the best first", () => {
    expect(names("path")).toEqual(["relation path", "relation packet_path", "relation apathy"]);
    expect(names("PA")).toEqual([
      "relation path",
      "relation packet_path",
      "operation put_away",
      "relation apathy",
    ]);
    expect(names("ath")).toEqual([
      "relation path",
      "relation apathy",
      "relation bath_a",
      "relation packet_path",
    ]);
    expect(names("xyz")).toEqual([]);
  });

  test("finds everything without a query, at most so many", () => {
    expect(names("")).toHaveLength(6);
    expect(names("", 2)).toHaveLength(2);
  });

  test("finds what is still being typed", () => {
    expect(names("half")).toEqual(["relation half"]);
  });
});

test.each(Object.keys(shapes) as Shape[])("includes are linked, found or not, %s", (shape) => {
  const { documents, document, expected } = marked(
    {
      "a.dl": '.include "[[lib/b.dl]]"\n.decl a(x: number)\n.include  "[[gone.dl]]"\n',
      "lib/b.dl": "",
    },
    shape,
  );
  const links = includeLinks(document, (path) => documents.get(path) ?? { problem: "not found" });
  expect(
    drawn(
      documents,
      links.map(({ start, end }) => ({ document, start, end })),
    ),
  ).toEqual(expected);
  expect(links.map(({ written, target }) => [written, target])).toEqual([
    ["lib/b.dl", "lib/b.dl"],
    ["gone.dl", null],
  ]);
});
