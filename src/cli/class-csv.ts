import { notesOf, type GradedClass, type GradedStudent } from "./graded-class.ts";
import { printable } from "./text-layout.ts";

/**
 * A graded class as comma-separated values (RFC 4180, but lines end in LF): a line of titles, then a
 * line for each student. The cell of an exercise holds its points, and nothing where nothing was
 * handed in; `of` is what all exercises together are worth.
 *
 * Spreadsheets compute a cell that begins with `=`, `+`, `-` or `@`, in quotes too. A text that begins
 * so, perhaps after spaces or in full width, has an apostrophe put before it, by which they take it
 * for a text; and control characters, tabulators and line ends among them, become visible signs.
 */
export function classCsv({ exercises, students }: GradedClass): string {
  const titles = [
    "student",
    ...exercises.map(({ exercise }) => exercise.name),
    "points",
    "of",
    "percent",
    "notes",
  ];
  return [titles.map(textCell), ...students.map(cellsOf)].map((cells) => `${cells.join(",")}\n`).join("");
}

function cellsOf(student: GradedStudent): readonly string[] {
  return [
    textCell(student.name),
    ...student.grades.map(({ status, grade }) => (status === "missing" ? "" : String(grade.points))),
    String(student.points),
    String(student.pointsMost),
    student.percent === null ? "" : String(student.percent),
    textCell(notesOf(student).join("; ")),
  ];
}

function textCell(text: string): string {
  const visible = printable(text);
  const harmless = /^[\s\u200b\ufeff]*[=+\-@＝＋－＠]/u.test(visible) ? `'${visible}` : visible;
  return /[",;]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
