import { readdirSync, statSync, watch, type FSWatcher } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { configName } from "../node/config.ts";
import type { Console } from "./console.ts";
import { UsageError } from "../node/usage-error.ts";
import { reportFault } from "./fault.ts";
import { isRuleFile, leftOut } from "../node/rule-files.ts";

/** Editors write a file in several steps; a run begins when nothing has changed for so long. */
const settleMilliseconds = 80;

/** More folders than this are not watched. */
const foldersMax = 5000;

/**
 * Runs once, and again whenever a rule file below `paths`, a file that the last run read, or the
 * configuration changes. Never ends by itself.
 *
 * Folders are watched rather than files, because editors put a new file in the place of the old
 * one; and one by one, so that a watch is at work when the call that makes it returns.
 */
export async function watchFiles(
  paths: readonly string[],
  console: Console,
  run: () => Promise<readonly string[]>,
): Promise<void> {
  const watchers = new Map<string, FSWatcher>();
  let searched: ReadonlySet<string> = new Set();
  let read: ReadonlySet<string> = new Set();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();

  const matters = (folder: string, name: string): boolean => {
    if (name === configName || read.has(join(folder, name))) return true;
    return (
      searched.has(folder) && (isRuleFile(name) || name === ".gitignore" || isFolder(join(folder, name)))
    );
  };
  const watchAll = (folders: Iterable<string>): void => {
    for (const folder of folders) {
      if (watchers.has(folder)) continue;
      const watcher = tryToWatch(folder, (name) => {
        if (name !== null && !matters(folder, basename(name))) return;
        clearTimeout(timer);
        timer = setTimeout(runAgain, settleMilliseconds);
      });
      watcher?.on("error", () => watchers.delete(folder));
      if (watcher !== null) watchers.set(folder, watcher);
    }
  };
  const again = async (): Promise<void> => {
    searched = new Set(paths.filter(isFolder).flatMap((path) => foldersBelow(resolve(path))));
    watchAll([resolve("."), ...searched, ...paths.map((path) => dirname(resolve(path)))]);
    if (console.isTerminal) console.write("\u001b[2J\u001b[3J\u001b[H");
    try {
      read = new Set(await run());
    } catch (error) {
      if (error instanceof UsageError) console.note(`calm: ${error.message}`);
      else reportFault(error, "a watched run");
    }
    watchAll([...read].map((path) => dirname(path)));
    console.note("calm: waiting for changes; Ctrl-C ends");
  };

  // One run comes after the other.
  const runAgain = (): void => {
    running = running.then(again);
  };
  runAgain();
  await new Promise<never>(() => undefined);
}

function tryToWatch(folder: string, changed: (name: string | null) => void): FSWatcher | null {
  try {
    return watch(folder, (_event, name) => changed(name));
  } catch {
    return null;
  }
}

/** The folder and those in it that a search for rule files goes through. */
function foldersBelow(folder: string): readonly string[] {
  const found = [folder];
  for (let next = 0; next < found.length && found.length < foldersMax; next++) {
    const at = found[next] ?? folder;
    try {
      for (const entry of readdirSync(at, { withFileTypes: true })) {
        if (entry.isDirectory() && !leftOut.has(entry.name)) found.push(join(at, entry.name));
      }
    } catch {
      // It went away, or must not be read: then there is nothing to watch in it.
    }
  }
  return found;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
