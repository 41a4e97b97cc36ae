import { afterAll, describe, expect, test } from "vitest";
import { confluence } from "../../../src/analysis/confluence/confluence.ts";
import { decideWithSolver } from "../../../src/analysis/confluence/decide-with-solver.ts";
import type { Solver, SolverAnswer } from "../../../src/analysis/confluence/solver.ts";
import { Z3Solver } from "../../../src/node/z3-solver.ts";
import { analyseText } from "../judge.ts";
import { decisions } from "./decision-table.ts";

/** What they are about, a program, the verdict without the solver, the verdict with it. */
const solved: readonly (readonly [string, string, string, string])[] = [
  [
    "two counters that one operation raises alike",
    `.decl credit(a: symbol, n: gcounter)
     .decl debit(a: symbol, n: gcounter)
     .operation book(a: symbol, m: number) { require m > 0. credit(a) += m. debit(a) += m. }
     .invariant balanced: credit(a, c), debit(a, d) => c = d.`,
    "undecided",
    "confluent, solver",
  ],
  [
    "what the one counter gains the other loses, up to a limit",
    `.decl limit(n: number) static
     .decl reserved(k: symbol, n: pncounter)
     .decl used(k: symbol, n: gcounter)
     reserved("r", 4).
     used("r", 0).
     .operation consume(k: symbol) { reserved(k) -= 1. used(k) += 1. }
     .invariant within: reserved(k, a), used(k, b), limit(c) => a + b <= c.`,
    "undecided",
    "confluent, solver",
  ],
  [
    "a counter that each replica alone adds to, within a quota",
    `.decl quota(r: symbol, n: number) static
     .decl sold(r: symbol, n: gcounter)
     .operation sell() { sold(replica()) += 1. }
     .invariant own: sold(r, s), quota(r, q) => s <= q.`,
    "undecided",
    "confluent, solver",
  ],
  [
    "two counters that two replicas add to, within one quota",
    `.decl sold(r: symbol, n: gcounter)
     sold("A", 0).
     sold("B", 0).
     .operation sell() { sold(replica()) += 1. }
     .invariant own: sold(r, s), sold(q, t), r != q => s + t <= 1.`,
    "not confluent",
    "not confluent",
  ],
  [
    "money that is moved, and neither made nor lost",
    `.decl balance(a: symbol, n: pncounter)
     balance("ana", 60).
     balance("bo", 40).
     .operation move(a: symbol, b: symbol, m: number) { balance(a) -= m. balance(b) += m. }
     .invariant all_there: t = sum n : { balance(_, n) } => t = 100.`,
    "undecided",
    "confluent, solver",
  ],
  [
    "money that is moved less a fee",
    `.decl balance(a: symbol, n: pncounter)
     balance("ana", 60).
     balance("bo", 40).
     .operation move(a: symbol, b: symbol) { balance(a) -= 2. balance(b) += 1. }
     .invariant most: t = sum n : { balance(_, n) } => t >= 98.`,
    "not confluent",
    "not confluent",
  ],
  [
    "votes that are counted twice",
    `.decl votes(option: symbol, n: gcounter)
     votes("yes", 0).
     votes("no", 0).
     votes("all", 0).
     .operation yes() { votes("yes") += 1. votes("all") += 1. }
     .operation no() { votes("no") += 1. votes("all") += 1. }
     .invariant adds_up: votes("yes", a), votes("no", b), votes("all", t) => a + b = t.`,
    "undecided",
    "confluent, solver",
  ],
  [
    "two largest values, where a row of the one comes after one of the other",
    `.decl done(job: symbol, n: max<number>)
     .decl planned(job: symbol, n: max<number>)
     .operation plan(j: symbol, n: number) { insert planned(j, n). }
     .operation finish(j: symbol, n: number) { require planned(j, _). insert done(j, n). }
     .invariant within: done(j, d), planned(j, p) => d <= p.`,
    "undecided",
    "confluent, solver",
  ],
  [
    "a smallest and a largest value not too far apart",
    `.decl span(k: symbol, low: min<number>, high: max<number>)
     .operation see(k: symbol, n: number) { insert span(k, n, n). }
     .invariant narrow: span(_, a, b) => b - a <= 0.`,
    "not confluent",
    "not confluent",
  ],
  [
    "even numbers of the one, odd numbers of the other",
    `.decl number(n: number, who: symbol)
     .operation even(i: number) { insert number(2 * i, "even"). }
     .operation odd(i: number) { insert number(2 * i + 1, "odd"). }
     .invariant one: number(n, a), number(n, b) => a = b.`,
    "undecided",
    "confluent, solver",
  ],
  [
    "even numbers of the one, threes of the other",
    `.decl number(n: number, who: symbol)
     .operation even(i: number) { insert number(2 * i, "even"). }
     .operation three(i: number) { insert number(3 * i, "three"). }
     .invariant one: number(n, a), number(n, b) => a = b.`,
    "undecided",
    "undecided",
  ],
  [
    "blocks of ten numbers",
    `.decl number(n: number, block: number)
     .operation take(block: number, i: number) { require i >= 0, i < 10. insert number(10 * block + i, block). }
     .invariant one: number(n, a), number(n, b) => a = b.`,
    "undecided",
    "confluent, solver",
  ],
  [
    "what all the operations of a boundary add to, and others keep alike",
    `.boundary desk by leader
     .decl open(d: symbol, n: gcounter)
     .decl closed(d: symbol, n: gcounter)
     open("d", 0).
     closed("d", 0).
     .decl door(d: symbol) static
     door("d").
     .operation begin(d: symbol) at desk { require door(d). open(d) += 1. }
     .operation both(d: symbol) { require door(d). open(d) += 1. closed(d) += 1. }
     .invariant few: open(d, a), closed(d, b) => a - b <= 2.`,
    "undecided",
    "confluent, solver",
  ],
];

