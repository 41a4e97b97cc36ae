import { fork, type ChildProcess } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Exercise } from "../classroom/exercise.ts";
import type { RepairJudgement } from "../classroom/repair-judgement.ts";
import type { RepairAnswer, RepairTask } from "./repair-process.ts";

/** What becomes of a changed program: its judgement, or why there is none. */
export type JudgedRepair =
  | { readonly kind: "judged"; readonly judgement: RepairJudgement }
  /** It took more than it may: a program that never ends, or fills the memory. */
  | { readonly kind: "stopped"; readonly why: "time" | "memory" }
  | { readonly kind: "failed"; readonly why: string };

export interface RepairLimits {
  /** Milliseconds of the processor's time for each program. */
  readonly time: number;
  readonly bytes: number;
}

export const repairLimits: RepairLimits = { time: 10_000, bytes: 1_000_000_000 };

/**
 * So many times its processor's time may a program take on a machine that is busy, and so many
 * milliseconds the start of a process. The watch in the process is the one that keeps the limit.
 */
const patience = 6;
const startMilliseconds = 30_000;

/** More processes than these want more memory together than many machines have. */
const processesMost = 4;

/**
 * Judges students' changed programs in processes of their own, a few at a time, so that none of them
 * can hang or end the one that asks. Where Node can, the processes may open no file but their own
 * code. Each is used for many programs, and replaced where one is killed.
 */
export class RepairJudges {
  readonly #limits: RepairLimits;
  readonly #script: string;
  readonly #most = Math.min(processesMost, availableParallelism());
  readonly #free: ChildProcess[] = [];
  readonly #all = new Set<ChildProcess>();
  readonly #waiting: (() => void)[] = [];

  /** `script` is what each process runs. */
  constructor(limits: RepairLimits, script = processScript()) {
    this.#limits = limits;
    this.#script = script;
  }

  async judge(exercise: Exercise, changed: string): Promise<JudgedRepair> {
    const child = await this.#take();
    const { answer, isAlive } = await answerOf(child, { exercise, changed, ...this.#limits });
    if (isAlive) this.#free.push(child);
    else this.#all.delete(child);
    this.#waiting.shift()?.();
    return answer;
  }

  /** Ends the processes at once; what is still asked has no answer. */
  close(): void {
    for (const child of this.#all) child.kill("SIGKILL");
    this.#all.clear();
  }

  async #take(): Promise<ChildProcess> {
    for (;;) {
      const free = this.#free.pop();
      if (free?.connected === true && free.exitCode === null && free.signalCode === null) return free;
      if (free !== undefined) {
        this.#all.delete(free);
        continue;
      }
      if (this.#all.size < this.#most) {
        const child = start(this.#script, this.#limits);
        this.#all.add(child);
        return child;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}

function start(script: string, { bytes }: RepairLimits): ChildProcess {
  const heap = Math.floor((bytes * 0.75) / 1_048_576);
  return fork(script, [], {
    execArgv: [`--max-old-space-size=${String(heap)}`, ...withoutFiles(dirname(script))],
    env: {},
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
}

/** The options that keep a process from opening files, from starting others, and from the network where Node can. */
function withoutFiles(code: string): readonly string[] {
  const flag = ["--permission", "--experimental-permission"].find((name) =>
    process.allowedNodeEnvironmentFlags.has(name),
  );
  return flag === undefined
    ? []
    : [flag, `--allow-fs-read=${join(code, "*")}`, "--allow-worker", "--no-warnings"];
}

/** Beside the command, or one folder above a part of it that is loaded when it is needed. */
function processScript(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const found = [here, dirname(here)].map((folder) => join(folder, "repair-process.js")).find(existsSync);
  if (found === undefined) throw new Error(`repair-process.js does not lie beside ${here}`);
  return realpathSync(found);
}

interface Answered {
  readonly answer: JudgedRepair;
  readonly isAlive: boolean;
}

function answerOf(child: ChildProcess, task: RepairTask): Promise<Answered> {
  return new Promise((resolve) => {
    let said = "";
    const note = (data: Buffer): void => {
      if (said.length < 2000) said += data.toString("utf8");
    };
    const take = (answer: unknown): void => finish({ answer: answer as RepairAnswer, isAlive: true });
    const lose = (): void => finish({ answer: reasonOf(said), isAlive: false });
    const timer = setTimeout(
      () => {
        said = "time";
        child.kill("SIGKILL");
      },
      startMilliseconds + task.time * patience,
    );
    function finish(answered: Answered): void {
      clearTimeout(timer);
      child.off("message", take).off("close", lose).off("error", lose);
      child.stderr?.off("data", note);
      resolve(answered);
    }
    child.stderr?.on("data", note);
    // After `close` there is nothing left to be read.
    child.on("message", take).on("close", lose).on("error", lose);
    child.send(task, (error) => {
      if (error !== null) lose();
    });
  });
}

function reasonOf(said: string): JudgedRepair {
  const last = said.trim();
  if (last === "time" || last === "memory") return { kind: "stopped", why: last };
  if (/heap out of memory|allocation failed/i.test(last)) return { kind: "stopped", why: "memory" };
  return { kind: "failed", why: last === "" ? "the process that judges it ended" : last.slice(0, 300) };
}
