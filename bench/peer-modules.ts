import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * Packages of other engines, which are no dependencies of this one: they are looked for in the
 * `node_modules` of a folder and of those above it, and in `NODE_PATH`.
 */
export function hasPeerModule(name: string, folder: string): boolean {
  try {
    pathOf(name, folder);
    return true;
  } catch {
    return false;
  }
}

/** Loads such a package. Throws when it is not there. */
export async function peerModule<T>(name: string, folder: string): Promise<T> {
  return (await import(pathToFileURL(pathOf(name, folder)).href)) as T;
}

function pathOf(name: string, folder: string): string {
  return createRequire(join(resolve(folder), "bench.js")).resolve(name);
}
