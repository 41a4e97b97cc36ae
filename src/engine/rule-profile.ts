import type { Rule } from "../model/program.ts";
import type { EvaluationObserver } from "./evaluation.ts";

/** What one rule did in an evaluation. */
export interface RuleFigures {
  /** The rounds in which it was applied. */
  readonly rounds: number;
  /** The rows that were new when it derived them, and those whose values moved. */
  readonly rows: number;
  readonly milliseconds: number;
}

/** Measures every rule of an evaluation. `clock` gives milliseconds. */
export class RuleProfile implements EvaluationObserver {
  readonly #figures = new Map<Rule, { rounds: number; rows: number; milliseconds: number; round: number }>();
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** The rules that were applied, in the order in which they first were. */
  get rules(): ReadonlyMap<Rule, RuleFigures> {
    return this.#figures;
  }

  applies(rule: Rule, round: number, apply: () => number): void {
    let figures = this.#figures.get(rule);
    if (figures === undefined) {
      figures = { rounds: 0, rows: 0, milliseconds: 0, round: -1 };
      this.#figures.set(rule, figures);
    }
    if (figures.round !== round) figures.rounds++;
    figures.round = round;
    const start = this.#clock();
    figures.rows += apply();
    figures.milliseconds += this.#clock() - start;
  }
}
