import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { nearestName } from "../base/nearest-name.ts";
import type { Exercise } from "../classroom/exercise.ts";
import { readExercise } from "../classroom/read-exercise.ts";
import { ReadFailure, readFailure, readRuleText } from "./source-store.ts";
import { UsageError } from "./usage-error.ts";

/** Where an exercise is: a folder that holds `exercise.md` and `rules.dl`. */
export interface ExerciseFolder {
  /** What the folder's name begins with; null where it begins with no number. */
  readonly number: number | null;
  /** The folder's name without its number. */
  readonly name: string;
  readonly path: string;
}

/** A folder of exercises with a `lesson.md`, whose first heading is the title. */
export interface Lesson {
  readonly title: string;
  /** In Markdown, below the title. */
  readonly introduction: string;
  readonly exercises: readonly ExerciseFolder[];
}

export interface ReadFolder {
  /** Null where a problem leaves nothing to work with. */
  readonly exercise: Exercise | null;
  /** Each a sentence about the folder. */
  readonly problems: readonly string[];
}

/** What a file of an exercise may measure, in bytes. */
const fileSizeMost = 1_000_000;

/**
 * Reads an exercise, with the name and the rules that `instead` says if it does. What cannot be read
 * is said; nothing is thrown.
 */
export function readFolder(
  path: string,
  instead: { readonly name: string; readonly rules: string } | null = null,
): ReadFolder {
  const problems: string[] = [];
  const read = (name: string): string | null => {
    try {
      return readTextFile(join(path, name));
    } catch (error) {
      if (!(error instanceof ReadFailure)) throw error;
      problems.push(`${name} ${error.message}`);
      return null;
    }
  };
  const exercise = read("exercise.md");
  const rules = instead === null ? read("rules.dl") : instead.rules;
  const solution = existsSync(join(path, "solution.json")) ? read("solution.json") : null;
  if (exercise === null || rules === null) return { exercise: null, problems };
  const result = readExercise(instead?.name ?? folderName(path).name, { exercise, rules, solution });
  return "exercise" in result
    ? { exercise: result.exercise, problems }
    : { exercise: null, problems: [...problems, ...result.problems] };
}

/** The lessons that come with the tool, in their order; those without an exercise are left out. */
export function builtInLessons(): readonly Lesson[] {
  return lessonsIn(builtInRoot());
}

/** The exercises of all lessons that come with the tool. */
export function builtInExercises(): readonly ExerciseFolder[] {
  return builtInLessons().flatMap(({ exercises }) => exercises);
}

/**
 * What is meant by a number, a name or the path of a folder: a path has a separator or is there.
 * Throws `UsageError`.
 */
export function findExercise(words: string): ExerciseFolder {
  const all = builtInExercises();
  const found = all.find(({ number, name }) =>
    /^\d+$/.test(words) ? number === Number(words) : name === words || `${number ?? ""}-${name}` === words,
  );
  if (found !== undefined) return found;
  if (/[/\\]/.test(words) || existsSync(words)) {
    if (isExerciseFolder(words)) return { ...folderName(words), path: words };
    throw new UsageError(
      `${words} ${existsSync(words) ? "holds no exercise" : "does not exist"}`,
      "an exercise is a folder with exercise.md and rules.dl",
    );
  }
  const near = nearestName(
    words,
    all.map(({ name }) => name),
  );
  throw new UsageError(
    `there is no exercise ${words}`,
    near === null ? "`calm exercise list` shows them all" : `did you mean ${near}?`,
  );
}

/** Whether a folder holds what an exercise begins with. */
export function isExerciseFolder(path: string): boolean {
  return existsSync(join(path, "exercise.md"));
}

/** The number and the name of which a folder's name consists. */
function folderName(path: string): { readonly number: number | null; readonly name: string } {
  const whole = basename(resolve(path));
  const [, number, name] = /^(\d+)[-_. ]+(.+)$/.exec(whole) ?? [];
  return number === undefined || name === undefined
    ? { number: null, name: whole }
    : { number: Number(number), name };
}

/** What a plain file of an exercise says. Throws `ReadFailure`. */
export function readTextFile(path: string): string {
  try {
    const found = statSync(path);
    if (!found.isFile() && !found.isDirectory()) throw new ReadFailure("is no plain file", false);
    if (found.size > fileSizeMost)
      throw new ReadFailure(`is larger than ${fileSizeMost.toLocaleString("en")} bytes`, false);
  } catch (error) {
    throw error instanceof ReadFailure ? error : readFailure(error);
  }
  return readRuleText(path).text;
}

/** Beside the sources and beside what is built of them, at any depth. */
function builtInRoot(): string | null {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const root = join(folder, "examples", "exercises");
    if (existsSync(root)) return root;
    const parent = dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
}

function lessonsIn(root: string | null): readonly Lesson[] {
  if (root === null) return [];
  return foldersIn(root).flatMap((path): readonly Lesson[] => {
    const exercises = foldersIn(path)
      .filter(isExerciseFolder)
      .map((one) => ({ ...folderName(one), path: one }));
    if (exercises.length === 0) return [];
    const text = existsSync(join(path, "lesson.md")) ? readFileSync(join(path, "lesson.md"), "utf8") : "";
    const [, title, introduction] = /^\s*#[ \t]+(.*)\n?([^]*)$/.exec(text) ?? [];
    const known = title?.trim() ?? folderName(path).name;
    return [{ title: known, introduction: (introduction ?? text).trim(), exercises }];
  });
}

/** In the order of their names, whose numbers are written with as many digits. */
function foldersIn(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(path, name))
    .sort((a, b) => (a < b ? -1 : 1));
}
