import { Evaluation, EvaluationError } from "../../engine/evaluation.ts";
import type { Program } from "../../model/program.ts";
import { meetsAssumptions } from "./assumptions.ts";
import type { Slice } from "./slices.ts";
import type { Fact, Outcome } from "./state.ts";

/** Rounds after which a recursion through values is not followed any further. */
const roundsMax = 200;

/** A state for which more rows have to be looked at is none to show to anybody. */
const visitsMax = 50_000;
/** So many rows count as one evaluation more. */
const rowsAnEvaluation = 100;

/** A part of a program, evaluated over many small states. */
export class Trial {
  readonly program: Program;
  /** The facts of the text, which every state has. */
  readonly given: readonly Fact[];
  /** How many states were evaluated; one with many rows counts for several. */
  count = 0;
  /** About what one evaluation costs: the rules to compile and the facts to read. */
  readonly size: number;

  readonly #evaluation: Evaluation;

  constructor({ program, given }: Slice) {
    this.#evaluation = new Evaluation(program, { roundsMax, visitsMax });
    this.program = program;
    this.given = given;
    this.size = 10 + program.rules.length + given.length / 50;
  }

  /** Every relation's rows in the state of these facts; null for one that cannot be, or that gives an error. */
  outcome(facts: readonly Fact[]): Outcome | null {
    this.count++;
    try {
      const evaluation = this.#evaluation;
      evaluation.clear();
      for (const { relation, row } of facts) evaluation.insert(relation, row);
      evaluation.run();
      const outcome = new Map(
        [...this.program.relations.values()].map((relation) => [relation, [...evaluation.rows(relation)]]),
      );
      for (const rows of outcome.values()) this.count += Math.floor(rows.length / rowsAnEvaluation);
      return meetsAssumptions(outcome, this.program) ? outcome : null;
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      this.count += visitsMax / rowsAnEvaluation / 10;
      return null;
    }
  }
}
