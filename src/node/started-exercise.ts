import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Exercise } from "../classroom/exercise.ts";
import { builtInExercises, isExerciseFolder, readFolder, readTextFile } from "./exercise-folders.ts";
import { ReadFailure } from "./source-store.ts";
import { UsageError } from "./usage-error.ts";

/** The files of a folder in which a student works, beside those of the exercise. */
export const workFiles = {
  answers: "answers.json",
  /** The exercise as it was when the folder was started: its name and its rules. */
  original: ".calm-exercise.json",
  hints: ".calm-hints.json",
} as const;

/** A student's folder. */
export interface StartedExercise {
  readonly path: string;
  /** As it was when the student began. */
  readonly exercise: Exercise;
  /** What `rules.dl` says now. */
  readonly rulesNow: string;
}

/**
 * Reads a folder that `calm exercise start` made. Rules that were changed since are told from those
 * of the exercise by what was noted then; where that is lost, by the exercise of that name that comes
 * with the tool. Throws `UsageError`.
 */
export function readStarted(path: string): StartedExercise {
  if (!isExerciseFolder(path))
    throw new UsageError(
      existsSync(path) ? `${named(path)} holds no exercise` : `${path} does not exist`,
      "`calm exercise start N` begins one in a folder of its own",
    );
  const { exercise, problems } = readFolder(path);
  const rulesNow = existsSync(join(path, "rules.dl")) ? readTextFile(join(path, "rules.dl")) : "";
  const noted = readNoted(path);
  if (noted !== null) {
    const original = readFolder(path, noted).exercise;
    if (original !== null) return { path, exercise: original, rulesNow };
  }
  const known = builtInExercises().find(({ name }) => name === (exercise?.name ?? basename(resolve(path))));
  const builtIn = known === undefined ? null : readFolder(known.path).exercise;
  if (builtIn !== null && (exercise === null || exercise.title === builtIn.title))
    return { path, exercise: builtIn, rulesNow };
  if (exercise === null)
    throw new UsageError(`${named(path)} cannot be used: ${problems.join("; ")}`, "start it anew");
  if (exercise.task === "repair" && noted === null && !existsSync(join(path, "solution.dl")))
    throw new UsageError(
      `${named(path)} does not say what its rules were before they were changed`,
      "begin it with `calm exercise start`, which takes a note of that",
    );
  return { path, exercise, rulesNow };
}

/** What `start` notes of an exercise. */
export function noteOf({ name, rules }: Exercise): string {
  return `${JSON.stringify({ schemaVersion: 1, exercise: name, rules: rules.text }, null, 2)}\n`;
}

function readNoted(path: string): { readonly name: string; readonly rules: string } | null {
  const value = readJson(join(path, workFiles.original));
  if (typeof value !== "object" || value === null) return null;
  const { exercise, rules } = value as { readonly exercise?: unknown; readonly rules?: unknown };
  return typeof exercise === "string" && typeof rules === "string" ? { name: exercise, rules } : null;
}

/** Null where there is no such file, or none that can be read. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readTextFile(path));
  } catch (error) {
    if (error instanceof ReadFailure || error instanceof SyntaxError) return null;
    throw error;
  }
}

function named(path: string): string {
  return path === "." ? "the current folder" : path;
}
