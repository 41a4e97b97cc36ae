import { existsSync, readdirSync, statSync } from "node:fs";
import { join, normalize } from "node:path";
import { linesOf } from "../base/source.ts";
import { answerClasses, decidingQuestions, type Exercise } from "../classroom/exercise.ts";
import { judgeRepair } from "../classroom/judge-repair.ts";
import { fittingTypes } from "../classroom/judge-type.ts";
import type { TypeQuestion } from "../classroom/changed-type.ts";
import type { Question } from "../classroom/question.ts";
import { checkedExercise } from "../classroom/repair.ts";
import { questionsOf } from "../classroom/questions.ts";
import { tryScenarios } from "../classroom/scenario-trial.ts";
import type { Checked } from "../diagnostics/check.ts";
import { stopsEvaluation } from "../diagnostics/stops-evaluation.ts";
import { counted } from "../diagnostics/wording.ts";
import { isExerciseFolder, readFolder, readTextFile } from "../node/exercise-folders.ts";
import { leftOut } from "../node/rule-files.ts";
import { ReadFailure, readFailure } from "../node/source-store.ts";
import { UsageError } from "../node/usage-error.ts";
import { openConsole, type Console } from "./console.ts";
import type { ExerciseReportOptions } from "./exercise-list.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { unfinished } from "./new-exercise-files.ts";
import { printable, wrap } from "./text-layout.ts";

/** Something that a teacher should know of an exercise. */
interface Remark {
  /** An error keeps students from working with it, or grades them wrongly. */
  readonly level: "error" | "warning";
  /** A sentence that begins with the file. */
  readonly message: string;
}

interface LintedExercise {
  readonly path: string;
  readonly title: string | null;
  readonly remarks: readonly Remark[];
  /** What is asked, and what is right. */
  readonly questions: readonly LintedQuestion[];
}

interface LintedQuestion {
  readonly name: string;
  /** Null of a type, and where nobody knows it. */
  readonly answer: string | null;
  /** The types that are right; null where no type is asked for. */
  readonly types: readonly string[] | null;
}

/** `calm exercise lint`: ends with 1 where something is wrong. Throws `UsageError`. */
export function exerciseLint(paths: readonly string[], { format, color }: ExerciseReportOptions): ExitCode {
  const wide = openConsole(color);
  const console = { ...wide, width: Math.min(80, wide.width) };
  const folders = (paths.length === 0 ? ["."] : paths).flatMap((path) => {
    const found = exercisesBelow(path);
    if (found.length === 0)
      throw new UsageError(
        `${path === "." ? "the current folder" : path} holds no exercise`,
        existsSync(join(path, "rules.dl"))
          ? "there is a rules.dl, but no exercise.md beside it"
          : "an exercise is a folder with exercise.md and rules.dl; `calm exercise new` begins one",
      );
    return found;
  });
  const linted = [...new Set(folders)].map(lint);
  console.write(
    format === "json"
      ? `${JSON.stringify({ schemaVersion: 1, exercises: linted }, null, 2)}\n`
      : inWords(linted, console),
  );
  return linted.some(({ remarks }) => remarks.some(({ level }) => level === "error"))
    ? exitCodes.findings
    : exitCodes.fine;
}

