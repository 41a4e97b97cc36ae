import type { Code, SymbolSource, ValuePool } from "./value-pool.ts";

/** Words of an entry: code + 1 (0 in a free place), then three of the symbol. */
const entryWords = 4;

/** A symbol of so many bytes is in its entry. */
const shortMax = 11;

/**
 * Gives symbols that come as UTF-8 bytes their codes without making a string of each: a symbol of
 * plain ASCII is decoded when its text is asked for.
 *
 * An open-addressing table finds them. A short symbol is in its entry itself, and its length in
 * the highest byte, so that a look-up costs one place in memory; of a longer one the entry has a
 * hash, where its bytes begin in `#bytes`, and, with the highest bit set, how many they are.
 */
export class ByteSymbols implements SymbolSource {
  readonly #pool: ValuePool;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #bytes = new Uint8Array(1 << 16);
  #used = 0;
  /** By code: where the bytes of a symbol that came from here begin, and where they end. */
  #places = new Int32Array(1 << 10);
  #entries = new Int32Array(entryWords << 10);
  #mask = (1 << 10) - 1;
  #count = 0;
  /** How many symbols of the pool have been seen here. */
  #seen = 0;
  /** What is read, and the same for reading words. */
  #data: Uint8Array = this.#bytes;
  #view: DataView = new DataView(this.#bytes.buffer);
  /** Of the symbol that is looked up: what its entry has. */
  #first = 0;
  #second = 0;
  #third = 0;

  constructor(pool: ValuePool) {
    this.#pool = pool;
  }

  /** The code of the symbol in `data` from `start` to `end`; −1 when that is not UTF-8. */
  code(data: Uint8Array, start: number, end: number): Code {
    if (data !== this.#data) {
      this.#data = data;
      this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    }
    if (this.#seen !== this.#pool.symbols.length) this.#meetOthers();
    const place = this.#find(start, end);
    const code = (this.#entries[place * entryWords] as number) - 1;
    return code >= 0 ? code : this.#insert(place, start, end);
  }

  textOf(code: Code): string {
    const bytes = this.#bytes.subarray(this.#places[code * 2], this.#places[code * 2 + 1]);
    return this.#decoder.decode(bytes);
  }

  /** The place in the table where the symbol is that `#data` has from `start` to `end`, or a free one for it. */
  #find(start: number, end: number): number {
    const length = end - start;
    const hash = length <= shortMax ? this.#readShort(start, length) : this.#readLong(start, length);
    const [first, third] = [this.#first, this.#third];
    const entries = this.#entries;
    let place = hash & this.#mask;
    for (; ; place = (place + 1) & this.#mask) {
      const at = place * entryWords;
      if (entries[at] === 0) return place;
      if (entries[at + 1] !== first || entries[at + 3] !== third) continue;
      const second = entries[at + 2] as number;
      if (third >= 0 ? second === this.#second : this.#isAt(second, start, end)) return place;
    }
  }

  /** Sets what the entry of a short symbol has, and gives its hash. */
  #readShort(start: number, length: number): number {
    let [first, second, third] = [0, 0, 0];
    if (start + 12 <= this.#data.length) {
      const view = this.#view;
      if (length > 0) first = view.getInt32(start, true) & maskOf(length);
      if (length > 4) second = view.getInt32(start + 4, true) & maskOf(length - 4);
      if (length > 8) third = view.getInt32(start + 8, true) & maskOf(length - 8);
    } else {
      for (let i = 0; i < length; i++) {
        const bits = (this.#data[start + i] as number) << ((i & 3) * 8);
        if (i < 4) first |= bits;
        else if (i < 8) second |= bits;
        else third |= bits;
      }
    }
    third |= length << 24;
    this.#first = first;
    this.#second = second;
    this.#third = third;
    return hashOf(first, second, third);
  }

  #readLong(start: number, length: number): number {
    const view = this.#view;
    const end = start + length;
    let hash = length;
    let i = start;
    for (; i + 4 <= end; i += 4) {
      hash = Math.imul(hash ^ view.getInt32(i, true), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (; i < end; i++) hash = Math.imul(hash ^ (this.#data[i] as number), 0x01000193);
    this.#first = hash;
    this.#third = length | 0x80000000;
    return hash ^ (hash >>> 13);
  }

  #isAt(offset: number, start: number, end: number): boolean {
    const [bytes, data] = [this.#bytes, this.#data];
    let i = start;
    for (let j = offset; i < end && data[i] === bytes[j]; j++) i++;
    return i === end;
  }

  #insert(place: number, start: number, end: number): Code {
    const data = this.#data;
    let i = start;
    while (i < end && (data[i] as number) < 0x80) i++;
    const text = i === end ? null : this.#decode(data, start, end);
    if (i < end && text === null) return -1;
    const code = this.#pool.symbolOf(this, text);
    this.#seen = code + 1;
    this.#enter(place, code, start, end);
    return code;
  }

  /** Notes the symbol that was looked up last. */
  #enter(place: number, code: Code, start: number, end: number): void {
    const length = end - start;
    if (this.#used + length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#used + length));
      grown.set(this.#bytes.subarray(0, this.#used));
      this.#bytes = grown;
    }
    if (code * 2 >= this.#places.length) {
      const grown = new Int32Array(Math.max(this.#places.length * 2, code * 2 + 2));
      grown.set(this.#places);
      this.#places = grown;
    }
    this.#places[code * 2] = this.#used;
    this.#places[code * 2 + 1] = this.#used + length;
    const at = place * entryWords;
    this.#entries[at] = code + 1;
    this.#entries[at + 1] = this.#first;
    this.#entries[at + 2] = this.#third < 0 ? this.#used : this.#second;
    this.#entries[at + 3] = this.#third;
    for (let i = start; i < end; i++) this.#bytes[this.#used++] = this.#data[i] as number;
    if (++this.#count * 2 > this.#mask) this.#grow();
  }

  /** Enters the symbols that came to the pool from elsewhere. */
  #meetOthers(): void {
    const [data, view] = [this.#data, this.#view];
    const encoder = new TextEncoder();
    for (; this.#seen < this.#pool.symbols.length; this.#seen++) {
      const text = this.#pool.text(this.#seen);
      const bytes = encoder.encode(text);
      // Half a surrogate pair has no bytes of its own.
      if (this.#decoder.decode(bytes) !== text) continue;
      this.#data = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      this.#enter(this.#find(0, bytes.length), this.#seen, 0, bytes.length);
    }
    this.#data = data;
    this.#view = view;
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
      if (before[from] === 0) continue;
      const [first, second, third] = [before[from + 1], before[from + 2], before[from + 3]] as Words;
      const hash = third < 0 ? first ^ (first >>> 13) : hashOf(first, second, third);
      let place = hash & this.#mask;
      while (entries[place * entryWords] !== 0) place = (place + 1) & this.#mask;
      for (let i = 0; i < entryWords; i++) entries[place * entryWords + i] = before[from + i] as number;
    }
    this.#entries = entries;
  }
}

type Words = readonly [number, number, number];

/** The bits of a word's first `bytes` bytes; of all four for more. */
function maskOf(bytes: number): number {
  return bytes >= 4 ? -1 : (1 << (bytes * 8)) - 1;
}

function hashOf(first: number, second: number, third: number): number {
  let hash = Math.imul(first, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15) ^ second, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13) ^ third, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
