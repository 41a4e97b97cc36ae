import type { ActorId, Dot } from "../lattice/actor.ts";
import type { DotContext } from "../lattice/dot-context.ts";
import type { Row } from "../lattice/row.ts";
import type { CellDelta } from "../lattice/cell.ts";

/**
 * What one actor changed at once: its changes have the dots `first`, `first + 1`, … of the actor,
 * and all of them are seen or none.
 *
 * Changes of different transactions may be applied in any order, and more than once: each is a
 * delta that merges (Almeida, Shoker, Baquero, "Delta State Replicated Data Types", 2018), and an
 * addition that arrives behind its removal is known by its dot.
 */
export interface Transaction {
  readonly actor: ActorId;
  readonly first: number;
  readonly changes: readonly Change[];
  /** The boundary that decided this; null for what somebody wrote. */
  readonly boundary: string | null;
  /** The request that this answers, if it was made elsewhere: it is not carried out twice. */
  readonly request: string | null;
}

export type Change =
  /** A fact of a grow-only or removable set, or one that `max` and `min` columns merge. */
  | { readonly kind: "insert"; readonly relation: string; readonly row: Row }
  /** The additions of a fact that were seen are taken back. */
  | { readonly kind: "remove"; readonly relation: string; readonly row: Row; readonly dots: readonly Dot[] }
  /** The value of a register, counter or sequence at a key merges with a delta. */
  | { readonly kind: "merge"; readonly relation: string; readonly key: Row; readonly delta: CellDelta }
  /** The actor will accept no more of the partition that this row seals; `seen` is all that it had then. */
  | { readonly kind: "vote"; readonly relation: string; readonly row: Row; readonly seen: DotContext };

/** The dot of a transaction's last change; a transaction has at least one. */
export function lastSequence({ first, changes }: Transaction): number {
  return first + changes.length - 1;
}

export function dotOf({ actor, first }: Transaction, index: number): Dot {
  return { actor, sequence: first + index };
}
