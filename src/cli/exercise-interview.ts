import { join } from "node:path";
import { createInterface } from "node:readline";
import { filledSheet, noAnswer, phraseOf, readAnswerSheet } from "../classroom/answer-sheet.ts";
import { answerClasses, decidingQuestionsOf } from "../classroom/exercise.ts";
import { hintsFor } from "../classroom/hints.ts";
import { judge } from "../classroom/judge.ts";
import type { Answer, Judgement } from "../classroom/judgement.ts";
import type { Question } from "../classroom/question.ts";
import { questionLines } from "../classroom/question-lines.ts";
import { checkedExercise } from "../classroom/repair.ts";
import { questionsOf } from "../classroom/questions.ts";
import type { Checked } from "../diagnostics/check.ts";
import { counted } from "../diagnostics/wording.ts";
import { workFiles, type StartedExercise } from "../node/started-exercise.ts";
import type { Console } from "./console.ts";
import { judgeOptions, type ExerciseCheckOptions } from "./exercise-check-options.ts";
import { judgementLines, totalOf } from "./judgement-lines.ts";
import { nextExerciseLines } from "./exercise-next.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { refutationLines, writeRefutation } from "./refutation-text.ts";
import { printable, wrap } from "./text-layout.ts";
import { writeFileWhole } from "./write-file.ts";

/**
 * Asks question by question, judges each answer at once, and writes all of them into the answer
 * sheet. The end of the input ends it, with what was answered until then.
 */
export async function interview(
  { path, exercise }: StartedExercise,
  sheet: string | null,
  options: ExerciseCheckOptions,
  console: Console,
): Promise<ExitCode> {
  const checked = checkedExercise(exercise);
  const questions = questionsOf(exercise, checked);
  const answers = new Map(sheet === null ? [] : readAnswerSheet(sheet).answers);
  const judgeAll = (): readonly Judgement[] => judge(exercise, checked, { answers }, { refutations: false });
  const talk = new Talk(console);
  console.write(`${console.style.strong(printable(exercise.title))}\n`);
  for (const line of wrap(
    "A number or a word answers; Enter leaves a question as it is; ? gives a hint; q ends.",
    console.width,
  ))
    console.write(`${line}\n`);
  try {
    for (const [i, question] of questions.entries()) {
      const title = `${String(i + 1)} of ${String(questions.length)}: ${printable(question.name)}`;
      console.write(`\n${console.style.strong(title)}\n`);
      console.write(
        ["", ...excerptLines(question, checked, console), ""].map((line) => `${line}\n`).join(""),
      );
      for (;;) {
        const before = answers.get(question.name) ?? noAnswer;
        const answer = await ask(question, before, checked, talk, console);
        answers.set(question.name, answer);
        writeFileWhole(join(path, workFiles.answers), filledSheet(exercise.name, questions, answers));
        if (Object.values(answer).every((said) => said === null)) break;
        const only = { answers: new Map([[question.name, answer]]) };
        const judgement = judge(exercise, checked, only, judgeOptions(options)).find(
          (one) => one.question.name === question.name,
        );
        if (judgement === undefined) break;
        tell(judgement, path, options, console);
        const isRight = judgement.parts.every(({ status }) => status === "right" || status === "open");
        if (isRight || !(await talk.agrees("Answer it again?"))) break;
        console.write("\n");
      }
    }
  } catch (error) {
    if (!(error instanceof EndOfTalk)) throw error;
    console.write("\n");
  } finally {
    talk.close();
  }
  const { points, pointsMost } = totalOf(judgeAll());
  console.write(
    `\n${String(points)} of ${counted(pointsMost, "point")}. Your answers stand in ${join(path, workFiles.answers)}.\n`,
  );
  if (points === pointsMost)
    for (const line of nextExerciseLines(exercise.name, console)) console.write(`${line}\n`);
  return points === pointsMost ? exitCodes.fine : exitCodes.findings;
}

