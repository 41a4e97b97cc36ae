import type { CallPattern } from "./call-patterns.ts";
import type { CallTexts } from "./call-texts.ts";
import { parts, partsOf, stateNames, type StateName } from "./merge-states.ts";
import { isWhole, type Cell } from "./query-cell.ts";
import type { QueryCells } from "./query-cells.ts";
import { anyOf, integerText, sumOf, type SmtTerms } from "./smt-terms.ts";
import type { StartTexts } from "./start-texts.ts";

/** What is true of a cell in all states, whatever it is read for. */
export class CellLaws {
  readonly #terms: SmtTerms;
  readonly #asserted: string[];
  readonly #cells: QueryCells;
  readonly #starts: StartTexts;
  readonly #calls: CallTexts;

  /** `asserted` gets what is asserted. */
  constructor(terms: SmtTerms, asserted: string[], cells: QueryCells, starts: StartTexts, calls: CallTexts) {
    this.#terms = terms;
    this.#asserted = asserted;
    this.#cells = cells;
    this.#starts = starts;
    this.#calls = calls;
  }

  /** `patterns` are the kinds of calls. */
  describe(cell: Cell, patterns: readonly CallPattern[]): void {
    this.#describeStart(cell);
    const { relation } = cell;
    for (const part of parts) {
      const writing = patterns.filter(({ hits }) => hits.some((hit) => hit.cell === cell));
      const isCalled = anyOf(writing.map((pattern) => `(>= ${this.#calls.count(pattern, part)} 1)`));
      const written = this.#cells.isWritten(cell, part);
      switch (cell.kind) {
        case "row":
          this.#asserted.push(`(= ${written} ${isCalled})`);
          break;
        case "extreme":
          this.#asserted.push(`(= ${written} ${isCalled})`);
          for (let column = relation.keyCount; column < relation.columns.length; column++)
            this.#asserted.push(
              `(=> ${written} ${anyOf(writing.map((pattern) => this.#calls.isInsertedBy(pattern, cell, column, part)))})`,
            );
          break;
        case "counter":
        case "sum":
          // Whether adding nothing makes a row is left open.
          this.#asserted.push(
            `(=> ${written} ${isCalled})`,
            `(=> (not (= ${this.#cells.added(cell, part)} 0)) ${written})`,
            `(= ${this.#cells.added(cell, part)} ${this.#calls.addedBy(writing, cell, part)})`,
          );
      }
    }
    const { keyCount, columns } = relation;
    const column = columns[keyCount];
    const least = integerText(column?.bound ?? 0);
    if (cell.kind === "extreme")
      for (const state of stateNames)
        for (let i = keyCount; i < columns.length; i++) this.#joinValues(cell, i, state);
    if (cell.kind === "counter" && column?.lattice === "bounded")
      for (const state of ["MA", "MB", "MAB"] as const)
        this.#asserted.push(
          `(=> ${this.#cells.isThere(cell, state)} (>= ${this.#cells.value(cell, keyCount, state)} ${least}))`,
        );
  }

  #describeStart(cell: Cell): void {
    const { relation } = cell;
    const { keyCount, columns } = relation;
    const there = this.#terms.truth(`${cell.name} there at start`);
    const kind = columns[keyCount]?.lattice;
    const rows = this.#starts.of(relation);
    const value = this.#cells.startValue(cell, keyCount);
    if (cell.kind === "sum") {
      if (rows !== null)
        this.#asserted.push(
          `(= ${value} ${sumOf(rows.map(({ row }) => `(ite ${this.#starts.hasKeyOf(cell, row)} ${integerText(Number(row[keyCount]))} 0)`))})`,
        );
      else if (kind === "gcounter") this.#asserted.push(`(>= ${value} 0)`);
      return;
    }
    if (rows !== null) {
      this.#asserted.push(`(= ${there} ${anyOf(rows.map(({ row }) => this.#starts.hasKeyOf(cell, row)))})`);
      if (cell.kind !== "row")
        for (const { row } of rows)
          for (let column = keyCount; column < columns.length; column++) {
            const text = isWhole(relation, column)
              ? this.#terms.value(row[column] ?? 0, columns[column]?.value ?? "number")
              : null;
            if (text !== null && !cell.keys.includes(null))
              this.#asserted.push(
                `(=> ${this.#starts.hasKeyOf(cell, row)} (= ${this.#cells.startValue(cell, column)} ${text}))`,
              );
          }
    }
    if (cell.kind !== "counter") return;
    if (kind === "gcounter") this.#asserted.push(`(>= ${value} 0)`);
    if (kind !== "bounded") this.#asserted.push(`(=> (not ${there}) (= ${value} 0))`);
  }

  /** The value of a state is the furthest of those that it was ever given. */
  #joinValues(cell: Cell, column: number, state: StateName): void {
    const value = this.#cells.value(cell, column, state);
    const operator = cell.relation.columns[column]?.lattice === "min" ? "<=" : ">=";
    const given: (readonly [string, string])[] = [
      [this.#terms.truth(`${cell.name} there at start`), this.#cells.startValue(cell, column)],
      ...partsOf(state).map(
        (part) => [this.#cells.isWritten(cell, part), this.#cells.inserted(cell, column, part)] as const,
      ),
    ];
    for (const [there, one] of given) this.#asserted.push(`(=> ${there} (${operator} ${value} ${one}))`);
    this.#asserted.push(
      `(=> ${this.#cells.isThere(cell, state)} ${anyOf(given.map(([there, one]) => `(and ${there} (= ${value} ${one}))`))})`,
    );
  }
}
