import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { UsageError } from "../node/usage-error.ts";
import { readFailure } from "../node/source-store.ts";
import { starterFiles } from "./starter-files.ts";
import { writeFileWhole } from "./write-file.ts";

/** `calm init`: writes the starter project, unless one of its files is there already. Throws `UsageError`. */
export function init(folder: string): ExitCode {
  const files = Object.entries(starterFiles).map(([name, text]) => ({ path: join(folder, name), text }));
  const inTheWay = files.filter(({ path }) => existsSync(path)).map(({ path }) => path);
  if (inTheWay.length > 0)
    throw new UsageError(`nothing was written: ${inTheWay.join(", ")} would be overwritten`);
  try {
    mkdirSync(folder, { recursive: true });
    for (const { path, text } of files) writeFileWhole(path, text);
  } catch (error) {
    throw new UsageError(`${folder} ${readFailure(error).message}`);
  }
  process.stdout.write(`${files.map(({ path }) => `wrote ${path}\n`).join("")}Now: calm check ${folder}\n`);
  return exitCodes.fine;
}
