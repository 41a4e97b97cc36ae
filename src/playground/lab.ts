import type { LabApi } from "./lab-api.ts";
import { workerHandle } from "./worker-handle.ts";

/** For what is answered at once. */
export const lab = workerHandle<LabApi>("lab-worker.js");

/** For measurements that take a while, and can be ended. */
export const longLab = workerHandle<LabApi>("lab-worker.js");
