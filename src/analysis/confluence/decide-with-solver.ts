import { idleOperations } from "../../model/invariant-reach.ts";
import type { Program } from "../../model/program.ts";
import {
  isWrittenBy,
  startFacts,
  type ConfluenceOptions,
  type ConfluenceReport,
  type InvariantVerdict,
} from "./confluence.ts";
import type { MergeKnowledge } from "./merge-query/merge-knowledge.ts";
import { mergeQuery } from "./merge-query/merge-query.ts";
import { unprovedUnits } from "./proof/prove-confluence.ts";
import type { Solver } from "./solver.ts";

export interface SolverOptions {
  /** For each query, in milliseconds. */
  readonly timeout: number;
  /** The facts of `.input` files, where they are known. */
  readonly given?: ConfluenceOptions["given"];
}

/** An invariant with more open ways to be broken than this is left undecided. */
const queriesMax = 16;

/**
 * Asks a solver about the invariants that a report leaves undecided, and about nothing else: where
 * there are none the solver is not touched. Each way to break such an invariant that no other proof
 * excludes is one query. Where nothing more is proved, the report itself comes back.
 */
export async function decideWithSolver(
  program: Program,
  report: ConfluenceReport,
  solver: Solver,
  { timeout, given }: SolverOptions,
): Promise<ConfluenceReport> {
  if (!report.invariants.some(isOpen)) return report;
  const facts = [...startFacts(program), ...(given ?? [])];
  const loaded = new Set(given === undefined ? program.inputs.map(({ relation }) => relation) : []);
  const idle = idleOperations(program);
  const invariants: InvariantVerdict[] = [];
  for (const verdict of report.invariants) {
    const { invariant } = verdict;
    const isProved =
      isOpen(verdict) && !isWrittenBy(invariant, idle, program) && (await isProvedBySolver(verdict));
    invariants.push(
      isProved
        ? { invariant, verdict: "confluent", class: "coordination-free", proof: "solver", thanksTo: [] }
        : verdict,
    );
  }
  return invariants.every((verdict, i) => verdict === report.invariants[i])
    ? report
    : { ...report, invariants };

  async function isProvedBySolver({ invariant }: InvariantVerdict): Promise<boolean> {
    const open = unprovedUnits(invariant, program, facts);
    if (open === null || open.units.length === 0 || open.units.length > queriesMax) return false;
    const knowledge: MergeKnowledge = {
      program,
      isStill: open.isStill,
      startOf: (relation) => {
        const rows = facts.filter((fact) => fact.relation === relation.name);
        return rows.length === 0 || loaded.has(relation) ? null : rows;
      },
    };
    const queries = open.units.map((unit) => mergeQuery(unit, knowledge));
    for (const query of queries)
      if (query === null || (await solver.check(query, timeout)) !== "unsat") return false;
    return true;
  }
}

function isOpen(verdict: InvariantVerdict): boolean {
  if (verdict.verdict !== "undecided") return false;
  const { because } = verdict.bound;
  return because !== "idle operation" && because !== "untyped column";
}
