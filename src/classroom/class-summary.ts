import { phraseOf } from "./answer-sheet.ts";
import { answerClasses } from "./exercise.ts";
import { percentOf, type Grade, type QuestionGrade, type QuestionStatus } from "./grade.ts";

/** How a class answered. */
export interface ClassSummary {
  /** In the order of the exercises. */
  readonly exercises: readonly ExerciseSummary[];
  /** The question that most answered wrong or only partly right; null where everything is right. */
  readonly hardest: QuestionSummary | null;
  /** Of all points that all students could have had; null where there are none. */
  readonly percent: number | null;
}

export interface ExerciseSummary {
  readonly exercise: string;
  /** How many handed in something that could be read. */
  readonly handedIn: number;
  /** The mean of those who handed in something; null where nobody did, or there are no points. */
  readonly percent: number | null;
  readonly questions: readonly QuestionSummary[];
}

export interface QuestionSummary {
  readonly exercise: string;
  readonly name: string;
  readonly kind: QuestionGrade["kind"];
  /** How many students; together all of them. */
  readonly counts: Readonly<Record<QuestionStatus, number>>;
  /** What was most often said of it instead of what is right, and how often; null where nothing was. */
  readonly usualMistake: { readonly said: string; readonly times: number } | null;
}

/** One student's grade of one exercise. */
export interface GradedHandIn {
  readonly grade: Grade;
  readonly handedIn: boolean;
}

/** Sums up what students did in each exercise: for each exercise the grades of all students. */
export function classSummary(exercises: readonly (readonly GradedHandIn[])[]): ClassSummary {
  const summaries = exercises.map(exerciseSummary);
  const grades = exercises.flatMap((students) => students.map((student) => student.grade));
  return {
    exercises: summaries,
    hardest: hardestOf(summaries.flatMap(({ questions }) => questions)),
    percent: percentOfAll(grades),
  };
}

function exerciseSummary(students: readonly GradedHandIn[]): ExerciseSummary {
  const present = students.filter(({ handedIn }) => handedIn);
  const [first] = students;
  return {
    exercise: first?.grade.exercise ?? "",
    handedIn: present.length,
    percent: percentOfAll(present.map((student) => student.grade)),
    questions: (first?.grade.questions ?? []).map(({ name, kind }, index) => {
      const graded = students.flatMap((student) => student.grade.questions[index] ?? []);
      return {
        exercise: first?.grade.exercise ?? "",
        name,
        kind,
        counts: countsOf(graded),
        usualMistake: usualMistake(graded),
      };
    }),
  };
}

function countsOf(graded: readonly QuestionGrade[]): QuestionSummary["counts"] {
  const counts = { right: 0, "partly right": 0, wrong: 0, missing: 0, open: 0 };
  for (const { status } of graded) counts[status]++;
  return counts;
}

/** The first of several that are as frequent; phrases count as the same however they are written. */
function usualMistake(graded: readonly QuestionGrade[]): QuestionSummary["usualMistake"] {
  const times = new Map<string, number>();
  for (const { part, given, status } of graded.flatMap(({ parts }) => parts)) {
    if (status !== "wrong" || given === null || (part !== "answer" && part !== "type")) continue;
    const said = phraseOf(given, answerClasses) ?? given;
    times.set(said, (times.get(said) ?? 0) + 1);
  }
  const [first, ...others] = times;
  if (first === undefined) return null;
  const [said, count] = others.reduce((a, b) => (b[1] > a[1] ? b : a), first);
  return { said, times: count };
}

/** The first of several that are as hard; of as many mistakes, those that are wrong altogether decide. */
function hardestOf(questions: readonly QuestionSummary[]): QuestionSummary | null {
  const [first, ...others] = questions.filter((question) => mistakes(question) > 0);
  if (first === undefined) return null;
  return others.reduce((a, b) => {
    const more = mistakes(b) - mistakes(a);
    return more > 0 || (more === 0 && b.counts.wrong > a.counts.wrong) ? b : a;
  }, first);
}

function mistakes({ counts }: QuestionSummary): number {
  return counts.wrong + counts["partly right"];
}

function percentOfAll(grades: readonly Grade[]): number | null {
  const total = (numberOf: (grade: Grade) => number): number =>
    grades.reduce((sum, grade) => sum + numberOf(grade), 0);
  return percentOf(
    total(({ points }) => points),
    total(({ pointsMost }) => pointsMost),
  );
}
