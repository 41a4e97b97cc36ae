import { zeroed } from "./words.ts";

/** One free entry, which stays free. */
const noEntries = new Int32Array(3);

/**
 * Numbers the distinct pairs of codes in the order they come: 0, 1, 2 …
 *
 * An open-addressing table of three words an entry (both codes, number + 1), so that a look-up
 * costs one place in memory.
 */
export class PairIds {
  #entries: Int32Array = noEntries;
  #mask = 0;
  count = 0;

  /** The number of a pair, or −1. */
  find(a: number, b: number): number {
    const entries = this.#entries;
    for (let i = hash(a, b) & this.#mask; ; i = (i + 1) & this.#mask) {
      const at = i * 3;
      const id = entries[at + 2] as number;
      if (id === 0) return -1;
      if (entries[at] === a && entries[at + 1] === b) return id - 1;
    }
  }

  /** The number of a pair, a new one if it has none. */
  claim(a: number, b: number): number {
    const entries = this.#entries;
    for (let i = hash(a, b) & this.#mask; ; i = (i + 1) & this.#mask) {
      const at = i * 3;
      const id = entries[at + 2] as number;
      if (id === 0) {
        if (this.count * 2 >= this.#mask) {
          this.#grow();
          return this.claim(a, b);
        }
        entries[at] = a;
        entries[at + 1] = b;
        entries[at + 2] = ++this.count;
        return this.count - 1;
      }
      if (entries[at] === a && entries[at + 1] === b) return id - 1;
    }
  }

  clear(): void {
    this.#entries = zeroed(this.#entries, this.#entries.length);
    if (this.#entries.length === 0) this.#entries = noEntries;
    this.#mask = this.#entries.length / 3 - 1;
    this.count = 0;
  }

  #grow(): void {
    const before = this.#entries;
    this.#mask = Math.max(15, this.#mask * 2 + 1);
    const entries = new Int32Array((this.#mask + 1) * 3);
    for (let from = 0; from < before.length; from += 3) {
      if (before[from + 2] === 0) continue;
      let i = hash(before[from] as number, before[from + 1] as number) & this.#mask;
      while (entries[i * 3 + 2] !== 0) i = (i + 1) & this.#mask;
      entries[i * 3] = before[from] as number;
      entries[i * 3 + 1] = before[from + 1] as number;
      entries[i * 3 + 2] = before[from + 2] as number;
    }
    this.#entries = entries;
  }
}

function hash(a: number, b: number): number {
  const product = Math.imul(Math.imul(a, 0x9e3779b1) ^ b, 0x85ebca6b);
  return product ^ (product >>> 15);
}
