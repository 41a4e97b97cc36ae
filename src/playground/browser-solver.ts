/// <reference lib="dom" />
import { smtAnswer, smtQuery } from "../analysis/confluence/smt-query.ts";
import type { Solver, SolverAnswer } from "../analysis/confluence/solver.ts";

/** What the worker of the solver sends. */
export type SolverReply =
  | { readonly kind: "ready" }
  | { readonly kind: "printed"; readonly text: string }
  | { readonly kind: "trouble"; readonly words: string };

/** So long may an answer take beyond the time limit. */
const graceMilliseconds = 4000;

/** So long may it take to load, which is 35 megabytes. */
const startMilliseconds = 120_000;

/**
 * Z3 on the page, or why there is none, in a sentence. It is loaded only now. May be asked by the page
 * and by its workers; whoever has it calls `close`.
 */
export async function openSolver(): Promise<BrowserSolver | { readonly trouble: string }> {
  if (!crossOriginIsolated)
    return {
      trouble:
        "The solver runs in threads that share memory, which a browser allows only where the server of the page asks for it, as calm playground does.",
    };
  const base = new URL(".", location.href);
  const found = await fetch(new URL("solver/z3-worker.js", base), { method: "HEAD" }).catch(() => null);
  if (found?.ok !== true)
    return {
      trouble: "The solver is not installed where this page is served from: it is the package z3-solver.",
    };
  const worker = new Worker(new URL("solver-worker.js", base));
  const said = await replyOf(worker, startMilliseconds);
  if (said?.kind === "ready") return new BrowserSolver(worker);
  worker.terminate();
  return {
    trouble: `The solver cannot be started${said?.kind === "trouble" ? `: ${said.words}` : " in time"}.`,
  };
}

/** Z3 in a worker that is ended when it gives no answer in time; then, and after `close`, all is unknown. */
export class BrowserSolver implements Solver {
  #worker: Worker | null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** Queries wait for each other. */
  readonly check = (text: string, timeout: number): Promise<SolverAnswer> => {
    const answer = this.#last.then(() => this.#ask(text, timeout));
    this.#last = answer;
    return answer;
  };

  /** Ends it at once; what is still asked stays unknown. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  async #ask(text: string, timeout: number): Promise<SolverAnswer> {
    if (this.#worker === null) return "unknown";
    const reply = replyOf(this.#worker, timeout + graceMilliseconds);
    this.#worker.postMessage(smtQuery(text, timeout));
    const said = await reply;
    if (said?.kind === "printed") return smtAnswer(said.text);
    this.close();
    return "unknown";
  }
}

/** What a worker sends next; null where nothing comes in time. */
function replyOf(worker: Worker, milliseconds: number): Promise<SolverReply | null> {
  return new Promise((resolve) => {
    const end = new AbortController();
    const finish = (reply: SolverReply | null): void => {
      end.abort();
      clearTimeout(timer);
      resolve(reply);
    };
    const timer = setTimeout(() => finish(null), milliseconds);
    const { signal } = end;
    worker.addEventListener("message", ({ data }: MessageEvent<SolverReply>) => finish(data), { signal });
    worker.addEventListener("error", ({ message }) => finish({ kind: "trouble", words: message }), {
      signal,
    });
  });
}
