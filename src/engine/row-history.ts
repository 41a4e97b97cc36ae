import type { Relation } from "../model/program.ts";
import type { Evaluation, EvaluationObserver } from "./evaluation.ts";
import type { Code } from "./value-pool.ts";

/**
 * Remembers of an evaluation which rows of derived relations were given as facts, and in which
 * round each row came: what a derivation must end at, and in which order.
 */
export class RowHistory implements EvaluationObserver {
  readonly #given = new Map<Relation, Set<string>>();
  /** For each relation, how many rows it had at the end of each round. */
  readonly #counts = new Map<Relation, number[]>();
  readonly #places = new Map<Relation, Map<string, number>>();

  begins(component: readonly Relation[], _index: number, evaluation: Evaluation): void {
    for (const relation of component) {
      if (relation.kind === "base") continue;
      this.#given.set(relation, new Set(rowKeys(relation, evaluation)));
      this.#counts.set(relation, []);
    }
  }

  advanced(component: readonly Relation[], _round: number, evaluation: Evaluation): void {
    for (const relation of component) this.#counts.get(relation)?.push(evaluation.count(relation));
  }

  /** Whether a row was there before any rule was applied; all rows of a base relation were. */
  isGiven(relation: Relation, row: readonly Code[]): boolean {
    return relation.kind === "base" || this.#given.get(relation)?.has(row.join(",")) === true;
  }

  /** The round of its component in which a row came first. Not for relations whose rows change in place. */
  roundOf(relation: Relation, row: readonly Code[], evaluation: Evaluation): number {
    let places = this.#places.get(relation);
    if (places === undefined) {
      places = new Map([...rowKeys(relation, evaluation)].map((key, i) => [key, i]));
      this.#places.set(relation, places);
    }
    const place = places.get(row.join(",")) ?? Infinity;
    return (this.#counts.get(relation) ?? []).findIndex((count) => place < count);
  }
}

function* rowKeys(relation: Relation, evaluation: Evaluation): Generator<string, void> {
  const { log } = evaluation.table(relation);
  for (let i = 0; i < log.count; i++) yield log.row(i).join(",");
}
