import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { ExerciseTexts, LessonTexts } from "../../src/playground/lessons-api.ts";

const root = new URL("../../examples/exercises/", import.meta.url);

/** The lessons as the page gets them. */
export function lessonTexts(): readonly LessonTexts[] {
  return foldersIn(root).map((folder) => {
    const lesson = new URL(`${folder}/`, root);
    return {
      folder,
      lesson: readFileSync(new URL("lesson.md", lesson), "utf8"),
      exercises: foldersIn(lesson).map((name) => textsIn(name, new URL(`${name}/`, lesson))),
    };
  });
}

/** The texts of an exercise by its name. */
export function exerciseTexts(name: string): ExerciseTexts {
  const found = lessonTexts()
    .flatMap(({ exercises }) => exercises)
    .find(({ folder }) => folder.replace(/^\d+-/, "") === name);
  if (found === undefined) throw new Error(`there is no exercise ${name}`);
  return found;
}

/** A model solution of an exercise that is to be repaired. */
export function solutionRules(name: string): string {
  for (const folder of foldersIn(root))
    for (const exercise of foldersIn(new URL(`${folder}/`, root))) {
      const file = new URL(`${folder}/${exercise}/solution.dl`, root);
      if (exercise.endsWith(`-${name}`) && existsSync(file)) return readFileSync(file, "utf8");
    }
  throw new Error(`there is no model solution of ${name}`);
}

function textsIn(folder: string, at: URL): ExerciseTexts {
  return {
    folder,
    exercise: readFileSync(new URL("exercise.md", at), "utf8"),
    rules: readFileSync(new URL("rules.dl", at), "utf8"),
    solution: null,
  };
}

function foldersIn(at: URL): readonly string[] {
  return readdirSync(at, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
