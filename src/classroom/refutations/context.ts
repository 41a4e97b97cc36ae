import type { Checked } from "../../diagnostics/check.ts";
import type { Exercise } from "../exercise.ts";
import type { Question } from "../question.ts";

/** What is refuted: a question of an exercise, and how many schedules a proof is tried on. */
export interface Asked<K extends "output" | "invariant" = "output" | "invariant"> {
  readonly question: Extract<Question, { readonly kind: K }>;
  readonly exercise: Exercise;
  readonly checked: Checked;
  readonly schedules: number;
}
