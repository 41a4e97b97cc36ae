/// <reference lib="dom" />
import { spaceTimeDiagram } from "../lab/space-time-diagram.ts";
import type { OfferedScenario, OpenRun, RunApi, RunSource, RunState, RunTrouble } from "./run-api.ts";
import type { ProgramFiles } from "./program-files.ts";
import { LiveRun } from "./runs/live-run.ts";
import { offeredScenarios } from "./runs/offered-scenarios.ts";
import { excess, runBounds } from "./runs/run-bounds.ts";
import { runOutline } from "./runs/run-outline.ts";
import { RunProgram, UnrunnableProgram } from "./runs/run-program.ts";
import { simulatedTrace } from "./runs/simulated-trace.ts";

/** How many programs are kept ready. */
const programsKept = 4;

/** Runs of programs, within the bounds of a page. `clock` is in milliseconds. */
export class RunService implements RunApi {
  readonly #clock: () => number;
  readonly #runs = new Map<number, LiveRun>();
  readonly #programs = new Map<string, RunProgram>();
  #opened = 0;
  #asked = 0;

  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  scenarios(files: ProgramFiles): Promise<readonly OfferedScenario[] | RunTrouble> {
    return this.#withProgram(files, [], (program) => offeredScenarios(program, this.#isLate));
  }

  open({ files, statements, seed }: RunSource): Promise<OpenRun | RunTrouble> {
    if (!Number.isSafeInteger(seed)) return Promise.resolve({ trouble: "The seed is no whole number." });
    return this.#withProgram(files, statements, (program) => {
      const live = new LiveRun(program, statements, seed, this.#isLate);
      const run = ++this.#opened;
      this.#runs.set(run, live);
      return { run, state: live.state(), ...runOutline(program.local) };
    });
  }

  advance(run: number, until: number, most: number): Promise<RunState> {
    return this.#stateAfter(run, (live) => {
      live.advance(until, most);
    });
  }

  step(run: number): Promise<RunState> {
    return this.#stateAfter(run, (live) => {
      live.step();
    });
  }

  seek(run: number, moment: number | "end"): Promise<RunState> {
    return this.#stateAfter(run, (live) => {
      live.seek(moment);
    });
  }

  act(run: number, statement: string): Promise<RunState | RunTrouble> {
    const live = this.#ask(run);
    return Promise.resolve(live.act(statement) ?? live.state());
  }

  save(run: number, name: string): Promise<string> {
    const { program, statements } = this.#ask(run);
    return Promise.resolve(program.saved(name, statements));
  }

  trace(files: ProgramFiles, scenario: string | null, seed: number): Promise<string | RunTrouble> {
    return this.#withProgram(files, [], (program) => simulatedTrace(program, scenario, seed, this.#isLate));
  }

  diagram(run: number): Promise<string> {
    return Promise.resolve(spaceTimeDiagram([this.#ask(run).recorded]));
  }

  close(run: number): Promise<void> {
    this.#runs.get(run)?.close();
    this.#runs.delete(run);
    return Promise.resolve();
  }

  /** What a program that can be run answers; why it cannot be, else. */
  #withProgram<Answer>(
    files: ProgramFiles,
    statements: readonly string[],
    answer: (program: RunProgram) => Answer,
  ): Promise<Answer | RunTrouble> {
    this.#asked = this.#clock();
    const tooMuch = excess(files, statements);
    if (tooMuch !== null) return Promise.resolve({ trouble: tooMuch });
    try {
      return Promise.resolve(answer(this.#program(files)));
    } catch (error) {
      if (error instanceof UnrunnableProgram) return Promise.resolve({ trouble: error.message });
      throw error;
    }
  }

  #stateAfter(run: number, change: (live: LiveRun) => void): Promise<RunState> {
    const live = this.#ask(run);
    change(live);
    return Promise.resolve(live.state());
  }

  #ask(run: number): LiveRun {
    this.#asked = this.#clock();
    const live = this.#runs.get(run);
    if (live === undefined) throw new Error(`there is no run ${String(run)}`);
    return live;
  }

  readonly #isLate = (): boolean => this.#clock() - this.#asked > runBounds.effort;

  /** Throws an `UnrunnableProgram`. */
  #program(files: ProgramFiles): RunProgram {
    const key = JSON.stringify(files);
    const program = this.#programs.get(key) ?? new RunProgram(files);
    this.#programs.delete(key);
    this.#programs.set(key, program);
    const [oldest] = this.#programs.keys();
    if (this.#programs.size > programsKept && oldest !== undefined) this.#programs.delete(oldest);
    return program;
  }
}
