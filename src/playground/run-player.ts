/// <reference lib="dom" />
import { batch, computed, signal, type ReadonlySignal } from "@preact/signals";
import { mergedState } from "./merged-state.ts";
import type { ProgramFiles } from "./program-files.ts";
import type { OfferedScenario, OpenRun, RunApi, RunSource, RunState, RunTrouble } from "./run-api.ts";
import { troubleWords } from "./trouble-words.ts";
import { workerHandle } from "./worker-handle.ts";
import type { TraceEntry } from "../replication/trace.ts";

/** Where runs are: in a worker, or in the same process. `restart` ends what does not answer. */
export interface RunHost {
  readonly api: () => RunApi;
  readonly restart: () => void;
}

/** What tells a player that time passes, as `requestAnimationFrame` does. */
export interface Frames {
  readonly request: (then: (milliseconds: number) => void) => number;
  readonly cancel: (frame: number) => void;
}

/** Runs of this page, in a worker that is started with the first. */
export function runWorker(): RunHost {
  return workerHandle<RunApi>("run-worker.js");
}

const pageFrames: Frames = {
  request: (then) => requestAnimationFrame(then),
  cancel: (frame) => cancelAnimationFrame(frame),
};

/** Simulated milliseconds in a real second, for choosing. */
export const speeds: readonly number[] = [5, 10, 20, 50, 100, 500];
const speedDefault = 20;

/** Time in which nothing arrives passes in at most so many real milliseconds. */
const gapMost = 2500;
/** How long a statement is to be seen at the default speed, in real milliseconds. */
const statementPause = 700;
/** A frame that comes later than this counts as so many real milliseconds: the page was hidden. */
const frameMost = 100;
/** How many moments pass with one frame at most; what is left passes with the next. */
const momentsPerFrame = 40;
const momentsAtOnce = 400;

/**
 * Plays one run: the steps of the simulator in the time of the reader. While it plays, `clock` goes
 * from one moment to the next, for messages to be drawn on their way; `state` changes with the
 * moments. All that it says it says in signals; what is asked of it is done in the order of asking.
 * Who makes a player closes it.
 */
export class RunPlayer {
  readonly #host: RunHost;
  readonly #frames: Frames;
  readonly #opened = signal<OpenRun | null>(null);
  readonly #source = signal<RunSource | null>(null);
  readonly #state = signal<RunState | null>(null);
  readonly #log = signal<readonly TraceEntry[]>([]);
  readonly #clock = signal(0);
  readonly #isPlaying = signal(false);
  readonly #isBusy = signal(false);
  readonly #trouble = signal<string | null>(null);

