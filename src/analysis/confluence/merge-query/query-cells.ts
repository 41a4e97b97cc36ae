import type { Relation } from "../../../model/program.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import { partsOf, type Part, type StateName } from "./merge-states.ts";
import { kindOf, type Cell } from "./query-cell.ts";
import { anyOf, sumOf, type SmtScope, type SmtTerms } from "./smt-terms.ts";
import { Unspeakable } from "./unspeakable.ts";

/** The rows and sums that a query speaks of, and the names of what they are in each state. */
export class QueryCells {
  readonly #terms: SmtTerms;
  readonly #cells: Cell[] = [];

  constructor(terms: SmtTerms) {
    this.#terms = terms;
  }

  all(): readonly Cell[] {
    return this.#cells;
  }

  /** A new cell. Throws `Unspeakable` where its keys have no texts. */
  add(
    relation: Relation,
    keys: readonly (Syntax.Term | null)[],
    scope: SmtScope,
    kind: Cell["kind"] | null = kindOf(relation),
  ): Cell {
    if (kind === null) throw new Unspeakable();
    const name = `cell ${String(this.#cells.length)}`;
    const keyTexts = keys.map((term, i) => {
      if (term === null) return null;
      if (relation.columns[i]?.value === "float") throw new Unspeakable();
      // A key that is not named is some key.
      if (term.kind === "wildcard") return this.#terms.integer(`${name} key ${String(i)}`);
      const text = this.#terms.term(term, scope)?.text;
      if (text === undefined) throw new Unspeakable();
      return text;
    });
    const cell: Cell = { name, relation, kind, keys, keyTexts };
    this.#cells.push(cell);
    return cell;
  }

  /** That a state has the row. */
  isThere(cell: Cell, state: StateName): string {
    return anyOf([
      this.#terms.truth(`${cell.name} there at start`),
      ...partsOf(state).map((part) => this.isWritten(cell, part)),
    ]);
  }

  /** That a call of a part wrote the row. */
  isWritten(cell: Cell, part: Part): string {
    return this.#terms.truth(`${cell.name} written in ${part}`);
  }

  startValue(cell: Cell, column: number): string {
    return this.#terms.integer(`${cell.name} value ${String(column)} at start`);
  }

  /** The furthest value that calls of a part inserted. */
  inserted(cell: Cell, column: number, part: Part): string {
    return this.#terms.integer(`${cell.name} value ${String(column)} in ${part}`);
  }

  /** What calls of a part added to a counter. */
  added(cell: Cell, part: Part): string {
    return this.#terms.integer(`${cell.name} added in ${part}`);
  }

  value(cell: Cell, column: number, state: StateName): string {
    if (cell.kind === "extreme")
      return this.#terms.integer(`${cell.name} value ${String(column)} of ${state}`);
    return sumOf([this.startValue(cell, column), ...partsOf(state).map((part) => this.added(cell, part))]);
  }
}
