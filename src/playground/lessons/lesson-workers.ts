import type { LessonsApi } from "../lessons-api.ts";
import { runWorker } from "../run-player.ts";
import { workerHandle } from "../worker-handle.ts";

/** For what is answered at once. */
export const lessonsWorker = workerHandle<LessonsApi>("lessons-worker.js");

/** For runs that are looked for and schedules that are tried, and for changed rules: it can be ended. */
export const refutingWorker = workerHandle<LessonsApi>("lessons-worker.js");

/** Where the runs of refutations are stepped through. */
export const steppedRuns = runWorker();
