import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Refutation } from "../classroom/judgement.ts";
import { spaceTimeDiagram } from "../lab/space-time-diagram.ts";
import { spaceTimeText, type InkKind } from "../lab/space-time-text.ts";
import type { RecordedRun } from "../replication/recorded-run.ts";
import { UsageError } from "../node/usage-error.ts";
import type { Console } from "./console.ts";
import type { Json } from "./json.ts";
import { markdownLines } from "./markdown-text.ts";
import type { Style } from "./style.ts";
import { wrap } from "./text-layout.ts";
import { writeFileWhole, WriteFailure } from "./write-file.ts";

/** A refutation as it is told: the story, the diagram of its run, and where the run can be found. */
export function refutationLines(
  { story, run, confirmed }: Refutation,
  file: string | null,
  ascii: boolean,
  { style, width }: Console,
): readonly string[] {
  const room = width - 2;
  const paragraphs = story.flatMap((text) => ["", ...markdownLines(text, { style, width: room })]);
  const diagram =
    run === null ? [] : ["", ...spaceTimeText(run, { width: room, ascii, paint: inkOf(style) })];
  const doubt = confirmed ? [] : ["", "The simulator did not show this: take it as the checker's word."];
  const [what, verb] = run === null ? ["This program", "check"] : ["This run", "simulate"];
  const again =
    file === null
      ? []
      : [
          "",
          ...wrap(`${what} stands in ${file}. Change it, and try it again:`, room),
          `  calm ${verb} ${file}`,
        ];
  return [...paragraphs, ...diagram, ...doubt, ...again].map((line) => (line === "" ? "" : `  ${line}`));
}

function inkOf(style: Style): (text: string, kind: InkKind) => string {
  return (text, kind) => {
    switch (kind) {
      case "name":
        return style.strong(text);
      case "time":
        return style.dim(text);
      case "line":
        return style.margin(text);
      case "good":
        return style.good(text);
      case "bad":
        return style.severity("error", text);
      case "text":
        return text;
    }
  };
}

/**
 * Writes the run of a refutation into the student's folder and returns its path. A file of that name
 * with another text is left alone, as the student may have changed it: the next free number is taken.
 */
export function writeRefutation(folder: string, name: string, text: string): string {
  const base = `refutation-${name.replaceAll(/[^\p{L}\p{N}_.-]+/gu, "-")}`;
  for (let n = 1; ; n++) {
    const path = join(folder, `${base}${n === 1 ? "" : `-${String(n)}`}.dl`);
    if (!existsSync(path)) {
      writeFileWhole(path, text);
      return path;
    }
    if (readFileSync(path, "utf8") === text) return path;
  }
}

/** A refutation for programs; `file` is where its run was written. */
export function refutationJson({ kind, story, schedules, confirmed }: Refutation, file: string | null): Json {
  return { kind, story, schedules, confirmed, file };
}

/** Draws a run into a file. Throws `UsageError`. */
export function writeDrawing(file: string, run: RecordedRun | null, console: Console): void {
  if (run === null) {
    console.note(`calm: ${file} is not written: there is no run to be drawn`);
    return;
  }
  try {
    writeFileWhole(file, `${spaceTimeDiagram([run])}\n`);
  } catch (error) {
    throw new UsageError(new WriteFailure(file, error).message);
  }
}