/** The folder itself or those below it. Throws `UsageError`. */
function exercisesBelow(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) throw new UsageError(`${path} is a file, not a folder`);
    if (isExerciseFolder(path)) return [normalize(path)];
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !leftOut.has(entry.name))
      .map(({ name }) => join(path, name))
      .sort((a, b) => (a < b ? -1 : 1))
      .flatMap(exercisesBelow);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path} ${readFailure(error).message}`);
  }
}

function lint(path: string): LintedExercise {
  const { exercise, problems } = readFolder(path);
  const read = problems.map((message): Remark => ({ level: "error", message }));
  if (exercise === null) return { path, title: null, remarks: read, questions: [] };
  const checked = checkedExercise(exercise);
  const questions = questionsOf(exercise, checked);
  const errors = ruleErrors(exercise, checked);
  const types = new Map(
    questions.flatMap((question) =>
      question.kind === "type" ? [[question, fittingTypes(exercise, question)] as const] : [],
    ),
  );
  return {
    path,
    title: exercise.title,
    remarks: [
      ...read,
      ...leftover(exercise),
      ...notUtf8(exercise),
      ...errors.map(error),
      ...(exercise.task === "repair"
        ? repairRemarks(path, exercise)
        : [
            ...questionRemarks(exercise, questions),
            ...typeRemarks(types),
            ...(errors.length === 0 ? scenarioRemarks(exercise, checked) : []),
            ...proseRemarks(exercise, questions),
          ]),
    ],
    questions: questions.map((question) => ({
      name: question.name,
      answer: question.kind === "type" ? null : (question.key?.answer ?? null),
      types: question.kind === "type" ? (types.get(question) ?? []) : null,
    })),
  };
}

const error = (message: string): Remark => ({ level: "error", message });
const warning = (message: string): Remark => ({ level: "warning", message });

function leftover({ title, prose, rules }: Exercise): readonly Remark[] {
  const isLeft = (text: string): boolean => text.includes(unfinished);
  return [
    ...(isLeft(title) || isLeft(prose) ? [warning(`exercise.md: a ${unfinished} is left in it`)] : []),
    ...(isLeft(rules.text) ? [warning(`rules.dl: a ${unfinished} is left in it`)] : []),
  ];
}

/** Where bytes were no UTF-8, U+FFFD stands now. */
function notUtf8({ title, prose, rules }: Exercise): readonly Remark[] {
  const files = { "exercise.md": `${title}${prose}`, "rules.dl": rules.text };
  return Object.entries(files).flatMap(([name, text]) =>
    text.includes("\ufffd") ? [warning(`${name}: some of its bytes are not UTF-8: save it as UTF-8`)] : [],
  );
}

/**
 * What keeps students from working with the rules, each a sentence that begins with the line. Points of
 * order are what an exercise is about; what keeps a program from running is not, unless it comes of a
 * type that is to be chosen.
 */
export function ruleErrors({ choices }: Exercise, { diagnostics }: Checked): readonly string[] {
  return diagnostics
    .filter((one) =>
      one.code < "CALM100" ? one.severity === "error" : choices.length === 0 && stopsEvaluation(one),
    )
    .map(({ code, place, message }) => {
      const line = linesOf(place.source).position(place.start).line + 1;
      const hint = code === "CALM012" ? "; an exercise is one file, which includes no other" : "";
      return `${place.source.path}:${String(line)}: ${code}: ${message}${hint}`;
    });
}

function questionRemarks({ solution }: Exercise, questions: readonly Question[]): readonly Remark[] {
  if (questions.length === 0)
    return [error("rules.dl: nothing is asked: it has no output, no invariant, and no `choose`")];
  return questions.flatMap((question): readonly Remark[] => {
    if (question.kind === "type") return [];
    const { name, key } = question;
    const taught = solution.get(name);
    if (key === null)
      return [
        error(
          `rules.dl: the checker does not decide \`${name}\`, so that nobody gets points for it: say in solution.json what is right, \`{"answers": {"${name}": {"answer": "…"}}}\``,
        ),
      ];
    if (taught !== undefined && taught !== key.answer)
      return [
        error(
          `solution.json: it says \`${taught}\` of \`${name}\`, and the checker proves \`${key.answer}\`, by which students are judged`,
        ),
      ];
    return [];
  });
}

/** One of the types has to be right, and not all. */
function typeRemarks(types: ReadonlyMap<TypeQuestion, readonly string[]>): readonly Remark[] {
  return [...types].flatMap(([question, right]): readonly Remark[] => {
    if (right.length === 0)
      return [
        error(
          `rules.dl: no type is right for \`${question.name}\`: with each of them a scenario fails or the checker finds an error`,
        ),
      ];
    if (right.length === question.options.length)
      return [
        error(
          `rules.dl: every type is right for \`${question.name}\`: write a scenario that the wrong ones fail`,
        ),
      ];
    return [];
  });
}

/** Where a type is chosen, the one that is written may be a wrong one. */
function scenarioRemarks({ choices }: Exercise, { program }: Checked): readonly Remark[] {
  if (choices.length > 0) return [];
  return tryScenarios(program).flatMap(({ name, failures }) =>
    failures.map((failure) => warning(`rules.dl: the scenario \`${name}\` fails: ${failure}`)),
  );
}

