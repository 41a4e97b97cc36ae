import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Library from "../src/engine.ts";

/** `calm-datalog/engine` as it is shipped, from `dist`. */
export async function builtLibrary(): Promise<typeof Library> {
  return (await import(pathToFileURL(resolve("dist/engine.js")).href)) as typeof Library;
}
