import { expect, test } from "vitest";
import { confluence } from "../../../src/analysis/confluence/confluence.ts";
import { counterexampleText } from "../../../src/diagnostics/counterexample-text.ts";
import { analyseText } from "../judge.ts";
import { decisions } from "./decision-table.ts";

/** The verdict on the only invariant of a text, with its evidence: `direction`, or `A: f(1) | B: f(2)`. */
function decide(text: string): string {
  const { program } = analyseText(text);
  expect(program.findings.filter(({ code }) => code < "CALM008")).toEqual([]);
  const [verdict] = confluence(program).invariants;
  switch (verdict?.verdict) {
    case "confluent":
      return `confluent, ${verdict.proof}`;
    case "not confluent": {
      const { start, branches } = counterexampleText(verdict.counterexample, program);
      const runs = branches.map(({ replica, operations }) => `${replica}: ${operations.join(" ")}`);
      const before = start.length === 0 ? "" : `${start.join(" ")} then `;
      return `not confluent, ${verdict.class}, ${before}${runs.join(" | ")}`;
    }
    case "undecided":
    case "assumed":
    case undefined:
      return String(verdict?.verdict);
  }
}

test.each(decisions)("%s", (_about, text, verdict) => expect(decide(text)).toBe(verdict));
