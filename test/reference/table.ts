import type { Relation } from "../../src/model/program.ts";
import { compareValues, type Value } from "./value.ts";

export type Row = readonly Value[];

/**
 * The visible rows of one relation. With `max` or `min` columns there is one row for each key and
 * a new one is merged into it; every other relation is a set of rows.
 */
export class Table {
  readonly #relation: Relation;
  readonly #rows = new Map<string, Row>();

  constructor(relation: Relation, rows: Iterable<Row> = []) {
    this.#relation = relation;
    for (const row of rows) this.add(row);
  }

  get rows(): readonly Row[] {
    return [...this.#rows.values()];
  }

  /** Adds or merges a row; says whether that changed anything. */
  add(row: Row): boolean {
    const key = keyOf(merges(this.#relation) ? row.slice(0, this.#relation.keyCount) : row);
    const known = this.#rows.get(key);
    const merged = known === undefined ? row : this.#merge(known, row);
    if (known !== undefined && keyOf(known) === keyOf(merged)) return false;
    this.#rows.set(key, merged);
    return true;
  }

  #merge(a: Row, b: Row): Row {
    return this.#relation.columns.map(({ lattice }, i) => {
      const [x = 0, y = 0] = [a[i], b[i]];
      const larger = compareValues(x, y) < 0 ? y : x;
      const smaller = compareValues(x, y) < 0 ? x : y;
      return lattice === "max" ? larger : lattice === "min" ? smaller : x;
    });
  }
}

export function merges(relation: Relation): boolean {
  return relation.columns.some(({ lattice }) => lattice === "max" || lattice === "min");
}

/** A text that two rows share exactly when they are equal. */
export function keyOf(row: Row): string {
  return JSON.stringify(row.map((value) => (Object.is(value, -0) ? 0 : value)));
}
