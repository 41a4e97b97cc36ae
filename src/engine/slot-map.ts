/**
 * Numbers the distinct codes of one column in the order they come: 0, 1, 2 …
 *
 * Codes are mostly small and dense (symbols are numbered, so are most keys), and then the map is
 * an array; a code outside it goes to a hash table.
 */
export class SlotMap {
  /** Slot + 1 of each small code; 0 where there is none. Read directly by compiled rules. */
  dense: Int32Array = new Int32Array(64);
  readonly #sparse = new Map<number, number>();
  count = 0;

  /** The slot of a code, or −1. */
  find(code: number): number {
    if (code >= 0 && code < this.dense.length) return (this.dense[code] as number) - 1;
    return this.#sparse.size === 0 ? -1 : (this.#sparse.get(code) ?? -1);
  }

  /** The slot of a code, a new one if it has none. */
  claim(code: number): number {
    if (code >= 0 && code < this.dense.length) {
      const slot = (this.dense[code] as number) - 1;
      if (slot >= 0) return slot;
      this.dense[code] = ++this.count;
      return this.count - 1;
    }
    // An array of eight times the slots it holds is still smaller than a hash table.
    if (code >= 0 && code < 1024 + 8 * this.count) {
      this.#grow(code);
      return this.claim(code);
    }
    let slot = this.#sparse.get(code);
    if (slot === undefined) {
      slot = this.count++;
      this.#sparse.set(code, slot);
    }
    return slot;
  }

  /** The codes that have a slot, with it. */
  *entries(): Generator<readonly [code: number, slot: number]> {
    for (let code = 0; code < this.dense.length; code++) {
      const slot = (this.dense[code] as number) - 1;
      if (slot >= 0) yield [code, slot];
    }
    yield* this.#sparse;
  }

  clear(): void {
    this.dense.fill(0);
    this.#sparse.clear();
    this.count = 0;
  }

  #grow(code: number): void {
    const grown = new Int32Array(Math.max(code + 1, this.dense.length * 2));
    grown.set(this.dense);
    for (const [known, slot] of this.#sparse) {
      if (known < 0 || known >= grown.length) continue;
      grown[known] = slot + 1;
      this.#sparse.delete(known);
    }
    this.dense = grown;
  }
}
