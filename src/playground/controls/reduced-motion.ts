/// <reference lib="dom" />
import { signal, type ReadonlySignal } from "@preact/signals";

const query = matchMedia("(prefers-reduced-motion: reduce)");
const reduced = signal(query.matches);
query.addEventListener("change", () => {
  reduced.value = query.matches;
});

/** Whether the reader wants nothing to move: then states change at once. */
export const reducedMotion: ReadonlySignal<boolean> = reduced;