/** The one who answers said that it is enough, or went away. */
class EndOfTalk extends Error {}

/** Lines from standard input, one after the other, whoever or whatever writes them. */
class Talk {
  readonly #console: Console;
  readonly #input = createInterface({ input: process.stdin, terminal: false });
  readonly #lines = this.#input[Symbol.asyncIterator]();

  constructor(console: Console) {
    this.#console = console;
  }

  /** Throws `EndOfTalk`. */
  async line(prompt: string): Promise<string> {
    this.#console.write(this.#console.style.strong(`${prompt} `));
    const next = await this.#lines.next();
    // What is piped in does not show its own ends of lines.
    if (!process.stdin.isTTY) this.#console.write("\n");
    const text = next.done === true ? "q" : next.value.trim();
    if (text.toLowerCase() === "q") throw new EndOfTalk();
    return text;
  }

  async agrees(prompt: string): Promise<boolean> {
    return /^y/i.test(await this.line(`${prompt} (y, or Enter to go on)`));
  }

  close(): void {
    this.#input.close();
  }
}

async function ask(
  question: Question,
  before: Answer,
  checked: Checked,
  talk: Talk,
  console: Console,
): Promise<Answer> {
  const hints = [...hintsFor(question, checked)];
  const hint = (): void => {
    const text = hints.length > 0 ? (hints.shift() ?? "") : "There are no more hints.";
    for (const line of wrap(printable(text), console.width - 2)) console.write(`  ${line}\n`);
  };
  const choose = async (
    prompt: string,
    phrases: readonly string[],
    known: string | null,
  ): Promise<string | null> => {
    for (const [i, phrase] of phrases.entries()) console.write(`  ${String(i + 1)}  ${phrase}\n`);
    for (;;) {
      const said = await talk.line(known === null ? prompt : `${prompt} [${printable(known)}]`);
      if (said === "") return known;
      if (said === "?") hint();
      else {
        const chosen = phrases[Number(said) - 1] ?? phraseOf(said, phrases);
        if (chosen !== null) return chosen;
        console.write(`  A number from 1 to ${String(phrases.length)}, or the beginning of one of them.\n`);
      }
    }
  };
  if (question.kind === "type")
    return { ...noAnswer, type: await choose("Which type?", question.options, before.type) };
  const answer = await choose("What is it?", answerClasses, before.answer);
  if (answer === null) return before;
  const decided = await choose(
    "By which question did you decide?",
    decidingQuestionsOf[question.kind],
    before.question,
  );
  if (phraseOf(answer, answerClasses) === "coordination-free")
    return { ...noAnswer, answer, question: decided };
  const known = before.boundary;
  for (;;) {
    const where = "Where would the boundary go? Relations or operations:";
    const said = await talk.line(known === null ? where : `${where} [${printable(known)}]`);
    if (said !== "?") return { ...noAnswer, answer, question: decided, boundary: said === "" ? known : said };
    hint();
  }
}

function tell(judgement: Judgement, path: string, options: ExerciseCheckOptions, console: Console): void {
  const lines = [...judgementLines(judgement, options.ascii, console)];
  const [refuted] = judgement.parts.flatMap(({ refutation }) => (refutation === null ? [] : [refutation]));
  if (refuted !== undefined) {
    const file = refuted.file === null ? null : writeRefutation(path, judgement.question.name, refuted.file);
    lines.push(...refutationLines(refuted, file, options.ascii, console), "");
  }
  console.write(["", ...lines].map((line) => `${line}\n`).join(""));
}

/** The lines of the rules that a question is about. */
function excerptLines(question: Question, { program }: Checked, console: Console): readonly string[] {
  const written = (program.sources[0]?.text ?? "").split(/\r\n|\n|\r/);
  return questionLines(question, program).map((line) => {
    const margin = console.style.margin(`${String(line).padStart(3)} |`);
    return `${margin} ${console.style.code(printable(written[line - 1] ?? ""))}`;
  });
}
