import type { TypesApi } from "./types-api.ts";
import { workerHandle } from "./worker-handle.ts";

/** The experiments of the library on data types, in a worker. */
export const typesLab = workerHandle<TypesApi>("types-worker.js");
