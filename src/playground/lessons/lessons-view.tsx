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

/** Those that are read so far, which happens once. */
const lessons = signal<readonly ListedLesson[]>([]);
/** How many there are; null before that is known. */
let count: number | null = null;
let isLoading = false;
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
  const { item } = currentRoute.value;
  const own = ownLesson.value;
  const shown = own === null ? lessons.value : [...lessons.value, own];
  const all = shown.flatMap(({ exercises }) => exercises);
  const at = all.findIndex(({ name }) => name === item);
  const exercise = all[at];
  if (exercise !== undefined)
    return (
      <OpenedExercise
        key={exercise.name}
        exercise={exercise}
        lessons={shown}
        isWhole={isWhole()}
        onStop={loadAgain}
      />
    );
  if (!isWhole()) return <p class="alone quiet">Reading the lessons…</p>;
  return <LessonIndex lessons={lessons.value} own={own} unknown={item} />;
}

async function load(): Promise<void> {
  if (isLoading || isWhole()) return;
  isLoading = true;
  trouble.value = null;
  try {
    const response = await fetch(new URL("lessons.json", document.baseURI));
    if (!response.ok) throw new Error(`lessons.json: ${String(response.status)}`);
    const texts = ((await response.json()) as readonly LessonTexts[]).map((lesson, i) => ({ lesson, i }));
    count = texts.length;
    // First the lesson whose exercise is asked for, which is then shown at once.
    const { item } = currentRoute.peek();
    const isAsked = ({ lesson }: (typeof texts)[number]): boolean =>
      lesson.exercises.some(({ folder }) => folder.endsWith(item));
    for (const { lesson, i } of texts.toSorted((a, b) => Number(isAsked(b)) - Number(isAsked(a)))) {
      const [listed] = await lessonsWorker.api().list([lesson]);
      if (listed === undefined) continue;
      const others = lessons.peek().filter(({ number }) => number !== i + 1);
      lessons.value = [...others, { ...listed, number: i + 1 }].toSorted((a, b) => a.number - b.number);
    }
  } catch (error) {
    trouble.value = error instanceof Error ? error.message : String(error);
  }
  isLoading = false;
}

/** After the worker was ended, which answers nothing more of what it was asked. */
function loadAgain(): void {
  isLoading = false;
  void load();
}

function isWhole(): boolean {
  return lessons.value.length === count;
}
