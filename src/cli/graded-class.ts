import { shortened } from "../base/text-width.ts";
import type { ClassSummary } from "../classroom/class-summary.ts";
import type { Exercise } from "../classroom/exercise.ts";
import type { Grade } from "../classroom/grade.ts";

/** A class, graded: each student in each exercise. */
export interface GradedClass {
  readonly folder: string;
  readonly exercises: readonly GradedExercise[];
  readonly students: readonly GradedStudent[];
  readonly summary: ClassSummary;
  /** How many files lie beside the students' folders. */
  readonly filesBeside: number;
}

export interface GradedExercise {
  readonly exercise: Exercise;
  /** What its folder's name begins with; null where that is no number. */
  readonly number: number | null;
  readonly pointsMost: number;
}

export interface GradedStudent {
  readonly name: string;
  /** The name of the student's folder. */
  readonly folder: string;
  readonly points: number;
  readonly pointsMost: number;
  readonly percent: number | null;
  /** One for each of the class's exercises, in their order. */
  readonly grades: readonly StudentGrade[];
  /** What is to be said of the folder as a whole; sentences without their ends. */
  readonly problems: readonly string[];
}

export interface StudentGrade {
  readonly grade: Grade;
  /** `unreadable`: there is something, but nothing could be made of it; it counts as nothing. */
  readonly status: "graded" | "missing" | "unreadable";
  /** Below the student's folder; null where nothing was handed in. */
  readonly file: string | null;
  readonly problems: readonly string[];
}

/**
 * All that is to be said of a student, with the exercise that it is about where nothing else says it:
 * what is the matter with files, and what is broken first in a repair that gets no points.
 */
export function notesOf({ problems, grades }: GradedStudent): readonly string[] {
  return [
    ...problems,
    ...grades.flatMap((one) =>
      [...one.problems, ...brokenIn(one)].map((problem) =>
        grades.length === 1 || problem.includes(one.grade.exercise)
          ? problem
          : `${one.grade.exercise}: ${problem}`,
      ),
    ),
  ];
}

function brokenIn({ grade, status, file, problems }: StudentGrade): readonly string[] {
  if (status !== "graded" || file === null) return [];
  return grade.questions.flatMap(({ message }) =>
    message === null || problems.includes(message)
      ? []
      : [`\`${file}\`: ${shortened(message, messageWidthMost).replace(/\.$/, "")}`],
  );
}

const messageWidthMost = 200;
