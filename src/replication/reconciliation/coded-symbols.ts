import { assert } from "../../base/assert.ts";
import type { Word } from "../../base/sip-hash.ts";

/**
 * Coded symbols of a set of keys, from some index on, in columns. A symbol stands for the keys that
 * are in it: the exclusive or of them, in two halves, and of their checks, and how many there are.
 * Symbols of two sets subtract, and what both sets have is gone.
 */
export interface CodedSymbols {
  readonly highs: Uint32Array;
  readonly lows: Uint32Array;
  readonly checks: Uint32Array;
  readonly counts: Int32Array;
}

export function emptySymbols(length: number): CodedSymbols {
  return {
    highs: new Uint32Array(length),
    lows: new Uint32Array(length),
    checks: new Uint32Array(length),
    counts: new Int32Array(length),
  };
}

/** Adds a key to a symbol, or takes it out (`sign` −1). */
export function addKey(
  { highs, lows, checks, counts }: CodedSymbols,
  at: number,
  key: Word,
  sign: 1 | -1,
): void {
  highs[at] = (highs[at] ?? 0) ^ key.high;
  lows[at] = (lows[at] ?? 0) ^ key.low;
  checks[at] = (checks[at] ?? 0) ^ checkOf(key);
  counts[at] = (counts[at] ?? 0) + sign;
}

/**
 * The symbols of a set, one after another without end: of each as many are taken as the other side
 * turns out to need (Yang, Gilad, Alizadeh, "Practical Rateless Set Reconciliation", SIGCOMM 2024).
 * Keys are distinct and look like chance, as keyed hashes do.
 */
export class SymbolStream {
  readonly #keys: readonly Word[];
  /** The next symbol that each key is in. */
  readonly #next: Float64Array;
  #taken = 0;

  constructor(keys: readonly Word[]) {
    this.#keys = keys;
    this.#next = new Float64Array(keys.length);
  }

  /** How many were taken. */
  get taken(): number {
    return this.#taken;
  }

  take(count: number): CodedSymbols {
    assert(count >= 0, `${count} symbols are taken`);
    const [from, to] = [this.#taken, this.#taken + count];
    const symbols = emptySymbols(count);
    for (const [i, key] of this.#keys.entries()) {
      let index = this.#next[i] ?? 0;
      if (index >= to) continue;
      for (; index < to; index = nextIndex(key, index)) addKey(symbols, index - from, key, 1);
      this.#next[i] = index;
    }
    this.#taken = to;
    return symbols;
  }
}

/**
 * The symbol after `index` that a key is in. All are in the first; the `i`-th has a key with a
 * chance of about 1 / (1 + i/2), whatever came before, so that each prefix of the stream has some symbols
 * of a single key. The only inexact arithmetic is a square root, which is the same on every machine.
 */
export function nextIndex({ high, low }: Word, index: number): number {
  const chance = (mixed(mixed(low + Math.imul(index, 0x9e3779b9)) ^ high) + 1) / 2 ** 32;
  return index + Math.max(1, Math.ceil((index + 1.5) * (1 / Math.sqrt(chance) - 1)));
}

/** How many of `size` keys are in a symbol, about. */
export function expectedCount(size: number, index: number): number {
  return Math.round(size / (1 + index / 2));
}

/** What tells a key from the exclusive or of several. */
export function checkOf({ high, low }: Word): number {
  return mixed(mixed(high ^ 0x5bd1e995) + low);
}

/** The last step of MurmurHash3, of 32 bits. */
function mixed(word: number): number {
  let bits = word | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
