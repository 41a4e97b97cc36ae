import type { Dot } from "../lattice/actor.ts";
import type { Row } from "../lattice/row.ts";
import type { Relation } from "../model/program.ts";
import type { Message } from "./message.ts";

export type Delivery = "best_effort" | "reliable" | "causal" | "gossip";

/** What a replica has around it. It knows no other clock, no other chance and no other network. */
export interface Surroundings {
  readonly delivery: Delivery;
  /** How long a request may take, in milliseconds. */
  readonly timeout: number;
  /** This replica's clock, in milliseconds. */
  clock(): number;
  /**
   * Sends a message. `once`: it is tried once and may be lost; else it arrives as soon as the link
   * lets it, unless one of the two ends crashes before.
   */
  send(to: string, message: Message, once: boolean): void;
  /**
   * Does something later, unless the replica crashes before. Nobody need wait for it while it is
   * not `wanted`.
   */
  after(milliseconds: number, action: () => void, wanted?: () => boolean): void;
  /** A number from 0 to below 1. */
  random(): number;
  /** Is told what happens here. */
  note(event: ReplicaEvent): void;
}

/**
 * Something that happened at a replica, for traces. Rows are facts of the text; their texts are
 * made when they are looked at.
 */
export type ReplicaEvent =
  /** It changed something itself; at a boundary it decided it. */
  | {
      readonly kind: "committed";
      readonly rows: readonly RowText[];
      readonly boundary: string | null;
      /** Of the first change. */
      readonly dot: Dot;
    }
  /** It learned of changes made elsewhere. */
  | { readonly kind: "applied"; readonly rows: readonly RowText[] }
  | { readonly kind: "refused"; readonly work: string; readonly reason: string }
  | { readonly kind: "pending"; readonly work: string; readonly boundary: string }
  | { readonly kind: "acknowledged late"; readonly work: string }
  | { readonly kind: "voted" | "sealed"; readonly row: string }
  /** Changes arrived before what they were made upon. */
  | { readonly kind: "held back"; readonly changes: readonly string[] }
  /** The rows of an output changed. */
  | { readonly kind: "appeared" | "withdrawn"; readonly relation: Relation; readonly row: Row }
  /** It asks the others, for a boundary. */
  | { readonly kind: "asked"; readonly boundary: string };

export interface RowText {
  readonly row: string;
  readonly there: boolean;
}
