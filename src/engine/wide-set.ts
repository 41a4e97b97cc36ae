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

/** A column that has the same code in every row. */
interface Lone {
  readonly column: number;
  readonly code: number;
}

/**
 * A set of rows of three columns and more, kept as pairs: all columns but one are numbered
 * together, and the number and that last column are a pair of a `PairSet`.
 *
 * A column of few values makes few numbers and then costs next to nothing, so the columns with the
 * most values come last; a column of one value is left out for as long as it has no other. Which
 * those are is seen from the rows as they come.
 */
export class WideSet {
  readonly #log: RowLog;
  /** The columns that are kept, two at least. */
  #order: readonly number[];
  /** The columns that are not. */
  #lone: readonly Lone[] = [];
  /** The numbers of the first two columns in `#order`, of those and the third, and so on. */
  readonly #ids: readonly PairIds[];
  /** The same where two columns are kept and one is not; −1 otherwise. Most rows come that way. */
  #onlyLone = -1;
  #onlyCode = 0;
  #left = 0;
  #right = 1;
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
    const id = this.#agrees(row, 0) ? this.#knownFirst(row) : null;
    return id !== null && this.#pairs.has(id, row[this.#last] as number);
  }

  /** Takes all rows out; the caller empties the log as well. */
  clear(): void {
    for (const ids of this.#ids) ids.clear();
    this.#pairs.clear();
    this.#keep([...Array(this.#log.arity).keys()], []);
    this.#reviewAt = reviewFirst;
    this.#running = -1;
  }

  /** Whether some row has the codes of `row` but in one column; null where that is not known to be lone. */
  hasBut(row: number[], column: number): boolean | null {
    if (this.#onlyLone === column)
      return this.#pairs.has(row[this.#left] as number, row[this.#right] as number);
    const code = this.loneCode(column);
    if (code === null) return null;
    row[column] = code;
    return this.has(row);
  }

  /** The code that a column has in every row, or null; it may be null as well when nobody has noticed. */
  loneCode(column: number): number | null {
    return this.#lone.find((one) => one.column === column)?.code ?? null;
  }

  /**
   * The pairs that rows are in which differ from `row` in one column alone, and the first code of
   * them all; null when that column is not kept last.
   */
  pairsOf(row: ArrayLike<number>, column: number): { readonly set: PairSet; readonly first: number } | null {
    this.#running = column;
    if (this.#log.count >= this.#reviewAt) this.#review(false);
    if (this.#last !== column) return null;
    if (!this.#agrees(row, 0)) this.#keepAll();
    return this.#last === column ? { set: this.#pairs, first: this.#firstOf(row, 0) } : null;
  }

  /** Adds the rows of the log, which are all different, while there is none here. */
  addLog(): void {
    this.#review(true);
  }

  /** Adds a row; false when it is there already. The caller adds it to the log as well. */
  add(row: ArrayLike<number>): boolean {
    if (this.#log.count >= this.#reviewAt) this.#review(false);
    if (this.#onlyLone >= 0 && row[this.#onlyLone] === this.#onlyCode)
      return this.#pairs.add(row[this.#left] as number, row[this.#right] as number);
    if (!this.#agrees(row, 0)) this.#keepAll();
    return this.#place(row, 0);
  }

  delete(row: ArrayLike<number>): void {
    const id = this.#agrees(row, 0) ? this.#knownFirst(row) : null;
    if (id !== null) this.#pairs.delete(id, row[this.#last] as number);
  }

  get #last(): number {
    return this.#order[this.#order.length - 1] as number;
  }

  /** Whether a row has the codes that every row has. */
  #agrees(row: ArrayLike<number>, offset: number): boolean {
    const lone = this.#lone;
    for (let i = 0; i < lone.length; i++) {
      const { column, code } = lone[i] as Lone;
      if (row[offset + column] !== code) return false;
    }
    return true;
  }

  /** Adds the row that begins at `offset`. */
  #place(row: ArrayLike<number>, offset: number): boolean {
    return this.#pairs.add(this.#firstOf(row, offset), row[offset + this.#last] as number);
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

  /** The same, or null when they have none. */
  #knownFirst(row: ArrayLike<number>): number | null {
    const order = this.#order;
    const last = order.length - 1;
    let id = row[order[0] as number] as number;
    for (let i = 1; i < last; i++) {
      id = (this.#ids[i - 1] as PairIds).find(id, row[order[i] as number] as number);
      if (id < 0) return null;
    }
    return id;
  }

  /** A row comes that has another code where all had the same. */
  #keepAll(): void {
    const lone = this.#lone.map(({ column }) => column);
    this.#layOut([...lone, ...this.#order], []);
  }

  /** Orders the columns by how many values they have, and lays the rows out anew where that is another order, or `anyway`. */
  #review(anyway: boolean): void {
    this.#reviewAt *= 16;
    const columns = [...Array(this.#log.arity).keys()];
    const counts = columns.map((column) => this.#valuesOf(column));
    // What comes in runs is best kept last, unless it has far fewer values.
    const most = Math.max(...counts);
    const running = this.#running;
    const weight = (column: number): number =>
      column === running && (counts[column] as number) * runGain > most
        ? Infinity
        : (counts[column] as number);
    const sorted = columns.toSorted((a, b) => weight(a) - weight(b));
    const lone = sorted.slice(0, -2).filter((column) => counts[column] === 1 && this.#isLone(column));
    const order = sorted.filter((column) => !lone.includes(column));
    const gain = (i: number): number => {
      const [better, now] = [
        counts[order[i] as number] as number,
        counts[this.#order[i] as number] as number,
      ];
      return Math.max(better / now, now / better);
    };
    const isSame =
      order.length === this.#order.length &&
      order.at(-1) === this.#order.at(-1) &&
      !order.some((_, i) => gain(i) > gainMin);
    if (isSame && !anyway) return;
    const { data } = this.#log;
    this.#layOut(
      order,
      lone.map((column) => ({ column, code: data[column] as number })),
    );
  }

  #layOut(order: readonly number[], lone: readonly Lone[]): void {
    this.#keep(order, lone);
    for (const ids of this.#ids) ids.clear();
    this.#pairs = new PairSet();
    const { data, count, arity } = this.#log;
    for (let row = 0; row < count; row++) this.#place(data, row * arity);
  }

  #keep(order: readonly number[], lone: readonly Lone[]): void {
    this.#order = order;
    this.#lone = lone;
    const [only] = lone;
    this.#onlyLone = only !== undefined && lone.length === 1 && order.length === 2 ? only.column : -1;
    this.#onlyCode = only?.code ?? 0;
    this.#left = order[0] as number;
    this.#right = order[1] as number;
  }

  #isLone(column: number): boolean {
    const { data, count, arity } = this.#log;
    for (let row = 1; row < count; row++) if (data[row * arity + column] !== data[column]) return false;
    return true;
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
