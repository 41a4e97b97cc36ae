import type { SolverAnswer } from "./solver.ts";

/** What a solver that has answered before is told of a query, which it may take so many milliseconds for. */
export function smtQuery(text: string, timeout: number): string {
  return `(reset)\n(set-option :timeout ${timeout})\n${text}\n(check-sat)\n`;
}

/** The answer in what it printed; null is what one printed that was ended. */
export function smtAnswer(printed: string | null): SolverAnswer {
  const last = printed?.trim().split("\n").at(-1);
  return last === "sat" || last === "unsat" ? last : "unknown";
}
