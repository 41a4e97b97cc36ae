import { existsSync } from "node:fs";
import { join } from "node:path";
import { nearestName } from "../base/nearest-name.ts";
import { readAnswerSheet } from "../classroom/answer-sheet.ts";
import type { Exercise } from "../classroom/exercise.ts";
import { firstBroken, hintsFor } from "../classroom/hints.ts";
import { judge } from "../classroom/judge.ts";
import type { Question } from "../classroom/question.ts";
import { checkedExercise } from "../classroom/repair.ts";
import { questionsOf } from "../classroom/questions.ts";
import type { Checked } from "../diagnostics/check.ts";
import { findExercise, isExerciseFolder, readTextFile } from "../node/exercise-folders.ts";
import { readJson, readStarted, workFiles } from "../node/started-exercise.ts";
import { UsageError } from "../node/usage-error.ts";
import { openConsole, type ColorChoice, type Console } from "./console.ts";
import { readableExercise } from "./exercise-show.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { markdownLines } from "./markdown-text.ts";
import { printable } from "./text-layout.ts";
import { writeFileWhole } from "./write-file.ts";

export interface ExerciseHintOptions {
  readonly level?: "1" | "2" | "3";
  readonly format: "pretty" | "json";
  readonly color: ColorChoice;
}

interface Given {
  readonly name: string;
  readonly level: number;
  readonly hint: string;
}

/** What is asked for a hint. */
interface Subject {
  /** Null: not in a folder where somebody works, so that nothing is kept. */
  readonly folder: string | null;
  readonly exercise: Exercise;
  readonly name: string | null;
  /** What brings the next hint. */
  readonly command: string;
}

/** `calm exercise hint`: the next hint for a question, or the one that is asked for. Throws `UsageError`. */
export function exerciseHint(
  words: string | null,
  name: string | null,
  { level, format, color }: ExerciseHintOptions,
): ExitCode {
  const wide = openConsole(color);
  const console = { ...wide, width: Math.min(80, wide.width) };
  const subject = subjectOf(words, name);
  const checked = checkedExercise(subject.exercise);
  const questions = questionsOf(subject.exercise, checked);
  const before = subject.folder === null ? new Map<string, number>() : readGiven(subject.folder);
  const given = chosen(subject, questions, checked).map((question): Given => {
    const next = Math.min(levelsMost, (before.get(question.name) ?? 0) + 1);
    const shown = level === undefined ? next : Number(level);
    return { name: question.name, level: shown, hint: hintsFor(question, checked)[shown - 1] ?? "" };
  });
  if (subject.folder !== null) keepGiven(subject.folder, before, given);
  console.write(
    format === "json"
      ? `${JSON.stringify({ schemaVersion: 1, exercise: subject.exercise.name, hints: given }, null, 2)}\n`
      : inWords(given, subject, console),
  );
  return exitCodes.fine;
}

const levelsMost = 3;

function subjectOf(words: string | null, name: string | null): Subject {
  const here = (asked: string | null): Subject => ({
    folder: ".",
    exercise: readStarted(".").exercise,
    name: asked,
    command: "calm exercise hint",
  });
  if (words === null) return here(name);
  if (name === null && isExerciseFolder(".") && !existsSync(words)) {
    const known = questionsOf(readStarted(".").exercise, checkedExercise(readStarted(".").exercise));
    if (known.some((one) => one.name === words)) return here(words);
  }
  if (existsSync(join(words, workFiles.original))) {
    const { exercise } = readStarted(words);
    return { folder: words, exercise, name, command: `calm exercise hint ${words}` };
  }
  const found = findExercise(words);
  return {
    folder: null,
    exercise: readableExercise(found),
    name,
    command: `calm exercise hint ${words}`,
  };
}

/** The question that is named; else the first that is not right yet, or all where nobody keeps answers. */
function chosen(
  { folder, exercise, name }: Subject,
  questions: readonly Question[],
  checked: Checked,
): readonly Question[] {
  if (name !== null) {
    const named = questions.filter((one) => one.name === name);
    if (named.length > 0) return named;
    const names = questions.map((one) => one.name);
    const near = nearestName(name, names);
    throw new UsageError(
      `\`${exercise.name}\` does not ask about \`${name}\``,
      near === null ? `it asks about ${names.join(", ")}` : `did you mean ${near}?`,
    );
  }
  if (exercise.task === "repair") return firstBroken(questions);
  if (folder === null) return questions;
  const file = join(folder, workFiles.answers);
  const sheet = readAnswerSheet(existsSync(file) ? readTextFile(file) : "{}");
  const judgements = judge(exercise, checked, sheet, { refutations: false });
  const wrong = judgements.filter(({ parts }) =>
    parts.some(({ status }) => status !== "right" && status !== "open"),
  );
  return (wrong.length > 0 ? wrong.map(({ question }) => question) : questions).slice(0, 1);
}

function readGiven(folder: string): Map<string, number> {
  const value = readJson(join(folder, workFiles.hints));
  const given = new Map<string, number>();
  if (typeof value !== "object" || value === null || !("shown" in value)) return given;
  if (typeof value.shown !== "object" || value.shown === null) return given;
  for (const [name, level] of Object.entries(value.shown))
    if (typeof level === "number" && Number.isInteger(level) && level > 0)
      given.set(name, Math.min(levelsMost, level));
  return given;
}

function keepGiven(folder: string, before: ReadonlyMap<string, number>, given: readonly Given[]): void {
  const shown = new Map(before);
  for (const { name, level } of given) shown.set(name, Math.max(level, shown.get(name) ?? 0));
  const text = JSON.stringify({ schemaVersion: 1, shown: Object.fromEntries(shown) }, null, 2);
  try {
    writeFileWhole(join(folder, workFiles.hints), `${text}\n`);
  } catch {
    // In a folder that must not be written the hints are given all the same.
  }
}

function inWords(given: readonly Given[], subject: Subject, console: Console): string {
  const { style, width } = console;
  const lines = given.flatMap(({ name, level, hint }) => [
    style.strong(`Hint ${String(level)} of ${String(levelsMost)} for \`${printable(name)}\``),
    ...markdownLines(hint, { style, width: width - 2 }).map((line) => `  ${line}`),
    "",
  ]);
  return [...lines, ...markdownLines(nextText(given, subject), console)].map((line) => `${line}\n`).join("");
}

function nextText(given: readonly Given[], { folder, command, exercise }: Subject): string {
  const [first] = given;
  const level = Math.max(...given.map((one) => one.level));
  if (first === undefined) return "Nothing is asked here.";
  if (level === levelsMost)
    return exercise.task === "repair"
      ? "That was the last hint. `calm exercise check` shows a run in which a promise is broken, too."
      : "That was the last hint. `calm exercise check` shows runs of wrong answers, too.";
  const words = given.length === 1 ? ` ${first.name}` : "";
  return folder === null
    ? `The next: \`${command}${words} --level ${String(level + 1)}\``
    : `The next: \`${command}${words}\``;
}
