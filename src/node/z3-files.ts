import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The files with which Z3 runs in a browser. */
export interface Z3Files {
  /** A classic script, which is also that of its threads. */
  readonly script: string;
  readonly wasm: string;
  readonly licence: string;
}

/** Null where the optional package `z3-solver` is not installed. */
export function z3Files(): Z3Files | null {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve("z3-solver"));
    return {
      script: join(folder, "z3-built.js"),
      wasm: join(folder, "z3-built.wasm"),
      licence: join(folder, "../LICENSE.txt"),
    };
  } catch {
    return null;
  }
}
