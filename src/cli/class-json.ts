import type { ExerciseSummary, QuestionSummary } from "../classroom/class-summary.ts";
import type { QuestionGrade } from "../classroom/grade.ts";
import type { GradedClass, StudentGrade } from "./graded-class.ts";
import type { Json } from "./json.ts";

/** A graded class as JSON, with all that was said and what became of it. */
export function classJson({ exercises, students, summary, filesBeside }: GradedClass): string {
  const report: Json = {
    schemaVersion: 1,
    exercises: exercises.map(({ exercise, number, pointsMost }) => ({
      name: exercise.name,
      number,
      title: exercise.title,
      task: exercise.task,
      level: exercise.level,
      pointsMost,
    })),
    students: students.map(({ name, folder, points, pointsMost, percent, grades, problems }) => ({
      name,
      folder,
      points,
      pointsMost,
      percent,
      exercises: grades.map(gradeJson),
      problems,
    })),
    summary: {
      students: students.length,
      percent: summary.percent,
      exercises: summary.exercises.map(exerciseJson),
      hardest: summary.hardest === null ? null : questionSummaryJson(summary.hardest),
      filesBeside,
    },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function gradeJson({ grade, status, file, problems }: StudentGrade): Json {
  const { exercise, points, pointsMost, percent, questions } = grade;
  return {
    exercise,
    status,
    file,
    points,
    pointsMost,
    percent,
    questions: questions.map(questionJson),
    problems,
  };
}

function questionJson({ name, kind, status, points, pointsMost, parts, message }: QuestionGrade): Json {
  return {
    name,
    kind,
    status,
    points,
    pointsMost,
    message,
    parts: parts.map(({ part, given, status: partStatus }) => ({ part, given, status: partStatus })),
  };
}

function exerciseJson({ exercise, handedIn, percent, questions }: ExerciseSummary): Json {
  return { exercise, handedIn, percent, questions: questions.map(questionSummaryJson) };
}

function questionSummaryJson({ exercise, name, kind, counts, usualMistake }: QuestionSummary): Json {
  return {
    exercise,
    name,
    kind,
    right: counts.right,
    partlyRight: counts["partly right"],
    wrong: counts.wrong,
    missing: counts.missing,
    open: counts.open,
    usualMistake: usualMistake === null ? null : { said: usualMistake.said, times: usualMistake.times },
  };
}
