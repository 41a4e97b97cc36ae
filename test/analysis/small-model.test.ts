import { describe, expect, test } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import { proofs } from "../../src/analysis/evidence/proofs.ts";
import { Slices } from "../../src/analysis/evidence/slices.ts";
import { isSatisfiable } from "../../src/analysis/evidence/satisfiability.ts";
import { withEvidence } from "../../src/analysis/evidence/with-evidence.ts";
import type { Program } from "../../src/model/program.ts";
import { resolveProgram } from "../../src/model/resolve.ts";
import { parse } from "../../src/syntax/parse.ts";

const declarations = `
  .decl a(x: symbol)
  .decl b(x: symbol)
  .decl e(x: symbol, y: symbol)
  .decl fixed(x: symbol) static
  .decl removable(x: symbol) orset
  .decl high(x: symbol, v: max<number>)
  .decl low(x: symbol, y: symbol, v: min<number>)
  .decl sold(x: symbol, n: pncounter)
  .decl said(x: symbol, v: lww<number>)
  .decl n(x: symbol, k: number)
  .decl h(x: symbol)
  .decl v(x: symbol)
  .decl w(x: symbol)
`;

describe("proved although directions give up", () => {
  const proved: Readonly<Record<string, string>> = {
    "an absence that another rule makes up for, through views": `
      v(x) :- a(x). v(x) :- e(x, _).
      h(x) :- b(x), !v(x). h(x) :- b(x), a(x). h(x) :- b(x), e(x, y).`,
    "cases of cases, through a view": `v(x) :- b(x). h(x) :- a(x), b(x).
      h(x) :- a(x), !v(x), fixed(x). h(x) :- a(x), !v(x), !fixed(x).`,
    "a body that contradicts itself": `v(x) :- a(x), b(x). h(x) :- b(x), v(x), !a(x).`,
    "an inequality and its opposite": `v(x) :- a(x).
      h(x) :- e(x, y), x != y, !v(x). h(x) :- e(x, x), !v(x). h(x) :- e(x, _), a(x).`,
    "a recursive relation, by induction": `v(x) :- b(x). h(x) :- a(x).
      h(y) :- h(x), e(x, y), !v(y). h(y) :- h(x), e(x, y), b(y).`,
    "an aggregate and its opposite": `
      h(x) :- a(x), count : { e(x, _) } >= 3.
      h(x) :- a(x), !v(x). v(x) :- a(x), count : { e(x, _) } >= 3.`,
    "thresholds of one value that leave nothing out": `
      h(x) :- a(x), high(x, n), n < 2. h(x) :- a(x), high(x, n), n > 1.`,
    "thresholds of a value that goes both ways": `h(x) :- sold(x, n), n <= 3. h(x) :- sold(x, n), n > 3.`,
    "a value that is read exactly beside its row": `h(x) :- low(x, _, 2). h(x) :- low(x, y, n).`,
    "a register of symbols": `.decl is(x: symbol, v: lww<symbol>)
      h(x) :- is(x, "on"). h(x) :- is(x, v), v != "on".`,
    "thresholds of a float": `.decl near(x: symbol, v: max<float>)
      h(x) :- near(x, v), v < 2.5. h(x) :- near(x, v), 2.5 <= v.`,
    "thresholds of a symbol": `.decl last(x: symbol, v: max<symbol>)
      h(x) :- last(x, v), v <= "m". h(x) :- last(x, v), v > "m".`,
    "a register beside its key": `h(x) :- said(x, 1). h(x) :- said(x, _).`,
    "any value but one, and that one": `h(x) :- said(x, n), n != 7. h(x) :- said(x, 7).`,
    "a threshold against the order that the other rule makes up for, through a view": `
      v(x) :- high(x, n), n >= 5. h(x) :- high(x, n), n < 5. h(x) :- a(x), v(x), high(x, _).
      h(x) :- high(x, 5). h(x) :- high(x, n), n > 5.`,
    "thresholds that contradict each other": `h(x) :- a(x). h(x) :- high(x, n), high(x, m), n > 3, m < 3.`,
    "the value of a view that has one value": `.decl best(x: symbol, v: max<number>)
      best(x, 2) :- a(x). h(x) :- best(x, n), n = 2, b(x).`,
    "the values of a view that has two": `.decl best(x: symbol, v: max<number>)
      best(x, 1) :- a(x). best(x, 2) :- b(x).
      h(x) :- best(x, n), n < 2. h(x) :- best(x, n), n != 1.`,
    "one of them is the one that all are measured by": `
      v(x) :- e(x, y), !e("k", y). h("some") :- e(x, _), !v(x).`,
    "the last of a chain": `v(x) :- e(x, y), b(x), !b(y). h("some") :- e(x, y), !v(y).`,
    "at most one row to count": `h(x) :- a(x), count : { b(x) } < 2.`,
    "one or none": `h(x) :- a(x), count : { b(x) } = 0. h(x) :- a(x), count : { b(x) } >= 1.`,
    "a count and no row": `h(x) :- a(x), count : { e(x, _) } != 2. h(x) :- a(x), e(x, _).`,
    "the smallest of something": `h(x) :- a(x), min k : { n(x, k) } = 3. h(x) :- a(x), n(x, _).`,
    "a sum of something": `h(x) :- a(x), sum k : { n(x, k) } = 3. h(x) :- a(x), n(x, _).`,
    "relations that nothing is in together": `.invariant apart assumed: a(x), b(x) => false.
      v(x) :- b(x). h(x) :- a(x), !v(x).`,
    "a column with one value for each key": `.invariant key assumed: n(x, i), n(x, j) => i = j.
      v(x) :- n(x, i), n(x, j), i != j. h(x) :- n(x, _), !v(x).`,
    "the only value of a key": `.invariant key assumed: n(x, i), n(x, j) => i = j.
      h(x) :- n(x, _), count : { n(x, _) } = 1.`,
    "the smallest of one": `.invariant key assumed: n(x, i), n(x, j) => i = j.
      h(x) :- a(x), min i : { n(x, i) } > 3.`,
    "the sum of one": `.invariant key assumed: n(x, i), n(x, j) => i = j.
      h(x) :- n(x, _), sum i : { n(x, i) } = 3.`,
    "the mean of one": `.invariant key assumed: n(x, i), n(x, j) => i = j.
      h(x) :- a(x), mean i : { n(x, i) } < 3.`,
    "the largest of one growing value": `.decl best(x: symbol, v: max<number>)
      best(x, 1) :- b(x). h(x) :- a(x), max v : { best(x, v) } = 1.`,
    "a value that a view never comes to": `.decl best(x: symbol, v: max<number>)
      best(x, 1) :- b(x). v(x) :- best(x, n), n >= 2. h(x) :- a(x), !v(x).`,
    "a bounded value at its bound": `.decl left(x: symbol, n: bounded<2>) h(x) :- left(x, n), n >= 2.`,
    "a fact of the text": `b("k"). h(x) :- a(x), !v(x). v(x) :- a(x), b("k"), fixed(x), !fixed("k").
      h(x) :- a(x), fixed(x).`,
  };
  test.each(Object.entries(proved))("%s", (_, rules) => {
    const program = programOf(`${declarations}${rules} .output h`);
    expect(analyse(program).outputs[0]?.verdict).toBe("nonmonotone");
    const { outputs, relations, pointsOfOrder } = withEvidence(program, analyse(program));
    expect(["monotone", "constant"]).toContain(outputs[0]?.verdict);
    const own = [...relations.values()].find(({ relation }) => relation.name === "h");
    expect(own?.evidence).toBe("small-model");
    expect(pointsOfOrder.filter(({ relation }) => relation.name === "h")).toEqual([]);
  });
});

