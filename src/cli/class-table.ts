import { displayWidth } from "../base/display-width.ts";
import { shortened } from "../base/text-width.ts";
import type { QuestionSummary } from "../classroom/class-summary.ts";
import type { Console } from "./console.ts";
import { notesOf, type GradedClass, type GradedExercise, type GradedStudent } from "./graded-class.ts";
import { printable, wrap } from "./text-layout.ts";
import { textTable, type TableColumn } from "./text-table.ts";

/**
 * A graded class for a teacher to read: the table of students and exercises, in several parts where
 * the terminal is narrow, what is to be said of students, and what the class got wrong.
 */
export function classTable(graded: GradedClass, console: Console): string {
  const { exercises, students } = graded;
  const paragraphs = [
    ...partsThatFit(exercises, students, console).map((part) => tablePart(part, students, console)),
    noteLines(graded, console),
    exerciseLines(graded, console),
    summaryLines(graded, console),
  ];
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line}\n`).join(""))
    .join("\n");
}

/** Indexes of exercises that stand beside each other; the last part has the totals too. */
interface TablePart {
  readonly exercises: readonly number[];
  readonly columns: readonly TableColumn[];
  readonly hasTotals: boolean;
}

const nameWidthMost = 28;

const totals: readonly TableColumn[] = [
  { title: "points", align: "right" },
  { title: "of", align: "right" },
  { title: "%", align: "right" },
];

/** With four digits for each sum. */
const totalsWidth = 21;

function partsThatFit(
  exercises: readonly GradedExercise[],
  students: readonly GradedStudent[],
  { width }: Console,
): readonly TablePart[] {
  const columns = exercises.map((exercise): TableColumn => ({
    title: columnTitle(exercise),
    align: "right",
  }));
  const widthOf = ({ title }: TableColumn, index: number): number => {
    const most = String(exercises[index]?.pointsMost ?? 0);
    return Math.max(displayWidth(title), displayWidth(`${most}/${most}`)) + 2;
  };
  const nameWidth = Math.max("student".length, ...students.map(({ name }) => displayWidth(shownName(name))));
  const groups: number[][] = [[]];
  let used = nameWidth;
  for (const [index, column] of columns.entries()) {
    if (used + widthOf(column, index) > width && groups.at(-1)?.length !== 0) {
      groups.push([]);
      used = nameWidth;
    }
    groups.at(-1)?.push(index);
    used += widthOf(column, index);
  }
  // The totals need a part of their own where they no longer fit.
  if (used + totalsWidth > width && groups.at(-1)?.length !== 0) groups.push([]);
  return groups.map((group, i) => ({
    exercises: group,
    columns: group.flatMap((index) => columns[index] ?? []),
    hasTotals: i === groups.length - 1,
  }));
}

function tablePart(
  { exercises, columns, hasTotals }: TablePart,
  students: readonly GradedStudent[],
  { style }: Console,
): readonly string[] {
  const rows = students.map((student) => [
    shownName(student.name),
    ...exercises.map((index) => cellOf(student, index)),
    ...(hasTotals
      ? [
          String(student.points),
          String(student.pointsMost),
          student.percent === null ? "" : String(student.percent),
        ]
      : []),
  ]);
  const name: TableColumn = { title: "student", align: "left" };
  return textTable([name, ...columns, ...(hasTotals ? totals : [])], rows, (text, _row, column) => {
    if (column === 0) return style.strong(text);
    return text === missing ? style.dim(text) : text === unreadable ? style.severity("warning", text) : text;
  });
}

const missing = "–";
const unreadable = "!";

function cellOf({ grades }: GradedStudent, index: number): string {
  const one = grades[index];
  if (one === undefined || one.status === "missing") return missing;
  if (one.status === "unreadable") return unreadable;
  return `${String(one.grade.points)}/${String(one.grade.pointsMost)}`;
}

function noteLines({ students, filesBeside }: GradedClass, { style, width }: Console): readonly string[] {
  const lines = students.flatMap((student) => {
    const name = shownName(student.name);
    return notesOf(student).flatMap((note) => {
      const [first = "", ...others] = wrap(`${name}: ${printable(note)}`, width - 2);
      const rest = first.startsWith(name) ? `${style.strong(name)}${first.slice(name.length)}` : first;
      return [rest, ...others.map((line) => `  ${line}`)];
    });
  });
  const beside =
    filesBeside === 0
      ? []
      : [
          style.dim(
            `${String(filesBeside)} ${filesBeside === 1 ? "file lies" : "files lie"} beside the students' folders, and ${filesBeside === 1 ? "was" : "were"} not looked at`,
          ),
        ];
  return [...lines, ...beside];
}

