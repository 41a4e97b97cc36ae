import { computed, signal } from "@preact/signals";
import { noAnswer } from "../../classroom/answer-sheet.ts";
import type { Answer } from "../../classroom/judgement.ts";
import type {
  Answers,
  AskedQuestion,
  ExerciseTexts,
  JudgedQuestion,
  ToldRefutation,
} from "../lessons-api.ts";
import { lessonsWorker, refutingWorker } from "./lesson-workers.ts";
import { keepWork, workOn } from "./progress.ts";
import { ShownHints } from "./shown-hints.ts";

/** What a student is told of a refutation while it is looked for, and after. */
export type Telling =
  | { readonly kind: "looking" }
  | { readonly kind: "told"; readonly refutation: ToldRefutation }
  | { readonly kind: "nothing" }
  | { readonly kind: "stopped" }
  | { readonly kind: "failed"; readonly trouble: string };

/** As many as the command tries. */
const schedules = 1000;

/** Somebody's answers to the questions of an exercise, as they are given and judged. */
export class AnswersWork {
  readonly questions: readonly QuestionWork[];
  /** Of the last check, while no answer has changed since. */
  readonly points = signal<{ readonly points: number; readonly pointsMost: number } | null>(null);
  readonly isChecking = signal(false);
  /** What is to be said aloud of the last check. */
  readonly outcome = signal("");
  /** What could not be done, and what is strange in a file that was opened. */
  readonly notes = signal<readonly string[]>([]);
  readonly isLooking = computed(() =>
    this.questions.some(({ telling }) => telling.value?.kind === "looking"),
  );
  readonly name: string;
  readonly texts: ExerciseTexts;
  #asked = 0;

  constructor(name: string, texts: ExerciseTexts, asked: readonly AskedQuestion[]) {
    this.name = name;
    this.texts = texts;
    const { answers } = workOn(name);
    this.questions = asked.map((one) => new QuestionWork(this, one, answers[one.name] ?? noAnswer));
  }

  /** What is said, as it is judged and saved. */
  answers(): Answers {
    return Object.fromEntries(this.questions.map(({ asked, answer }) => [asked.name, needed(answer.peek())]));
  }

  /** Keeps what was said; what was judged of it before does not count any more. */
  answered(): void {
    keepWork(this.name, { answers: this.answers() });
    this.points.value = null;
  }

  /** Judges all answers, and looks for what refutes the first wrong one. */
  async check(): Promise<void> {
    this.stop();
    const asked = ++this.#asked;
    this.isChecking.value = true;
    const said = this.answers();
    try {
      const { questions, points, pointsMost } = await lessonsWorker.api().judge(this.texts, said);
      for (const question of this.questions) {
        const { name } = question.asked;
        question.judgedAs(
          questions.find((one) => one.name === name) ?? null,
          said[name] === undefined || same(said[name], needed(question.answer.peek())),
        );
      }
      const isStillSaid = JSON.stringify(said) === JSON.stringify(this.answers());
      this.points.value = isStillSaid ? { points, pointsMost } : null;
      keepWork(this.name, { points, pointsMost });
      const right = questions.filter(({ status }) => status === "right").length;
      this.outcome.value = `${String(right)} of ${String(questions.length)} right. ${String(points)} of ${String(pointsMost)} points.`;
      this.notes.value = [];
    } catch (error) {
      this.notes.value = [`The answers could not be judged: ${messageOf(error)}`];
    }
    if (asked !== this.#asked) return;
    this.isChecking.value = false;
    const first = this.questions.find(({ judged }) => judged.peek()?.isRefutable === true);
    await first?.refute();
  }

  /** Ends a check that takes too long, and the search for runs. */
  stop(): void {
    if (this.isChecking.peek()) {
      this.#asked++;
      lessonsWorker.restart();
      this.isChecking.value = false;
    }
    const looking = this.questions.filter(({ telling }) => telling.peek()?.kind === "looking");
    if (looking.length === 0) return;
    refutingWorker.restart();
    for (const { telling } of looking) telling.value = { kind: "stopped" };
  }

  /** An `answers.json`. */
  async sheet(): Promise<string> {
    return lessonsWorker.api().writeSheet(this.texts, this.answers());
  }

  /** Takes over what an `answers.json` says; questions that it does not name stay as they are. */
  async readSheet(text: string): Promise<void> {
    const { answers, notes } = await lessonsWorker.api().readSheet(this.texts, text);
    for (const question of this.questions) {
      const said = answers[question.asked.name];
      if (said !== undefined) question.say(said);
    }
    this.notes.value = notes.map((note) => `The file ${note}${note.endsWith("?") ? "" : "."}`);
    const count = Object.keys(answers).length;
    this.outcome.value = `${String(count)} of ${String(this.questions.length)} answers were read.`;
  }

  clear(): void {
    for (const question of this.questions) question.say(noAnswer);
    this.outcome.value = "The answers are taken back.";
  }
}

/** One of the questions. */
export class QuestionWork {
  readonly asked: AskedQuestion;
  readonly answer;
  /** Null while it is not judged as it now stands. */
  readonly judged = signal<JudgedQuestion | null>(null);
  readonly telling = signal<Telling | null>(null);
  readonly hints: ShownHints;
  readonly #work: AnswersWork;

  constructor(work: AnswersWork, asked: AskedQuestion, answer: Answer) {
    this.#work = work;
    this.asked = asked;
    this.answer = signal(answer);
    this.hints = new ShownHints(work.name, work.texts, asked.name);
  }

  say(change: Partial<Answer>): void {
    this.answer.value = { ...this.answer.peek(), ...change };
    this.judged.value = null;
    if (this.telling.peek()?.kind === "looking") this.#work.stop();
    this.telling.value = null;
    this.#work.answered();
  }

  judgedAs(judged: JudgedQuestion | null, isStillSaid: boolean): void {
    this.telling.value = null;
    this.judged.value = isStillSaid ? judged : null;
  }

  stop(): void {
    this.#work.stop();
  }

  /** Looks for what refutes the answer. */
  async refute(): Promise<void> {
    const looking: Telling = { kind: "looking" };
    this.telling.value = looking;
    const tell = (telling: Telling): void => {
      // Whoever answered otherwise meanwhile, or stopped it, is told nothing of it.
      if (this.telling.peek() === looking) this.telling.value = telling;
    };
    const { texts } = this.#work;
    try {
      const answer = needed(this.answer.peek());
      const refutation = await refutingWorker.api().refute(texts, this.asked.name, answer, schedules);
      tell(refutation === null ? { kind: "nothing" } : { kind: "told", refutation });
    } catch (error) {
      tell({ kind: "failed", trouble: messageOf(error) });
    }
  }
}

/** What needs no coordination has no boundary; one that was named before is left out. */
function needed(answer: Answer): Answer {
  return answer.answer === "coordination-free" ? { ...answer, boundary: null } : answer;
}

function same(one: Answer, other: Answer): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
