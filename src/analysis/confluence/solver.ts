/** Decides whether assertions over integers can hold together: Z3, or another that reads SMT-LIB 2. */
export interface Solver {
  /**
   * Whether what a text of SMT-LIB 2 declares and asserts can be so; `unknown` also where that took
   * longer than `timeout` milliseconds, or where there is no solver after all. The text has no commands
   * beside declarations and assertions. Never rejects.
   */
  readonly check: (text: string, timeout: number) => Promise<SolverAnswer>;
}

export type SolverAnswer = "sat" | "unsat" | "unknown";
