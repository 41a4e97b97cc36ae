import { expect, test } from "vitest";
import { confluence, type ConfluenceReport } from "../../src/analysis/confluence/confluence.ts";
import { decideWithSolver } from "../../src/analysis/confluence/decide-with-solver.ts";
import { solverTimeout, Z3Solver } from "../../src/node/z3-solver.ts";
import { counterexampleScenario } from "../../src/diagnostics/counterexample-scenario.ts";
import type { Counterexample } from "../../src/analysis/confluence/counterexample-search.ts";
import { Evaluation } from "../../src/engine/evaluation.ts";
import { factsGiven, localProgram } from "../../src/replication/local-program.ts";
import { runScenario } from "../../src/replication/scenario-run.ts";
import type { Program } from "../../src/model/program.ts";
import { isProgram, programOf } from "../reference/program-of.ts";
import { Chance } from "./chance.ts";
import { faultOf, isLively, isMeant, refutations } from "./promise-refutation.ts";
import { randomPromise } from "./random-promise.ts";
import { shrink } from "./shrink.ts";

/** How many random programs are judged; `CALM_ORACLE=10000` for an hour. */
const count = Number(process.env["CALM_ORACLE"] ?? 60);
/** The seed of the first one. */
const first = Number(process.env["CALM_ORACLE_FROM"] ?? 0);
/** How many merges are looked at for each invariant that is said to be confluent. */
const mergesMax = Number(process.env["CALM_ORACLE_MERGES"] ?? 150);
/** Of how many programs that are left undecided the solver is asked too; `CALM_ORACLE_SOLVER=1000` for all. */
const asked = Number(process.env["CALM_ORACLE_SOLVER"] ?? 3);
/** So many may be left open, mostly puzzles that no operation can change: a small sample may have more of them. */
const undecidedMax = count >= 1000 ? 0.1 : 0.15;
/** So many wrong verdicts are shrunk and shown. */
const shown = Number(process.env["CALM_ORACLE_SHOWN"] ?? 5);

test(
  `what is said of the invariants of ${String(count)} random programs is so`,
  { timeout: 30_000 + count * 500 + Math.min(count, asked) * 10_000 },
  async () => {
    const left: Left[] = [];
    const wrong: string[] = [];
    const open: string[] = [];
    const tally = new Map<string, number>();
    const note = (name: string): void => void tally.set(name, (tally.get(name) ?? 0) + 1);
    let slowest = 0;
    for (let seed = first, judged = 0; judged < count; seed++) {
      const text = randomPromise(seed);
      const program = programOf(text);
      if (!isProgram(program) || !isMeant(program, new Chance(seed)) || !isLively(program, new Chance(seed)))
        continue;
      judged++;
      const before = performance.now();
      const report = confluence(program);
      const { invariants } = report;
      slowest = Math.max(slowest, performance.now() - before);
      const refuted = invariants.some(({ verdict }) => verdict === "confluent" || verdict === "undecided")
        ? refutations(program, new Chance(seed), mergesMax)
        : new Map<string, string>();
      if (invariants.some(({ verdict }) => verdict === "undecided"))
        left.push({ seed, text, program, report, refuted });
      for (const verdict of invariants) {
        const { invariant } = verdict;
        const story = refuted.get(invariant.name);
        note(
          verdict.verdict === "undecided"
            ? `undecided, ${story === undefined ? "not " : ""}refuted`
            : verdict.verdict,
        );
        if (verdict.verdict === "undecided") open.push(`${String(seed)} ${invariant.name}: ${story ?? ""}`);
        if (verdict.verdict === "confluent") note(verdict.proof);
        const fault = faultIn(verdict, program, text, story);
        if (fault === null || wrong.length >= shown) continue;
        const small = shrink(text, (shorter) => isWrong(shorter, seed));
        wrong.push(`seed ${String(seed)}, ${invariant.name}: ${fault}\n${small}`);
      }
    }
    const total = [...tally]
      .filter(([name]) => name === "confluent" || name.includes(" "))
      .reduce((sum, [, n]) => sum + n, 0);
    const undecided = (tally.get("undecided, refuted") ?? 0) + (tally.get("undecided, not refuted") ?? 0);
    console.log(
      `${[...tally].map(([name, times]) => `${name} ${String(times)}`).join("; ")}; undecided ${((100 * undecided) / total).toFixed(1)} %; slowest ${slowest.toFixed(0)} ms`,
    );
    const solved = await solvedOf(left.slice(0, asked));
    wrong.push(...solved.wrong);
    if (solved.invariants > 0)
      console.log(
        `the solver proves ${String(solved.proved)} of ${String(solved.invariants)} undecided; of all ${((100 * (undecided - solved.proved)) / total).toFixed(1)} % are left`,
      );
    if (process.env["CALM_ORACLE_OPEN"] !== undefined) console.log(open.join("\n"));
    expect(wrong.join("\n")).toBe("");
    expect(undecided / total).toBeLessThan(undecidedMax);
  },
);

