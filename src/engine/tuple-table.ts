import type { RowLog } from "./row-log.ts";
import { zeroed } from "./words.ts";

/** One free place, which stays free. */
const noPlaces = new Int32Array(1);

/**
 * Finds rows of a log by their first `width` columns: an open-addressing table of row numbers.
 *
 * The columns themselves stay in the log. The table is not told of rows that move or go; its
 * owner says so with `delete` before and `renumber` after.
 */
export class TupleTable {
  readonly #log: RowLog;
  readonly #width: number;
  /** Row number + 1; 0 is a free place. */
  #places: Int32Array = noPlaces;
  #count = 0;

  constructor(log: RowLog, width: number) {
    this.#log = log;
    this.#width = width;
  }

  /** The number of the row that begins like `row` from `offset` on, or −1. */
  find(row: ArrayLike<number>, offset = 0): number {
    const mask = this.#places.length - 1;
    for (let i = this.#hash(row, offset) & mask; ; i = (i + 1) & mask) {
      const place = this.#places[i] as number;
      if (place === 0) return -1;
      if (this.#equals(place - 1, row, offset)) return place - 1;
    }
  }

  /** Notes a row of the log that `find` does not know yet. */
  insert(index: number): void {
    if ((this.#count + 1) * 2 > this.#places.length) this.#grow();
    this.#count++;
    this.#place(index);
  }

  delete(index: number): void {
    const places = this.#places;
    const mask = places.length - 1;
    let gap = this.#home(index) & mask;
    while (places[gap] !== index + 1) gap = (gap + 1) & mask;
    for (let i = (gap + 1) & mask; places[i] !== 0; i = (i + 1) & mask) {
      const home = this.#home((places[i] as number) - 1) & mask;
      const stays = gap <= i ? gap < home && home <= i : gap < home || home <= i;
      if (stays) continue;
      places[gap] = places[i] as number;
      gap = i;
    }
    places[gap] = 0;
    this.#count--;
  }

  /** A row has another number from now on; its columns are the same. */
  renumber(from: number, to: number): void {
    const mask = this.#places.length - 1;
    let i = this.#home(to) & mask;
    while (this.#places[i] !== from + 1) i = (i + 1) & mask;
    this.#places[i] = to + 1;
  }

  clear(): void {
    this.#places = zeroed(this.#places, this.#places.length);
    if (this.#places.length === 0) this.#places = noPlaces;
    this.#count = 0;
  }

  #grow(): void {
    const before = this.#places;
    this.#places = new Int32Array(Math.max(16, before.length * 2));
    for (const place of before) if (place !== 0) this.#place(place - 1);
  }

  #place(index: number): void {
    const mask = this.#places.length - 1;
    let i = this.#home(index) & mask;
    while (this.#places[i] !== 0) i = (i + 1) & mask;
    this.#places[i] = index + 1;
  }

  #home(index: number): number {
    return this.#hash(this.#log.data, index * this.#log.arity);
  }

  #hash(row: ArrayLike<number>, offset: number): number {
    let value = 0;
    for (let i = 0; i < this.#width; i++) {
      value = Math.imul(value ^ (row[offset + i] as number), 0x9e3779b1);
      value ^= value >>> 15;
    }
    return value & 0x7fffffff;
  }

  #equals(index: number, row: ArrayLike<number>, offset: number): boolean {
    const { data, arity } = this.#log;
    const start = index * arity;
    for (let i = 0; i < this.#width; i++) if (data[start + i] !== row[offset + i]) return false;
    return true;
  }
}
