import type { Solver } from "../analysis/confluence/solver.ts";
import type { Files } from "./files.ts";
import type { Programs } from "./programs.ts";
import type { Settings } from "./project-settings.ts";

/** For so long at first evidence is looked for before messages are looked at again. */
const sliceMilliseconds = 20;

/** The same for a program without an open document. */
const closedSliceMilliseconds = 500;

/** Longer than this nothing waits for typing to rest. */
const pauseMilliseconds = 1000;

/** After so long it is looked again whether all that was said has left. */
const sendingMilliseconds = 1;

export interface CheckLoopParts {
  readonly files: Files;
  readonly programs: Programs;
  readonly settings: Settings;
  readonly solver: Solver;
  /** Whether messages wait that may make stale what would be worked out now. */
  readonly isBusy: () => boolean;
  /** Whether something that was said has not left yet: it only leaves between two steps. */
  readonly isSending: () => boolean;
  /** More is concluded of a program than before. */
  readonly report: (root: string) => void;
  /** Called with what is thrown, which is a fault of ours. */
  readonly fault: (error: unknown, root: string) => void;
}

/** A program that was searched for evidence in so many milliseconds is not checked without it first. */
const shortMilliseconds = 25;

/**
 * Brings all programs to their last stage, those with open documents first, one step at a time:
 * between two steps messages are taken, so that a step that a newer text makes useless is not begun.
 */
export class CheckLoop {
  readonly #parts: CheckLoopParts;
  /** How long the last search for evidence took, by program; of one that was broken off, how long until then. */
  readonly #costs = new Map<string, number>();
  /** How long the last check without evidence took, by program. */
  readonly #quickCosts = new Map<string, number>();
  /** How long the present search took so far, by program. */
  readonly #spent = new Map<string, number>();
  readonly #failed = new Set<string>();
  #closed: string[] = [];
  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;
  /** Runs while typing has to rest before evidence is looked for. */
  #pause: NodeJS.Timeout | null = null;
  #deciding: string | null = null;
  readonly #waiting: (() => void)[] = [];
  #watching: (() => void)[] = [];
  #touched = 0;
  #isOver = false;

  constructor(parts: CheckLoopParts) {
    this.#parts = parts;
  }

