import { Worker } from "node:worker_threads";
import type { Exercise } from "../classroom/exercise.ts";
import { judgeRepair } from "../classroom/judge-repair.ts";
import type { RepairJudgement } from "../classroom/repair-judgement.ts";

/**
 * A process that judges changed programs of students, one after the other, as its parent sends them.
 * A thread beside the judge watches it, since a judge that is busy can watch nothing: where it takes
 * more time or memory than it may, or its parent is gone, the whole process is killed.
 */

/** What the parent sends. */
export interface RepairTask {
  readonly exercise: Exercise;
  readonly changed: string;
  /** Milliseconds of the processor's time. */
  readonly time: number;
  readonly bytes: number;
}

/** What the parent gets; where the process is killed, the watching thread says why on standard error. */
export type RepairAnswer =
  | { readonly kind: "judged"; readonly judgement: RepairJudgement }
  | { readonly kind: "failed"; readonly why: string };

const watch = `
  const { parentPort } = require("node:worker_threads");
  const { writeSync } = require("node:fs");
  const parent = process.ppid;
  const usedTime = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
  let limit = null;
  parentPort.on("message", (task) => {
    limit = task === null ? null : { end: usedTime() + task.time, bytes: task.bytes };
  });
  const kill = (why) => {
    try { writeSync(2, why); } catch {}
    process.kill(process.pid, "SIGKILL");
  };
  setInterval(() => {
    if (process.ppid !== parent) kill("");
    if (limit === null) return;
    if (process.memoryUsage.rss() > limit.bytes) kill("memory");
    if (usedTime() > limit.end) kill("time");
  }, 20);
`;

const watcher = new Worker(watch, { eval: true });

process.on("disconnect", () => process.exit());
process.on("message", (task: RepairTask) => {
  watcher.postMessage({ time: task.time, bytes: task.bytes });
  const answer = answerTo(task);
  watcher.postMessage(null);
  process.send?.(answer);
});

/** What was sent before, so that what is concluded of an exercise's own program is concluded once. */
const known = new Map<string, Exercise>();

function answerTo({ exercise, changed }: RepairTask): RepairAnswer {
  const key = `${exercise.name}\n${exercise.rules.text}`;
  const same = known.get(key) ?? exercise;
  known.set(key, same);
  try {
    return { kind: "judged", judgement: withoutRuns(judgeRepair(same, changed)) };
  } catch (error) {
    return { kind: "failed", why: error instanceof Error ? error.message : String(error) };
  }
}

/** A grade needs no run, and runs are large. */
function withoutRuns(judgement: RepairJudgement): RepairJudgement {
  const conditions = judgement.conditions.map((condition) => ({ ...condition, refutation: null }));
  return { ...judgement, conditions };
}