  /** The run that is open, as it was opened; null while none is. */
  readonly opened: ReadonlySignal<OpenRun | null> = this.#opened;
  /** What the run is made of now, with all that was done in it. */
  readonly source: ReadonlySignal<RunSource | null> = computed(() => {
    const [source, state] = [this.#source.value, this.#state.value];
    if (source === null || state === null) return source;
    return { ...source, statements: state.statements.map(({ text }) => text) };
  });
  /** All that is to be seen at this moment; null before a run is open. */
  readonly state: ReadonlySignal<RunState | null> = this.#state;
  /** What has happened up to this moment. */
  readonly log: ReadonlySignal<readonly TraceEntry[]> = this.#log;
  /** Simulated milliseconds: the time of the moment, and while time passes, what lies between. */
  readonly clock: ReadonlySignal<number> = this.#clock;
  readonly isPlaying: ReadonlySignal<boolean> = this.#isPlaying;
  /** An answer of the run is waited for; `stop` ends one that does not come. */
  readonly isBusy: ReadonlySignal<boolean> = this.#isBusy;
  /** Why there is no run, or why it does not go on. */
  readonly trouble: ReadonlySignal<string | null> = this.#trouble;
  /** Simulated milliseconds in a real second. Time in which nothing arrives passes faster. */
  readonly speed = signal(speedDefault);

  /** What was asked last; the next waits for it. */
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;
  #stop: Stop = newStop();
  #frame: number | null = null;
  #frameAt = 0;
  /** How long the next statement has been waited for, in real milliseconds. */
  #paused = Infinity;
  #isPassing = false;
  /** Whether play began where there was something to be seen still. */
  #restless = false;

  constructor(host: RunHost = runWorker(), frames: Frames = pageFrames) {
    this.#host = host;
    this.#frames = frames;
  }

  /** Opens a run at its first moment, in place of the one before. `trouble` says where it cannot be. */
  async open(source: RunSource): Promise<void> {
    this.pause();
    await this.#inTurn(async (api) => {
      await this.#leave(api);
      const opened = await api.open(source);
      batch(() => {
        this.#source.value = source;
        if (isTrouble(opened)) {
          this.#forget();
          this.#trouble.value = opened.trouble;
          return;
        }
        this.#trouble.value = null;
        this.#opened.value = opened;
        this.#show(opened.state, true);
      });
    });
  }

  /** Plays until nothing is under way and no statement is to come. */
  play(): void {
    if (this.#isPlaying.peek() || this.#opened.peek() === null) return;
    this.#isPlaying.value = true;
    this.#paused = Infinity;
    const state = this.#state.peek();
    this.#restless = state !== null && !isAtRest(state);
    this.#frameAt = NaN;
    this.#frame = this.#frames.request(this.#tick);
  }

  pause(): void {
    if (this.#frame !== null) this.#frames.cancel(this.#frame);
    this.#frame = null;
    this.#isPlaying.value = false;
  }

  /** Lets the next moment pass. */
  async step(): Promise<void> {
    this.pause();
    await this.#pass((api, run) => api.step(run));
  }

  async stepBack(): Promise<void> {
    const state = this.#state.peek();
    if (state !== null) await this.seek(Math.max(0, state.moment - 1));
  }

  async rewind(): Promise<void> {
    await this.seek(0);
  }

  async toEnd(): Promise<void> {
    await this.seek("end");
  }

  /** Goes to a moment that has been, or to the end of all statements. */
  async seek(moment: number | "end"): Promise<void> {
    this.pause();
    await this.#pass((api, run) => api.seek(run, moment), true);
  }

  /**
   * Does a statement at the time that is shown; what was to come after it is forgotten. Gives in
   * words why it cannot be; null where it was done. Whether the run plays stays as it is.
   */
  async act(statement: string): Promise<string | null> {
    let trouble: string | null = "no run is open";
    await this.#inTurn(async (api) => {
      const run = this.#opened.peek()?.run;
      if (run === undefined) return;
      await this.#comeToClock(api, run);
      const answer = await api.act(run, statement);
      trouble = isTrouble(answer) ? answer.trouble : null;
      if (!isTrouble(answer)) this.#show(answer);
    });
    return trouble;
  }

  /** The rule file with this run as a scenario of the name; null where no run is open. */
  async save(name: string): Promise<string | null> {
    return this.#asked((api, run) => api.save(run, name));
  }

  /** The scenarios, witnesses and counterexamples of a program; null where the answer did not come. */
  async scenarios(files: ProgramFiles): Promise<readonly OfferedScenario[] | RunTrouble | null> {
    return this.#answered((api) => api.scenarios(files));
  }

  /** What `calm simulate --format json` prints of a scenario, or of all of them. */
  async trace(
    files: ProgramFiles,
    scenario: string | null,
    seed: number,
  ): Promise<string | RunTrouble | null> {
    return this.#answered((api) => api.trace(files, scenario, seed));
  }

  /** The space-time diagram of what has been, as an svg; null where no run is open. */
  async diagram(): Promise<string | null> {
    return this.#asked((api, run) => api.diagram(run));
  }

  /** Ends what does not answer. The run is gone; `open` with `source` begins it anew. */
  stop(): void {
    this.pause();
    this.#stop.end();
    this.#stop = newStop();
    this.#host.restart();
    this.#last = Promise.resolve();
    batch(() => {
      this.#forget();
      this.#trouble.value = "The run was stopped.";
    });
  }

  async close(): Promise<void> {
    this.pause();
    await this.#inTurn(async (api) => {
      await this.#leave(api);
      batch(() => {
        this.#forget();
        this.#source.value = null;
      });
    });
  }

  // Time.

  readonly #tick = (now: number): void => {
    this.#frame = null;
    if (!this.#isPlaying.peek()) return;
    const passed = Number.isNaN(this.#frameAt) ? 0 : Math.min(now - this.#frameAt, frameMost);
    this.#frameAt = now;
    this.#go(passed);
    if (this.#isPlaying.peek()) this.#frame = this.#frames.request(this.#tick);
  };

  /** Lets so many real milliseconds pass. */
  #go(passed: number): void {
    const state = this.#state.peek();
    if (this.#isPassing || state === null) return;
    const { nextAt } = state;
    const isQuiet = isAtRest(state);
    if (nextAt === null || state.trouble !== null || (isQuiet && this.#restless)) {
      this.pause();
      return;
    }
    this.#restless ||= !isQuiet;
    const speed = this.speed.peek();
    if (statementIsNext(state)) {
      this.#paused += passed;
      if (this.#paused < pauseAt(speed)) return;
      this.#paused = 0;
      void this.#passMoments(nextAt);
      return;
    }
    const rate = Math.max(speed / 1000, (nextAt - state.at) / gapMost);
    const until = this.#clock.peek() + passed * rate;
    if (until < nextAt) this.#clock.value = until;
    else void this.#passMoments(until);
  }

  /**
   * Passes the moments up to a time, one by one: a statement among them is to be waited for, and
   * past the last of them no time is to be told in which nothing happened.
   */
  async #passMoments(until: number): Promise<void> {
    this.#isPassing = true;
    await this.#inTurn(async (api) => {
      const run = this.#opened.peek()?.run;
      if (run === undefined) return;
      const answers: RunState[] = [];
      for (let i = 0; i < momentsPerFrame; i++) {
        const answer = await api.step(run);
        answers.push(answer);
        if ((answer.nextAt ?? Infinity) > until || statementIsNext(answer)) break;
      }
      batch(() => {
        for (const answer of answers) this.#show(answer);
        const nextAt = this.#state.peek()?.nextAt ?? null;
        if (nextAt !== null) this.#clock.value = Math.max(this.#clock.peek(), Math.min(until, nextAt));
      });
    });
    this.#isPassing = false;
  }

  async #pass(question: (api: RunApi, run: number) => Promise<RunState>, isWhole = false): Promise<void> {
    await this.#inTurn(async (api) => {
      const run = this.#opened.peek()?.run;
      if (run !== undefined) this.#show(await question(api, run), isWhole);
    });
  }

  /** The run waits at its last moment; what is done is done at the time that is shown. */
  async #comeToClock(api: RunApi, run: number): Promise<void> {
    const state = this.#state.peek();
    const until = Math.round(this.#clock.peek());
    if (state !== null && until > state.at) this.#show(await api.advance(run, until, momentsAtOnce));
  }

  /** `isWhole`: the answer has all rows, not those alone that changed. What comes after a stop is of no run any more. */
  #show(answer: RunState, isWhole = false): void {
    if (this.#opened.peek() === null) return;
    batch(() => {
      const before = this.#state.peek();
      const state = before === null || isWhole ? answer : mergedState(before, answer);
      this.#log.value = answer.newsIsAll ? answer.news : [...this.#log.peek(), ...answer.news];
      this.#state.value = state;
      this.#clock.value = state.at;
    });
  }

  #forget(): void {
    this.#opened.value = null;
    this.#state.value = null;
    this.#log.value = [];
    this.#clock.value = 0;
  }

  // Asking.

  async #asked(question: (api: RunApi, run: number) => Promise<string>): Promise<string | null> {
    let text: string | null = null;
    await this.#inTurn(async (api) => {
      const run = this.#opened.peek()?.run;
      if (run !== undefined) text = await question(api, run);
    });
    return text;
  }

  async #answered<Answer>(question: (api: RunApi) => Promise<Answer>): Promise<Answer | null> {
    let answer: Answer | null = null;
    await this.#inTurn(async (api) => {
      answer = await question(api);
    });
    return answer;
  }

  async #leave(api: RunApi): Promise<void> {
    const run = this.#opened.peek()?.run;
    if (run !== undefined) await api.close(run);
  }

  /** Never throws: what goes wrong is `trouble`. */
  async #inTurn(action: (api: RunApi) => Promise<void>): Promise<void> {
    const { promise: stopped } = this.#stop;
    const turn = this.#last.then(async () => {
      try {
        await Promise.race([action(this.#host.api()), stopped]);
      } catch (error) {
        this.pause();
        this.#trouble.value = troubleWords(error);
      }
    });
    this.#last = turn;
    this.#isBusy.value = ++this.#waiting > 0;
    await turn;
    this.#isBusy.value = --this.#waiting > 0;
  }
}

interface Stop {
  readonly promise: Promise<void>;
  readonly end: () => void;
}

function newStop(): Stop {
  let end: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { promise, end };
}

function isTrouble(answer: object): answer is RunTrouble {
  return "trouble" in answer && !("moment" in answer);
}

/** No statement is on its way, and one is to come: it is the next moment. */
function statementIsNext({ statements }: RunState): boolean {
  return (
    statements.some(({ at }) => at === null) && statements.every(({ at, isDone }) => at === null || isDone)
  );
}

/** Nothing is to be seen any more, though gossip may go on for ever. */
function isAtRest({ statements, flights, waiting, differences }: RunState): boolean {
  return (
    statements.every(({ at }) => at !== null) &&
    differences === null &&
    waiting.length === 0 &&
    flights.every(({ kind }) => kind === "digest")
  );
}

function pauseAt(speed: number): number {
  return Math.max(80, Math.min(1200, (statementPause * speedDefault) / speed));
}
