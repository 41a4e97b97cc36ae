import { nearestName } from "../base/nearest-name.ts";
import { linesOf } from "../base/source.ts";
import type { Program } from "../model/program.ts";
import { resolveProgram } from "../model/resolve.ts";
import { parse } from "../syntax/parse.ts";
import { nearestPhrase, phraseOf, readAnswerSheet, sheetLengthMost } from "./answer-sheet.ts";
import { answerClasses, levels, type AnswerClass, type Exercise, type Solution } from "./exercise.ts";

/** The texts of an exercise's folder. */
export interface ExerciseFiles {
  readonly exercise: string;
  readonly rules: string;
  /** Null where there is no `solution.json`. */
  readonly solution: string | null;
}

export type ReadExercise = { readonly exercise: Exercise } | { readonly problems: readonly string[] };

/** A longer `exercise.md` or `rules.dl` is not read. */
const textLengthMost = 1_000_000;

const titleLengthMost = 120;

/** In a block; more lines are no block. */
const blockLinesMost = 40;

const quotedMost = 60;

const tasks = ["classify", "repair"] as const;

const settings = ["task", "level", "choose", "ask"] as const;
type Setting = (typeof settings)[number];

/**
 * Reads an exercise from the texts of its folder, whose name may begin with a number. Never throws;
 * every problem is a sentence that begins with the file and, where there is one, the line:
 * `exercise.md:3: …`. What the rules themselves do wrong is for the checker to say.
 */
export function readExercise(folder: string, files: ExerciseFiles): ReadExercise {
  const problems: string[] = [];
  const report: Report = (file, line, sentence) =>
    void problems.push(`${file}${line === null ? "" : `:${String(line)}`}: ${sentence}`);
  if (isTooLong("exercise.md", files.exercise, report) || isTooLong("rules.dl", files.rules, report))
    return { problems };

  const { block, lines, first } = partsOf(files.exercise, report);
  const { title, prose } = titleAndProse(lines, first, report);
  const task = oneOf("task", tasks, block, report) ?? "classify";
  const level = oneOf("level", levels, block, report) ?? "easy";
  const choices = namesIn("choose", block, report);
  const asked = namesIn("ask", block, report);

  const rules = { path: "rules.dl", text: withoutMark(files.rules) };
  if (rules.text.trim() === "") report("rules.dl", null, "it is empty");
  const tree = parse(rules);
  const program = resolveProgram(tree, () => ({ problem: "not found" }));
  // What stands in an included file is not known here.
  const isWhole = tree.items.every(({ kind }) => kind !== "include");
  if (isWhole) {
    for (const { name, line } of choices) reportChoice(name, line, program, report);
    const known = questionNames(program);
    for (const { name, line } of asked)
      if (name !== "all") reportUnasked("exercise.md", name, line, known, report);
  }
  if (task === "repair" && choices.length > 0)
    report(
      "exercise.md",
      choices[0]?.line ?? null,
      "an exercise with `task: repair` asks for no type: take `choose` out",
    );
  const solution = solutionIn(files.solution, isWhole ? questionNames(program) : null, report);
  if (problems.length > 0) return { problems };

  const asks =
    asked.some(({ name }) => name === "all") || (asked.length === 0 && choices.length === 0)
      ? "all"
      : asked.map(({ name }) => name);
  const name = folder.replace(/^\d{1,6}-/, "");
  return {
    exercise: {
      name,
      title,
      task,
      level,
      asks,
      choices: choices.map((one) => one.name),
      prose,
      rules,
      solution,
    },
  };
}

type Report = (file: string, line: number | null, sentence: string) => void;

interface Written {
  readonly value: string;
  readonly line: number;
}

type Block = ReadonlyMap<Setting, Written>;

function isTooLong(file: string, text: string, report: Report): boolean {
  if (text.length <= textLengthMost) return false;
  report(
    file,
    null,
    `it is longer than ${textLengthMost.toLocaleString("en")} characters, so that it was not read`,
  );
  return true;
}

function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

