import type { Program, Relation } from "../../../model/program.ts";
import type { StartRow } from "../history.ts";

/** What is known beside the unit itself. */
export interface MergeKnowledge {
  readonly program: Program;
  /** Whether a relation is the same in all states. */
  readonly isStill: (relation: Relation) => boolean;
  /** The rows that a relation starts with; null where it may start with any. */
  readonly startOf: (relation: Relation) => readonly StartRow[] | null;
}
