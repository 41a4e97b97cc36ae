import type { ValueType } from "../model/program.ts";
import type { TraceEntry } from "../replication/trace.ts";
import type { ProgramFiles } from "./program-files.ts";

/**
 * A run, as text: it can be saved, shared, and given to `calm simulate`. What is done on the page
 * becomes a statement more; going back in time is running fewer of them.
 */
export interface RunSource {
  readonly files: ProgramFiles;
  /** The statements of one scenario, as they are written, each with its full stop; `replicas a, b.` is the first. */
  readonly statements: readonly string[];
  readonly seed: number;
}

/** Runs of programs on simulated replicas, in a worker: the same simulator as that of `calm simulate`. */
export interface RunApi {
  /** The scenarios of a program, and its witnesses and counterexamples as scenarios. */
  scenarios(files: ProgramFiles): Promise<readonly OfferedScenario[] | RunTrouble>;
  /** Opens a run at its first moment: nothing is done yet. */
  open(source: RunSource): Promise<OpenRun | RunTrouble>;
  /**
   * Lets all moments pass until this time, in simulated milliseconds, at most `most` of them. Past
   * the last statement, time goes on as one more statement, `run N.`, that grows. With `Infinity`
   * that ends where nothing happens any more.
   */
  advance(run: number, until: number, most: number): Promise<RunState>;
  /** Lets the next moment pass, whenever it is. */
  step(run: number): Promise<RunState>;
  /** Goes to a moment that has been, or to the end of all statements; past that end it stops there. */
  seek(run: number, moment: number | "end"): Promise<RunState>;
  /**
   * Does a statement now, behind all that happens at this very time: of one that takes time, such as
   * `settle.`, its first moment, and of a `repeat` all that takes no time. What was to come after
   * this is forgotten, and a statement in which time passes becomes a `run`. A statement that cannot
   * be is told, and nothing is forgotten.
   */
  act(run: number, statement: string): Promise<RunState | RunTrouble>;
  /** The rule file with all statements of the run in it as a scenario of this name, or of one like it that is free. */
  save(run: number, name: string): Promise<string>;
  /** What `calm simulate --format json` prints of a scenario of the files; the bytes are the same. */
  trace(files: ProgramFiles, scenario: string | null, seed: number): Promise<string | RunTrouble>;
  /** The space-time diagram of what has been, as an svg. */
  diagram(run: number): Promise<string>;
  close(run: number): Promise<void>;
}

export interface RunTrouble {
  /** In words, for people; lines of the root file count from 1. */
  readonly trouble: string;
}

export interface OfferedScenario {
  readonly name: string;
  readonly kind: "scenario" | "witness" | "counterexample";
  /** What it shows, in a sentence: of a finding, what the finding says. */
  readonly about: string;
  /** The line of the root file at which it, or its finding, stands, from 1; null elsewhere. */
  readonly line: number | null;
  /** Of a counterexample, with the facts that it needs in the files. */
  readonly source: RunSource;
}

export interface OpenRun {
  readonly run: number;
  readonly state: RunState;
  readonly relations: readonly RunRelation[];
  /** What can be done at a replica. */
  readonly operations: readonly RunOperation[];
  readonly boundaries: readonly { readonly name: string; readonly kind: string; readonly text: string }[];
  readonly invariants: readonly string[];
}

export interface RunRelation {
  readonly name: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    /** What its values are, whatever its type is called. */
    readonly value: ValueType;
    readonly lattice: string | null;
  }[];
  /** How its rows come to be: written, derived, or made by the system (`violations`, `_refused`). */
  readonly origin: "base" | "derived" | "violation" | "system";
  readonly isOutput: boolean;
  /** Written by `.seal … by`: inserting its rows closes something. */
  readonly seals: string | null;
  /** How it is written: `grow`, `orset`, the lattice of its first value column, or `static`: not at all. */
  readonly kind: string;
}

export interface RunOperation {
  readonly name: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly type: string;
    readonly value: ValueType;
  }[];
  /** The boundary at which it runs; null where it runs alone. */
  readonly boundary: string | null;
}

