/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { currentRoute, goTo } from "../current-route.ts";
import { Markdown } from "../controls/markdown.tsx";
import type {
  ExerciseTrouble,
  ListedExercise,
  ListedLesson,
  OpenedExercise as Opened,
} from "../lessons-api.ts";
import { linkTo } from "../route.ts";
import { AnswersPanel } from "./answers-panel.tsx";
import { AnswersWork } from "./answers-work.ts";
import { LessonEnd } from "./lesson-end.tsx";
import { lessonsWorker } from "./lesson-workers.ts";
import { progress } from "./progress.ts";
import { RepairPanel } from "./repair-panel.tsx";
import { RepairWork } from "./repair-work.ts";
import { StandingSign } from "./standing-sign.tsx";

interface Props {
  readonly exercise: ListedExercise;
  /** Those that are read. */
  readonly lessons: readonly ListedLesson[];
  /** Whether these are all. */
  readonly isWhole: boolean;
  /** The worker of the lessons was ended. */
  readonly onStop: () => void;
}

/** One exercise with its neighbours. Escape goes back to all of them. */
export function OpenedExercise({ exercise, lessons, isWhole, onStop }: Props): VNode {
  const opened = useSignal<Opened | ExerciseTrouble | null>(null);
  const { name, title, level, task, texts } = exercise;
  useEffect(() => {
    document.title = `${title} – calm playground`;
    document.addEventListener("keydown", leave);
    void openedFrom(lessonsWorker.api().open(texts)).then((value) => {
      opened.value = value;
    });
    return () => {
      document.removeEventListener("keydown", leave);
      if (currentRoute.peek().view === "lessons") document.title = "Lessons – calm playground";
    };
  }, [name]);
  const all = lessons.flatMap(({ exercises }) => exercises);
  const at = all.findIndex((one) => one.name === name);
  const lesson = lessons.find(({ exercises }) => exercises.some((one) => one.name === name));
  return (
    <article class="opened" aria-labelledby="exercise-title">
      <header class="title">
        <div>
          <p class="place">
            <a href={linkTo("lessons")}>All lessons</a>
            {lesson !== undefined && (
              <span class="quiet">
                {lesson.number}. {lesson.title}
              </span>
            )}
          </p>
          <h1 id="exercise-title">{title}</h1>
          <p class="facts">
            <span class="quiet">
              Exercise {exercise.number ?? name.replace(/^own\//, "")}, {level},{" "}
              {task === "repair" ? "to be repaired" : "to be classified"}
            </span>
            <StandingSign work={progress.value.get(name)} />
          </p>
        </div>
        <nav class="buttons" aria-label="Neighbours">
          <Neighbour to={all[at - 1]} text="Previous" />
          <Neighbour to={all[at + 1]} text="Next" />
        </nav>
      </header>
      {opened.value === null ? (
        <div class="alone late">
          <p class="quiet">Reading the exercise…</p>
          <button
            type="button"
            class="button"
            onClick={() => {
              lessonsWorker.restart();
              onStop();
              opened.value = { problems: ["It was stopped while it was read."] };
            }}
          >
            Stop
          </button>
        </div>
      ) : "problems" in opened.value ? (
        <div class="notice bad" role="alert">
          <p>This exercise cannot be used.</p>
          <ul>
            {opened.value.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </div>
      ) : (
        <Task exercise={exercise} opened={opened.value} />
      )}
      {isWhole && <LessonEnd exercise={exercise} lessons={lessons} />}
    </article>
  );
}

async function openedFrom(asked: Promise<Opened | ExerciseTrouble>): Promise<Opened | ExerciseTrouble> {
  try {
    return await asked;
  } catch (error) {
    return { problems: [error instanceof Error ? error.message : String(error)] };
  }
}

function Task({ exercise, opened }: { readonly exercise: ListedExercise; readonly opened: Opened }): VNode {
  const { name, texts } = exercise;
  const work = useMemo(
    () =>
      opened.task === "repair" ? new RepairWork(name, texts) : new AnswersWork(name, texts, opened.questions),
    [opened],
  );
  useEffect(() => () => work.stop(), [work]);
  const prose = (
    <section class="prose" aria-label="The task">
      <Markdown text={opened.prose} />
    </section>
  );
  return work instanceof RepairWork ? (
    <RepairPanel work={work} prose={prose} />
  ) : (
    <AnswersPanel work={work} opened={opened} prose={prose} />
  );
}

function Neighbour({ to, text }: { readonly to: ListedExercise | undefined; readonly text: string }): VNode {
  if (to === undefined)
    return (
      <button type="button" class="button" disabled>
        {text}
      </button>
    );
  return (
    <a class="button" href={linkTo("lessons", to.name)} aria-label={`${text}: ${to.title}`}>
      {text}
    </a>
  );
}

/** Lists, editors and dialogs use Escape themselves. */
function leave(event: KeyboardEvent): void {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  if (event.target instanceof HTMLElement && event.target.matches("select, .editor, dialog, dialog *"))
    return;
  goTo({ view: "lessons", item: "", options: new Map() });
}
