import { describe, expect, test } from "vitest";
import { checkProgram } from "../../../src/diagnostics/check.ts";
import { parse } from "../../../src/syntax/parse.ts";

/** The verdicts of the outputs of a text, and the codes of its errors. */
function judged(text: string): string {
  const tree = parse({ path: "rules.dl", text });
  const { report, diagnostics } = checkProgram(tree, () => ({ problem: "not found" }));
  const verdicts = report.outputs.map(({ relation, verdict }) => `${relation.name} ${verdict}`);
  const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
  return [...verdicts, ...errors].join(", ");
}

const latest = `
.decl latest(id: number, text: symbol)
latest(i, t) :- label(i, _), t = max x : { label(i, x) }.
.output latest
`;
const labels = `
.decl label(id: number, text: symbol)
.operation print(i: number) { insert label(i, cat("no. ", to_string(i))). }
.invariant one: label(i, a), label(i, b) => a = b.
`;
const told = `
.decl employee(u: symbol) static
.decl staff(u: symbol)
.decl visitor(u: symbol)
.operation badge(u: symbol) { require employee(u). insert staff(u). }
.operation sign(u: symbol) { require !employee(u). insert visitor(u). }
.decl escorted(u: symbol)
escorted(u) :- visitor(u), !staff(u).
.output escorted
`;
const notBoth = ".invariant not_both: staff(u), visitor(u) => false.";

describe("a proved invariant is used where operations alone write what it speaks of", () => {
  test("as a key: the largest of one value is that value", () => {
    expect(judged(labels + latest)).toBe("latest monotone");
  });

  test("as a reason why a row that would withdraw another cannot come", () => {
    expect(judged(told + notBoth)).toBe("escorted monotone");
  });

  test("not without the invariant", () => {
    expect(judged(labels.replace(/\.invariant.*/, "") + latest)).toBe("latest nonmonotone, CALM105");
    expect(judged(told)).toBe("escorted nonmonotone, CALM101");
  });

  test("not where the invariant is not proved: each replica sees it hold, and the merge breaks it", () => {
    const chosen = `
      .decl label(id: number, text: symbol)
      .operation print(i: number, t: symbol) { insert label(i, t). }
      .invariant one: label(i, a), label(i, b) => a = b.
    `;
    expect(judged(chosen + latest)).toBe("latest nonmonotone, CALM301, CALM105");
  });

  test("not where a file fills the relation too", () => {
    expect(judged(`${labels}.input label\n${latest}`)).toBe("latest nonmonotone, CALM105");
  });

  test("not where a scenario writes it past the operations", () => {
    const scenario = '.scenario s { replicas a, b. at a: visitor("x"). settle. expect converged. }';
    expect(judged(told + notBoth + scenario)).toBe("escorted nonmonotone, CALM101");
  });

  test("not where no operation writes it: then anybody may", () => {
    const open = labels.replace(/\.operation.*/, "");
    expect(judged(open + latest)).toBe("latest nonmonotone, CALM105");
  });
});
