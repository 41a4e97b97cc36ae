import { signal, type ReadonlySignal } from "@preact/signals";
import type { Verdict } from "../../analysis/report.ts";
import type { GalleryItem } from "../gallery.ts";
import type { Conclusions, IdeApi, JudgedInvariant } from "../ide-api.ts";
import { workerHandle } from "../worker-handle.ts";

/** What the checker says of an example: each word once. */
export interface ExampleVerdicts {
  readonly outputs: readonly Verdict[];
  readonly invariants: readonly JudgedInvariant["verdict"][];
  /** Whether all outputs keep what they promise. */
  readonly ok: boolean;
}

const found = signal<ReadonlyMap<string, ExampleVerdicts>>(new Map());

/** Of the examples that were checked so far, by their names. */
export const galleryVerdicts: ReadonlySignal<ReadonlyMap<string, ExampleVerdicts>> = found;

/** So many examples are checked before the gallery is drawn again. */
const atOnce = 6;

/**
 * Checks one example after the other in a worker of its own, until it is stopped. Exercises are
 * not: their verdict is what they ask for.
 */
export function checkGallery(items: readonly GalleryItem[]): () => void {
  const asked = items.filter(({ name, kind }) => kind === "example" && !found.peek().has(name));
  if (asked.length === 0) return () => undefined;
  const worker = workerHandle<IdeApi>("ide-worker.js");
  const stop = new AbortController();
  void (async (): Promise<void> => {
    let news = new Map<string, ExampleVerdicts>();
    for (const [version, { name, files }] of asked.entries()) {
      const ide = worker.api();
      await ide.write(version, files);
      const conclusions = await ide.check(version);
      if (stop.signal.aborted) return;
      if (conclusions !== null) news.set(name, verdictsOf(conclusions));
      if (news.size < atOnce && version < asked.length - 1) continue;
      found.value = new Map([...found.peek(), ...news]);
      news = new Map();
    }
    worker.restart();
  })().catch(() => worker.restart());
  return () => {
    stop.abort();
    worker.restart();
  };
}

function verdictsOf({ outputs, invariants }: Conclusions): ExampleVerdicts {
  return {
    outputs: [...new Set(outputs.map(({ verdict }) => verdict))],
    invariants: [...new Set(invariants.map(({ verdict }) => verdict))],
    ok: outputs.every(({ ok }) => ok),
  };
}
