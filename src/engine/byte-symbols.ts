import type { Code, ValuePool } from "./value-pool.ts";

/** Hash, code + 1 (0 in a free place), where its bytes begin, and how many they are. */
const entryWords = 4;

/**
 * Gives symbols that come as UTF-8 bytes their codes without making a string of each: only what
 * was not met before is decoded.
 *
 * Bytes are kept one after the other in `#bytes`; an open-addressing table finds them. All that a
 * look-up has to know of a symbol but its bytes stands side by side, as a table of a million
 * symbols is in no cache.
 */
export class ByteSymbols {
  readonly #pool: ValuePool;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #bytes = new Uint8Array(1 << 16);
  #used = 0;
  #entries = new Int32Array(entryWords << 10);
  #mask = (1 << 10) - 1;
  #count = 0;

  constructor(pool: ValuePool) {
    this.#pool = pool;
  }

  /** The code of the symbol in `data` from `start` to `end`; −1 when that is not UTF-8. */
  code(data: Uint8Array, start: number, end: number): Code {
    const length = end - start;
    let hash = length;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (data[i] as number), 0x01000193);
    hash ^= hash >>> 15;
    const entries = this.#entries;
    const bytes = this.#bytes;
    let place = hash & this.#mask;
    for (; ; place = (place + 1) & this.#mask) {
      const at = place * entryWords;
      const code = (entries[at + 1] as number) - 1;
      if (code < 0) break;
      if (entries[at] !== hash || entries[at + 3] !== length) continue;
      let i = start;
      for (let j = entries[at + 2] as number; i < end && data[i] === bytes[j]; j++) i++;
      if (i === end) return code;
    }
    return this.#insert(place, hash, data, start, end);
  }

  #insert(place: number, hash: number, data: Uint8Array, start: number, end: number): Code {
    const text = this.#decode(data, start, end);
    if (text === null) return -1;
    const length = end - start;
    if (this.#used + length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#used + length));
      grown.set(this.#bytes.subarray(0, this.#used));
      this.#bytes = grown;
    }
    for (let i = 0; i < length; i++) this.#bytes[this.#used + i] = data[start + i] as number;
    const code = this.#pool.symbolOf(this, text);
    const at = place * entryWords;
    this.#entries[at] = hash;
    this.#entries[at + 1] = code + 1;
    this.#entries[at + 2] = this.#used;
    this.#entries[at + 3] = length;
    this.#used += length;
    if (++this.#count * 2 > this.#mask) this.#grow();
    return code;
  }

  #decode(data: Uint8Array, start: number, end: number): string | null {
    try {
      return this.#decoder.decode(data.subarray(start, end));
    } catch {
      return null;
    }
  }

  #grow(): void {
    const before = this.#entries;
    this.#mask = this.#mask * 2 + 1;
    const entries = new Int32Array((this.#mask + 1) * entryWords);
    for (let from = 0; from < before.length; from += entryWords) {
      if (before[from + 1] === 0) continue;
      let place = (before[from] as number) & this.#mask;
      while (entries[place * entryWords + 1] !== 0) place = (place + 1) & this.#mask;
      for (let i = 0; i < entryWords; i++) entries[place * entryWords + i] = before[from + i] as number;
    }
    this.#entries = entries;
  }
}
