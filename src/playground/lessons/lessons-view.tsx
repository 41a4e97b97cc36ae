/// <reference lib="dom" />
import { signal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { currentRoute } from "../current-route.ts";
import type { LessonTexts, ListedLesson } from "../lessons-api.ts";
import { LessonIndex } from "./lesson-index.tsx";
import { lessonsWorker } from "./lesson-workers.ts";
import { OpenedExercise } from "./opened-exercise.tsx";
import { ownLesson } from "./own-exercises.ts";

/** All exercises, once they are read, which happens once. */
const lessons = signal<readonly ListedLesson[] | null>(null);
const trouble = signal<string | null>(null);

/** The lessons, or the exercise that the address names. */
export function LessonsView(): VNode {
  useEffect(() => void load(), []);
  return <div class="lessons">{body()}</div>;
}

function body(): VNode {
  if (trouble.value !== null)
    return (
      <div class="alone" role="alert">
        <p>The lessons cannot be read: {trouble.value}</p>
        <p>
          <button type="button" class="button" onClick={() => void load()}>
            Try again
          </button>
        </p>
      </div>
    );
  if (lessons.value === null) return <p class="alone quiet">Reading the lessons…</p>;
  const { item } = currentRoute.value;
  const own = ownLesson.value;
  const shown = own === null ? lessons.value : [...lessons.value, own];
  const all = shown.flatMap(({ exercises }) => exercises);
  const at = all.findIndex(({ name }) => name === item);
  const exercise = all[at];
  return exercise === undefined ? (
    <LessonIndex lessons={lessons.value} own={own} unknown={item} />
  ) : (
    <OpenedExercise key={exercise.name} exercise={exercise} lessons={shown} />
  );
}

async function load(): Promise<void> {
  if (lessons.peek() !== null) return;
  trouble.value = null;
  try {
    const response = await fetch(new URL("lessons.json", document.baseURI));
    if (!response.ok) throw new Error(`lessons.json: ${String(response.status)}`);
    const texts = (await response.json()) as readonly LessonTexts[];
    lessons.value = await lessonsWorker.api().list(texts);
  } catch (error) {
    trouble.value = error instanceof Error ? error.message : String(error);
  }
}
