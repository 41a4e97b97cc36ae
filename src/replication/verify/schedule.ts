import type { Work } from "../message.ts";
import type { Delivery } from "../surroundings.ts";

/** What is done to a cluster, step by step. With a program and a seed it determines a run. */
export interface Schedule {
  readonly members: readonly string[];
  readonly seed: number;
  readonly network: {
    readonly loss: number;
    readonly duplicate: number;
    readonly reorder: boolean;
    readonly delivery: Delivery;
  };
  /** Of links that are not as quick as the others: one way, in milliseconds. */
  readonly latencies: readonly {
    readonly between: readonly [string, string];
    readonly milliseconds: number;
  }[];
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly kind: "do"; readonly replica: string; readonly work: Work }
  | { readonly kind: "run"; readonly milliseconds: number }
  | { readonly kind: "partition"; readonly sides: readonly (readonly string[])[] }
  | { readonly kind: "heal" }
  | { readonly kind: "settle" }
  | { readonly kind: "crash"; readonly replica: string }
  | { readonly kind: "recover"; readonly replica: string }
  /** Not of the language: a link that is cut one way. */
  | { readonly kind: "cut"; readonly from: string; readonly to: string }
  /** Not of the language: a clock that is wrong. */
  | { readonly kind: "skew"; readonly replica: string; readonly milliseconds: number }
  /** Not of the language: a replica that restarts from an older state, without the last `count` transactions. */
  | { readonly kind: "rollback"; readonly replica: string; readonly count: number };
