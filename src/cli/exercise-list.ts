import { askedOf } from "../classroom/asked.ts";
import { builtInLessons, readFolder, type ExerciseFolder } from "../node/exercise-folders.ts";
import { displayWidth } from "../base/display-width.ts";
import { openConsole, type ColorChoice, type Console } from "./console.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { UsageError } from "../node/usage-error.ts";
import { printable, wrap } from "./text-layout.ts";
import { textTable } from "./text-table.ts";

export interface ExerciseReportOptions {
  readonly format: "pretty" | "json";
  readonly color: ColorChoice;
}

interface ListedLesson {
  readonly title: string;
  readonly exercises: readonly ListedExercise[];
}

interface ListedExercise {
  readonly number: number | null;
  readonly name: string;
  readonly title: string;
  readonly task: string;
  readonly level: string;
  readonly asks: {
    readonly outputs: readonly string[];
    readonly invariants: readonly string[];
    readonly types: readonly string[];
  };
}

/** `calm exercise list`. Throws `UsageError`. */
export function exerciseList({ format, color }: ExerciseReportOptions): ExitCode {
  const console = openConsole(color);
  const lessons = builtInLessons().map(({ title, exercises }): ListedLesson => ({
    title,
    exercises: exercises.flatMap(listed),
  }));
  if (lessons.length === 0)
    throw new UsageError("the exercises are not where they were installed", "install calm-datalog anew");
  console.write(
    format === "json"
      ? `${JSON.stringify({ schemaVersion: 1, lessons }, null, 2)}\n`
      : inWords(lessons, { ...console, width: Math.min(80, console.width) }),
  );
  return exitCodes.fine;
}

function listed({ path, number, name }: ExerciseFolder): readonly ListedExercise[] {
  const { exercise } = readFolder(path);
  if (exercise === null) return [];
  const { title, task, level } = exercise;
  const { outputs, invariants, choices } = askedOf(exercise);
  const asks = {
    outputs: outputs.map(({ relation }) => relation.name),
    invariants: invariants.map((one) => one.name),
    types: choices.map((one) => one.name),
  };
  return [{ number, name, title, task, level, asks }];
}

function inWords(lessons: readonly ListedLesson[], { style, width }: Console): string {
  const all = lessons.flatMap(({ exercises }) => exercises);
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(displayWidth));
  const besides = 2 + 6 + widest(all.map(asksText)) + widest(all.map(({ name }) => name)) + 4 * 2;
  const rows = lessons.map(({ exercises }) =>
    exercises.map((one) => [
      String(one.number ?? ""),
      shortTitle(one.title, Math.max(20, width - besides)),
      one.level,
      asksText(one),
      one.name,
    ]),
  );
  // One table, so that the columns of all lessons stand below each other.
  const titles = ["", "title", "level", "asks for", "name"];
  const columns = titles.map((title, i) => ({ title, align: i === 0 ? "right" : "left" }) as const);
  const flat = rows.flat();
  const [heads = "", rule = "", ...table] = textTable(columns, flat, (text, _, column) =>
    column === 1 ? style.strong(text) : column === 2 || column === 3 ? style.dim(text) : text,
  );
  let from = 0;
  const lines = lessons.flatMap(({ title }, i) => {
    const own = table.slice(from, (from += rows[i]?.length ?? 0));
    return ["", style.code(`Lesson ${String(i + 1)}: ${title}`), ...own];
  });
  const next = wrap(
    "`calm exercise show 1` shows one, `calm exercise start 1` takes a copy of it to work on. Numbers and names both do.",
    width,
  );
  return [heads, rule, ...lines, "", ...next].map((line) => `${line}\n`).join("");
}

/** Cut at the end of a word. */
function shortTitle(title: string, room: number): string {
  const text = printable(title);
  if (displayWidth(text) <= room) return text;
  const [first = ""] = wrap(text, room - 2);
  return `${first} …`;
}

function asksText({ task, asks }: ListedExercise): string {
  if (task === "repair") return "repair";
  const classes = asks.outputs.length + asks.invariants.length;
  const types = asks.types.length;
  const answers = classes === 1 ? "1 answer" : `${String(classes)} answers`;
  const kinds = types === 1 ? "1 type" : `${String(types)} types`;
  return [...(classes > 0 ? [answers] : []), ...(types > 0 ? [kinds] : [])].join(", ");
}
