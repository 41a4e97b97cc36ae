import type { Z3Core } from "z3-solver";
import type { Solver, SolverAnswer } from "../analysis/confluence/solver.ts";

/** So many milliseconds may an answer take, unless somebody says otherwise. */
export const solverTimeout = 1000;

/** So long may an answer take beyond the time limit, which Z3 itself keeps not everywhere. */
const graceMilliseconds = 2000;

/**
 * Z3, which is loaded when it is first asked. Where the optional package `z3-solver` is not
 * installed, every answer is `unknown`. Once one answer has not come, no other is waited for.
 */
export class Z3Solver implements Solver {
  #loading: Promise<LoadedSolver | null> | null = null;
  #isStuck = false;

  readonly check = async (text: string, timeout: number): Promise<SolverAnswer> => {
    this.#loading ??= load();
    const loaded = await this.#loading;
    if (loaded === null || this.#isStuck) return "unknown";
    const answer = loaded.evaluate(
      `(reset)\n(set-option :timeout ${String(timeout)})\n${text}\n(check-sat)\n`,
    );
    const late = new AbortController();
    try {
      const printed = await Promise.race([answer, silence(timeout + graceMilliseconds, late.signal)]);
      if (printed === null) this.#isStuck = true;
      const last = printed?.trim().split("\n").at(-1);
      return last === "sat" || last === "unsat" ? last : "unknown";
    } catch {
      return "unknown";
    } finally {
      late.abort();
    }
  };

  /** Ends its threads, without which the process would not end by itself. */
  async close(): Promise<void> {
    (await this.#loading)?.close();
    this.#loading = null;
  }
}

interface LoadedSolver {
  readonly evaluate: (text: string) => Promise<string>;
  readonly close: () => void;
}

async function load(): Promise<LoadedSolver | null> {
  try {
    const { init } = await import("z3-solver");
    const { Z3, em } = (await init()) as Loaded;
    const context = Z3.mk_context(Z3.mk_config());
    return {
      evaluate: (text) => Z3.eval_smtlib2_string(context, text),
      close: () => {
        const { PThread } = em;
        const workers = [...PThread.runningWorkers, ...PThread.unusedWorkers];
        PThread.terminateAllThreads();
        // What a thread still had to say is no concern of the user's.
        for (const worker of workers) worker.onmessage = () => undefined;
      },
    };
  } catch {
    return null;
  }
}

/** What is used of the package, which gives its threads no types. */
interface Loaded {
  readonly Z3: Z3Core;
  readonly em: {
    readonly PThread: {
      readonly terminateAllThreads: () => void;
      readonly runningWorkers: readonly ThreadOfZ3[];
      readonly unusedWorkers: readonly ThreadOfZ3[];
    };
  };
}

/** Resolves to null after so many milliseconds, or when it is no longer waited for. */
function silence(milliseconds: number, signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve(null);
    });
  });
}

interface ThreadOfZ3 {
  onmessage: () => void;
}