const solver = new Z3Solver();
afterAll(() => solver.close());

test.each(solved)("%s", async (_about, text, without, verdict) => {
  const { program } = analyseText(text);
  expect(program.findings.filter(({ code }) => code < "CALM008")).toEqual([]);
  const report = confluence(program);
  expect(report.invariants.map(shown)).toEqual([without]);
  const decided = await decideWithSolver(program, report, solver, { timeout: 2000 });
  expect(decided.invariants.map(shown)).toEqual([verdict]);
});

describe("what a run breaks is never proved", () => {
  const broken = [
    ...decisions,
    ...solved.map(([about, text, verdict]) => [about, text, verdict] as const),
  ].filter(([, , verdict]) => verdict.startsWith("not confluent"));

  test.each(broken)("%s", async (_about, text) => {
    const { program } = analyseText(text);
    const report = confluence(program);
    const asked: typeof report = {
      ...report,
      invariants: report.invariants.map(({ invariant }) => ({ invariant, verdict: "undecided", bound })),
    };
    expect(await decideWithSolver(program, asked, solver, { timeout: 2000 })).toBe(asked);
  });
});

describe("the solver is asked no more than is needed", () => {
  test("not at all where nothing is undecided, or an operation can never run", async () => {
    for (const [about, text, verdict] of decisions) {
      const { program } = analyseText(text);
      const counting = answering("unsat");
      await decideWithSolver(program, confluence(program), counting, { timeout: 1 });
      const mayBeAsked = verdict === "undecided" && !about.includes("never run");
      if (!mayBeAsked) expect([about, counting.texts]).toEqual([about, []]);
    }
  });

  test.each(["sat", "unknown"] as const)(
    "an invariant stays undecided where the answer is %s",
    async (answer) => {
      const [first] = solved;
      const { program } = analyseText(first?.[1] ?? "");
      const report = confluence(program);
      const counting = answering(answer);
      expect(await decideWithSolver(program, report, counting, { timeout: 1 })).toBe(report);
      expect(counting.texts).toHaveLength(1);
    },
  );
});

test("a query over its limit is unknown, and others are answered after it", async () => {
  const sum = "(+ (* x x x x x) (* y y y y y))";
  const hard = `(declare-const x Int)(declare-const y Int)(declare-const z Int)
    (assert (and (> x 1) (> y 1) (> z 1) (= ${sum} (* z z z z z))))`;
  expect(await solver.check(hard, 50)).toBe("unknown");
  expect(await solver.check("(declare-const x Int)(assert (= (* 2 x) 3))", 1000)).toBe("unsat");
  expect(await solver.check("(declare-const x Int)(assert (= (* 2 x) 4))", 1000)).toBe("sat");
  expect(await solver.check("(assert (= y", 1000)).toBe("unknown");
});

const bound = { prefix: 2, branch: 2, states: 1, complete: true, because: null };

function shown(verdict: ReturnType<typeof confluence>["invariants"][number]): string {
  return verdict.verdict === "confluent" ? `confluent, ${verdict.proof}` : verdict.verdict;
}

/** Gives one answer to everything, and keeps what it was asked. */
function answering(answer: SolverAnswer): Solver & { readonly texts: readonly string[] } {
  const texts: string[] = [];
  const check = (text: string): Promise<SolverAnswer> => {
    texts.push(text);
    return Promise.resolve(answer);
  };
  return { texts, check };
}
