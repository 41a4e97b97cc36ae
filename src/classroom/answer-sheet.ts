import { nearestName } from "../base/nearest-name.ts";
import { answerClasses, decidingQuestionsOf } from "./exercise.ts";
import type { Answer, AnswerPart } from "./judgement.ts";
import type { Question } from "./question.ts";

/** What stands in an `answers.json`: of each question that it names, what is said. */
export interface AnswerSheet {
  /** The exercise that it says it is of. */
  readonly exercise: string | null;
  readonly answers: ReadonlyMap<string, Answer>;
  /** What could not be read, each a sentence; the rest counts. */
  readonly problems: readonly string[];
}

/** A longer text is no answer sheet. */
export const sheetLengthMost = 1_000_000;

export const noAnswer: Answer = { answer: null, question: null, boundary: null, type: null };

const parts = Object.keys(noAnswer) as readonly AnswerPart[];

/** A longer text in a sheet is cut. */
const wordsMost = 400;

/**
 * Reads what a student wrote. Never throws: what cannot be read is told in `problems`, and the
 * answers that can be read stand. Empty texts count as nothing said.
 */
export function readAnswerSheet(text: string): AnswerSheet {
  if (text.length > sheetLengthMost)
    return nothing(`it is longer than ${String(sheetLengthMost)} characters, so that it was not read`);
  let value: unknown;
  try {
    value = JSON.parse(withoutMark(text));
  } catch (error) {
    return nothing(jsonProblem(withoutMark(text), error));
  }
  if (!isRecord(value)) return nothing("it should hold an object, `{ … }`");
  const problems: string[] = [];
  const answers = new Map<string, Answer>();
  const written = value["answers"];
  if (written === undefined) problems.push("it has no `answers`");
  else if (!isRecord(written)) problems.push("its `answers` should be an object, `{ … }`");
  else
    for (const [name, said] of Object.entries(written))
      answers.set(
        name,
        readAnswer(name, said, (problem) => void problems.push(problem)),
      );
  const exercise = value["exercise"];
  if (exercise !== undefined && typeof exercise !== "string")
    problems.push("its `exercise` should be a text");
  return { exercise: typeof exercise === "string" ? cut(exercise) : null, answers, problems };
}

function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

/** What keeps a text from being JSON, with the line where the parser says where it is. */
function jsonProblem(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [said, position] = /^(.*?) (?:in JSON )?at position (\d+)/s.exec(message)?.slice(1) ?? [];
  if (said === undefined || position === undefined) return `it is no JSON: ${message}`;
  const lines = text.slice(0, Number(position)).split("\n");
  const column = (lines.at(-1) ?? "").length + 1;
  return `it is no JSON: line ${String(lines.length)}, column ${String(column)}: ${said}`;
}

function nothing(problem: string): AnswerSheet {
  return { exercise: null, answers: new Map(), problems: [problem] };
}

function readAnswer(name: string, said: unknown, report: (problem: string) => void): Answer {
  if (said === null) return noAnswer;
  if (typeof said === "string") return { ...noAnswer, answer: textOf(said) };
  if (!isRecord(said)) {
    report(`what it says of \`${cut(name)}\` should be an object, \`{ "answer": "…" }\``);
    return noAnswer;
  }
  const answer: Record<AnswerPart, string | null> = { ...noAnswer };
  for (const [key, value] of Object.entries(said)) {
    const part = parts.find((one) => one === key);
    if (part === undefined) {
      const near = nearestName(key, parts);
      report(
        `\`${cut(key)}\` of \`${cut(name)}\` is not asked for${near === null ? "" : `: did you mean \`${near}\`?`}`,
      );
    } else if (typeof value === "string") answer[part] = textOf(value);
    else if (isNames(value)) answer[part] = textOf(value.join(", "));
    else if (value !== null) report(`\`${part}\` of \`${cut(name)}\` should be a text`);
  }
  return answer;
}