describe("not proved, as it is not so", () => {
  const open: Readonly<Record<string, string>> = {
    "a case is missing": `h(x) :- a(x), b(x), fixed(x). h(x) :- a(x), !b(x).`,
    "the case is another value's": `h(x) :- e(x, y), a(y). h(x) :- e(x, y), !a(x).`,
    "two facts are needed": `v(x) :- e(x, y), e(y, x), x != y. h(x) :- a(x), !v(x).`,
    "the other case can be removed": `h(x) :- a(x), !b(x). h(x) :- a(x), removable(x).`,
    "the value is read exactly": `h(x) :- high(x, n), n = 2. h(x) :- high(x, n), n = 3.`,
    "thresholds that leave a value out": `h(x) :- high(x, n), n < 2. h(x) :- high(x, n), n > 2.`,
    "thresholds of two values": `h(x) :- high(x, n), n < 2. h(x) :- low(x, x, n), n > 1.`,
    "thresholds of the values of two keys": `h(x) :- e(x, y), high(x, n), n < 2. h(x) :- e(x, y), high(y, n), n > 1.`,
    "thresholds of a float that leave something out": `.decl near(x: symbol, v: max<float>)
      h(x) :- near(x, v), v < 2.0. h(x) :- near(x, v), v >= 2.5.`,
    "a register of symbols, of another key": `.decl is(x: symbol, v: lww<symbol>)
      h("some") :- is(x, "on"). h("some") :- is(x, v), is(y, _), e(x, y), v != "on".`,
    "several values of a key": `.decl all(x: symbol, v: mv<symbol>)
      h(x) :- all(x, v), v != "on". h(x) :- a(x), all(x, "on").`,
    "a register, and a key of its own": `h(x) :- said(x, 1). h(x) :- a(x), said(x, 2).`,
    "the values of a view that has three": `.decl best(x: symbol, v: max<number>)
      best(x, 1) :- a(x). best(x, 2) :- b(x). best(x, 3) :- removable(x).
      h(x) :- best(x, n), n < 2. h(x) :- best(x, n), n = 2.`,
    "a view with a fact": `.decl best(x: symbol, v: max<number>)
      best(x, 2) :- a(x). best("k", 1). h(x) :- b(x), best(x, n), n = 1.`,
    "a count of two rows": `h(x) :- a(x), count : { e(x, _) } < 2.`,
    "a sum that may be nothing": `h(x) :- a(x), sum k : { n(x, k) } = 0. h(x) :- b(x), n(x, _).`,
    "the smallest of another": `h(x) :- a(x), min k : { n(x, k) } = 3. h(x) :- b(x), n(x, _).`,
    "the smallest over all keys": `.invariant key assumed: n(x, i), n(x, j) => i = j.
      h(x) :- a(x), min i : { n(_, i) } > 3.`,
    "a sum of one or none": `.invariant key assumed: n(x, i), n(x, j) => i = j.
      h(x) :- a(x), sum i : { n(x, i) } = 0.`,
    "keys of a value": `.invariant key assumed: n(x, i), n(y, i) => x = y.
      h(x) :- n(x, _), count : { n(x, _) } = 1.`,
    "a key of some values only": `.invariant key assumed: n(x, i), n(x, j), a(x) => i = j.
      h(x) :- n(x, _), count : { n(x, _) } = 1.`,
    "rows that only look apart": `.invariant apart assumed: a(x), b(x) => false.
      v(x) :- b(x). h(x) :- e(x, y), a(y), !v(x).`,
    "an invariant that is not assumed": `.invariant apart: a(x), b(x) => false.
      v(x) :- b(x). h(x) :- a(x), !v(x).`,
    "only for a constant it holds": `h(x) :- a(x), !b(x). h("k") :- a("k"), b("k").`,
  };
  test.each(Object.entries(open))("%s", (_, rules) => {
    const program = programOf(`${declarations}${rules} .output h`);
    expect(proofs(program, analyse(program), new Slices(program)).size).toBe(0);
    expect(withEvidence(program, analyse(program)).pointsOfOrder[0]?.witness).not.toBeNull();
  });
});

