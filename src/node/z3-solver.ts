import type { ChildProcessByStdio } from "node:child_process";
import { createRequire } from "node:module";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { smtAnswer, smtQuery } from "../analysis/confluence/smt-query.ts";
import type { Solver, SolverAnswer } from "../analysis/confluence/solver.ts";

/** So many milliseconds may an answer take, unless somebody says otherwise. */
export const solverTimeout = 1000;

/** So long may an answer take beyond the time limit: for the start, and as Z3 itself keeps the limit not everywhere. */
const graceMilliseconds = 4000;

/**
 * Z3, in a process of its own that is started when it is first asked: its threads do not always
 * end when they are told to, and a process does. One that gives no answer in time is ended, and the
 * answer is `unknown`; so is every answer where the optional package `z3-solver` is not installed.
 */
export class Z3Solver implements Solver {
  #process: SolverProcess | null = null;
  #last: Promise<unknown> = Promise.resolve();

  /** Queries wait for each other. */
  readonly check = (text: string, timeout: number): Promise<SolverAnswer> => {
    const answer = this.#last.then(() => this.#ask(text, timeout));
    this.#last = answer;
    return answer;
  };

  async close(): Promise<void> {
    await this.#last;
    this.#end();
  }

  /** Ends the process at once; what is still asked stays unknown. */
  kill(): void {
    this.#end();
  }

  async #ask(text: string, timeout: number): Promise<SolverAnswer> {
    this.#process ??= await start();
    if (this.#process === null) return "unknown";
    const printed = await answerOf(this.#process, smtQuery(text, timeout), timeout + graceMilliseconds);
    if (printed === null) this.#end();
    return smtAnswer(printed);
  }

  #end(): void {
    this.#process?.kill("SIGKILL");
    this.#process = null;
  }
}

type SolverProcess = ChildProcessByStdio<Writable, Readable, null>;

/** Reads a query a line, and writes an answer a line, both as JSON. */
const script = `
  import { createInterface } from "node:readline";
  const { init } = await import(process.argv[1]);
  const { Z3 } = await init();
  const context = Z3.mk_context(Z3.mk_config());
  for await (const line of createInterface({ input: process.stdin })) {
    let answer = "";
    try {
      answer = await Z3.eval_smtlib2_string(context, JSON.parse(line));
    } catch {}
    process.stdout.write(JSON.stringify(answer) + "\\n");
  }
  process.exit(0);
`;

/** Null where the package is not installed. */
async function start(): Promise<SolverProcess | null> {
  let location: string;
  try {
    location = pathToFileURL(createRequire(import.meta.url).resolve("z3-solver")).href;
  } catch {
    return null;
  }
  const { spawn } = await import("node:child_process");
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, location], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.on("error", () => undefined);
  child.stdin.on("error", () => undefined);
  return child;
}

/** What the process writes next; null where it ends, or nothing comes in time. */
function answerOf(child: SolverProcess, query: string, milliseconds: number): Promise<string | null> {
  return new Promise((resolve) => {
    let written = "";
    const take = (data: Buffer): void => {
      written += data.toString("utf8");
      if (written.endsWith("\n")) finish(JSON.parse(written) as string);
    };
    const lose = (): void => finish(null);
    const timer = setTimeout(lose, milliseconds);
    function finish(answer: string | null): void {
      clearTimeout(timer);
      child.stdout.off("data", take);
      child.off("exit", lose).off("error", lose);
      resolve(answer);
    }
    child.stdout.on("data", take);
    child.on("exit", lose).on("error", lose);
    child.stdin.write(`${JSON.stringify(query)}\n`);
  });
}
