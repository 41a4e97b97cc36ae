import type { Refutation } from "./judgement.ts";

/** What becomes of a student's changed `rules.dl`. */
export interface RepairJudgement {
  /** The exercise's name. */
  readonly exercise: string;
  /** Whether every condition is kept. */
  readonly ok: boolean;
  /** In the order in which they are looked at. */
  readonly conditions: readonly ConditionJudgement[];
  readonly points: number;
  readonly pointsMost: number;
}

/** What a repair has to keep, in the order in which it is looked at. */
export const repairConditions = [
  "readable",
  "outputs",
  "invariants",
  "relations",
  "operations",
  "scenarios",
  "accepted",
  "suppressions",
  "runs",
  "effects",
  "answers",
] as const;
export type RepairCondition = (typeof repairConditions)[number];

export interface ConditionJudgement {
  readonly condition: RepairCondition;
  /** `not looked at`: an earlier one is broken, so that nothing can be said of this one. */
  readonly status: "kept" | "broken" | "not looked at";
  /** Sentences to the student; one of a condition that is kept, at least one of a broken one. */
  readonly messages: readonly string[];
  /** A run or a finding that shows why it is broken; null where the sentences say it all. */
  readonly refutation: Refutation | null;
}

/** What a right repair is worth. */
export const repairPoints = 4;