  /** Begins anew after so many milliseconds without another call. */
  touch(milliseconds: number): void {
    this.#touched = performance.now();
    this.#failed.clear();
    for (const [root, spent] of this.#spent)
      if (spent > shortMilliseconds) this.#costs.set(root, Math.max(spent, this.#costs.get(root) ?? 0));
    this.#spent.clear();
    this.#rest();
    if (this.#isOver) return;
    if (milliseconds <= 0) this.#begin();
    else this.#timer = setTimeout(() => this.#begin(), milliseconds);
  }

  /** Resolves when nothing is left to do. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#timer === null && this.#immediate === null) this.#begin();
    });
  }

  /** Resolves when the evidence for the programs of a document is in, or none will be looked for. */
  async concluded(location: string): Promise<void> {
    const { programs, settings } = this.#parts;
    if (!settings.client.evidence) return;
    for (const root of programs.graph.rootsOf(location)) {
      while (!this.#isOver && !this.#failed.has(root) && (programs.stageOf(root) ?? "quick") === "quick") {
        await new Promise<void>((resolve) => {
          this.#watching.push(resolve);
          if (this.#timer === null) this.#continue();
        });
      }
    }
  }

  end(): void {
    this.#isOver = true;
    this.#rest();
    this.#release();
    this.#stir();
  }

  /** What has no open document waits until something changes. */
  leaveClosed(): void {
    this.#closed = [];
  }

  /** How many programs without an open document are still to be looked at. */
  get remaining(): number {
    return this.#closed.length;
  }

  #rest(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    if (this.#pause !== null) clearTimeout(this.#pause);
    this.#pause = null;
    this.#timer = null;
    this.#immediate = null;
  }

  #begin(): void {
    this.#timer = null;
    const { programs } = this.#parts;
    const open = new Set(this.#openRoots());
    this.#closed = programs.graph.roots.filter(
      (root) => !open.has(root) && programs.stageOf(root) !== programs.lastStage,
    );
    this.#closed.reverse();
    this.#continue();
  }

  #continue(): void {
    if (this.#isOver || this.#immediate !== null || this.#timer !== null) return;
    if (this.#pause !== null) clearTimeout(this.#pause);
    this.#pause = null;
    this.#immediate = setImmediate(() => {
      this.#immediate = null;
      if (this.#parts.isBusy()) {
        this.#continue();
        return;
      }
      if (this.#parts.isSending()) {
        this.#wait(sendingMilliseconds);
        return;
      }
      const step = this.#step();
      if (step === "done") this.#continue();
      else if (step !== null) this.#wait(step.wait);
      else if (this.#deciding === null) this.#release();
    });
  }

  #wait(milliseconds: number): void {
    this.#pause = setTimeout(() => {
      this.#pause = null;
      this.#continue();
    }, milliseconds);
  }

  #release(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Takes a step, or says how long to wait before the next one; null when there is nothing to do. */
  #step(): "done" | { readonly wait: number } | null {
    const { programs, settings } = this.#parts;
    const open = this.#openRoots();
    for (const root of open) {
      if (programs.stageOf(root) === null) {
        const isShort = settings.client.evidence && (this.#costs.get(root) ?? Infinity) <= shortMilliseconds;
        return this.#check(root, isShort ? "evident" : "quick");
      }
    }
    let wait = Infinity;
    for (const root of open) {
      if (programs.stageOf(root) !== "quick" || programs.lastStage === "quick") continue;
      const left = this.#touched + this.#pauseBefore(root) - performance.now();
      if (left <= 0 || this.#isAwaited) return this.#check(root, "evident");
      wait = Math.min(wait, left);
    }
    for (const root of open) {
      if (programs.stageOf(root) === "evident" && this.#decide(root)) return "done";
    }
    return this.#closedStep() ?? (wait === Infinity ? null : { wait });
  }

  #closedStep(): "done" | null {
    const { programs, settings } = this.#parts;
    for (let root = this.#closed.pop(); root !== undefined; root = this.#closed.pop()) {
      const stage = programs.stageOf(root);
      if (this.#failed.has(root) || stage === programs.lastStage) continue;
      if (stage !== "evident") {
        this.#closed.push(root);
        return this.#check(root, settings.client.evidence ? "evident" : "quick");
      }
      if (this.#decide(root)) return "done";
      if (this.#deciding !== null) {
        this.#closed.push(root);
        return null;
      }
    }
    return null;
  }

  /**
   * So long must typing rest before evidence is looked for: a step of that goes through the whole
   * program, so that who types on would wait for it.
   */
  #pauseBefore(root: string): number {
    const quick = this.#quickCosts.get(root) ?? 0;
    const search = this.#costs.get(root) ?? 0;
    const wanted = Math.max(
      quick <= shortMilliseconds ? 0 : 4 * quick,
      search <= shortMilliseconds ? 0 : search,
    );
    return Math.min(pauseMilliseconds, wanted);
  }

  #openRoots(): readonly string[] {
    const { files, programs } = this.#parts;
    const roots = [...files.opened].flatMap(([location]) => programs.graph.rootsOf(location));
    return [...new Set(roots)].filter((root) => !this.#failed.has(root));
  }

  #check(root: string, stage: "quick" | "evident"): "done" {
    const { programs, report, fault } = this.#parts;
    const begun = performance.now();
    try {
      const before = this.#spent.get(root) ?? 0;
      const isDone =
        stage === "quick"
          ? programs.check(root, "quick") !== null
          : programs.search(root, this.#sliceOf(root, before));
      const spent = before + performance.now() - begun;
      if (stage === "evident" && !isDone) {
        this.#spent.set(root, spent);
        return "done";
      }
      this.#spent.delete(root);
      (stage === "evident" ? this.#costs : this.#quickCosts).set(root, spent);
      report(root);
      this.#stir();
      if (programs.stageOf(root) === null) this.#failed.add(root);
    } catch (error) {
      this.#failed.add(root);
      fault(error, root);
    }
    return "done";
  }

  /**
   * How long evidence is looked for at once. Each time the program is gone through again, so a search
   * that took long already, or of a program of which nothing is kept, gets more.
   */
  #sliceOf(root: string, spent: number): number {
    const isOpen = this.#openRoots().includes(root);
    return Math.max(isOpen ? sliceMilliseconds : closedSliceMilliseconds, spent / 4);
  }

  /** Whether somebody waits for what is concluded at last. */
  get #isAwaited(): boolean {
    return this.#waiting.length > 0 || this.#watching.length > 0;
  }

  #stir(): void {
    const watching = this.#watching;
    this.#watching = [];
    for (const resolve of watching) resolve();
  }

  /** Asks the solver, one program at a time; false when it is at work on another or has nothing to say. */
  #decide(root: string): boolean {
    const { programs, solver, report, fault } = this.#parts;
    if (this.#deciding !== null || programs.lastStage !== "decided") return false;
    this.#deciding = root;
    programs
      .decide(root, solver)
      .then(() => report(root))
      .catch((error: unknown) => {
        this.#failed.add(root);
        fault(error, root);
      })
      .finally(() => {
        this.#deciding = null;
        this.#continue();
      });
    return true;
  }
}
