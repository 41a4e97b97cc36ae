import type { RecordedRun } from "../replication/recorded-run.ts";
import type { Question } from "./question.ts";

/** What a student says of one question; null where nothing is said. */
export interface Answer {
  readonly answer: string | null;
  /** By which question it was decided. */
  readonly question: string | null;
  /** Where a boundary would go: relations to be closed, or operations to be run at one place; names, separated by commas. */
  readonly boundary: string | null;
  /** Of a question for a type. */
  readonly type: string | null;
}

export type AnswerPart = keyof Answer;

/** What becomes of an answer. */
export interface Judgement {
  readonly question: Question;
  /** Those that are asked for; a boundary only where one is needed. */
  readonly parts: readonly PartJudgement[];
  readonly points: number;
  readonly pointsMost: number;
}

export interface PartJudgement {
  readonly part: AnswerPart;
  readonly given: string | null;
  /** `open`: neither the checker nor the teacher knows. */
  readonly status: "right" | "wrong" | "missing" | "unreadable" | "open";
  /** One sentence to the student. */
  readonly message: string;
  /** Of what is wrong, where it is not a mere slip of the pen. */
  readonly refutation: Refutation | null;
}

/** A run that shows why an answer is wrong, or a proof and the many runs that agree with it. */
export interface Refutation {
  readonly kind:
    /** A row that was acted upon is withdrawn. */
    | "withdrawal"
    /** Replicas that each keep an invariant merge into a state that breaks it. */
    | "broken merge"
    /** It needs nothing: the proof, and schedules that all agree. */
    | "agreement"
    /** Rights can be shared out: a repaired program whose schedules all keep the invariant. */
    | "rights"
    /** There is no amount that could be shared out: the run breaks it with a single call each. */
    | "no rights"
    /** With the boundary that was named it still happens. */
    | "still open"
    /** A scenario of the exercise fails with the type that was chosen, or with the changed program. */
    | "failed scenario"
    /** The checker refuses the program: told in its words, with a run where it has one. */
    | "finding"
    /** On some facts a changed program answers something else than the exercise. */
    | "other answer";
  /** Paragraphs in plain words, of replicas by their names. */
  readonly story: readonly string[];
  /** The run; null of an agreement. */
  readonly run: RecordedRun | null;
  /** A whole rule file with the scenario in it, which `calm simulate` runs. */
  readonly file: string | null;
  /** How many schedules agreed; null where one run says it. */
  readonly schedules: number | null;
  /** Whether the simulator, the evaluator or, of a finding, the checker showed what is told here. */
  readonly confirmed: boolean;
}
