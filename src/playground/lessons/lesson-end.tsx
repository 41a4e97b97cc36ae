import type { VNode } from "preact";
import type { ListedExercise, ListedLesson } from "../lessons-api.ts";
import { linkTo } from "../route.ts";
import { standingOf } from "./kept-work.ts";
import { progress } from "./progress.ts";

interface Props {
  readonly exercise: ListedExercise;
  readonly lessons: readonly ListedLesson[];
}

/** What follows an exercise; after the last one of a lesson, what has been reached in it. */
export function LessonEnd({ exercise, lessons }: Props): VNode | null {
  const at = lessons.findIndex(({ exercises }) => exercises.some(({ name }) => name === exercise.name));
  const lesson = lessons[at];
  if (lesson === undefined) return null;
  const place = lesson.exercises.findIndex(({ name }) => name === exercise.name);
  const next = lesson.exercises[place + 1];
  if (next !== undefined)
    return (
      <p class="after">
        Next: <a href={linkTo("lessons", next.name)}>{next.title}</a>
      </p>
    );
  const after = lessons[at + 1];
  const [first] = after?.exercises ?? [];
  const open = lesson.exercises.filter(({ name }) => standingOf(progress.value.get(name)) !== "right");
  return (
    <section class="after" aria-labelledby="lesson-end">
      <h2 id="lesson-end">
        The end of lesson {lesson.number}, {lesson.title}
      </h2>
      <p>
        {open.length === 0
          ? `All ${String(lesson.exercises.length)} exercises are right.`
          : `${String(lesson.exercises.length - open.length)} of ${String(lesson.exercises.length)} exercises are right. Not yet:`}
      </p>
      {open.length > 0 && (
        <ul>
          {open.map(({ name, title }) => (
            <li key={name}>
              <a href={linkTo("lessons", name)}>{title}</a>
            </li>
          ))}
        </ul>
      )}
      {after === undefined || first === undefined ? (
        <p>That was the last lesson.</p>
      ) : (
        <p>
          Lesson {after.number}, {after.title}, begins with{" "}
          <a href={linkTo("lessons", first.name)}>{first.title}</a>.
        </p>
      )}
    </section>
  );
}
