import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readFailure } from "../node/source-store.ts";
import { UsageError } from "../node/usage-error.ts";
import type { SiteFiles } from "../playground/site-files.ts";
import { writeFilesWhole, WriteFailure } from "./write-file.ts";

/** What was written to a folder. */
export interface WrittenSite {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Copies a site to a folder that is new or empty, or that a site was copied to before: then its files
 * are replaced, and what was added to them stays. Writes nothing where that would overwrite what is
 * not its own, or was changed since. Throws `UsageError`.
 */
export function writeSite(site: SiteFiles, folder: string): WrittenSite {
  const files = [...site].map(([path, place]) => ({ path, bytes: readFileSync(place) }));
  const before = writtenBefore(folder);
  const inTheWay = files.filter(({ path }) => !isOwn(folder, path, before)).map(({ path }) => path);
  if (inTheWay.length > 0)
    throw new UsageError(
      `nothing was written: ${inTheWay.map((path) => join(folder, path)).join(", ")} would be overwritten`,
      "it is not of the playground, or was changed; move it away, or name a new folder",
    );
  const hashes = new Map(files.map(({ path, bytes }) => [path, hashOf(bytes)]));
  const list = `${JSON.stringify({ files: Object.fromEntries(hashes) }, null, 2)}\n`;
  try {
    writeFilesWhole([
      ...files.map(({ path, bytes }) => ({ path: join(folder, path), pieces: [bytes] })),
      { path: join(folder, listName), pieces: [list] },
    ]);
  } catch (error) {
    throw error instanceof WriteFailure ? new UsageError(error.message) : error;
  }
  for (const path of before.keys())
    if (!hashes.has(path) && isOwn(folder, path, before)) rmSync(join(folder, path), { force: true });
  return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes.length, 0) };
}

/** In the folder, beside its files: their paths, each with the hash of what was written. */
const listName = "calm-playground.json";

/** The hashes of the list; none of a folder that is new or empty. Throws `UsageError` for any other folder. */
function writtenBefore(folder: string): ReadonlyMap<string, string> {
  const present = namesIn(folder);
  if (present.length === 0) return new Map();
  const hashes = present.includes(listName) ? readList(join(folder, listName)) : null;
  if (hashes !== null) return hashes;
  throw new UsageError(
    `nothing was written: ${folder} is not empty`,
    "name a new or empty folder, or one that the playground was written to",
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error) {
      if (error.code === "ENOENT") return [];
      if (error.code === "ENOTDIR") throw new UsageError(`${folder} is a file, not a folder`);
    }
    throw new UsageError(`${folder} ${readFailure(error).message}`);
  }
}

/** Null for a file that is no list. What leads out of the folder is left out. */
function readList(path: string): ReadonlyMap<string, string> | null {
  try {
    const told: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof told !== "object" || told === null || !("files" in told)) return null;
    const { files } = told;
    if (typeof files !== "object" || files === null) return null;
    return new Map(
      Object.entries(files)
        .map(([name, hash]) => [name, String(hash)] as const)
        .filter(([name]) => /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(name)),
    );
  } catch {
    return null;
  }
}

/** Whether the place is free, or holds what was written there before. A link belongs to who made it. */
function isOwn(folder: string, path: string, before: ReadonlyMap<string, string>): boolean {
  const parts = path.split("/");
  for (let length = 1; length <= parts.length; length++) {
    const place = join(folder, ...parts.slice(0, length));
    const found = lstatSync(place, { throwIfNoEntry: false });
    if (found === undefined) return true;
    if (length === parts.length) return found.isFile() && hashOf(readFileSync(place)) === before.get(path);
    if (!found.isDirectory()) return false;
  }
  return true;
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
