import { existsSync } from "node:fs";
import { join } from "node:path";
import { readAnswerSheet, strangeAnswers, type AnswerSheet } from "../classroom/answer-sheet.ts";
import type { Exercise } from "../classroom/exercise.ts";
import { checkedExercise } from "../classroom/repair.ts";
import { judge } from "../classroom/judge.ts";
import type { Judgement, Refutation } from "../classroom/judgement.ts";
import { counted } from "../diagnostics/wording.ts";
import { readTextFile } from "../node/exercise-folders.ts";
import { ReadFailure } from "../node/source-store.ts";
import { readStarted, workFiles, type StartedExercise } from "../node/started-exercise.ts";
import { UsageError } from "../node/usage-error.ts";
import { openConsole, type Console } from "./console.ts";
import { judgeOptions, type ExerciseCheckOptions } from "./exercise-check-options.ts";
import { nextExerciseLines } from "./exercise-next.ts";
import { interview } from "./exercise-interview.ts";
import { checkRepair } from "./exercise-repair.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { judgementLines, totalOf } from "./judgement-lines.ts";
import { refutationJson, refutationLines, writeDrawing, writeRefutation } from "./refutation-text.ts";
import { printable, wrap } from "./text-layout.ts";

/** `calm exercise check`: ends with 1 where something is not right yet. Throws `UsageError`. */
export async function exerciseCheck(path: string, options: ExerciseCheckOptions): Promise<ExitCode> {
  const wide = openConsole(options.color);
  const console = { ...wide, width: Math.min(80, wide.width) };
  const started = readStarted(path);
  const { exercise } = started;
  if (exercise.task === "repair") return checkRepair(started, options, console);
  const file = join(path, workFiles.answers);
  const text = existsSync(file) ? readAnswers(file) : null;
  if (options.interactive || (text === null && process.stdin.isTTY))
    return interview(started, text, options, console);
  if (text === null)
    throw new UsageError(
      `${file} does not exist`,
      "`calm exercise start` writes one to fill in; with --interactive you are asked",
    );
  const sheet = readAnswerSheet(text);
  const judgements = judge(exercise, checkedExercise(exercise), sheet, judgeOptions(options));
  const notes = notesOn(started, sheet, judgements);
  const told = judgements.flatMap(refutationsOf);
  const files = new Map(
    told.flatMap(({ name, refutation }) =>
      refutation.file === null ? [] : [[refutation, writeRefutation(path, name, refutation.file)] as const],
    ),
  );
  if (options.svg !== undefined)
    writeDrawing(
      options.svg,
      told.find(({ refutation }) => refutation.run !== null)?.refutation.run ?? null,
      console,
    );
  const isRight = judgements.every(({ parts }) =>
    parts.every(({ status }) => status === "right" || status === "open"),
  );
  if (options.format === "json") console.write(inJson(exercise, judgements, notes, files));
  else console.write(inWords(exercise, judgements, notes, files, options, path, console));
  return isRight ? exitCodes.fine : exitCodes.findings;
}

function readAnswers(file: string): string {
  try {
    return readTextFile(file);
  } catch (error) {
    if (error instanceof ReadFailure) throw new UsageError(`${file} ${error.message}`);
    throw error;
  }
}

/** What is to be said beside the judgements, each a sentence. */
function notesOn(
  { exercise, rulesNow }: StartedExercise,
  sheet: AnswerSheet,
  judgements: readonly Judgement[],
): readonly string[] {
  const names = judgements.map(({ question }) => question.name);
  return [
    ...sheet.problems.map((problem) => `${workFiles.answers}: ${problem}`),
    ...strangeAnswers(sheet, exercise.name, names).map((words) => `${workFiles.answers} ${words}`),
    ...(rulesNow.replaceAll("\r\n", "\n").trim() === exercise.rules.text.replaceAll("\r\n", "\n").trim()
      ? []
      : ["rules.dl was changed; your answers are judged by the rules as they were"]),
  ];
}

interface Told {
  readonly name: string;
  readonly refutation: Refutation;
}

/** Of each part of an answer that is wrong; what follows from a wrong answer is not told again. */
function refutationsOf({ question, parts }: Judgement): readonly Told[] {
  const told = parts.flatMap(({ refutation }) => (refutation === null ? [] : [refutation]));
  return told.slice(0, 1).map((refutation) => ({ name: question.name, refutation }));
}

// For programs.

function inJson(
  { name, title, task }: Exercise,
  judgements: readonly Judgement[],
  notes: readonly string[],
  files: ReadonlyMap<Refutation, string>,
): string {
  const questions = judgements.map(({ question, parts, points, pointsMost }) => ({
    name: question.name,
    kind: question.kind,
    points,
    pointsMost,
    parts: parts.map(({ part, given, status, message, refutation }) => ({
      part,
      given,
      status,
      message,
      refutation: refutation === null ? null : refutationJson(refutation, files.get(refutation) ?? null),
    })),
  }));
  const { points, pointsMost } = totalOf(judgements);
  const report = { schemaVersion: 1, exercise: name, title, task, points, pointsMost, questions, notes };
  return `${JSON.stringify(report, null, 2)}\n`;
}

// For people.

function inWords(
  { name: exerciseName, title }: Exercise,
  judgements: readonly Judgement[],
  notes: readonly string[],
  files: ReadonlyMap<Refutation, string>,
  { all, ascii }: ExerciseCheckOptions,
  path: string,
  console: Console,
): string {
  const { style, width } = console;
  const told = judgements.flatMap(refutationsOf);
  const shown = all ? told : told.slice(0, 1);
  const hidden = told
    .slice(shown.length)
    .map(({ name, refutation }) => ({ name, file: files.get(refutation) }));
  const lines = [
    style.strong(printable(title)),
    "",
    ...judgements.flatMap((one) => judgementLines(one, ascii, console)),
    ...notes.flatMap((note) => [
      "",
      ...wrap(`Note: ${printable(note)}${note.endsWith("?") ? "" : "."}`, width),
    ]),
    ...shown.flatMap(({ name, refutation }) => [
      "",
      style.strong(`What happens with \`${printable(name)}\``),
      ...refutationLines(refutation, files.get(refutation) ?? null, ascii, console),
    ]),
    "",
    ...closing(exerciseName, judgements, hidden, path, console),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function closing(
  name: string,
  judgements: readonly Judgement[],
  hidden: readonly { readonly name: string; readonly file: string | undefined }[],
  path: string,
  console: Console,
): readonly string[] {
  const { style, width } = console;
  const { points, pointsMost } = totalOf(judgements);
  const total = `${String(points)} of ${counted(pointsMost, "point")}`;
  const at = path === "." ? "" : ` ${path}`;
  if (points === pointsMost) return [style.good(`All right: ${total}.`), ...nextExerciseLines(name, console)];
  const more =
    hidden.length === 0
      ? ""
      : ` There is a run for ${hidden.map(({ name }) => `\`${name}\``).join(", ")}, too: \`--all\` shows everything.`;
  const isUntouched = judgements.every(({ parts }) => parts.every(({ given }) => given === null));
  const next = isUntouched
    ? `Fill in ${join(path, workFiles.answers)}, or answer here: \`calm exercise check${at} -i\`.`
    : `Think again, change ${join(path, workFiles.answers)}, and check again. \`calm exercise hint${at}\` gives a hint.`;
  return wrap(`${total}.${more} ${next}`, width);
}
