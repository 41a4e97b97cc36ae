import type { Changes } from "../engine/session.ts";
import type { DotContext } from "../lattice/dot-context.ts";
import type { Row } from "../lattice/row.ts";
import type { Timestamp } from "../lattice/timestamp.ts";
import type { Boundary } from "../model/program.ts";
import type { Call } from "./call.ts";
import type { Transaction } from "./change.ts";
import type { Draft, Writer } from "./draft.ts";
import type { DurableState } from "./durable-state.ts";
import type { FactStore } from "./fact-store.ts";
import type { DecisionRule, Sealing } from "./local-program.ts";
import type { Message, Work } from "./message.ts";
import type { ReplicaEvent, Surroundings } from "./surroundings.ts";

/** One replica's part in how a boundary comes to its decisions. */
export interface BoundaryProtocol {
  /** Something changed here: there may be something to decide. */
  stateChanged(): void;
  /** A link came up: what could not be done may be possible now. */
  linkUp(): void;
  /** A transaction came from elsewhere and has been applied. */
  integrated(transaction: Transaction): void;
  /** Has work done at the boundary, and tells the call what came of it. */
  submit(work: Work, request: string, call: Call): void;
  receive(from: string, message: Message): void;
  /** Whether a change of what this row seals is still being decided, so that no vote may be given. */
  holdsOpen(sealing: Sealing, row: Row): boolean;
  /** What is still under way, for who waits; null when nothing is. */
  readonly waitsFor: string | null;
}

/** What carrying out some work came to. */
export type Execution =
  | { readonly kind: "done"; readonly transaction: Transaction | null }
  | { readonly kind: "refused"; readonly reason: string };

/** Work that was done as far as it can be taken back, and what follows from it so far. */
export interface Prepared {
  readonly draft: Draft;
  readonly changes: Changes | null;
}

/** The replica, as a protocol knows it. */
export interface BoundaryHost {
  readonly name: string;
  readonly members: readonly string[];
  readonly others: readonly string[];
  readonly store: FactStore;
  readonly durable: DurableState;
  readonly surroundings: Surroundings;
  /** A row that the boundary could decide now: the first in the order of rows; null where there is none. */
  undecided(boundary: Boundary): { readonly rule: DecisionRule; readonly candidate: Row } | null;
  /** Decides a candidate as this replica's transaction. */
  decide(rule: DecisionRule, candidate: Row): Transaction | null;
  /** Carries out work on what is here, for `caller`, as this replica's transaction. */
  execute(work: Work, caller: string, request: string | null): Execution;
  /** Does work as far as it can be taken back, with `revert`; the reason where it cannot be done. */
  prepare(work: Work, caller: string, writer: Writer): Prepared | string;
  revert(draft: Draft): void;
  /** Takes in transactions from elsewhere, and what follows from them. */
  integrate(transactions: readonly Transaction[]): void;
  /** Sends a transaction to the others, as the delivery has it; it was made upon what `upon` says. */
  spread(transaction: Transaction, upon: DotContext): void;
  /** Tells a call what its work came to. */
  settle(call: Call, execution: Execution): void;
  /** Refuses a call that is still pending when the time for it is over. */
  refuseLater(call: Call, reason: string): void;
  timestamp(): Timestamp;
  note(event: ReplicaEvent): void;
}
