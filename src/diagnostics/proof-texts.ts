import type { ProofKind } from "../analysis/confluence/proof/prove-confluence.ts";

/** What each kind of proof says of an invariant that is confluent. */
export const proofTexts = {
  direction:
    "What could break it never becomes more as states grow: a state that keeps it still does after any merge.",
  pointwise:
    "It speaks of one row alone, and every row of a merged state comes whole from a state that keeps it.",
  cutoff:
    "Every row that it speaks of comes from one side, and what that row needs was there already and stays.",
  diamond:
    "Rows from two sides that would break it together cannot come from operations that do not know of each other.",
  solver: "A solver found no two states that keep it, and merge into one that does not.",
} as const satisfies Readonly<Record<ProofKind, string>>;
