import { readdirSync, readFileSync } from "node:fs";
import { present } from "../../src/base/assert.ts";
import type { OpenRun, ReplicaState, RunSource, RunState, RunTrouble } from "../../src/playground/run-api.ts";
import { RunService } from "../../src/playground/run-service.ts";
import { RunProgram } from "../../src/playground/runs/run-program.ts";
import type { Scenario } from "../../src/model/program.ts";
import type { TraceEntry } from "../../src/replication/trace.ts";

const folder = new URL("../../examples/", import.meta.url);

export interface ExampleScenario {
  readonly title: string;
  readonly program: RunProgram;
  readonly scenario: Scenario;
  readonly source: RunSource;
}

/** Every scenario of every example. */
export function exampleScenarios(): readonly ExampleScenario[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".dl"));
  return names.flatMap((path) => {
    const text = readFileSync(new URL(path, folder), "utf8");
    if (!text.includes(".scenario ")) return [];
    const program = new RunProgram([{ path, text }]);
    return program.program.scenarios.map((scenario) => {
      const statements = scenario.syntax.statements.map(({ span }) => text.slice(span.start, span.end));
      const source = { files: program.files, statements, seed: 1 };
      return { title: `${path}: ${scenario.name}`, program, scenario, source };
    });
  });
}

export function sound<T extends object>(answer: T | RunTrouble): T {
  if ("trouble" in answer && typeof answer.trouble === "string" && !("news" in answer))
    throw new Error(answer.trouble);
  return answer as T;
}

/** A run of a service, with all that its states have told put together. */
export class FollowedRun {
  readonly service: RunService;
  readonly opened: OpenRun;
  #last: RunState;
  #trace: readonly TraceEntry[];
  readonly #replicas = new Map<string, ReplicaState>();

  private constructor(service: RunService, opened: OpenRun) {
    this.service = service;
    this.opened = opened;
    this.#last = opened.state;
    this.#trace = [];
    this.take(opened.state);
  }

  static async open(source: RunSource, service = new RunService()): Promise<FollowedRun> {
    return new FollowedRun(service, sound(await service.open(source)));
  }

  get state(): RunState {
    return this.#last;
  }

  get trace(): readonly TraceEntry[] {
    return this.#trace;
  }

  /** The last state, as if everything were told with each. */
  get whole(): RunState {
    const replicas = this.#last.replicas.map(({ name }) => present(this.#replicas.get(name), name));
    return { ...this.#last, replicas, news: this.#trace, newsIsAll: true };
  }

  replica(name: string): ReplicaState {
    return present(this.#replicas.get(name), name);
  }

  async step(): Promise<RunState> {
    return this.take(await this.service.step(this.opened.run));
  }

  async advance(until: number, most = 100_000): Promise<RunState> {
    return this.take(await this.service.advance(this.opened.run, until, most));
  }

  async seek(moment: number | "end"): Promise<RunState> {
    return this.take(await this.service.seek(this.opened.run, moment));
  }

  async act(statement: string): Promise<RunState> {
    return this.take(sound(await this.service.act(this.opened.run, statement)));
  }

  take(state: RunState): RunState {
    this.#trace = state.newsIsAll ? state.news : [...this.#trace, ...state.news];
    for (const replica of state.replicas) {
      const before = state.newsIsAll || !replica.isUp ? undefined : this.#replicas.get(replica.name);
      this.#replicas.set(replica.name, {
        ...replica,
        rows: { ...before?.rows, ...replica.rows },
        cells: { ...before?.cells, ...replica.cells },
      });
    }
    this.#last = state;
    return state;
  }
}
