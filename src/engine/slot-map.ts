import { grown, noWords, zeroed } from "./words.ts";

/**
 * Numbers the distinct codes of one column in the order they come: 0, 1, 2 …
 *
 * Codes are mostly small and dense (symbols are numbered, so are most keys), and then the map is
 * an array; a code outside it goes to a hash table.
 */
export class SlotMap {
  /** Slot + 1 of each small code; 0 where there is none. */
  #dense: Int32Array = noWords;
  #sparse: Map<number, number> | null = null;
  count = 0;

  /** The slot of a code, or −1. */
  find(code: number): number {
    if (code >= 0 && code < this.#dense.length) return (this.#dense[code] as number) - 1;
    return this.#sparse === null ? -1 : (this.#sparse.get(code) ?? -1);
  }

  /** The slot of a code, a new one if it has none. */
  claim(code: number): number {
    if (code >= 0 && code < this.#dense.length) {
      const slot = (this.#dense[code] as number) - 1;
      if (slot >= 0) return slot;
      this.#dense[code] = ++this.count;
      return this.count - 1;
    }
    // An array of eight times the slots it holds is still smaller than a hash table.
    if (code >= 0 && code < 1024 + 8 * this.count) {
      this.#grow(code);
      return this.claim(code);
    }
    const sparse = (this.#sparse ??= new Map<number, number>());
    let slot = sparse.get(code);
    if (slot === undefined) {
      slot = this.count++;
      sparse.set(code, slot);
    }
    return slot;
  }

  /** The codes that have a slot, with it. */
  *entries(): Generator<readonly [code: number, slot: number]> {
    for (let code = 0; code < this.#dense.length; code++) {
      const slot = (this.#dense[code] as number) - 1;
      if (slot >= 0) yield [code, slot];
    }
    if (this.#sparse !== null) yield* this.#sparse;
  }

  clear(): void {
    this.#dense = zeroed(this.#dense, this.#dense.length);
    this.#sparse = null;
    this.count = 0;
  }

  #grow(code: number): void {
    const dense = grown(this.#dense, code + 1);
    for (const [known, slot] of this.#sparse ?? []) {
      if (known < 0 || known >= dense.length) continue;
      dense[known] = slot + 1;
      this.#sparse?.delete(known);
    }
    this.#dense = dense;
  }
}
