import { extname } from "node:path";
import type { Console } from "./console.ts";
import { UsageError } from "../node/usage-error.ts";
import { readFailure } from "../node/source-store.ts";
import { writeFileWhole } from "./write-file.ts";

/** The format that the name of a file says by its ending; null without a name. Throws `UsageError`. */
export function formatByEnding<Format>(
  out: string | undefined,
  formats: Readonly<Record<string, Format>>,
): Format | null {
  if (out === undefined) return null;
  const format = formats[extname(out).toLowerCase()];
  if (format !== undefined) return format;
  const endings = Object.keys(formats).join(", ");
  throw new UsageError(`${out}: which format?`, `end the name with one of ${endings}, or say --format`);
}

/** Writes a report, whole or not at all, and says so. Throws `UsageError`. */
export function writeReport(out: string, text: string, console: Console): void {
  try {
    writeFileWhole(out, text);
  } catch (error) {
    throw new UsageError(`${out} cannot be written: ${readFailure(error).message}`);
  }
  console.note(`wrote ${out}`);
}
