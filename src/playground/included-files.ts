import type { ProgramFile } from "./program-files.ts";

/** The file that an `.include` of another one names; undefined where the program has none. */
export function includedFile<F extends Pick<ProgramFile, "path">>(
  files: readonly F[],
  written: string,
  from: string,
): F | undefined {
  const path = joined(from, written);
  return files.find((file) => file.path === path);
}

/** A path as it is written in a file at `from`. */
function joined(from: string, written: string): string {
  const parts: string[] = [];
  const folder = from.split("/").slice(0, -1);
  for (const part of [...(written.startsWith("/") ? [] : folder), ...written.split("/")])
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  return parts.join("/");
}
