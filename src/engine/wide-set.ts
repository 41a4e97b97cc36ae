import { PairIds } from "./pair-ids.ts";
import { PairSet } from "./pair-set.ts";
import type { RowLog } from "./row-log.ts";

/** At so many rows the order of the columns is thought over, and again at sixteen times as many. */
const reviewFirst = 1 << 10;
/** How many rows are looked at then. */
const sampleMax = 512;
/** How many times more values a column must have to change places with another. */
const gainMin = 1.5;
/** What comes in runs is kept last unless another column has so many times more values. */
const runGain = 4;

/**
 * A set of rows of three columns and more, kept as pairs: all columns but one are numbered
 * together, and the number and that last column are a pair of a `PairSet`.
 *
 * A column of few values makes few numbers and then costs next to nothing, so the columns with the
 * most values come last. Which those are is seen from the rows as they come.
 */
export class WideSet {
  readonly #log: RowLog;
  #order: readonly number[];
  /** The numbers of the first two columns in `#order`, of those and the third, and so on. */
  readonly #ids: readonly PairIds[];
  #pairs = new PairSet();
  #reviewAt = reviewFirst;
  /** The column that comes in runs; −1 while none does. */
  #running = -1;

  /** `log` holds the rows that are added, in their order. */
  constructor(log: RowLog) {
    this.#log = log;
    this.#order = [...Array(log.arity).keys()];
    this.#ids = this.#order.slice(2).map(() => new PairIds());
  }

  has(row: ArrayLike<number>): boolean {
    const order = this.#order;
    let id = row[order[0] as number] as number;
    for (let i = 0; i < this.#ids.length; i++) {
      id = (this.#ids[i] as PairIds).find(id, row[order[i + 1] as number] as number);
      if (id < 0) return false;
    }
    return this.#pairs.has(id, row[order[order.length - 1] as number] as number);
  }

  /**
   * The pairs that rows are in which differ from `row` in one column alone, and the first code of
   * them all; null when that column is not kept last.
   */
  pairsOf(row: ArrayLike<number>, column: number): { readonly set: PairSet; readonly first: number } | null {
    this.#running = column;
    if (this.#log.count >= this.#reviewAt) this.#review();
    const order = this.#order;
    const last = order.length - 1;
    if (order[last] !== column) return null;
    return { set: this.#pairs, first: this.#firstOf(row, 0) };
  }

  /** Adds a row; false when it is there already. The caller adds it to the log as well. */
  add(row: ArrayLike<number>): boolean {
    if (this.#log.count >= this.#reviewAt) this.#review();
    return this.#place(row, 0);
  }

  /** Adds the row that begins at `offset`. */
  #place(row: ArrayLike<number>, offset: number): boolean {
    const order = this.#order;
    return this.#pairs.add(
      this.#firstOf(row, offset),
      row[offset + (order[order.length - 1] as number)] as number,
    );
  }

  /** The number of all columns of a row but the last in `#order`. */
  #firstOf(row: ArrayLike<number>, offset: number): number {
    const order = this.#order;
    const last = order.length - 1;
    let id = row[offset + (order[0] as number)] as number;
    for (let i = 1; i < last; i++)
      id = (this.#ids[i - 1] as PairIds).claim(id, row[offset + (order[i] as number)] as number);
    return id;
  }

  delete(row: ArrayLike<number>): void {
    const order = this.#order;
    let id = row[order[0] as number] as number;
    for (let i = 0; i < this.#ids.length; i++)
      id = (this.#ids[i] as PairIds).find(id, row[order[i + 1] as number] as number);
    this.#pairs.delete(id, row[order[order.length - 1] as number] as number);
  }

  /** Orders the columns by how many values they have, and lays the rows out anew where that is another order. */
  #review(): void {
    this.#reviewAt *= 16;
    const counts = this.#order.map((_, column) => this.#valuesOf(column));
    // What comes in runs is best kept last, unless it has far fewer values.
    const most = Math.max(...counts);
    const running = this.#running;
    const weight = (column: number): number =>
      column === running && (counts[column] as number) * runGain > most
        ? Infinity
        : (counts[column] as number);
    const order = this.#order.map((_, column) => column).toSorted((a, b) => weight(a) - weight(b));
    const gain = (i: number): number => {
      const [better, now] = [
        counts[order[i] as number] as number,
        counts[this.#order[i] as number] as number,
      ];
      return Math.max(better / now, now / better);
    };
    const last = order.length - 1;
    if (order[last] === this.#order[last] && !order.some((_, i) => gain(i) > gainMin)) return;
    this.#order = order;
    for (const ids of this.#ids) ids.clear();
    this.#pairs = new PairSet();
    const { data, count, arity } = this.#log;
    for (let row = 0; row < count; row++) this.#place(data, row * arity);
  }

  /** How many values a column has among some rows from everywhere in the log. */
  #valuesOf(column: number): number {
    const { data, count, arity } = this.#log;
    const step = Math.max(1, Math.floor(count / sampleMax));
    const values = new Set<number>();
    for (let row = 0; row < count; row += step) values.add(data[row * arity + column] as number);
    return values.size;
  }
}
