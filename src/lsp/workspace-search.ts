import { isAbsolute, resolve } from "node:path";
import { ruleFilesBelow } from "../node/rule-files.ts";
import type { Settings } from "./project-settings.ts";

/** For so long the search goes on before messages are looked at again. */
const sliceMilliseconds = 8;

/**
 * The rule files of folders, as many as may be checked; null when it is aborted. It rests between
 * folders, so that the server answers meanwhile.
 */
export async function searchWorkspace(
  folders: readonly string[],
  settings: Settings,
  signal: AbortSignal,
): Promise<WorkspaceFiles | null> {
  const files = new Set<string>();
  let begun = performance.now();
  for (const folder of folders) {
    if (!isAbsolute(folder)) continue;
    const exclude = settings.of(resolve(folder, "x")).config.exclude;
    for (const file of ruleFilesBelow(folder, exclude)) {
      if (file !== null && file.kind === "file") {
        if (files.size >= settings.client.filesMax) return { files, isCapped: true };
        files.add(resolve(file.path));
      }
      if (performance.now() - begun < sliceMilliseconds) continue;
      await new Promise((resume) => setImmediate(resume));
      if (signal.aborted) return null;
      begun = performance.now();
    }
  }
  return signal.aborted ? null : { files, isCapped: false };
}

export interface WorkspaceFiles {
  readonly files: ReadonlySet<string>;
  /** There are more than may be checked. */
  readonly isCapped: boolean;
}
