import type { Code, ValuePool } from "./value-pool.ts";

/**
 * Gives symbols that come as UTF-8 bytes their codes without making a string of each: only what
 * was not met before is decoded.
 *
 * Bytes are kept one after the other in `#bytes`; `#places` is an open-addressing table of the
 * numbers of what was met.
 */
export class ByteSymbols {
  readonly #pool: ValuePool;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #bytes = new Uint8Array(1 << 16);
  #used = 0;
  #places = new Int32Array(1 << 10);
  #hashes = new Int32Array(1 << 9);
  #starts = new Int32Array((1 << 9) + 1);
  #codes = new Int32Array(1 << 9);
  #count = 0;

  constructor(pool: ValuePool) {
    this.#pool = pool;
  }

  /** The code of the symbol in `data` from `start` to `end`; −1 when that is not UTF-8. */
  code(data: Uint8Array, start: number, end: number): Code {
    let hash = end - start;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (data[i] as number), 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.#places.length - 1;
    let place = hash & mask;
    for (; ; place = (place + 1) & mask) {
      const number = (this.#places[place] as number) - 1;
      if (number < 0) break;
      if (this.#hashes[number] === hash && this.#isEqual(number, data, start, end))
        return this.#codes[number] as Code;
    }
    return this.#insert(place, hash, data, start, end);
  }

  #isEqual(number: number, data: Uint8Array, start: number, end: number): boolean {
    const from = this.#starts[number] as number;
    if ((this.#starts[number + 1] as number) - from !== end - start) return false;
    for (let i = start, j = from; i < end; i++, j++) if (data[i] !== this.#bytes[j]) return false;
    return true;
  }

  #insert(place: number, hash: number, data: Uint8Array, start: number, end: number): Code {
    const text = this.#decode(data, start, end);
    if (text === null) return -1;
    const number = this.#count++;
    if (number + 1 >= this.#codes.length) this.#growEntries();
    const length = end - start;
    if (this.#used + length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#used + length));
      grown.set(this.#bytes.subarray(0, this.#used));
      this.#bytes = grown;
    }
    for (let i = 0; i < length; i++) this.#bytes[this.#used + i] = data[start + i] as number;
    this.#starts[number] = this.#used;
    this.#used += length;
    this.#starts[number + 1] = this.#used;
    this.#hashes[number] = hash;
    const code = this.#pool.symbol(text);
    this.#codes[number] = code;
    this.#places[place] = number + 1;
    if (this.#count * 2 > this.#places.length) this.#growPlaces();
    return code;
  }

  #decode(data: Uint8Array, start: number, end: number): string | null {
    try {
      return this.#decoder.decode(data.subarray(start, end));
    } catch {
      return null;
    }
  }

  #growEntries(): void {
    const length = this.#codes.length * 2;
    const grow = (array: Int32Array, size: number): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(size);
      grown.set(array);
      return grown;
    };
    this.#codes = grow(this.#codes, length);
    this.#hashes = grow(this.#hashes, length);
    this.#starts = grow(this.#starts, length + 1);
  }

  #growPlaces(): void {
    const places = new Int32Array(this.#places.length * 2);
    const mask = places.length - 1;
    for (let number = 0; number < this.#count; number++) {
      let place = (this.#hashes[number] as number) & mask;
      while (places[place] !== 0) place = (place + 1) & mask;
      places[place] = number + 1;
    }
    this.#places = places;
  }
}