/** Everything that is to be seen at one moment of a run. */
export interface RunState {
  /** How many moments have passed, and how many are known to be. */
  readonly moment: number;
  readonly moments: number;
  /** Simulated milliseconds. */
  readonly at: number;
  /** When the next moment is; null while nothing is under way and no statement is to come. */
  readonly nextAt: number | null;
  readonly statements: readonly StatementState[];
  readonly replicas: readonly ReplicaState[];
  /** Messages under way, the earliest to arrive first; at most 500. */
  readonly flights: readonly Flight[];
  /** What waits at its sender for a link; at most 500. */
  readonly waiting: readonly Waiting[];
  /** Links that a partition has cut, each direction by itself. */
  readonly down: readonly { readonly from: string; readonly to: string }[];
  /** Null: all replicas that are up have the same rows. */
  readonly differences: Differences | null;
  /** Invariants that are violated at a replica, each with a row. */
  readonly violations: readonly {
    readonly invariant: string;
    readonly replica: string;
    readonly text: string;
  }[];
  /**
   * What has happened since the state that was returned before; all of it after `open` and `seek`,
   * and where `act` changed what has been, such as how far a `run` goes that has grown: then rows and
   * cells are all told, too. Lines of statements are those of the file that `save` gives.
   */
  readonly news: readonly TraceEntry[];
  readonly newsIsAll: boolean;
  /** Why the run could not go on. */
  readonly trouble: string | null;
}

export interface StatementState {
  readonly text: string;
  /** When it began; null while it is to come. */
  readonly at: number | null;
  /** The moment with which it began, to `seek` it; null while it is to come. */
  readonly moment: number | null;
  readonly isDone: boolean;
  /** Of an `expect`, once it is done. */
  readonly ok: boolean | null;
  /** Why an `expect` failed; what became of a call: `refused: …`, `waits for …`; else "". */
  readonly message: string;
}

export interface ReplicaState {
  readonly name: string;
  readonly isUp: boolean;
  /** Which part of a partition it is in; all are in 0 without one. */
  readonly side: number;
  /**
   * By relation. Only those that changed since the state that was returned before; all of them after
   * `open` and `seek`, and when it comes up again. None while it is down.
   */
  readonly rows: Readonly<Record<string, readonly string[]>>;
  /** By relation, how many rows more it has than `rows` says; of those of `rows`. */
  readonly more: Readonly<Record<string, number>>;
  /** The insides of its base relations, as `rows`; none of grow-only sets, whose rows have no insides. */
  readonly cells: Readonly<Record<string, readonly CellView[]>>;
  /** How many changes of each replica it has seen. */
  readonly seen: Readonly<Record<string, number>>;
  /** Changes that arrived before what they were made upon. */
  readonly heldBack: readonly string[];
  /** What it waits for at boundaries, in words. */
  readonly waitsFor: readonly string[];
  /** Votes to close what is not closed yet, and seals in effect, as rows. */
  readonly votes: readonly { readonly row: string; readonly by: readonly string[] }[];
  readonly seals: readonly string[];
  readonly refused: readonly string[];
}

/** What is inside of one replicated row or column. */
export interface CellView {
  /** The row, or the key of a cell, as it is written: `likes("post1")`. */
  readonly key: string;
  readonly kind: "orset" | "max" | "min" | "gcounter" | "pncounter" | "bounded" | "lww" | "mv" | "sequence";
  /** What is read from it, as text. */
  readonly value: string;
  /** Of counters: a slot for each replica; of a bounded one also its rights. */
  readonly slots: readonly {
    readonly replica: string;
    readonly plus: number;
    readonly minus: number;
    readonly rights: number | null;
  }[];
  /** Of an `orset`, a tag for each addition that is not taken back: `madrid.3`. */
  readonly tags: readonly string[];
  /** Of registers: each value with when and by whom it was written; of `mv`, as the how manieth of its writer. */
  readonly writes: readonly { readonly value: string; readonly time: number; readonly replica: string }[];
}

export interface Flight {
  /** The same while the message is under way. */
  readonly id: number;
  readonly from: string;
  readonly to: string;
  /** The kind of message, as in traces. */
  readonly kind: string;
  readonly text: string;
  readonly sent: number;
  readonly arrives: number;
}

export interface Waiting {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** Where replicas differ: rows that some have and some have not. */
export interface Differences {
  readonly rows: readonly {
    readonly row: string;
    readonly at: readonly string[];
    readonly notAt: readonly string[];
  }[];
  /** How many more there are. */
  readonly more: number;
}
