import { signal } from "@preact/signals";
import type { ExerciseTexts } from "../lessons-api.ts";
import { lessonsWorker } from "./lesson-workers.ts";
import { keepWork, workOn } from "./progress.ts";

/** The hints of a question that are shown, one after the other. */
export class ShownHints {
  readonly shown = signal<readonly string[]>([]);
  readonly isLast = signal(false);
  readonly #name: string;
  readonly #texts: ExerciseTexts;
  readonly #question: string | null;

  /** `question` is null for a repair. */
  constructor(name: string, texts: ExerciseTexts, question: string | null) {
    this.#name = name;
    this.#texts = texts;
    this.#question = question;
  }

  /** The next one; after another visit first all that were shown there. */
  async next(): Promise<void> {
    const key = this.#question ?? "";
    const before = this.shown.peek().length;
    const { hints } = workOn(this.#name);
    const level = before === 0 ? Math.max(1, hints[key] ?? 0) : before + 1;
    const found = await Promise.all(
      Array.from({ length: level }, (_, i) => lessonsWorker.api().hint(this.#texts, this.#question, i + 1)),
    );
    this.shown.value = found.filter((hint) => hint !== null);
    this.isLast.value = this.shown.value.length < level || level >= levelsMost;
    keepWork(this.#name, { hints: { ...workOn(this.#name).hints, [key]: this.shown.value.length } });
  }
}

const levelsMost = 3;
