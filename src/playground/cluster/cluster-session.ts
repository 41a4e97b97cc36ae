/// <reference lib="dom" />
import { batch, computed, signal, type ReadonlySignal } from "@preact/signals";
import { openedProgram, type OpenedProgram } from "../opened-program.ts";
import type { ProgramFiles } from "../program-files.ts";
import type { OfferedScenario, RunSource, RunState } from "../run-api.ts";
import { RunPlayer } from "../run-player.ts";
import { offeredActions, type OfferedAction } from "./offered-action.ts";

/** What is told of the run that is open: a scenario of its file, or what is done by hand. */
export interface OpenedRun {
  readonly title: string;
  /** The scenario that it is; null for a run by hand. */
  readonly offered: OfferedScenario | null;
}

const replicasDefault: readonly string[] = ["madrid", "dublin", "oslo"];

/**
 * What the cluster view has open, kept while other views are shown: a program with its scenarios,
 * and one run of it in its player.
 */
export class ClusterSession {
  readonly player = new RunPlayer();
  readonly #run = signal<OpenedRun>({ title: "", offered: null });
  readonly #files = signal<ProgramFiles>(openedProgram.peek().files);
  readonly #offered = signal<readonly OfferedScenario[]>([]);
  readonly #notice = signal<string | null>(null);
  /** What was in the workbench when a run of it was opened last. */
  #basis: OpenedProgram | null = null;
  #openings = 0;

  readonly run: ReadonlySignal<OpenedRun> = this.#run;
  /** The program whose scenarios are offered. */
  readonly files: ReadonlySignal<ProgramFiles> = this.#files;
  readonly offered: ReadonlySignal<readonly OfferedScenario[]> = this.#offered;
  /** What could not be opened, in words. */
  readonly notice: ReadonlySignal<string | null> = this.#notice;
  readonly actions: ReadonlySignal<readonly OfferedAction[]> = computed(() => {
    const opened = this.player.opened.value;
    return opened === null ? [] : offeredActions(opened);
  });
  readonly replicas: ReadonlySignal<readonly string[]> = computed(
    () => this.player.opened.value?.state.replicas.map(({ name }) => name) ?? replicasDefault,
  );
  /** Whether time goes on once something was done. */
  readonly goesOn = signal(true);
  /** The replica that is looked at where there is room for one, and that the map marks. */
  readonly chosen = signal("");
  /** Whether the insides of replicated rows are shown. */
  readonly insides = signal(true);

  /** Whether anything was opened here, or is being opened. */
  get hasBegun(): boolean {
    return this.#openings > 0;
  }

  /** Whether what is in the workbench has not been opened here yet. */
  get isBehind(): boolean {
    const now = openedProgram.peek();
    return this.#basis !== now && JSON.stringify(this.#basis?.files) !== JSON.stringify(now.files);
  }

  /**
   * Opens what is in the workbench on three replicas that have nothing done yet; on those of its
   * first scenario where these are more, or where its boundaries name them.
   */
  async openProgram(seed = 1): Promise<void> {
    const { title, files } = openedProgram.peek();
    const own = replicasIn(files);
    const open = async (names: readonly string[]): Promise<void> => {
      await this.openSource(title, { files, statements: [replicasStatement(names)], seed }, null);
    };
    await open(own.length < replicasDefault.length ? replicasDefault : own);
    if (this.player.opened.peek() === null && own.length > 0) await open(own);
  }

  /** Opens a run, and offers the scenarios of its program. */
  async openSource(title: string, source: RunSource, offered: OfferedScenario | null): Promise<void> {
    const opening = ++this.#openings;
    this.#basis = openedProgram.peek();
    const isOther = source.files !== this.#files.peek() && offered === null;
    batch(() => {
      this.#run.value = { title, offered };
      this.#notice.value = null;
      if (isOther) {
        this.#files.value = source.files;
        this.#offered.value = [];
      }
    });
    await this.player.open(source);
    // Where nothing is done yet, there is nothing to be played either.
    if (source.statements.length === 1) await this.player.toEnd();
    if (opening === this.#openings && (isOther || this.#offered.peek().length === 0))
      await this.#offer(opening);
  }

  async openOffered(offered: OfferedScenario): Promise<void> {
    await this.openSource(offered.name, offered.source, offered);
  }

  /** Opens a scenario of what is in the workbench by its name; a run by hand where there is none. */
  async openNamed(name: string, seed: number | null): Promise<void> {
    const opening = ++this.#openings;
    const { files } = openedProgram.peek();
    batch(() => {
      this.#files.value = files;
      this.#offered.value = [];
    });
    await this.#offer(opening);
    if (opening !== this.#openings) return;
    const found = this.#offered.peek().find((each) => each.name === name);
    if (found === undefined) {
      await this.openProgram(seed ?? 1);
      if (this.player.opened.peek() !== null)
        this.#notice.value = `There is no scenario ${name} in this program.`;
      return;
    }
    const source = seed === null ? found.source : { ...found.source, seed };
    await this.openSource(found.name, source, found);
  }

  /** Runs the same statements anew: from the beginning, or to the end where they were done. */
  async reseed(seed: number): Promise<void> {
    const source = this.player.source.peek();
    const state = this.player.state.peek();
    if (source === null || source.seed === seed) return;
    const { title, offered } = this.#run.peek();
    await this.openSource(title, { ...source, seed }, offered);
    if (state !== null && isDone(state, source.statements.length)) await this.player.toEnd();
  }

  /** Begins anew with other replicas; nothing is done yet. */
  async beginAnew(replicas: readonly string[]): Promise<void> {
    const source = this.player.source.peek();
    const files = source?.files ?? this.#files.peek();
    const { title, offered } = this.#run.peek();
    const name = offered === null ? title : openedProgram.peek().title;
    await this.openSource(
      name,
      { files, statements: [replicasStatement(replicas)], seed: source?.seed ?? 1 },
      null,
    );
  }

  /**
   * Does a statement; null where it was done, else why not. A scenario that was not at its end is
   * left, and goes on by hand.
   */
  async act(statement: string): Promise<string | null> {
    const wasAmidst = this.player.state.peek()?.statements.some(({ at }) => at === null) === true;
    const trouble = await this.player.act(statement);
    if (trouble !== null) return trouble;
    const { title, offered } = this.#run.peek();
    if (wasAmidst && offered !== null) this.#run.value = { title: `${title}, by hand`, offered: null };
    if (this.goesOn.peek()) this.player.play();
    return null;
  }

  refuse(notice: string): void {
    this.#notice.value = notice;
  }

  async #offer(opening: number): Promise<void> {
    const offered = await this.player.scenarios(this.#files.peek());
    if (offered === null || opening !== this.#openings) return;
    this.#offered.value = "trouble" in offered ? [] : offered;
  }
}

/** The replicas of the first scenario of a program; none without one. */
function replicasIn([{ text }]: ProgramFiles): readonly string[] {
  const [, names = ""] = /^\s*replicas ([\w, ]+)\.\s*$/m.exec(text) ?? [];
  return names === "" ? [] : names.split(",").map((name) => name.trim());
}

function replicasStatement(replicas: readonly string[]): string {
  return `replicas ${replicas.join(", ")}.`;
}

/** Whether so many statements are done: those that a run was opened with. */
export function isDone({ statements }: RunState, count: number): boolean {
  return statements.length >= count && statements.slice(0, count).every((statement) => statement.isDone);
}
