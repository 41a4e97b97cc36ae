import type { InvariantVerdict } from "../analysis/confluence/confluence.ts";
import type { OutputVerdict } from "../analysis/report.ts";
import type { Relation } from "../model/program.ts";
import type { AnswerClass, DecidingQuestion } from "./exercise.ts";

/** Something that is asked of a program: of an output, of an invariant, or which type something should have. */
export type Question =
  | {
      readonly kind: "output";
      /** The relation's name; what `answers.json` calls it. */
      readonly name: string;
      readonly output: OutputVerdict;
      readonly key: Key;
    }
  | {
      readonly kind: "invariant";
      readonly name: string;
      readonly verdict: InvariantVerdict;
      readonly key: Key;
    }
  | {
      readonly kind: "type";
      /** `likes.count`, or `tags` for a qualifier. */
      readonly name: string;
      readonly relation: Relation;
      /** Null: the relation's qualifier is asked for. */
      readonly column: number | null;
      /** Which types may be chosen, as they are written. */
      readonly options: readonly string[];
    };

/** The right answer, as the checker proves it; null where it is undecided and the teacher says nothing. */
export type Key = {
  readonly answer: AnswerClass;
  /** Each of them decides it. */
  readonly decidedBy: ReadonlySet<DecidingQuestion>;
} | null;
