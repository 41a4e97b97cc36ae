import { expect, test } from "vitest";
import type { InvariantVerdict } from "../../src/analysis/confluence/confluence.ts";
import { checkProgram } from "../../src/diagnostics/check.ts";
import { Evaluation } from "../../src/engine/evaluation.ts";
import { factsGiven, localProgram } from "../../src/replication/local-program.ts";
import { verify, type Verification } from "../../src/replication/verify/verify.ts";
import { parse } from "../../src/syntax/parse.ts";

/** What schedules find when the checker calls every invariant proved. */
function believing(text: string): Verification {
  const tree = parse({ path: "rules.dl", text });
  const { program, report } = checkProgram(tree, () => ({ problem: "not found" }));
  const invariants = program.invariants.map((invariant): InvariantVerdict => ({
    invariant,
    verdict: "confluent",
    class: "coordination-free",
    proof: "direction",
    thanksTo: [],
  }));
  return verify({
    local: localProgram(program),
    report: { ...report, invariants },
    facts: factsGiven(new Evaluation(program)),
    schedules: 150,
    seed: 1,
  });
}

const stock = `
.decl stock(item: symbol, n: number) static
stock("camera", 1).
.decl sold(item: symbol, n: gcounter)
sold("camera", 0).
.invariant no_oversell: sold(p, s), stock(p, n) => s <= n.
`;

test("schedules break an invariant that is wrongly called proved", () => {
  const sell = ".operation sell(p: symbol) { require stock(p, n), sold(p, s), s < n. sold(p) += 1. }";
  expect(believing(stock + sell).violations[0]).toMatchObject({
    kind: "invariant",
    relation: "no_oversell",
  });
});

test("one that is rightly called so stands", () => {
  const sell =
    ".boundary desk by leader\n" +
    ".operation sell(p: symbol) at desk { require stock(p, n), sold(p, s), s < n. sold(p) += 1. }";
  expect(believing(stock + sell).violations).toEqual([]);
});
