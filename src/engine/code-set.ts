import { SlotMap } from "./slot-map.ts";

/** A set of codes. Deleted ones keep their slot, for they may come back. */
export class CodeSet {
  readonly #slots = new SlotMap();
  #present = new Uint8Array(64);

  has(a: number): boolean {
    const slot = this.#slots.find(a);
    return slot >= 0 && this.#present[slot] === 1;
  }

  /** Adds a code; false when it is there already. */
  add(a: number): boolean {
    const slot = this.#slots.claim(a);
    if (slot >= this.#present.length) {
      const grown = new Uint8Array(this.#present.length * 2);
      grown.set(this.#present);
      this.#present = grown;
    }
    if (this.#present[slot] === 1) return false;
    this.#present[slot] = 1;
    return true;
  }

  delete(a: number): boolean {
    const slot = this.#slots.find(a);
    if (slot < 0 || this.#present[slot] !== 1) return false;
    this.#present[slot] = 0;
    return true;
  }
}
