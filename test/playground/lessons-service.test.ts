import { describe, expect, test } from "vitest";
import { noAnswer } from "../../src/classroom/answer-sheet.ts";
import { answerClasses, type Exercise } from "../../src/classroom/exercise.ts";
import { hasBoundary, judgeBoundary } from "../../src/classroom/judge-boundary.ts";
import { judgeRepair } from "../../src/classroom/judge-repair.ts";
import { fittingTypes } from "../../src/classroom/judge-type.ts";
import { judge } from "../../src/classroom/judge.ts";
import type { Answer } from "../../src/classroom/judgement.ts";
import type { Question } from "../../src/classroom/question.ts";
import { questionsOf } from "../../src/classroom/questions.ts";
import { readExercise } from "../../src/classroom/read-exercise.ts";
import { checkedExercise } from "../../src/classroom/repair.ts";
import type { Answers, ExerciseTexts, OpenedExercise } from "../../src/playground/lessons-api.ts";
import { lessonsService } from "../../src/playground/lessons-service.ts";
import type { RunSource } from "../../src/playground/run-api.ts";
import type { TraceEntry } from "../../src/replication/trace.ts";
import { exerciseTexts, lessonTexts, solutionRules } from "./lesson-texts.ts";
import { FollowedRun } from "./runs.ts";

const service = lessonsService();
const listed = service.list(lessonTexts()).flatMap(({ exercises }) => exercises);
const named = (task: string): readonly (readonly [string, ExerciseTexts])[] =>
  listed.filter((one) => one.task === task).map(({ name, texts }) => [name, texts]);

/** Few, as each wrong answer to something free takes them all. */
const schedules = 3;

test("the four lessons stand in order, with what each exercise asks", () => {
  const lessons = service.list(lessonTexts());
  expect(
    lessons.map(({ number, title, introduction, exercises }) => ({
      lesson: `${String(number)}: ${title}`,
      begins: introduction.split("\n")[0],
      numbers: exercises.map((one) => one.number).join(" "),
    })),
  ).toEqual([
    {
      lesson: "1: What only grows",
      begins:
        "Several copies of the same program run in several places. Each answers at once, from what it has",
      numbers: "1 2 3 4 5 6 7 8 9",
    },
    {
      lesson: "2: Which type of data",
      begins:
        "In the first lesson data only grew. But people take things out of a cart, rewrite a sentence, log off.",
      numbers: "10 11 12 13 14 15 16",
    },
    {
      lesson: "3: Where agreement enters",
      begins:
        "Some conclusions cannot be drawn by one replica alone: that nothing is missing, that a sum is the",
      numbers: "17 18 19 20 21 22 23 24",
    },
    {
      lesson: "4: What must stay true",
      begins: "An invariant is a sentence about the data that has to be true at every moment: no account is",
      numbers: "25 26 27 28 29 30 31 32",
    },
  ]);
  expect(listed.find(({ name }) => name === "user-names")).toMatchObject({
    title: "A name of one's own",
    level: "easy",
    answers: 2,
    types: 0,
  });
});

function opened(texts: ExerciseTexts): OpenedExercise {
  const result = service.open(texts);
  if ("problems" in result) throw new Error(result.problems.join("; "));
  return result;
}

function exerciseOf(texts: ExerciseTexts): Exercise {
  const result = readExercise(texts.folder, texts);
  if ("problems" in result) throw new Error(result.problems.join("; "));
  return result.exercise;
}

/** What is right, by the key that the checker proves. */
function rightAnswer(question: Question, exercise: Exercise): Answer {
  if (question.kind === "type") return { ...noAnswer, type: fittingTypes(exercise, question)[0] ?? null };
  const checked = checkedExercise(exercise);
  const { key } = question;
  const isFree = key?.answer === "coordination-free";
  const names = isFree || !hasBoundary(question, checked) ? [] : boundaryNames(question, exercise);
  return {
    ...noAnswer,
    answer: key?.answer ?? null,
    question: [...(key?.decidedBy ?? [])][0] ?? null,
    boundary: names.length === 0 ? null : names.join(", "),
  };
}

/** All that could be closed, or run at one place: it is more than is needed, and helps. */
function boundaryNames(
  question: Exclude<Question, { readonly kind: "type" }>,
  exercise: Exercise,
): readonly string[] {
  const checked = checkedExercise(exercise);
  const { relations, operations } = checked.program;
  const names = question.kind === "output" ? relations.keys() : operations.keys();
  const all = [...names].filter((name) => name !== "_refused");
  return judgeBoundary(question, all.join(" "), checked).status === "right" ? all : [];
}

