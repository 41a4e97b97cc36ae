import { signal, type ReadonlySignal } from "@preact/signals";
import { goTo } from "../current-route.ts";
import { requestedRun } from "../opened-program.ts";
import type { ProgramFiles } from "../program-files.ts";
import type { OfferedScenario } from "../run-api.ts";
import { runWorker } from "../run-player.ts";
import type { Workbench } from "./workbench.ts";

const offered = signal<readonly OfferedScenario[]>([]);
const worker = runWorker();
let asked: ProgramFiles | null = null;

/** The scenarios of the program, and its witnesses and counterexamples as scenarios. */
export const offeredRuns: ReadonlySignal<readonly OfferedScenario[]> = offered;

/**
 * Asks which runs a program offers. What it offered before stays until the answer is there, and
 * while its text has errors.
 */
export async function askOfferedRuns(files: ProgramFiles): Promise<void> {
  if (asked === files) return;
  if (asked?.[0].path !== files[0].path) offered.value = [];
  asked = files;
  try {
    const answer = await worker.api().scenarios(files);
    if (asked === files && !("trouble" in answer)) offered.value = answer;
  } catch {
    if (asked === files) offered.value = [];
  }
}

/** Shows a run in the cluster, where it plays. */
export function openRun({ name, source }: OfferedScenario, workbench: Workbench): void {
  workbench.keepNow();
  requestedRun.value = { title: name, source, play: true };
  goTo({ view: "cluster", item: "", options: new Map() });
}
