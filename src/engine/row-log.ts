import { grown, noWords, reused } from "./words.ts";

/**
 * Rows of one arity, one after the other in a typed array, in the order in which they came.
 *
 * A row keeps its number for as long as nothing is removed, so what is recent is a range of
 * numbers and never a copy. Compiled rules read `data` directly: it is replaced when it grows.
 */
export class RowLog {
  readonly arity: number;
  data: Int32Array = noWords;
  count = 0;

  constructor(arity: number) {
    this.arity = arity;
  }

  /** Makes room for one more row and returns where in `data` it begins; the caller writes it. */
  claim(): number {
    const start = this.count * this.arity;
    if (start + this.arity > this.data.length) this.data = grown(this.data, start + this.arity);
    this.count++;
    return start;
  }

  /** Makes room for so many more rows and returns where in `data` they begin; the caller writes them and counts them. */
  reserve(rows: number): number {
    const start = this.count * this.arity;
    const end = start + rows * this.arity;
    if (end > this.data.length) this.data = grown(this.data, end);
    return start;
  }

  push(row: ArrayLike<number>): void {
    const start = this.claim();
    for (let i = 0; i < this.arity; i++) this.data[start + i] = row[i] as number;
  }

  row(index: number): number[] {
    const row: number[] = [];
    const start = index * this.arity;
    for (let i = 0; i < this.arity; i++) row.push(this.data[start + i] as number);
    return row;
  }

  /** Takes a row out: the last one moves into its place. */
  removeAt(index: number): void {
    const { arity, data } = this;
    const last = (this.count - 1) * arity;
    data.copyWithin(index * arity, last, last + arity);
    this.count--;
  }

  clear(): void {
    this.data = reused(this.data);
    this.count = 0;
  }
}
