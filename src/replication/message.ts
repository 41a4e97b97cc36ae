import type { DotContext } from "../lattice/dot-context.ts";
import type { Row } from "../lattice/row.ts";
import type { Transaction } from "./change.ts";
import type { ResolvedEffect } from "../engine/resolved-effect.ts";

/** What is asked of a replica, or through it of a boundary. */
export type Work =
  | { readonly kind: "call"; readonly operation: string; readonly arguments: Row }
  | { readonly kind: "effects"; readonly effects: readonly ResolvedEffect[] };

/** What replicas tell each other. */
export type Message =
  /** A sender's own changes, or ones that it relays. `after` is what they were made upon, where that matters. */
  | {
      readonly kind: "changes";
      readonly transactions: readonly Transaction[];
      readonly after: DotContext | null;
    }
  /** What the sender has; with `ask`, it wants to know what the other has, too. */
  | { readonly kind: "digest"; readonly seen: DotContext; readonly ask: boolean }
  /** All that the other lacked. */
  | { readonly kind: "missing"; readonly transactions: readonly Transaction[] }
  /** Work for who has the authority at a boundary; not after `deadline`, by the caller's clock. */
  | {
      readonly kind: "request";
      readonly boundary: string;
      readonly request: string;
      readonly work: Work;
      readonly deadline: number;
    }
  | {
      readonly kind: "answer";
      readonly request: string;
      readonly refused: string | null;
      readonly transactions: readonly Transaction[];
    }
  /** There is something to decide at a barrier. */
  | { readonly kind: "nudge"; readonly boundary: string }
  | { readonly kind: "collect"; readonly boundary: string; readonly round: number; readonly seen: DotContext }
  | {
      readonly kind: "collected";
      readonly boundary: string;
      readonly round: number;
      readonly transactions: readonly Transaction[];
    }
  /** Paxos, for the log of a quorum boundary: `ballot` asks to be followed. */
  | {
      readonly kind: "prepare";
      readonly boundary: string;
      readonly ballot: Ballot;
      readonly seen: DotContext;
    }
  | {
      readonly kind: "promise";
      readonly boundary: string;
      readonly ballot: Ballot;
      readonly accepted: Proposal | null;
      readonly seen: DotContext;
      readonly transactions: readonly Transaction[];
    }
  | {
      readonly kind: "accept";
      readonly boundary: string;
      readonly ballot: Ballot;
      readonly transaction: Transaction;
      /** What the other may lack of the log so far. */
      readonly transactions: readonly Transaction[];
    }
  | {
      readonly kind: "accepted";
      readonly boundary: string;
      readonly ballot: Ballot;
      readonly first: number;
    }
  | {
      readonly kind: "rejected";
      readonly boundary: string;
      readonly ballot: Ballot;
      readonly promised: Ballot;
      readonly reason: Rejection;
      readonly seen: DotContext;
    };

/**
 * Why a proposal is not followed: a later ballot is; the log before it is not here; or the log
 * has another entry there.
 */
export type Rejection = "preempted" | "behind" | "entered";

/** Ballots are ordered by round, then by name. */
export interface Ballot {
  readonly round: number;
  readonly replica: string;
}

export interface Proposal {
  readonly ballot: Ballot;
  readonly transaction: Transaction;
}
