/// <reference lib="dom" />
import { wrap, type Remote } from "comlink";

/**
 * A worker that is started when it is first asked. `restart` ends it at once, whatever it does, so
 * that a program which runs for ever can be left; the next question starts another. Questions to a
 * worker whose file cannot be had are rejected.
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
        const remote = wrapped<Api>(worker, script, () => {
          worker.terminate();
          if (running?.worker === worker) running = null;
        });
        running = { worker, remote };
      }
      return running.remote;
    },
    restart: () => {
      running?.worker.terminate();
      running = null;
    },
  };
}

function wrapped<Api>(worker: Worker, script: string, onMissing: () => void): Remote<Api> {
  const asked: unknown[] = [];
  let isHere = false;
  worker.addEventListener("message", () => {
    isHere = true;
    asked.length = 0;
  });
  // An error before the first answer: there is no such worker.
  worker.addEventListener("error", () => {
    if (isHere) return;
    onMissing();
    const unanswered = [...asked];
    for (const id of unanswered)
      worker.dispatchEvent(new MessageEvent("message", { data: rejection(id, script) }));
  });
  return wrap<Api>({
    postMessage: (message: { readonly id: unknown }, transfer?: Transferable[]) => {
      if (!isHere) asked.push(message.id);
      worker.postMessage(message, transfer ?? []);
    },
    addEventListener: worker.addEventListener.bind(worker),
    removeEventListener: worker.removeEventListener.bind(worker),
  });
}

/** As comlink tells of what is thrown. */
function rejection(id: unknown, script: string): object {
  const value = { name: "Error", message: `${script} cannot be loaded`, stack: "" };
  return { id, type: "HANDLER", name: "throw", value: { isError: true, value } };
}
