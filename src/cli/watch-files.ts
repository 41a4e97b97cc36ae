import { watch, type FSWatcher } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { statSync } from "node:fs";
import { configName } from "./config.ts";
import type { Console } from "./console.ts";
import { reportFault } from "./fault.ts";
import { UsageError } from "./exit-code.ts";
import { isRuleFile } from "./rule-files.ts";

/** Editors write a file in several steps; a run begins when nothing has changed for so long. */
const settleMilliseconds = 80;

/**
 * Runs once, and again whenever a rule file below `paths`, a file that the last run read, or the
 * configuration changes. Never ends by itself.
 */
export async function watchFiles(
  paths: readonly string[],
  console: Console,
  run: () => readonly string[],
): Promise<void> {
  let watchers: readonly FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;
  const again = (): void => {
    for (const watcher of watchers) watcher.close();
    if (console.isTerminal) console.write("\u001b[2J\u001b[3J\u001b[H");
    let read: readonly string[] = [];
    try {
      read = run();
    } catch (error) {
      if (error instanceof UsageError) console.note(`calm: ${error.message}`);
      else reportFault(error, "a watched run");
    }
    watchers = watchAll(paths, read, () => {
      clearTimeout(timer);
      timer = setTimeout(again, settleMilliseconds);
    });
    console.note("calm: waiting for changes; Ctrl-C ends");
  };
  again();
  await new Promise<never>(() => undefined);
}

/** Folders are watched rather than files, because editors replace a file by a new one. */
function watchAll(
  paths: readonly string[],
  read: readonly string[],
  changed: () => void,
): readonly FSWatcher[] {
  const names = new Set(read.map((path) => resolve(path)));
  const folders = new Map<string, boolean>([[resolve("."), false]]);
  for (const path of [...paths.filter(exists), ...read]) {
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    const folder = resolve(isFolder ? path : dirname(path));
    folders.set(folder, isFolder || folders.get(folder) === true);
  }
  return [...folders].flatMap(([folder, isWhole]) => {
    try {
      const watcher = watch(folder, { recursive: isWhole }, (_event, name) => {
        if (name === null || basename(name) === configName || names.has(resolve(folder, name))) changed();
        else if (isWhole && isRuleFile(name)) changed();
      });
      watcher.on("error", () => undefined);
      return [watcher];
    } catch {
      return [];
    }
  });
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
