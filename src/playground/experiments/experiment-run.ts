/// <reference lib="dom" />
import { effect, signal, type ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { RequestedRun } from "../opened-program.ts";
import type { RunSource } from "../run-api.ts";
import { RunPlayer, runWorker } from "../run-player.ts";

/** What replicas run in an experiment. */
export interface ExperimentProgram {
  readonly title: string;
  /** The rules, of one file. */
  readonly path: string;
  readonly text: string;
  /** What is done before the experiment begins; `replicas A, B.` is the first. */
  readonly beginning: readonly string[];
  readonly seed?: number;
  /** Simulated milliseconds in a second, where others are better than those of a player. */
  readonly speed?: number;
}

/** Something that is told step by step. */
export interface Story {
  readonly title: string;
  readonly steps: readonly StoryStep[];
}

export interface StoryStep {
  /** What happens in it, in words. */
  readonly says: string;
  readonly does: readonly string[];
}

export interface Telling {
  readonly story: Story;
  /** Which step is told, from 0; as many as there are where all are. */
  readonly at: number;
}

/** All experiments ask one worker, which stays when another is opened. */
const host = runWorker();

/** How long a step of a story is left to be read, in milliseconds. */
const readingTime = 1400;

/** A run in which statements are done one by one and left to come to rest, by the reader or by a story. */
export class ExperimentRun {
  readonly player = new RunPlayer(host);
  readonly #program: ExperimentProgram;
  readonly #telling = signal<Telling | null>(null);
  readonly #isOccupied = signal(false);
  readonly #refusal = signal<string | null>(null);
  /** Counts what was begun: what is begun later hurries what was begun before to its end. */
  #turn = 0;
  #last: Promise<void> = Promise.resolve();
  /** Ends the time in which a step of a story is read; where it is not read yet, there will be none. */
  #readOn: () => void = () => undefined;
  #isRead = false;

  constructor(program: ExperimentProgram) {
    this.#program = program;
    if (program.speed !== undefined) this.player.speed.value = program.speed;
  }

  /** The story that is told, or was told last and nothing was done since. */
  get telling(): ReadonlySignal<Telling | null> {
    return this.#telling;
  }

  /** Whether something is on its way to rest. */
  get isOccupied(): ReadonlySignal<boolean> {
    return this.#isOccupied;
  }

  /** Why what was done last could not be, in words; null where it could. */
  get refusal(): ReadonlySignal<string | null> {
    return this.#refusal;
  }

  /** The run from its beginning. */
  async restart(): Promise<void> {
    await this.#begin(async () => {
      this.#telling.value = null;
      await this.#open();
    });
  }

  /** Does these statements one after the other; each that takes time is played until all is at rest. */
  async do(...statements: readonly string[]): Promise<void> {
    await this.#begin(async (isCurrent) => {
      this.#telling.value = null;
      await this.#doAll(statements, isCurrent);
    });
  }

  /** Tells a story from the beginning of the run. */
  async tell(story: Story): Promise<void> {
    await this.#begin(async (isCurrent) => {
      this.#telling.value = null;
      await this.#open();
      for (const [at, { does }] of story.steps.entries()) {
        if (!isCurrent()) return;
        this.#isRead = false;
        this.#telling.value = { story, at };
        await this.#doAll(does, isCurrent);
        if (at + 1 < story.steps.length && isCurrent()) await this.#reading();
      }
    });
  }

  /** Comes at once to where the next step of a story begins. */
  readOn(): void {
    this.#isRead = true;
    this.player.pause();
    this.#readOn();
  }

  /** Leaves a story after the step that it is at. */
  stopTelling(): void {
    this.#hurry();
  }

  /** The run as it is, for the cluster view. */
  request(): RequestedRun {
    return {
      title: this.#program.title,
      source: this.player.source.peek() ?? this.#source(),
      play: true,
    };
  }

  async close(): Promise<void> {
    this.#hurry();
    await this.player.close();
  }

  #source(): RunSource {
    const { path, text, beginning, seed = 1 } = this.#program;
    return { files: [{ path, text }], statements: beginning, seed };
  }

  /** What was begun before comes to its end first, at once. */
  async #begin(action: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
    this.#hurry();
    const turn = this.#turn;
    this.#isRead = false;
    const isCurrent = (): boolean => this.#turn === turn;
    this.#isOccupied.value = true;
    this.#last = this.#last.then(() => action(isCurrent));
    await this.#last;
    if (isCurrent()) this.#isOccupied.value = false;
  }

  #hurry(): void {
    this.#turn += 1;
    this.#isOccupied.value = false;
    this.player.pause();
    this.#readOn();
  }

  async #open(): Promise<void> {
    this.#refusal.value = null;
    await this.player.open(this.#source());
    await this.player.toEnd();
  }

  async #doAll(statements: readonly string[], isCurrent: () => boolean): Promise<void> {
    for (const statement of statements) {
      this.#refusal.value = await this.player.act(statement);
      await this.#rest(isCurrent());
    }
  }

  /** Lets the statement that is under way come to its end, to be watched where there is time and movement is welcome. */
  async #rest(isWatched: boolean): Promise<void> {
    const { player } = this;
    const isResting = (): boolean => player.state.peek()?.statements.every(({ isDone }) => isDone) !== false;
    if (isResting()) return;
    if (isWatched && isMovementWelcome() && !this.#isRead) {
      player.play();
      await until(player.isPlaying, false);
    }
    // Play ends with what is to be seen; the statement may have a little more to do.
    if (!isResting()) await player.toEnd();
  }

  /** Where movement is not welcome, the reader says when to go on. */
  async #reading(): Promise<void> {
    if (this.#isRead) return;
    await new Promise<void>((resolve) => {
      this.#readOn = resolve;
      if (isMovementWelcome()) setTimeout(resolve, readingTime);
    });
  }
}

function isMovementWelcome(): boolean {
  return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** A run for as long as the experiment is shown, at its beginning. */
export function useExperimentRun(program: ExperimentProgram): ExperimentRun {
  const run = useMemo(() => new ExperimentRun(program), [program]);
  useEffect(() => {
    void run.restart();
    return () => void run.close();
  }, [run]);
  return run;
}

function until<Value>(value: ReadonlySignal<Value>, wanted: Value): Promise<void> {
  return new Promise((resolve) => {
    let stop: () => void = () => undefined;
    stop = effect(() => {
      if (value.value !== wanted) return;
      resolve();
      queueMicrotask(() => stop());
    });
  });
}
