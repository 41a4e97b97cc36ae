/**
 * Where the first row of each key stands, by hash: a million keys cost their hashes and places and
 * nothing more. Different keys may share a hash, so who finds one looks at the text again.
 */
export class RowKeys {
  #hashes = new Float64Array(64);
  #places = new Float64Array(64);
  #size = 0;

  /** The place of an earlier row whose hash is the same, after which `place` is not kept; else null. */
  add(hash: number, place: number): number | null {
    if (2 * this.#size >= this.#hashes.length) this.#grow();
    const slot = this.#slot(hash);
    if (this.#hashes[slot] === hash) return this.#places[slot] ?? null;
    this.#hashes[slot] = hash;
    this.#places[slot] = place;
    this.#size++;
    return null;
  }

  #slot(hash: number): number {
    const mask = this.#hashes.length - 1;
    let slot = hash % this.#hashes.length;
    while (this.#hashes[slot] !== 0 && this.#hashes[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [hashes, places] = [this.#hashes, this.#places];
    this.#hashes = new Float64Array(2 * hashes.length);
    this.#places = new Float64Array(2 * hashes.length);
    for (const [old, hash] of hashes.entries()) {
      if (hash === 0) continue;
      const slot = this.#slot(hash);
      this.#hashes[slot] = hash;
      this.#places[slot] = places[old] ?? 0;
    }
  }
}

/** A hash of 52 bits of a row's key, never 0. Numbers and symbols of the same spelling differ. */
export function keyHash(key: readonly (number | string)[]): number {
  let low = 0x811c9dc5;
  let high = 0x2545f491;
  for (const value of key) {
    const text = String(value);
    low = Math.imul(low ^ (typeof value === "string" ? 0x5f : 0x23), 0x01000193);
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      low = Math.imul(low ^ unit, 0x01000193);
      high = Math.imul(high ^ unit, 0x5bd1e995) ^ (high >>> 15);
    }
    high = Math.imul(high ^ 0x2c, 0x5bd1e995);
  }
  return 1 + (low >>> 0) + (high & 0xfffff) * 0x100000000;
}
