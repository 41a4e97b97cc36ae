import { signal, type Signal } from "@preact/signals";
import type { ExerciseTexts, JudgedRules } from "../lessons-api.ts";
import { refutingWorker } from "./lesson-workers.ts";
import { keepWork, workOn } from "./progress.ts";
import { ShownHints } from "./shown-hints.ts";

/** Somebody's changes to the rules of an exercise, as they are made and judged. */
export class RepairWork {
  readonly rules: Signal<string>;
  /** The rules of the exercise. */
  readonly original: string;
  /** Null while the rules are not judged as they now stand. */
  readonly judged = signal<JudgedRules | null>(null);
  readonly state = signal<"" | "checking" | "stopped">("");
  readonly trouble = signal<string | null>(null);
  readonly outcome = signal("");
  readonly hints: ShownHints;
  /** The rules that were there before they were taken back; null where none were. */
  readonly before = signal<string | null>(null);
  readonly name: string;
  readonly texts: ExerciseTexts;
  #asked = 0;

  constructor(name: string, texts: ExerciseTexts) {
    this.name = name;
    this.texts = texts;
    this.original = withLineFeeds(texts.rules);
    this.rules = signal(workOn(name).rules ?? this.original);
    this.hints = new ShownHints(name, texts, null);
  }

  write(written: string): void {
    const text = withLineFeeds(written);
    if (text === this.rules.peek()) return;
    this.rules.value = text;
    this.judged.value = null;
    this.before.value = null;
    if (this.state.peek() === "checking") this.stop();
    this.state.value = "";
    keepWork(this.name, { rules: text === this.original ? null : text });
  }

  /** Back to the rules of the exercise; `undo` brings the others again. */
  reset(): void {
    const before = this.rules.peek();
    this.write(this.original);
    this.before.value = before;
    this.outcome.value = "The rules are as they were.";
  }

  undo(): void {
    const before = this.before.peek();
    if (before !== null) this.write(before);
  }

  async check(): Promise<void> {
    if (this.state.peek() === "checking") return;
    const asked = ++this.#asked;
    this.state.value = "checking";
    this.trouble.value = null;
    this.judged.value = null;
    try {
      const judged = await refutingWorker.api().judgeRepair(this.texts, this.rules.peek());
      if (asked !== this.#asked) return;
      const { points, pointsMost, conditions, ok } = judged;
      this.judged.value = judged;
      keepWork(this.name, { points, pointsMost });
      const broken = conditions.filter(({ isKept }) => !isKept).length;
      this.outcome.value = ok
        ? `All right: ${String(points)} of ${String(pointsMost)} points.`
        : `${String(broken)} of ${String(conditions.length)} conditions are not kept.`;
    } catch (error) {
      if (asked === this.#asked) this.trouble.value = error instanceof Error ? error.message : String(error);
    }
    if (asked === this.#asked) this.state.value = "";
  }

  stop(): void {
    if (this.state.peek() !== "checking") return;
    this.#asked++;
    refutingWorker.restart();
    this.state.value = "stopped";
  }
}

/** As the editor has its lines. */
function withLineFeeds(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n");
}
