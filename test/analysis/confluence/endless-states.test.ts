import { expect, test } from "vitest";
import { confluence } from "../../../src/analysis/confluence/confluence.ts";
import { resolveProgram } from "../../../src/model/resolve.ts";
import { parse } from "../../../src/syntax/parse.ts";

const growing = {
  "numbers that are counted up": `.decl b(x: number)
.decl n(x: number)
n(x) :- b(x).
n(x + 1) :- n(x).
.operation put(a: number) { require n(a). insert b(a). }
.operation add(a: number) { insert b(a). }
.invariant i: n(a), n(b) => a = b.`,
  "a text that is doubled": `.decl b(x: symbol)
b("a").
.decl n(x: symbol)
n(x) :- b(x).
n(cat(x, x)) :- n(x).
.decl m(x: symbol)
.operation put(a: symbol) { require n(a). insert m(a). }
.invariant i: m(a), m(b) => a = b.`,
};

test.each(Object.entries(growing))("%s without end leave an invariant undecided", (_, text) => {
  const program = resolveProgram(parse({ path: "a.dl", text }), () => ({ problem: "not found" }));
  expect(confluence(program).invariants.map(({ verdict }) => verdict)).toEqual(["undecided"]);
});
