import { Evaluation } from "../engine/evaluation.ts";
import { violationRules } from "../engine/violation-rules.ts";
import { compareRows, rowKey, type Row } from "../lattice/row.ts";
import { dependencyGraph } from "../model/dependency-graph.ts";
import type { Invariant, Program, Relation } from "../model/program.ts";
import type { Facts } from "./random-facts.ts";
import { trialLimits } from "./scenario-trial.ts";

/** What a program answers where all has arrived: the rows of each relation and of each invariant's violations that are asked for. */
export type Answers = ReadonlyMap<string, readonly Row[]>;

/** Before an invariant's name, where its violations are among the answers. */
export const invariantMark = "invariant ";

/**
 * Evaluates a program from facts to what it answers in the end, when no message is under way and
 * every decision is taken: as one machine would. The same for one set of facts after the other.
 */
export class SettledAnswers {
  readonly program: Program;
  readonly #evaluation: Evaluation;
  readonly #asked: ReadonlyMap<string, Relation>;

  /** Asks for relations and invariants by name; those that the program lacks are left out. */
  constructor(written: Program, relations: readonly string[], invariants: readonly Invariant[]) {
    this.program = written;
    const asked = new Map<string, Relation>();
    for (const name of relations) {
      const relation = written.relations.get(name);
      if (relation !== undefined) asked.set(name, relation);
    }
    const all = new Map(written.relations);
    const rules = [...written.rules];
    for (const { name } of invariants) {
      const invariant = written.invariants.find((one) => one.name === name);
      const made = invariant === undefined ? null : violationRules(invariant, written);
      if (made === null) continue;
      for (const relation of made.relations) all.set(relation.name, relation);
      asked.set(invariantMark + name, made.violations);
      rules.push(...made.rules);
    }
    const program = { ...written, relations: all, rules, dependencies: dependencyGraph(all, rules) };
    this.#asked = asked;
    this.#evaluation = new Evaluation(program, trialLimits);
  }

  /** The answers from the facts of the text and these. Throws an `EvaluationError` beyond its limits. */
  of(facts: Facts): Answers {
    const evaluation = this.#evaluation;
    evaluation.clear();
    for (const [name, rows] of facts) {
      const relation = this.program.relations.get(name);
      if (relation !== undefined) for (const row of rows) evaluation.insert(relation, row);
    }
    evaluation.run();
    return new Map(
      [...this.#asked].map(([name, relation]) => [
        name,
        [...evaluation.rows(relation)].toSorted(compareRows),
      ]),
    );
  }
}

/** A row that one of two programs answers and the other does not; null where they agree. */
export interface Difference {
  readonly asked: string;
  readonly row: Row;
  /** Whether the first has it. */
  readonly isMissing: boolean;
}

export function differenceOf(before: Answers, after: Answers): Difference | null {
  for (const [asked, rows] of before) {
    const others = after.get(asked) ?? [];
    const missing = rows.find((row) => !holds(others, row));
    if (missing !== undefined) return { asked, row: missing, isMissing: true };
    const added = others.find((row) => !holds(rows, row));
    if (added !== undefined) return { asked, row: added, isMissing: false };
  }
  return null;
}

function holds(rows: readonly Row[], row: Row): boolean {
  const key = rowKey(row);
  return rows.some((one) => rowKey(one) === key);
}
