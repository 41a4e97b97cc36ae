import { existsSync } from "node:fs";
import { join } from "node:path";
import { linesOf, type Source } from "../base/source.ts";
import { boundaryWords, ofA } from "../classroom/answer-sheet.ts";
import { askedOf, type Asked } from "../classroom/asked.ts";
import {
  answerClasses,
  decidingQuestions,
  decidingQuestionsOf,
  type Exercise,
} from "../classroom/exercise.ts";
import { promiseWords } from "../classroom/promise-words.ts";
import { typeOptions } from "../classroom/type-options.ts";
import { findExercise, readFolder, type ExerciseFolder } from "../node/exercise-folders.ts";
import { workFiles } from "../node/started-exercise.ts";
import { UsageError } from "../node/usage-error.ts";
import { openConsole, type Console } from "./console.ts";
import type { ExerciseReportOptions } from "./exercise-list.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { markdownLines } from "./markdown-text.ts";
import { printable, wrap } from "./text-layout.ts";

/** `calm exercise show`: the task, the rules and the questions. Throws `UsageError`. */
export function exerciseShow(words: string, { format, color }: ExerciseReportOptions): ExitCode {
  const console = openConsole(color);
  const folder = findExercise(words);
  const exercise = readableExercise(folder);
  const asked = askedOf(exercise);
  console.write(
    format === "json"
      ? inJson(folder, exercise, asked)
      : inWords(folder, exercise, asked, { ...console, width: Math.min(80, console.width) }),
  );
  return exitCodes.fine;
}

/** The exercise of a folder. Throws `UsageError` that says what is wrong with it. */
export function readableExercise({ path }: Pick<ExerciseFolder, "path">): Exercise {
  const { exercise, problems } = readFolder(path);
  if (exercise !== null) return exercise;
  throw new UsageError(
    `${path} is no exercise that can be used:\n${problems.map((one) => `  ${printable(one)}`).join("\n")}`,
    "`calm exercise lint` looks at all of it",
  );
}

function inJson({ number, name }: ExerciseFolder, exercise: Exercise, asked: Asked): string {
  const { title, task, level, prose, rules } = exercise;
  const questions = [
    ...asked.outputs.map(({ relation, promise }) => ({ kind: "output", name: relation.name, promise })),
    ...asked.invariants.map((one) => ({ kind: "invariant", name: one.name })),
    ...asked.choices.map((one) => ({
      kind: "type",
      name: one.name,
      options: typeOptions(one.relation, one.column),
    })),
  ];
  const answers = { answer: answerClasses, question: decidingQuestions };
  const shown = { number, name, title, task, level, prose, rules: rules.text, questions, answers };
  return `${JSON.stringify({ schemaVersion: 1, ...shown }, null, 2)}\n`;
}