/** The block between two lines `---` at the beginning, and the lines below it; `first` is the number of the first of them. */
function partsOf(
  text: string,
  report: Report,
): { readonly block: Block; readonly lines: readonly string[]; readonly first: number } {
  const lines = withoutMark(text).split(/\r\n|\n|\r/);
  const block = new Map<Setting, Written>();
  if (lines[0]?.trimEnd() !== "---") return { block, lines, first: 1 };
  const end = lines.slice(1, blockLinesMost + 2).findIndex((line) => line.trimEnd() === "---");
  if (end < 0) {
    report("exercise.md", 1, "the block that begins here is not closed: write a line `---` below it");
    const title = Math.max(
      1,
      lines.findIndex((line) => line.startsWith("# ")),
    );
    return { block, lines: lines.slice(title), first: title + 1 };
  }
  for (const [i, line] of lines.slice(1, end + 1).entries()) readSetting(line, i + 2, block, report);
  return { block, lines: lines.slice(end + 2), first: end + 3 };
}

function readSetting(line: string, number: number, block: Map<Setting, Written>, report: Report): void {
  if (line.trim() === "") return;
  const colon = line.indexOf(":");
  if (colon < 0) {
    report(
      "exercise.md",
      number,
      `a line of the block has the form \`name: value\`, and this one is ${quoted(line)}`,
    );
    return;
  }
  const word = line.slice(0, colon).trim();
  const setting = settings.find((one) => one === word.toLowerCase());
  if (setting === undefined) {
    const near = nearestName(word.slice(0, quotedMost).toLowerCase(), settings);
    const hint = near === null ? `it may be ${listed(settings)}` : `did you mean \`${near}\`?`;
    report("exercise.md", number, `${quoted(word)} is nothing that an exercise has: ${hint}`);
    return;
  }
  const known = block.get(setting);
  // As one writes it in YAML: in quotes, in brackets, with a comment behind it.
  const value = line
    .slice(colon + 1)
    .replace(/\s#.*$/, "")
    .replaceAll(/["'[\]]/g, "")
    .trim();
  if (known !== undefined)
    report("exercise.md", number, `\`${setting}\` is given twice, first in line ${String(known.line)}`);
  else if (value === "") report("exercise.md", number, `\`${setting}\` has no value`);
  else block.set(setting, { value, line: number });
}

function oneOf<T extends string>(
  setting: Setting,
  values: readonly T[],
  block: Block,
  report: Report,
): T | null {
  const written = block.get(setting);
  if (written === undefined) return null;
  const found = values.find((value) => value === written.value.toLowerCase());
  if (found !== undefined) return found;
  const near = nearestName(written.value.slice(0, quotedMost).toLowerCase(), values);
  const hint = near === null ? `it is ${listed(values)}` : `did you mean \`${near}\`?`;
  report("exercise.md", written.line, `${quoted(written.value)} is no \`${setting}\`: ${hint}`);
  return null;
}

interface WrittenName {
  readonly name: string;
  readonly line: number;
}

function namesIn(setting: Setting, block: Block, report: Report): readonly WrittenName[] {
  const written = block.get(setting);
  if (written === undefined) return [];
  const { line } = written;
  const names = written.value.split(",").map((part) => part.trim());
  if (names.includes("")) report("exercise.md", line, `\`${setting}\` takes names, separated by commas`);
  return [...new Set(names)].filter((name) => name !== "").map((name) => ({ name, line }));
}

/** The first heading, and all below it; what stands above it must be blank. */
function titleAndProse(
  lines: readonly string[],
  first: number,
  report: Report,
): { readonly title: string; readonly prose: string } {
  const at = lines.findIndex((line) => line.trim() !== "");
  const line = lines[at]?.trim() ?? "";
  const title = line.startsWith("# ") ? plainText(line.slice(2)) : "";
  if (title === "") {
    report(
      "exercise.md",
      at < 0 ? null : first + at,
      at < 0 ? "it has no text: it begins with its title, `# …`" : "the text begins with its title, `# …`",
    );
    return { title, prose: "" };
  }
  if (title.length > titleLengthMost)
    report("exercise.md", first + at, `the title is longer than ${String(titleLengthMost)} characters`);
  const prose = lines
    .slice(at + 1)
    .join("\n")
    .trim();
  if (prose === "") report("exercise.md", null, "there is nothing below the title: say what is to be done");
  return { title, prose };
}

/** Without what would move a terminal's cursor. */
function plainText(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, " ").trim();
}

function reportChoice(name: string, line: number, program: Program, report: Report): void {
  const parts = name.split(".");
  const [relationName = "", columnName] = parts;
  const relation = program.relations.get(relationName);
  if (parts.length > 2) {
    report(
      "exercise.md",
      line,
      `\`choose\` takes a column, \`likes.count\`, or a relation, and not ${quoted(name)}`,
    );
  } else if (relation === undefined) {
    const near = nearestName(relationName.slice(0, quotedMost), program.relations.keys());
    report("exercise.md", line, `rules.dl declares no relation ${quoted(relationName)}${meant(near)}`);
  } else if (columnName !== undefined && relation.columns.every((column) => column.name !== columnName)) {
    const near = nearestName(
      columnName.slice(0, quotedMost),
      relation.columns.map((column) => column.name),
    );
    report("exercise.md", line, `\`${relationName}\` has no column ${quoted(columnName)}${meant(near)}`);
  } else if (relation.kind === "derived") {
    report("exercise.md", line, `\`${relationName}\` is derived by rules, so that its type is no choice`);
  }
}

/** What may be asked for by name; whether it is asked in the end, the checker knows. */
function questionNames(program: Program): ReadonlySet<string> {
  const outputs = program.outputs.map(({ relation }) => relation.name);
  const derived = [...program.relations.values()].filter(({ kind }) => kind === "derived");
  return new Set([
    ...(outputs.length > 0 ? outputs : derived.map(({ name }) => name)),
    ...program.invariants.filter(({ assumed }) => !assumed).map(({ name }) => name),
  ]);
}

function reportUnasked(
  file: string,
  name: string,
  line: number | null,
  known: ReadonlySet<string>,
  report: Report,
): void {
  if (known.has(name)) return;
  const near = nearestName(name.slice(0, quotedMost), known);
  report(file, line, `rules.dl has no output and no invariant ${quoted(name)}${meant(near)}`);
}

function solutionIn(text: string | null, known: ReadonlySet<string> | null, report: Report): Solution {
  const solution = new Map<string, AnswerClass>();
  if (text === null) return solution;
  if (text.length <= sheetLengthMost && !isJson(text)) {
    report("solution.json", jsonErrorLine(text), `it is no JSON`);
    return solution;
  }
  const sheet = readAnswerSheet(text);
  for (const problem of sheet.problems) report("solution.json", null, problem);
  const lineOf = lineFinder(text);
  for (const [name, { answer }] of sheet.answers) {
    const line = lineOf(name);
    if (known !== null) reportUnasked("solution.json", name, line, known, report);
    if (answer === null) {
      report("solution.json", line, `it has no \`answer\` for ${quoted(name)}`);
      continue;
    }
    const phrase = phraseOf(answer, answerClasses);
    if (phrase !== null) solution.set(name, phrase);
    else {
      const near = nearestPhrase(answer, answerClasses);
      const hint = near === null ? `it is ${listed(answerClasses)}` : `did you mean \`${near}\`?`;
      report("solution.json", line, `${quoted(answer)} is no answer: ${hint}`);
    }
  }
  return solution;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(withoutMark(text));
    return true;
  } catch {
    return false;
  }
}

function jsonErrorLine(text: string): number {
  try {
    JSON.parse(withoutMark(text));
  } catch (error) {
    const position = /at position (\d+)/.exec(String(error))?.[1];
    // Without a position it ends too early.
    const offset = position === undefined ? text.trimEnd().length : Number(position);
    return lineAt(withoutMark(text), offset);
  }
  return 1;
}

/** The line of a name in a JSON text, where it is written as it is read. */
function lineFinder(text: string): (name: string) => number | null {
  return (name) => {
    const at = text.indexOf(JSON.stringify(name));
    return at < 0 ? null : lineAt(text, at);
  };
}

function lineAt(text: string, offset: number): number {
  return linesOf({ path: "solution.json", text }).position(offset).line + 1;
}

function quoted(text: string): string {
  const plain = plainText(text);
  return `\`${plain.length > quotedMost ? `${plain.slice(0, quotedMost)}…` : plain}\``;
}

function meant(near: string | null): string {
  return near === null ? "" : `: did you mean \`${near}\`?`;
}

function listed(words: readonly string[]): string {
  const all = words.map((word) => `\`${word}\``);
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} or ${all.at(-1) ?? ""}`;
}
