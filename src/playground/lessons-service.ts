import { filledSheet, noAnswer, readAnswerSheet, strangeAnswers } from "../classroom/answer-sheet.ts";
import { askedOf } from "../classroom/asked.ts";
import type { Exercise } from "../classroom/exercise.ts";
import { firstBroken, hintsFor } from "../classroom/hints.ts";
import { namesAllowed } from "../classroom/judge-boundary.ts";
import { judgeRepair } from "../classroom/judge-repair.ts";
import { judge } from "../classroom/judge.ts";
import type { Answer, Judgement, Refutation } from "../classroom/judgement.ts";
import { promiseWords } from "../classroom/promise-words.ts";
import { questionLines } from "../classroom/question-lines.ts";
import type { Question } from "../classroom/question.ts";
import { questionsOf } from "../classroom/questions.ts";
import { readExercise } from "../classroom/read-exercise.ts";
import { checkedExercise } from "../classroom/repair.ts";
import { toldMessages, toldParts } from "../classroom/told-parts.ts";
import type { Checked } from "../diagnostics/check.ts";
import { spaceTimeDiagram } from "../lab/space-time-diagram.ts";
import type { Program } from "../model/program.ts";
import type { RecordedRun } from "../replication/recorded-run.ts";
import { parse } from "../syntax/parse.ts";
import { codeLines } from "./code-lines.ts";
import type {
  Answers,
  AskedQuestion,
  BoundaryPlace,
  ExerciseTexts,
  ExerciseTrouble,
  JudgedAnswers,
  JudgedQuestion,
  JudgedRules,
  LessonsApi,
  LessonTexts,
  ListedExercise,
  ListedLesson,
  OpenedExercise,
  ReadSheet,
  ToldRefutation,
} from "./lessons-api.ts";
import type { RunSource } from "./run-api.ts";

/** How many exercises are remembered with what was concluded of them. */
const rememberedMost = 8;

/** Answers what the lessons of the page ask; the exercises that were asked for last are remembered. */
export function lessonsService(): LessonsApi {
  const remembered = new Map<string, Exercise>();

  const read = (texts: ExerciseTexts): Exercise | ExerciseTrouble => {
    const key = JSON.stringify(texts);
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const result = readExercise(texts.folder, texts);
    if (!("exercise" in result)) return result;
    remembered.set(key, result.exercise);
    const [oldest] = remembered.keys();
    if (remembered.size > rememberedMost && oldest !== undefined) remembered.delete(oldest);
    return result.exercise;
  };

  /** What was opened can be read. */
  const exerciseOf = (texts: ExerciseTexts): Exercise => {
    const exercise = read(texts);
    if ("problems" in exercise) throw new Error(exercise.problems.join("; "));
    return exercise;
  };

  return {
    list: (lessons) => lessons.map(listedLesson),

    open: (texts) => {
      const exercise = read(texts);
      return "problems" in exercise ? exercise : opened(exercise);
    },

    judge: (texts, answers) => {
      const exercise = exerciseOf(texts);
      const judgements = judge(exercise, checkedExercise(exercise), sheetOf(answers), {
        refutations: false,
      });
      return judgedAnswers(judgements);
    },

    refute: (texts, question, answer, schedules) => {
      const exercise = exerciseOf(texts);
      return refuted(exercise, checkedExercise(exercise), question, answer, schedules);
    },

    judgeRepair: (texts, rules) => judgedRules(exerciseOf(texts), rules),

    hint: (texts, name, level) => {
      const exercise = exerciseOf(texts);
      const checked = checkedExercise(exercise);
      const questions = questionsOf(exercise, checked);
      const [question] =
        name === null ? firstBroken(questions) : questions.filter((one) => one.name === name);
      return question === undefined ? null : (hintsFor(question, checked)[level - 1] ?? null);
    },

    writeSheet: (texts, answers) => {
      const exercise = exerciseOf(texts);
      const questions = questionsOf(exercise, checkedExercise(exercise));
      return filledSheet(exercise.name, questions, sheetOf(answers).answers);
    },

    readSheet: (texts, text) => readSheet(exerciseOf(texts), text),
  };
}

function sheetOf(answers: Answers): { readonly answers: ReadonlyMap<string, Answer> } {
  return { answers: new Map(Object.entries(answers)) };
}

// What there is.

function listedLesson({ folder, lesson, exercises }: LessonTexts, i: number): ListedLesson {
  const [, title, introduction] = /^\s*#[ \t]+(.*)\n?([^]*)$/.exec(lesson ?? "") ?? [];
  const read = exercises.map((texts) => ({ texts, result: readExercise(texts.folder, texts) }));
  return {
    number: i + 1,
    title: title?.trim() ?? folder,
    introduction: (introduction ?? lesson ?? "").trim(),
    exercises: read.flatMap(({ texts, result }) =>
      "exercise" in result ? [listedExercise(texts, result.exercise)] : [],
    ),
    problems: read.flatMap(({ texts, result }) =>
      "exercise" in result ? [] : result.problems.map((problem) => `${texts.folder}/${problem}`),
    ),
  };
}

