import { expect, test } from "vitest";
import { readFacts } from "../../src/syntax/facts.ts";
import { parse } from "../../src/syntax/parse.ts";

/** Every fact of a text as an array: name, then type and source text and value of each argument. */
function facts(text: string): unknown[] {
  const tree = parse({ path: "facts.dl", text });
  const read: unknown[] = [];
  for (const item of tree.items) {
    if (item.kind !== "facts") continue;
    readFacts(tree.source, item, (fact) => {
      expect(text.slice(fact.nameStart, fact.nameEnd)).toBe(fact.relation);
      expect(text.slice(fact.start, fact.end)).toMatch(/^[a-z]+ *\([^]*\)\s*\.$/);
      const values = Array.from({ length: fact.arity }, (_, i) => {
        const { start, end } = fact.span(i);
        return [fact.type(i), text.slice(start, end), fact.value(i)];
      });
      read.push([fact.relation, ...values]);
    });
  }
  return read;
}

test("a run is read again fact by fact", () => {
  expect(facts('edge(1, -22).\n node( "a\\n" ,\t3.50) .edge(0,"").none().')).toEqual([
    ["edge", ["number", "1", 1], ["number", "-22", -22]],
    ["node", ["symbol", '"a\\n"', "a\n"], ["float", "3.50", 3.5]],
    ["edge", ["number", "0", 0], ["symbol", '""', ""]],
    ["none"],
  ]);
});

test("zero is never negative", () => {
  expect(facts("a(-0).")).toEqual([["a", ["number", "-0", 0]]]);
});

test("integers are exact up to 2^53 - 1 and left to the parser beyond", () => {
  expect(facts("a(9007199254740991). a(-9007199254740991).")).toEqual([
    ["a", ["number", "9007199254740991", 9007199254740991]],
    ["a", ["number", "-9007199254740991", -9007199254740991]],
  ]);
  expect(facts("a(9007199254740992).")).toEqual([]);
});

test("names that share a beginning are kept apart", () => {
  expect(facts("ab(1). a(2). abc(3). ab(4).").map((fact) => (fact as unknown[])[0])).toEqual([
    "ab",
    "a",
    "abc",
    "ab",
  ]);
});

test("a hundred thousand facts are one item", () => {
  const text = Array.from({ length: 100_000 }, (_, i) => `edge("n${i}", ${i}).\n`).join("");
  const tree = parse({ path: "facts.dl", text });
  expect(tree.items).toEqual([{ kind: "facts", count: 100_000, span: { start: 0, end: text.length - 1 } }]);
  let sum = 0;
  for (const item of tree.items)
    if (item.kind === "facts") readFacts(tree.source, item, (fact) => (sum += Number(fact.value(1))));
  expect(sum).toBe(4_999_950_000);
});
