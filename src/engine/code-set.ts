import { SlotMap } from "./slot-map.ts";

const none = new Uint8Array(0);

/** A set of codes. Deleted ones keep their slot, for they may come back. */
export class CodeSet {
  readonly #slots = new SlotMap();
  #present: Uint8Array = none;

  has(a: number): boolean {
    const slot = this.#slots.find(a);
    return slot >= 0 && this.#present[slot] === 1;
  }

  /** Adds a code; false when it is there already. */
  add(a: number): boolean {
    const slot = this.#slots.claim(a);
    if (slot >= this.#present.length) {
      const more = new Uint8Array(Math.max(64, this.#present.length * 2));
      more.set(this.#present);
      this.#present = more;
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

  clear(): void {
    const { count } = this.#slots;
    if (count > 1 << 12) this.#present = none;
    else this.#present.fill(0, 0, count);
    this.#slots.clear();
  }
}