/** A program of which something is left undecided, and what refutes its invariants. */
interface Left {
  readonly seed: number;
  readonly text: string;
  readonly program: Program;
  readonly report: ConfluenceReport;
  readonly refuted: ReadonlyMap<string, string>;
}

/** What the solver proves of what is left undecided, as `calm confluence` asks it, and what of that is refuted. */
async function solvedOf(
  left: readonly Left[],
): Promise<{ readonly invariants: number; readonly proved: number; readonly wrong: readonly string[] }> {
  const solver = new Z3Solver();
  const wrong: string[] = [];
  let [invariants, proved] = [0, 0];
  try {
    for (const { seed, text, program, report, refuted } of left) {
      const again = await decideWithSolver(program, report, solver, { timeout: solverTimeout });
      for (const [i, before] of report.invariants.entries()) {
        if (before.verdict !== "undecided") continue;
        invariants++;
        if (again.invariants[i]?.verdict !== "confluent") continue;
        proved++;
        const { name } = before.invariant;
        const story = refuted.get(name);
        if (story !== undefined)
          wrong.push(
            `seed ${String(seed)}, ${name}: called confluent by the solver, but from ${story}\n${text}`,
          );
      }
    }
  } finally {
    await solver.close();
  }
  return { invariants, proved, wrong };
}

type Verdict = ReturnType<typeof confluence>["invariants"][number];

/** What is wrong with a verdict, or null. */
function faultIn(verdict: Verdict, program: Program, text: string, story: string | undefined): string | null {
  if (verdict.verdict === "confluent")
    return story === undefined ? null : `called confluent by ${verdict.proof}, but from ${story}`;
  if (verdict.verdict !== "not confluent") return null;
  const fault = faultOf(verdict.counterexample, program);
  if (fault !== null) return `a counterexample: ${fault}: ${tell(verdict.counterexample, program)}`;
  const played = replayed(verdict.counterexample, program, text);
  return played === null ? null : `a scenario: ${played}: ${tell(verdict.counterexample, program)}`;
}

function isWrong(text: string, seed: number): boolean {
  const program = programOf(text);
  if (!isProgram(program)) return false;
  const { invariants } = confluence(program);
  const refuted = refutations(program, new Chance(seed), mergesMax);
  return invariants.some((one) => faultIn(one, program, text, refuted.get(one.invariant.name)) !== null);
}

function tell(found: Counterexample, program: Program): string {
  return counterexampleScenario(found, program, "found").replace(/\s+/g, " ");
}

/** What simulated replicas do not confirm of a counterexample; null where they do. */
function replayed(found: Counterexample, program: Program, text: string): string | null {
  const again = programOf(`${text}\n${counterexampleScenario(found, program, "found")}`);
  const scenario = isProgram(again) ? again.scenarios.at(-1) : undefined;
  if (!isProgram(again) || scenario === undefined) return "it is no scenario";
  const facts = factsGiven(new Evaluation(again));
  const result = runScenario(scenario, {
    local: localProgram(again),
    facts,
    seed: 1,
    observe: () => undefined,
  });
  const messages = result.expects.filter(({ ok }) => !ok).map(({ message }) => message);
  if (messages.length > 0) return messages.join("; ");
  return result.ok ? null : "it fails";
}
