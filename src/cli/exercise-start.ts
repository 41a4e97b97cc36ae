import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { emptySheet } from "../classroom/answer-sheet.ts";
import type { Exercise } from "../classroom/exercise.ts";
import { checkedExercise } from "../classroom/repair.ts";
import { questionsOf } from "../classroom/questions.ts";
import { findExercise, readTextFile } from "../node/exercise-folders.ts";
import { noteOf, workFiles } from "../node/started-exercise.ts";
import { UsageError } from "../node/usage-error.ts";
import { openConsole, type ColorChoice, type Console } from "./console.ts";
import { readableExercise } from "./exercise-show.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { markdownLines } from "./markdown-text.ts";
import { printable } from "./text-layout.ts";
import { writeFilesWhole, WriteFailure } from "./write-file.ts";

export interface ExerciseStartOptions {
  readonly color: ColorChoice;
}

/**
 * `calm exercise start`: copies an exercise, without its solution, and writes an empty answer sheet
 * where answers are asked for. Overwrites nothing. Throws `UsageError`.
 */
export function exerciseStart(
  words: string,
  target: string | null,
  { color }: ExerciseStartOptions,
): ExitCode {
  const console = openConsole(color);
  const { path } = findExercise(words);
  const exercise = readableExercise({ path });
  const folder = target ?? exercise.name;
  const texts: Readonly<Record<string, string>> = {
    "exercise.md": readTextFile(join(path, "exercise.md")),
    "rules.dl": readTextFile(join(path, "rules.dl")),
    ...(exercise.task === "repair"
      ? {}
      : { [workFiles.answers]: emptySheet(exercise.name, questionsOf(exercise, checkedExercise(exercise))) }),
    [workFiles.original]: noteOf(exercise),
  };
  const files = writeNew(folder, texts);
  for (const one of files.filter((file) => !file.endsWith(workFiles.original)))
    console.write(`wrote ${one}\n`);
  console.write(nextSteps(exercise, folder, { ...console, width: Math.min(80, console.width) }));
  return exitCodes.fine;
}

/** Writes files into a folder where none of them is yet, and returns their paths. Throws `UsageError`. */
export function writeNew(folder: string, texts: Readonly<Record<string, string>>): readonly string[] {
  const files = Object.entries(texts).map(([name, text]) => ({ path: join(folder, name), text }));
  const [inTheWay, ...others] = files.filter(({ path }) => existsSync(path));
  if (inTheWay !== undefined)
    throw new UsageError(
      `nothing was written: ${inTheWay.path}${others.length === 0 ? "" : ` and ${String(others.length)} more`} would be overwritten`,
      "name another folder after it",
    );
  try {
    mkdirSync(folder, { recursive: true });
    writeFilesWhole(files.map(({ path, text }) => ({ path, pieces: [text] })));
  } catch (error) {
    if (error instanceof WriteFailure) throw new UsageError(error.message);
    if (error instanceof Error && "code" in error)
      throw new UsageError(`${folder} cannot be made: a part of its path is a file, or must not be written`);
    throw error;
  }
  return files.map(({ path }) => path);
}

function nextSteps({ task, title }: Exercise, folder: string, console: Console): string {
  const at = folder === "." ? "" : ` ${folder}`;
  const steps =
    task === "repair"
      ? `1. Read \`${join(folder, "exercise.md")}\`.
2. Change \`${join(folder, "rules.dl")}\`; \`calm check ${join(folder, "rules.dl")}\` says what it finds.
3. \`calm exercise check${at}\` says whether all that was promised is kept.`
      : `1. Read \`${join(folder, "exercise.md")}\` and \`${join(folder, "rules.dl")}\`.
2. Fill in \`${join(folder, workFiles.answers)}\`; what may be said stands in it, under \`choices\`.
3. \`calm exercise check${at}\` says what is right, and shows you what is not.
   With \`-i\` it asks you instead, question by question.`;
  const text = `${steps}\n\nStuck? \`calm exercise hint${at}\``;
  return `\n${console.style.strong(printable(title))}\n\n${markdownLines(text, console).join("\n")}\n`;
}
