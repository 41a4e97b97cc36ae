import { mkdirSync, renameSync, rmSync, statSync, writeFileSync, realpathSync, existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file whole or not at all: to a file beside it, which then takes its place and its mode.
 * A link is followed. Throws what the file system throws.
 */
export function writeFileWhole(path: string, text: string): void {
  const target = existsSync(path) ? realpathSync(path) : path;
  const folder = dirname(target);
  mkdirSync(folder, { recursive: true });
  const temporary = join(folder, `.${basename(target)}.${process.pid}.tmp`);
  const mode = existsSync(target) ? statSync(target).mode & 0o777 : 0o666;
  try {
    writeFileSync(temporary, text, { mode });
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