function exerciseLines({ exercises, summary }: GradedClass, _console: Console): readonly string[] {
  if (exercises.length === 0) return [];
  const rows = exercises.map((one, i) => {
    const { handedIn = 0, percent = null } = summary.exercises[i] ?? {};
    return [
      ...(exercises.some(({ number }) => number !== null) ? [columnTitle(one)] : []),
      shownName(one.exercise.name),
      String(one.pointsMost),
      String(handedIn),
      percent === null ? "" : `${String(percent)} %`,
    ];
  });
  const hasNumbers = exercises.some(({ number }) => number !== null);
  return textTable(
    [
      ...(hasNumbers ? [{ title: "", align: "left" } as const] : []),
      { title: "exercise", align: "left" },
      { title: "points", align: "right" },
      { title: "handed in", align: "right" },
      { title: "mean of those", align: "right" },
    ],
    rows,
  );
}

function summaryLines({ students, summary }: GradedClass, { style, width }: Console): readonly string[] {
  const count = `${String(students.length)} ${students.length === 1 ? "student" : "students"}`;
  const mean = summary.percent === null ? "" : `, ${String(summary.percent)} % of all points`;
  const mostWrong = summary.exercises.flatMap(({ questions }) => {
    const hard = hardestFirst(questions)[0];
    return hard === undefined ? [] : [hard];
  });
  return [
    style.strong(`${count}${mean}`),
    ...(summary.hardest === null
      ? []
      : wrap(`Most got wrong: ${questionText(summary.hardest)}`, width - 2).map((line, i) =>
          i === 0 ? line : `  ${line}`,
        )),
    ...(mostWrong.length < 2
      ? []
      : [
          "In each exercise:",
          ...mostWrong.flatMap((question) =>
            wrap(questionText(question), width - 4).map((line, i) => (i === 0 ? `  ${line}` : `    ${line}`)),
          ),
        ]),
  ];
}

function hardestFirst(questions: readonly QuestionSummary[]): readonly QuestionSummary[] {
  const mistakes = ({ counts }: QuestionSummary): number => counts.wrong + counts["partly right"];
  return questions.filter((question) => mistakes(question) > 0).sort((a, b) => mistakes(b) - mistakes(a));
}

function questionText({ exercise, name, counts, usualMistake }: QuestionSummary): string {
  const answered = counts.right + counts["partly right"] + counts.wrong;
  const usual =
    usualMistake === null || usualMistake.times < 2
      ? ""
      : `; ${String(usualMistake.times)} said \`${printable(usualMistake.said)}\``;
  const [wrong, partly] = [counts.wrong, counts["partly right"]];
  const mistakes = [
    ...(wrong === 0 ? [] : [`${String(wrong)} of ${String(answered)} wrong`]),
    ...(partly === 0
      ? []
      : [`${String(partly)}${wrong === 0 ? ` of ${String(answered)}` : ""} partly right`]),
  ];
  return `\`${name}\` of ${exercise}: ${mistakes.join(", ")}${usual}`;
}

function columnTitle({ number, exercise }: GradedExercise): string {
  return number === null ? shownName(exercise.name) : String(number).padStart(2, "0");
}

function shownName(name: string): string {
  return shortened(printable(name), nameWidthMost);
}