describe.each(named("classify"))("%s", (_, texts) => {
  const exercise = exerciseOf(texts);
  const checked = checkedExercise(exercise);
  const questions = questionsOf(exercise, checked);

  test("asks what the command asks, and shows the rules whole", () => {
    const shown = opened(texts);
    expect(shown.questions.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
      questions.map(({ kind, name }) => `${kind} ${name}`),
    );
    const text = shown.lines.map((line) => line.map((piece) => piece.text).join("")).join("\n");
    expect(text).toBe(texts.rules.trimEnd());
  });

  test("the right answers are right, with all points", () => {
    const answers = Object.fromEntries(
      questions.map((question) => [question.name, rightAnswer(question, exercise)]),
    );
    const judged = service.judge(texts, answers);
    expect(judged.questions.map(({ name, status }) => `${name} ${status}`)).toEqual(
      questions.map(({ name }) => `${name} right`),
    );
    expect(judged.points).toBe(judged.pointsMost);
    // What is written down says the same when it is read again.
    const again = service.readSheet(texts, service.writeSheet(texts, answers));
    expect(again).toEqual({ answers, notes: [] });
  });

  test("every wrong answer is judged and refuted as by the command, by the same run", async () => {
    for (const question of questions)
      for (const said of wrongAnswers(question, exercise)) {
        const answers: Answers = { [question.name]: said };
        const [judgement] = judge(
          exercise,
          checked,
          { answers: new Map(Object.entries(answers)) },
          {
            schedules,
          },
        ).filter((one) => one.question.name === question.name);
        const [part] = judgement?.parts.filter(({ status }) => status === "wrong") ?? [];
        const judged = service.judge(texts, answers).questions.find(({ name }) => name === question.name);
        expect(judged).toEqual({
          name: question.name,
          status: "wrong",
          messages: [part?.message],
          isRefutable: true,
        });
        const told = service.refute(texts, question.name, said, schedules);
        const { story, file, schedules: tried } = part?.refutation ?? {};
        expect(told).toMatchObject({ story, file, schedules: tried, confirmed: true });
        expect(told?.run === null).toBe(part?.refutation?.run === null);
        if (told !== null && told.run !== null)
          expect(await traceOf(told.run)).toEqual(unplaced(part?.refutation?.run?.trace));
      }
  });
});

/** What the cluster shows of a run, to its end. */
async function traceOf(source: RunSource): Promise<readonly TraceEntry[]> {
  const run = await FollowedRun.open(source);
  await run.seek("end");
  return unplaced(run.trace);
}

/** In a file of its own a statement has another line. */
function unplaced(trace: readonly TraceEntry[] = []): readonly TraceEntry[] {
  return trace.map((entry) => (entry.kind === "statement" ? { ...entry, line: 0 } : entry));
}

function wrongAnswers(question: Question, exercise: Exercise): readonly Answer[] {
  if (question.kind === "type") {
    const fitting = fittingTypes(exercise, question);
    return question.options
      .filter((option) => !fitting.includes(option))
      .map((type) => ({ ...noAnswer, type }));
  }
  return answerClasses
    .filter((answer) => answer !== question.key?.answer)
    .map((answer) => ({ ...noAnswer, answer }));
}

describe.each(named("repair"))("%s", (name, texts) => {
  test("is refused as it is, and accepted as its teacher would mend it", () => {
    const exercise = exerciseOf(texts);
    for (const rules of [texts.rules, solutionRules(name)]) {
      const judged = service.judgeRepair(texts, rules);
      const { ok, points, conditions } = judgeRepair(exercise, rules);
      expect(ok).toBe(rules !== texts.rules);
      expect(judged).toMatchObject({ ok, points });
      expect(judged.conditions.map(({ messages }) => messages)).toEqual(
        conditions.filter(({ status }) => status !== "not looked at").map(({ messages }) => messages),
      );
      expect(judged.conditions.map(({ refutation }) => refutation?.story ?? null)).toEqual(
        conditions
          .filter(({ status }) => status !== "not looked at")
          .map(({ refutation }) => refutation?.story ?? null),
      );
    }
  });

  test("has three hints for what is broken", () => {
    const hints = [1, 2, 3, 4].map((level) => service.hint(texts, null, level));
    expect(hints.slice(0, 3).every((hint) => hint !== null && hint.length > 20)).toBe(true);
    expect(hints[3]).toBeNull();
  });
});

test("what is wrong in a part is told after what comes before it is right", () => {
  const texts = exerciseTexts("release-ready");
  const said: Answer = {
    ...noAnswer,
    answer: "needs coordination",
    question: "reads an exact aggregate",
    boundary: "approval",
  };
  const [, , ready] = service.judge(texts, { ready: said }).questions;
  expect(ready).toEqual({
    name: "ready",
    status: "wrong",
    messages: [
      "`reads an exact aggregate` as what decides it does not fit what `ready` does.",
      "With `approval` closed, it still happens.",
    ],
    isRefutable: true,
  });
  const told = service.refute(texts, "ready", said, schedules);
  expect(told?.story.at(-1)).toMatch(/^Look at what arrived late\./);
});

test("hints go from a question to a place to a story", () => {
  const texts = exerciseTexts("release-ready");
  expect([1, 2, 3].map((level) => service.hint(texts, "ready", level))).toEqual([
    "Somebody acts on a row of `ready`. Which fact that arrives later could make that row wrong?",
    "Look at line 19, `!blocker(r, _)`.",
    "One replica finds that something is missing, and acts on it. Another, which it cannot hear, has just added what was missing. They merge.",
  ]);
});

test("what an answer sheet says of other things is told", () => {
  const texts = exerciseTexts("release-ready");
  const sheet = JSON.stringify({ exercise: "likes", answers: { redy: { answer: "x" }, ready: "free" } });
  expect(service.readSheet(texts, sheet)).toEqual({
    answers: { ready: { ...noAnswer, answer: "free" } },
    notes: [
      "says that it is of `likes`, and this is `release-ready`",
      "answers `redy`, which is not asked: did you mean `ready`?",
    ],
  });
  expect(service.readSheet(texts, "{").notes[0]).toMatch(/^it is no JSON/);
});

test("an exercise that cannot be used says why", () => {
  const texts = { folder: "mine", exercise: "Hello", rules: "", solution: null };
  expect(service.open(texts)).toEqual({
    problems: ["exercise.md:1: the text begins with its title, `# …`", "rules.dl: it is empty"],
  });
});