function inWords(folder: ExerciseFolder, exercise: Exercise, asked: Asked, console: Console): string {
  const { style } = console;
  const { title, level, task, prose, rules, name } = exercise;
  const number = folder.number === null ? "" : `${String(folder.number)}  `;
  const lines = [
    style.strong(`${number}${printable(title)}`),
    style.dim(`${printable(name)}, ${level}, ${task === "repair" ? "to be repaired" : "to be classified"}`),
    "",
    ...markdownLines(prose, console),
    "",
    style.strong("rules.dl"),
    ...numberedLines(rules, console),
    "",
    ...(task === "repair" ? [] : [...questionLines(asked, console), ""]),
    ...markdownLines(nextStep(folder, task), console),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function nextStep({ number, name, path }: ExerciseFolder, task: Exercise["task"]): string {
  // Where a teacher's own exercise is, there its name is taken.
  if (number !== null && existsSync(join(name, workFiles.original)))
    return `Your copy of it is in \`${name}\`: ${task === "repair" ? `change \`${name}/rules.dl\`` : `fill in \`${name}/answers.json\``}, and have it checked with \`calm exercise check ${name}\`.`;
  const folder = number === null || existsSync(name) ? "FOLDER" : name;
  const words = `${number === null ? path : String(number)}${folder === name ? "" : ` ${folder}`}`;
  const then = task === "repair" ? `change ${folder}/rules.dl` : `fill in ${folder}/answers.json`;
  return `To work on it: \`calm exercise start ${words}\`, then ${then}, and have it checked with \`calm exercise check ${folder}\`.`;
}

/** The text of a file with the numbers of its lines; longer lines go on below. */
function numberedLines({ text }: Source, { style, width }: Console): readonly string[] {
  const all = text.trimEnd().split(/\r\n|\n|\r/);
  const gutter = Math.max(3, String(all.length).length);
  const room = width - gutter - 3;
  return all.flatMap((line, i) => {
    const written = printable(line.replaceAll("\t", "    "));
    return folded(written, room).map((part, n) => {
      const shown = /^\s*\/\//.test(written) ? style.dim(part) : style.code(part);
      const margin = n === 0 ? String(i + 1).padStart(gutter) : " ".repeat(gutter);
      return `${style.margin(`${margin} |`)} ${shown}`.trimEnd();
    });
  });
}

/** A line broken at spaces where it is too long, its later parts indented more than its beginning. */
function folded(line: string, room: number): readonly string[] {
  if (line.length <= room) return [line];
  const indentation = " ".repeat((/^ */.exec(line)?.[0].length ?? 0) + 4);
  const [first = "", ...rest] = wrap(line.trimStart(), room - indentation.length);
  return [indentation.slice(4) + first, ...rest.map((part) => indentation + part)];
}

/** What is asked, and what may be said. */
function questionLines(asked: Asked, console: Console): readonly string[] {
  const { style, width } = console;
  const classes = [
    ...asked.outputs.map(({ relation, promise }) => ({
      name: relation.name,
      says: `output, line ${lineOf(relation.place)}; promised: ${promiseWords[promise]}`,
    })),
    ...asked.invariants.map(({ name, source, syntax }) => ({
      name,
      says: `invariant, line ${lineOf({ source, start: syntax.span.start })}`,
    })),
  ];
  const kinds = (["output", "invariant"] as const).filter(
    (kind) => (kind === "output" ? asked.outputs : asked.invariants).length > 0,
  );
  const types = asked.choices.map(({ name, relation, column }) => ({
    name,
    says: `line ${lineOf(relation.place)}: ${typeOptions(relation, column).join(", ")}`,
  }));
  const nameWidth = Math.max(0, ...[...classes, ...types].map(({ name }) => name.length));
  const named = ({ name, says }: { readonly name: string; readonly says: string }): readonly string[] =>
    wrap(says, width - nameWidth - 4).map(
      (line, i) => `  ${i === 0 ? style.strong(name.padEnd(nameWidth)) : " ".repeat(nameWidth)}  ${line}`,
    );
  return [
    ...(classes.length === 0
      ? []
      : [
          style.strong("Questions"),
          ...classes.flatMap(named),
          "",
          "  Of each say",
          ...listed(
            "answer",
            `${answerClasses.slice(0, -1).join(", ")} or ${answerClasses.at(-1) ?? ""}`,
            console,
          ),
          ...listed("question", `by which you decided: ${byKind(kinds, questionWords)}`, console),
          ...listed(
            "boundary",
            `unless it is coordination-free: ${byKind(kinds, (kind) => boundaryWords[kind])}`,
            console,
          ),
        ]),
    ...(types.length === 0
      ? []
      : [...(classes.length === 0 ? [] : [""]), style.strong("Which type?"), ...types.flatMap(named)]),
  ];
}

/** What may be said of outputs, and of invariants, where both are asked about. */
function byKind(kinds: readonly AskedKind[], words: (kind: AskedKind) => string): string {
  return kinds.map((kind) => (kinds.length === 1 ? words(kind) : `${ofA[kind]}: ${words(kind)}`)).join("; ");
}

type AskedKind = keyof typeof ofA;

function questionWords(kind: AskedKind): string {
  const phrases = decidingQuestionsOf[kind];
  return `${phrases.slice(0, -1).join(", ")} or ${phrases.at(-1) ?? ""}`;
}

function listed(title: string, says: string, { width, style }: Console): readonly string[] {
  return wrap(says, width - 14).map(
    (line, i) => `    ${i === 0 ? style.code(title.padEnd(8)) : " ".repeat(8)}  ${line}`,
  );
}

function lineOf({ source, start }: { readonly source: Source; readonly start: number }): string {
  return String(linesOf(source).position(start).line + 1);
}