function listedExercise(texts: ExerciseTexts, exercise: Exercise): ListedExercise {
  const { name, title, task, level } = exercise;
  const { outputs, invariants, choices } = askedOf(exercise);
  const number = /^\d{1,6}(?=-)/.exec(texts.folder)?.[0];
  return {
    number: number === undefined ? null : Number(number),
    name,
    title,
    task,
    level,
    answers: outputs.length + invariants.length,
    types: choices.length,
    texts,
  };
}

function opened(exercise: Exercise): OpenedExercise {
  const { name, title, task, level, prose, rules } = exercise;
  const checked = checkedExercise(exercise);
  const { program } = checked;
  const questions = task === "repair" ? [] : questionsOf(exercise, checked);
  return {
    name,
    title,
    task,
    level,
    prose,
    rules: rules.text,
    lines: codeLines(rules, checked),
    questions: questions.map((question) => asked(question, program)),
  };
}

function asked(question: Question, program: Program): AskedQuestion {
  const { name } = question;
  const lines = questionLines(question, program);
  switch (question.kind) {
    case "output": {
      const promise = promiseWords[question.output.promise];
      return { kind: "output", name, promise, lines, places: placesOf(question, program) };
    }
    case "invariant":
      return { kind: "invariant", name, lines, places: placesOf(question, program) };
    case "type": {
      const of = question.column === null ? "relation" : "column";
      return { kind: "type", name, of, lines, options: question.options };
    }
  }
}

function placesOf(
  question: Exclude<Question, { readonly kind: "type" }>,
  program: Program,
): readonly BoundaryPlace[] {
  return [...namesAllowed(question, program)].map((name): BoundaryPlace => {
    if (program.relations.has(name)) return { name, kind: "relation" };
    return { name, kind: program.operations.has(name) ? "operation" : "boundary" };
  });
}

// What is said of answers.

function judgedAnswers(judgements: readonly Judgement[]): JudgedAnswers {
  return {
    questions: judgements.map(judgedQuestion),
    points: judgements.reduce((sum, { points }) => sum + points, 0),
    pointsMost: judgements.reduce((sum, { pointsMost }) => sum + pointsMost, 0),
  };
}

function judgedQuestion({ question, parts }: Judgement): JudgedQuestion {
  const told = toldParts(parts);
  const has = (...statuses: readonly (typeof told)[number]["status"][]): boolean =>
    told.some(({ status }) => statuses.includes(status));
  const status = has("wrong", "unreadable")
    ? "wrong"
    : has("missing")
      ? "missing"
      : told.every(({ status: one }) => one === "open")
        ? "open"
        : "right";
  return { name: question.name, status, messages: toldMessages(parts), isRefutable: has("wrong") };
}

/** Refutes what is wrong first, and that alone: each part takes a run of its own. */
function refuted(
  exercise: Exercise,
  checked: Checked,
  name: string,
  answer: Answer,
  schedules: number,
): ToldRefutation | null {
  const judgedAs = (
    said: Answer,
    options: { readonly refutations?: boolean; readonly schedules?: number },
  ): Judgement | undefined =>
    judge(exercise, checked, sheetOf({ [name]: said }), options).find(
      ({ question }) => question.name === name,
    );
  const judged = judgedAs(answer, { refutations: false });
  const wrong = toldParts(judged?.parts ?? []).find(({ status }) => status === "wrong");
  if (wrong === undefined) return null;
  const only = { ...noAnswer, [wrong.part]: answer[wrong.part] };
  const part = judgedAs(only, { schedules })?.parts.find((one) => one.part === wrong.part);
  const refutation = part?.refutation ?? null;
  return refutation === null ? null : told(refutation);
}

function judgedRules(exercise: Exercise, text: string): JudgedRules {
  const { ok, points, pointsMost, conditions } = judgeRepair(exercise, text);
  return {
    ok,
    points,
    pointsMost,
    conditions: conditions
      .filter(({ status }) => status !== "not looked at")
      .map(({ condition, status, messages, refutation }) => ({
        condition,
        isKept: status === "kept",
        messages,
        refutation: refutation === null ? null : told(refutation),
      })),
  };
}

function told({ story, run, file, schedules, confirmed }: Refutation): ToldRefutation {
  return {
    story,
    diagram: run === null ? null : spaceTimeDiagram([run]),
    run: run === null || file === null ? null : runSource(run, file),
    file,
    schedules,
    confirmed,
  };
}

/** The run as its file says it; null where the file has no scenario of its name. */
function runSource({ name, seed }: RecordedRun, text: string): RunSource | null {
  const scenario = parse({ path: "rules.dl", text }).items.find(
    (item) => item.kind === "scenario" && item.name.text === name,
  );
  if (scenario?.kind !== "scenario") return null;
  const statements = scenario.statements.map(({ span }) => text.slice(span.start, span.end));
  return { files: [{ path: "rules.dl", text }], statements, seed };
}

function readSheet(exercise: Exercise, text: string): ReadSheet {
  const sheet = readAnswerSheet(text);
  const names = questionsOf(exercise, checkedExercise(exercise)).map(({ name }) => name);
  const isUnread = sheet.answers.size === 0 && sheet.problems.length > 0;
  return {
    answers: Object.fromEntries([...sheet.answers].filter(([name]) => names.includes(name))),
    notes: [...sheet.problems, ...(isUnread ? [] : strangeAnswers(sheet, exercise.name, names))],
  };
}