/** What a boundary names. */
export const boundaryWords = {
  output: "the relations to be closed first",
  invariant: "the operations to be run at one place",
} as const;

export const ofA = { output: "of an output", invariant: "of an invariant" } as const;

/** The empty sheet of an exercise, to be filled in; `choices` tells what may be said. */
export function emptySheet(exercise: string, questions: readonly Question[]): string {
  const answers = questions.map(({ kind, name }): readonly [string, object] => [
    name,
    kind === "type" ? { type: "" } : { answer: "", question: "", boundary: "" },
  ]);
  const kinds = (["output", "invariant"] as const).filter((kind) =>
    questions.some((question) => question.kind === kind),
  );
  const types = questions.flatMap((one): readonly (readonly [string, readonly string[]])[] =>
    one.kind === "type" ? [[`type of ${one.name}`, one.options]] : [],
  );
  const choices = {
    ...(kinds.length === 0 ? {} : { answer: answerClasses }),
    ...Object.fromEntries(kinds.map((kind) => [`question ${ofA[kind]}`, decidingQuestionsOf[kind]])),
    ...Object.fromEntries(
      kinds.map((kind) => [`boundary ${ofA[kind]}`, `${boundaryWords[kind]}; empty where none is needed`]),
    ),
    ...Object.fromEntries(types),
  };
  return `${JSON.stringify({ exercise, answers: Object.fromEntries(answers), choices }, null, 2)}\n`;
}

/** The empty sheet with what was answered in it. */
export function filledSheet(
  exercise: string,
  questions: readonly Question[],
  answers: ReadonlyMap<string, Answer>,
): string {
  const sheet = JSON.parse(emptySheet(exercise, questions)) as {
    readonly answers: Record<string, Record<string, string>>;
  };
  for (const [name, entry] of Object.entries(sheet.answers)) {
    const said = answers.get(name);
    if (said !== undefined)
      for (const part of parts) if (Object.hasOwn(entry, part)) entry[part] = said[part] ?? "";
  }
  return `${JSON.stringify(sheet, null, 2)}\n`;
}

/** What a sheet says that this exercise does not ask, each a sentence without its subject, the file, and its full stop. */
export function strangeAnswers(
  { exercise, answers }: AnswerSheet,
  asked: string,
  questions: readonly string[],
): readonly string[] {
  return [
    ...(exercise !== null && exercise !== asked
      ? [`says that it is of \`${exercise}\`, and this is \`${asked}\``]
      : []),
    ...[...answers.keys()]
      .filter((name) => !questions.includes(name))
      .map((name) => {
        const near = nearestName(name, questions);
        return `answers \`${name}\`, which is not asked${near === null ? "" : `: did you mean \`${near}\`?`}`;
      }),
  ];
}

/**
 * The phrase of a list that was written, whatever its case, spaces, hyphens and underscores are; what
 * begins a word of only one of them is enough. Null for what is none, or could be several.
 */
export function phraseOf<P extends string>(written: string, phrases: readonly P[]): P | null {
  const asked = plain(written);
  if (asked === "") return null;
  const same = phrases.find((phrase) => plain(phrase) === asked);
  if (same !== undefined) return same;
  const meant = phrases.filter((phrase) => ` ${plain(phrase)}`.includes(` ${asked}`));
  return meant.length === 1 ? (meant[0] ?? null) : null;
}

/** The phrase that was probably meant. */
export function nearestPhrase<P extends string>(written: string, phrases: readonly P[]): P | null {
  const near = nearestName(plain(written), phrases.map(plain));
  return phrases.find((phrase) => plain(phrase) === near) ?? null;
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[\s_\-–.?]+/g, " ")
    .trim();
}

function textOf(text: string): string | null {
  const said = cut(text.trim());
  return said === "" ? null : said;
}

function cut(text: string): string {
  return text.length > wordsMost ? `${text.slice(0, wordsMost)}…` : text;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
