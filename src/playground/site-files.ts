import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { z3Files } from "../node/z3-files.ts";

/** By their paths in addresses, `chunks/a.js`, where the files of a site are on the disk. */
export type SiteFiles = ReadonlyMap<string, string>;

/** The files that a built site has now, and those of the solver where that is installed. */
export function siteFiles(folder: string): SiteFiles {
  const solver = z3Files();
  return new Map([
    ...filesIn(folder),
    ...(solver === null
      ? []
      : ([
          // Its threads are workers, with the policy that the names of workers' files bring.
          ["solver/z3-worker.js", solver.script],
          ["solver/z3-built.wasm", solver.wasm],
          ["solver/LICENSE.txt", solver.licence],
        ] as const)),
  ]);
}

/** The files in a folder and below. What is linked from elsewhere is left out. */
export function filesIn(folder: string): SiteFiles {
  const places = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    places.map((place) => [relative(folder, place).split(sep).join("/"), place] as const).sort(),
  );
}
