import { expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { parse } from "../../src/syntax/parse.ts";
import type { Body, Literal } from "../../src/syntax/tree.ts";
import { forEachLiteral, forEachTerm, variablesIn } from "../../src/syntax/walk.ts";

const text =
  "h(x) :- a(x, y + 1), (!b(y) ; c(z) except d(z)), n = sum u * 2 : { e(u, v), v > 3 } + max w : { f(w) }, match(r, s), as(t, T) = 1.";

function bodyOf(rule: string): Body {
  const item = present(parse({ path: "walk.dl", text: rule }).items[0], "the rule");
  return item.kind === "rule" && item.body !== null ? item.body : [];
}

function source(literal: { readonly span: { readonly start: number; readonly end: number } }): string {
  return text.slice(literal.span.start, literal.span.end);
}

test("literals come in source order, those of groups and aggregates too", () => {
  const seen: string[] = [];
  forEachLiteral(bodyOf(text), (literal) => seen.push(source(literal)));
  expect(seen).toEqual([
    "a(x, y + 1)",
    "(!b(y) ; c(z) except d(z))",
    "!b(y)",
    "c(z) except d(z)",
    "n = sum u * 2 : { e(u, v), v > 3 } + max w : { f(w) }",
    "e(u, v)",
    "v > 3",
    "f(w)",
    "match(r, s)",
    "as(t, T) = 1",
  ]);
});

test("literals of aggregates are left out on demand", () => {
  const seen: string[] = [];
  forEachLiteral(bodyOf("h(n) :- n = count : { e(u) }, a(n)."), (literal) => seen.push(literal.kind), {
    aggregates: false,
  });
  expect(seen).toEqual(["comparison", "atom"]);
});

test("variables come in source order, without the type of a cast", () => {
  const literals = present(bodyOf(text)[0], "the conjunction");
  const names = (aggregates: boolean): readonly string[] =>
    literals.map((literal: Literal) =>
      variablesIn(literal, { aggregates })
        .map((variable) => variable.name)
        .join(" "),
    );
  expect(names(true)).toEqual(["x y", "y z z", "n u u v v w w", "r s", "t"]);
  expect(names(false)).toEqual(["x y", "y z z", "n", "r s", "t"]);
});

test("a term comes before its parts", () => {
  const seen: string[] = [];
  const [[literal]] = bodyOf(text) as [[Literal]];
  forEachTerm(literal, (term) => seen.push(source(term)));
  expect(seen).toEqual(["x", "y + 1", "y", "1"]);
});
