import { builtInLessons, readFolder } from "../node/exercise-folders.ts";
import type { Console } from "./console.ts";
import { markdownLines } from "./markdown-text.ts";

/** What follows an exercise that is all right; nothing after one that does not come with the tool. */
export function nextExerciseLines(name: string, console: Console): readonly string[] {
  const all = builtInLessons().flatMap((lesson, i) =>
    lesson.exercises.map((folder) => ({ ...folder, lesson: i + 1, lessonTitle: lesson.title })),
  );
  const at = all.findIndex((one) => one.name === name);
  const [done, next] = all.slice(at, at + 2);
  if (at === -1 || done === undefined) return [];
  if (next === undefined) return markdownLines("That was the last exercise of the last lesson.", console);
  const { exercise } = readFolder(next.path);
  const show = `\`calm exercise show ${String(next.number ?? next.name)}\``;
  const text =
    next.lesson === done.lesson
      ? `Next: ${exercise?.title ?? next.name}, ${show}.`
      : `That was the last of lesson ${String(done.lesson)}. Lesson ${String(next.lesson)}, ${next.lessonTitle}, begins with ${show}.`;
  return markdownLines(text, console);
}
