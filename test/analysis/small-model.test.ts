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
    "only for a constant it holds": `h(x) :- a(x), !b(x). h("k") :- a("k"), b("k").`,
  };
  test.each(Object.entries(open))("%s", (_, rules) => {
    const program = programOf(`${declarations}${rules} .output h`);
    expect(proofs(program, analyse(program), new Slices(program)).size).toBe(0);
    expect(withEvidence(program, analyse(program)).pointsOfOrder[0]?.witness).not.toBeNull();
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