describe("rows with growing values", () => {
  const rows = `${declarations}
    .decl top(x: symbol, v: max<number>)
    .decl least(x: symbol, v: min<number>)`;
  const verdictOf = (rules: string): string | undefined => {
    const program = programOf(`${rows}${rules} .output top .output least`);
    return withEvidence(program, analyse(program)).outputs.find(({ relation }) => relation.kind === "derived")
      ?.verdict;
  };
  const proved: Readonly<Record<string, string>> = {
    "less while something is absent": `top(x, 1) :- a(x), !b(x). top(x, 2) :- b(x).`,
    "more while something is absent, of a falling value": `least(x, 1) :- a(x), !b(x). least(x, 0) :- b(x).`,
    "a value that is copied either way": `top(x, n) :- high(x, n), !b(x). top(x, n) :- high(x, n), b(x).`,
    "a value that is copied while it is small": `top(x, n) :- high(x, n), n < 4. top(x, 4) :- high(x, n), n >= 4.`,
    "one, whatever is counted": `least(x, n) :- a(x), n = count : { a(x) }.`,
  };
  test.each(Object.entries(proved))("%s", (_, rules) => {
    expect(["monotone", "constant"]).toContain(verdictOf(rules));
  });
  const open: Readonly<Record<string, string>> = {
    "more while something is absent": `top(x, 2) :- a(x), !b(x). top(x, 1) :- b(x).`,
    "less while something is absent, of a falling value": `least(x, 0) :- a(x), !b(x). least(x, 1) :- b(x).`,
    "the other rule's value is another key's": `top(x, n) :- high(x, n), !b(x). top(x, n) :- e(x, y), high(y, n), b(x).`,
    "a value that is copied while it is small, and then less": `top(x, n) :- high(x, n), n < 4. top(x, 2) :- high(x, n), n >= 4.`,
    "one while there is something that can go": `top(x, n) :- a(x), n = count : { removable(x) }.`,
    "one while something is absent": `top(x, n) :- a(x), n = count : { fixed(x), !b(x) }.`,
    "a value that is never negative in the place of another": `.decl got(x: symbol, n: gcounter)
      .decl bid(x: symbol, n: max<unsigned>)
      top(x, n) :- got(x, n), bid(x, _), !b(x). top(x, m) :- got(x, _), bid(x, m), b(x).`,
    "a value at its bound in the place of another": `.decl got(x: symbol, n: bounded<7>)
      .decl rest(x: symbol, n: bounded<7>)
      top(x, n) :- high(x, n), got(x, m), rest(x, _), m >= n, !b(x). top(x, m) :- got(x, _), rest(x, m), b(x), high(x, _).`,
    "ten times one or two": `.decl best(x: symbol, v: max<number>)
      best(x, 1) :- a(x). best(x, 2) :- b(x). top(x, 10 * n) :- best(x, n), n = 1. top(x, 5) :- best(x, 2).`,
    "a growing value, turned round": `least(x, n) :- high(x, n).`,
  };
  test.each(Object.entries(open))("%s", (_, rules) => {
    expect(verdictOf(rules)).toBe("nonmonotone");
  });
});

test("the solver agrees with trying every assignment", () => {
  let seed = 1;
  const below = (limit: number): number => (seed = (seed * 48271) % 2147483647) % limit;
  for (let round = 0; round < 2000; round++) {
    const variables = 1 + below(7);
    const clauses = Array.from({ length: 1 + below(24) }, () =>
      Array.from({ length: 1 + below(3) }, () => (1 + below(variables)) * (below(2) === 0 ? 1 : -1)),
    );
    const holds = (bits: number): boolean =>
      clauses.every((clause) =>
        clause.some((choice) => ((bits >> (Math.abs(choice) - 1)) & 1) === (choice > 0 ? 1 : 0)),
      );
    const expected = Array.from({ length: 2 ** variables }, (_, bits) => bits).some(holds);
    expect(isSatisfiable(clauses, variables), JSON.stringify(clauses)).toBe(expected);
  }
});

function programOf(text: string): Program {
  return resolveProgram(parse({ path: "rules.dl", text }), () => ({ problem: "not found" }));
}
