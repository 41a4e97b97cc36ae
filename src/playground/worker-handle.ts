/// <reference lib="dom" />
import { wrap, type Remote } from "comlink";

/**
 * A worker that is started when it is first asked. `restart` ends it at once, whatever it does, so
 * that a program which runs for ever can be left; the next question starts another.
 */
export interface WorkerHandle<Api> {
  readonly api: () => Remote<Api>;
  readonly restart: () => void;
}

/** `script` is the worker's file beside the page. */
export function workerHandle<Api>(script: string): WorkerHandle<Api> {
  let running: { readonly worker: Worker; readonly remote: Remote<Api> } | null = null;
  return {
    api: () => {
      if (running === null) {
        const worker = new Worker(new URL(script, document.baseURI), { type: "module" });
        running = { worker, remote: wrap<Api>(worker) };
      }
      return running.remote;
    },
    restart: () => {
      running?.worker.terminate();
      running = null;
    },
  };
}