/** A text that names one of the answers alone, and it is the right one, gives it away. */
function proseRemarks({ prose, title }: Exercise, questions: readonly Question[]): readonly Remark[] {
  const text = `${title}\n${prose}`
    .replaceAll(/<!--[^]*?-->/g, "")
    .replaceAll(/\s+/g, " ")
    .toLowerCase();
  const named = (phrases: readonly string[]): readonly string[] =>
    phrases.filter((phrase) => text.includes(phrase));
  const keys = questions.flatMap((question) =>
    question.kind === "type" || question.key === null ? [] : [question.key],
  );
  const classes = named(answerClasses);
  const deciding = named(decidingQuestions);
  return [
    ...(classes.length === 1 && keys.some(({ answer }) => answer === classes[0])
      ? [gives(classes[0] ?? "")]
      : []),
    ...(deciding.length === 1 &&
    keys.some(({ decidedBy }) => [...decidedBy].some((one) => one === deciding[0]))
      ? [gives(deciding[0] ?? "")]
      : []),
  ];
}

function gives(phrase: string): Remark {
  return warning(`exercise.md: it says \`${phrase}\`, which is a right answer, and none of the others`);
}

/** The model solution has to be accepted, and the rules that students get must not be. */
function repairRemarks(path: string, exercise: Exercise): readonly Remark[] {
  const untouched = judgeRepair(exercise, exercise.rules.text).ok
    ? [error("rules.dl: it is accepted as it is, so that there is nothing to be repaired")]
    : [];
  const file = join(path, "solution.dl");
  const unread = existsSync(join(path, "solution.json"))
    ? [warning("solution.json: a repair has no answers, so that this file decides nothing")]
    : [];
  if (!existsSync(file))
    return [
      ...untouched,
      ...unread,
      error("solution.dl: it is missing, so that nobody knows whether the exercise can be solved"),
    ];
  let text: string;
  try {
    text = readTextFile(file);
  } catch (failure) {
    if (failure instanceof ReadFailure) return [...untouched, error(`solution.dl ${failure.message}`)];
    throw failure;
  }
  const broken = judgeRepair(exercise, text).conditions.filter(({ status }) => status === "broken");
  return [
    ...untouched,
    ...unread,
    ...(text.includes(unfinished) ? [warning(`solution.dl: a ${unfinished} is left in it`)] : []),
    ...broken.flatMap(({ messages }) => messages.map((message) => error(`solution.dl: ${message}`))),
  ];
}

// For people.

function inWords(linted: readonly LintedExercise[], console: Console): string {
  const { style, width } = console;
  const lines = linted.flatMap(({ path, title, remarks, questions }) => [
    `${style.strong(printable(path))}${title === null ? "" : `  ${style.dim(printable(title))}`}`,
    ...remarks.flatMap(({ level, message }) => {
      const [first = "", ...rest] = wrap(printable(message), width - 11);
      const sign = style.severity(level, level);
      return [
        `  ${sign}${" ".repeat(9 - level.length)}${first}`,
        ...rest.map((line) => ` `.repeat(11) + line),
      ];
    }),
    ...(remarks.some(({ level }) => level === "error") ? [] : keyLines(questions, console)),
    "",
  ]);
  const levels = linted.flatMap(({ remarks }) => remarks.map(({ level }) => level));
  const errors = levels.filter((level) => level === "error").length;
  const warnings = levels.length - errors;
  const where = `in ${counted(linted.length, "exercise")}`;
  const summary =
    levels.length === 0
      ? style.good(`Nothing to report ${where}.`)
      : `${[
          ...(errors > 0 ? [style.severity("error", counted(errors, "error"))] : []),
          ...(warnings > 0 ? [style.severity("warning", counted(warnings, "warning"))] : []),
        ].join(", ")} ${where}.`;
  return [...lines, summary].map((line) => `${line}\n`).join("");
}

/** What is right, for the teacher to compare with what was meant. */
function keyLines(questions: LintedExercise["questions"], { style }: Console): readonly string[] {
  const nameWidth = Math.max(0, ...questions.map(({ name }) => name.length));
  return questions.flatMap(({ name, answer, types }) => {
    const right = answer ?? types?.join(" or ") ?? null;
    return right === null ? [] : [`  ${printable(name).padEnd(nameWidth)}  ${style.dim(right)}`];
  });
}
