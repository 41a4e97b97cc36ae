/// <reference lib="dom" />
import { signal, type ReadonlySignal } from "@preact/signals";
import { noWork, readProgress, writeProgress, type KeptWork, type Progress } from "./kept-work.ts";

const key = "calm-lessons";

const kept = signal<Progress>(stored());

/** What this browser keeps of all exercises. */
export const progress: ReadonlySignal<Progress> = kept;

addEventListener("storage", (event) => {
  if (event.key === key) kept.value = stored();
});

export function workOn(name: string): KeptWork {
  return kept.peek().get(name) ?? noWork;
}

/** Keeps a change; where storage is closed to the page, for this visit. */
export function keepWork(name: string, change: Partial<KeptWork>): void {
  kept.value = new Map(kept.peek()).set(name, { ...workOn(name), ...change });
  try {
    localStorage.setItem(key, writeProgress(kept.peek()));
  } catch {
    // It holds for this visit.
  }
}

function stored(): Progress {
  try {
    return readProgress(localStorage.getItem(key));
  } catch {
    return new Map();
  }
}
