/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { counted } from "../../diagnostics/wording.ts";
import { Markdown } from "../controls/markdown.tsx";
import type { ListedExercise, ListedLesson } from "../lessons-api.ts";
import { linkTo } from "../route.ts";
import { standingOf } from "./kept-work.ts";
import { openOwnExercises } from "./own-exercises.ts";
import { progress } from "./progress.ts";
import { StandingSign } from "./standing-sign.tsx";

interface Props {
  readonly lessons: readonly ListedLesson[];
  /** What was opened from a disk. */
  readonly own: ListedLesson | null;
  /** What the address asks for and is not there; "" for nothing. */
  readonly unknown: string;
}

/** All lessons with their exercises, and how far one has come. */
export function LessonIndex({ lessons, own, unknown }: Props): VNode {
  const all = lessons.flatMap(({ exercises }) => exercises);
  const right = rightOf(all);
  const next = all.find(({ name }) => standingOf(progress.value.get(name)) !== "right");
  return (
    <div class="index">
      <header class="title">
        <div>
          <h1>Lessons</h1>
          <p class="lead">
            {counted(all.length, "exercise")} in {counted(lessons.length, "lesson")}. You say of a rule
            whether it needs coordination, and why. A wrong answer is refuted by a run in which it goes wrong.
          </p>
        </div>
        <div class="reached">
          <p>
            <strong>
              {right} of {all.length}
            </strong>{" "}
            right
          </p>
          <progress max={all.length} value={right} aria-label="Exercises that are right" />
          {next !== undefined && (
            <a class="button primary" href={linkTo("lessons", next.name)}>
              {progress.value.size === 0 ? "Begin" : "Go on"}: {next.title}
            </a>
          )}
        </div>
      </header>
      {unknown !== "" && (
        <p class="notice warn" role="status">
          There is no exercise <code>{unknown}</code>.
        </p>
      )}
      {lessons.map((lesson) => (
        <LessonPart key={lesson.number} lesson={lesson} />
      ))}
      {own !== null && <LessonPart lesson={own} />}
      <OwnExercises number={lessons.length + 1} isOpened={own !== null} />
    </div>
  );
}

/** Where a teacher's own exercises are opened. */
function OwnExercises({ number, isOpened }: { readonly number: number; readonly isOpened: boolean }): VNode {
  const trouble = useSignal<string | null>(null);
  const open = async (): Promise<void> => {
    trouble.value = null;
    trouble.value = await openOwnExercises(number);
  };
  return (
    <section class="own" aria-labelledby="own-title">
      <h2 id="own-title">Exercises of your own</h2>
      <p class="lead">
        Open a folder with <code>exercise.md</code> and <code>rules.dl</code>, or one with several such
        folders. <code>calm exercise new</code> begins one. Nothing leaves this page.
      </p>
      <button type="button" class="button" onClick={() => void open()}>
        {isOpened ? "Open another folder" : "Open a folder"}
      </button>
      <div role="status">{trouble.value !== null && <p class="notice warn">{trouble.value}</p>}</div>
    </section>
  );
}

function LessonPart({ lesson }: { readonly lesson: ListedLesson }): VNode {
  const { number, title, introduction, exercises, problems } = lesson;
  const [first = "", ...others] = introduction.split(/\n\s*\n/);
  const id = `lesson-${String(number)}`;
  return (
    <section class="lesson" aria-labelledby={id}>
      <div class="about">
        <p class="quiet small">
          Lesson {number} · {rightOf(exercises)} of {exercises.length} right
        </p>
        <h2 id={id}>{title}</h2>
        <Markdown text={first} />
        {problems.length > 0 && (
          <div class="notice warn">
            <p>These cannot be used:</p>
            <ul>
              {problems.map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          </div>
        )}
        {others.length > 0 && (
          <details>
            <summary>Read on</summary>
            <Markdown text={others.join("\n\n")} />
          </details>
        )}
      </div>
      <ol class="exercises">
        {exercises.map((exercise) => (
          <ExerciseRow key={exercise.name} exercise={exercise} />
        ))}
      </ol>
    </section>
  );
}

function ExerciseRow({ exercise }: { readonly exercise: ListedExercise }): VNode {
  const { number, name, title, level } = exercise;
  const work = progress.value.get(name);
  return (
    <li>
      <a href={linkTo("lessons", name)}>
        <span class="number">{number}</span>
        <span class="name">{title}</span>
        <span class="asks">{asksText(exercise)}</span>
        <span class="level">{level}</span>
        <StandingSign work={work} />
      </a>
    </li>
  );
}

function asksText({ task, answers, types }: ListedExercise): string {
  if (task === "repair") return "a repair";
  return [
    ...(answers > 0 ? [counted(answers, "answer")] : []),
    ...(types > 0 ? [counted(types, "type")] : []),
  ].join(", ");
}

function rightOf(exercises: readonly ListedExercise[]): number {
  return exercises.filter(({ name }) => standingOf(progress.value.get(name)) === "right").length;
}
