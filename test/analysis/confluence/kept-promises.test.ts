import { expect, test } from "vitest";
import { confluence } from "../../../src/analysis/confluence/confluence.ts";
import { analyseText } from "../judge.ts";

/** What they are about, a program of several invariants, the verdict on the last of them. */
const rows: readonly (readonly [string, string, string])[] = [
  [
    "whole numbers of two sets, each with a bound of its own, that cannot meet",
    `.decl low(n: number)
     .decl high(n: number)
     .operation put_low(n: number) { insert low(n). }
     .operation put_high(n: number) { insert high(n). }
     .invariant lows: low(n) => n < 5.
     .invariant highs: high(n) => n > 4.
     .invariant apart: low(a), high(b) => a < b.`,
    "confluent, diamond",
  ],
  [
    "whole numbers of two sets, that can meet",
    `.decl low(n: number)
     .decl high(n: number)
     .operation put_low(n: number) { insert low(n). }
     .operation put_high(n: number) { insert high(n). }
     .invariant lows: low(n) => n < 5.
     .invariant highs: high(n) => n > 3.
     .invariant apart: low(a), high(b) => a < b.`,
    "not confluent",
  ],
  [
    "numbers between two whole ones",
    `.decl low(n: float)
     .decl high(n: float)
     .operation put_low(n: float) { insert low(n). }
     .operation put_high(n: float) { insert high(n). }
     .invariant lows: low(n) => n < 5.0.
     .invariant highs: high(n) => n > 4.0.
     .invariant apart: low(a), high(b) => a < b.`,
    "undecided",
  ],
  [
    "a row that another invariant demands beside a fact",
    `.decl opened(shop: symbol)
     .decl keeper(shop: symbol, name: symbol)
     .decl sold(n: number)
     opened("main").
     .operation open(s: symbol) { insert opened(s). }
     .operation hire(s: symbol, k: symbol) { insert keeper(s, k). }
     .operation sell(n: number) { insert sold(n). }
     .invariant kept: opened(s) => keeper(s, _).
     .invariant none_free: keeper(_, _), sold(n) => n > 0.`,
    "confluent, pointwise",
  ],
  [
    "a row that another invariant demands beside what is no fact",
    `.decl opened(shop: symbol)
     .decl keeper(shop: symbol, name: symbol)
     .decl sold(n: number)
     .operation open(s: symbol) { insert opened(s). }
     .operation hire(s: symbol, k: symbol) { insert keeper(s, k). }
     .operation sell(n: number) { insert sold(n). }
     .invariant kept: opened(s) => keeper(s, _).
     .invariant none_free: keeper(_, _), sold(n) => n > 0.`,
    "not confluent",
  ],
  [
    "what is merely assumed",
    `.decl opened(shop: symbol)
     .decl sold(n: number)
     .operation open(s: symbol) { insert opened(s). }
     .operation sell(n: number) { insert sold(n). }
     .invariant positive assumed: sold(n) => n > 0.
     .invariant none_free: opened(_), sold(n) => n > 0.`,
    "not confluent",
  ],
  [
    "a row that the start has beside a fact",
    `.decl shop(name: symbol)
     .decl stock(shop: symbol, n: gcounter)
     .decl open(day: number)
     shop("main").
     .operation found(s: symbol) { insert shop(s). stock(s) += 1. }
     .operation start(d: number) { insert open(d). }
     .invariant stocked: shop(s) => stock(s, _).
     .invariant known: stock(_, _), open(3) => open(2).`,
    "confluent, cutoff",
  ],
  [
    "a row that the start may lack",
    `.decl shop(name: symbol)
     .decl stock(shop: symbol, n: gcounter)
     .decl open(day: number)
     .operation found(s: symbol) { insert shop(s). stock(s) += 1. }
     .operation start(d: number) { insert open(d). }
     .invariant stocked: shop(s) => stock(s, _).
     .invariant known: stock(_, _), open(3) => open(2).`,
    "not confluent",
  ],
];

test.each(rows)("an operation leaves a state that keeps every invariant: %s", (_about, text, wanted) => {
  const { program } = analyseText(text);
  expect(program.findings.filter(({ code }) => code < "CALM008")).toEqual([]);
  const verdict = confluence(program).invariants.at(-1);
  expect(verdict?.verdict === "confluent" ? `confluent, ${verdict.proof}` : verdict?.verdict).toBe(wanted);
});
