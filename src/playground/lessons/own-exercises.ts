/// <reference lib="dom" />
import { signal, type ReadonlySignal } from "@preact/signals";
import type { ExerciseTexts, ListedLesson } from "../lessons-api.ts";
import { lessonsWorker } from "./lesson-workers.ts";
import { chosenFolder, textOf } from "./text-files.ts";

const opened = signal<ListedLesson | null>(null);

/** The exercises that the reader has opened from a disk, for this visit; their names begin with `own/`. */
export const ownLesson: ReadonlySignal<ListedLesson | null> = opened;

/** Of more exercises in a folder the others are left out. */
const exercisesMost = 100;

/**
 * Lets the reader choose a folder: an exercise, or a folder with exercises in it. Gives in words why
 * there is nothing to be shown; null where there is, and where nothing was chosen.
 */
export async function openOwnExercises(number: number): Promise<string | null> {
  const files = await chosenFolder();
  if (files.length === 0) return null;
  try {
    const all = await exercisesIn(files);
    if (all.length === 0) return "There is no exercise.md with a rules.dl beside it in this folder.";
    const folder = partsOf(files[0]).at(0) ?? "";
    const exercises = all.slice(0, exercisesMost);
    const [lesson] = await lessonsWorker.api().list([{ folder, lesson: null, exercises }]);
    if (lesson === undefined) return "The folder could not be read.";
    opened.value = {
      ...lesson,
      number,
      title: folder,
      introduction:
        all.length > exercisesMost
          ? `The first ${String(exercisesMost)} exercises of your folder; there are more.`
          : "Exercises from your disk. They are here until the page is loaded again.",
      exercises: lesson.exercises.map((one) => ({ ...one, name: `own/${one.name}` })),
    };
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** In the order of their folders. Throws for a file that is too large. */
async function exercisesIn(files: readonly File[]): Promise<readonly ExerciseTexts[]> {
  const folders = new Map<string, Map<string, File>>();
  for (const file of files) {
    const parts = partsOf(file);
    const folder = parts.slice(0, -1).join("/");
    const known = folders.get(folder) ?? new Map<string, File>();
    folders.set(folder, known);
    known.set(parts.at(-1) ?? "", file);
  }
  const found = [...folders]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([folder, named]) => {
      const [exercise, rules] = [named.get("exercise.md"), named.get("rules.dl")];
      if (exercise === undefined || rules === undefined) return [];
      return [{ folder, exercise, rules, solution: named.get("solution.json") }];
    });
  return Promise.all(
    found.slice(0, exercisesMost + 1).map(async ({ folder, exercise, rules, solution }) => ({
      folder: folder.split("/").at(-1) ?? folder,
      exercise: await textOf(exercise),
      rules: await textOf(rules),
      solution: solution === undefined ? null : await textOf(solution),
    })),
  );
}

function partsOf(file: File | undefined): readonly string[] {
  return file === undefined ? [] : (file.webkitRelativePath || file.name).split("/");
}
