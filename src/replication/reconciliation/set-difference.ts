import type { Word } from "../../base/sip-hash.ts";
import { unreadable } from "../wire/unreadable-bytes.ts";
import {
  addKey,
  checkOf,
  emptySymbols,
  nextIndex,
  SymbolStream,
  type CodedSymbols,
} from "./coded-symbols.ts";

/**
 * Finds in which keys another's set differs from one's own, from symbols of the other.
 *
 * Own symbols are subtracted, which leaves the difference. A symbol of a single key gives that key
 * away; taken out of all symbols that it is in, it leaves others of a single key, and so on to the
 * end. That takes about 1.35 symbols for each differing key, more for few, however large the sets.
 */
export class SetDifference {
  readonly #own: SymbolStream;
  readonly #symbolsMax: number;
  #symbols = emptySymbols(0);
  #length = 0;
  readonly #found: Found[] = [];

  /** Of a set of distinct keys; takes `symbolsMax` symbols at most. */
  constructor(keys: readonly Word[], symbolsMax: number) {
    this.#own = new SymbolStream(keys);
    this.#symbolsMax = symbolsMax;
  }

  /** How many symbols were taken. */
  get length(): number {
    return this.#length;
  }

  /** Nothing is left in any symbol: all differing keys are found. */
  get isComplete(): boolean {
    const { highs, lows, checks, counts } = this.#symbols;
    if (this.#length === 0) return false;
    for (let i = 0; i < this.#length; i++)
      if (counts[i] !== 0 || highs[i] !== 0 || lows[i] !== 0 || checks[i] !== 0) return false;
    return true;
  }

  /** What the other has and is not here. */
  get theirs(): readonly Word[] {
    return this.#found.filter(({ sign }) => sign === 1).map(({ key }) => key);
  }

  /** What is here and the other has not. */
  get ours(): readonly Word[] {
    return this.#found.filter(({ sign }) => sign === -1).map(({ key }) => key);
  }

  /** Takes the next symbols of the other's. Throws `UnreadableBytes` for more than it takes, and for what is of no set. */
  add(symbols: CodedSymbols): void {
    const [from, to] = [this.#length, this.#length + symbols.counts.length];
    if (to > this.#symbolsMax) unreadable("The sets differ in more than is reconciled at once.");
    this.#grow(to);
    const [all, own] = [this.#symbols, this.#own.take(to - from)];
    for (let i = from; i < to; i++) {
      const at = i - from;
      all.highs[i] = (symbols.highs[at] ?? 0) ^ (own.highs[at] ?? 0);
      all.lows[i] = (symbols.lows[at] ?? 0) ^ (own.lows[at] ?? 0);
      all.checks[i] = (symbols.checks[at] ?? 0) ^ (own.checks[at] ?? 0);
      all.counts[i] = (symbols.counts[at] ?? 0) - (own.counts[at] ?? 0);
    }
    this.#length = to;
    for (const found of this.#found) this.#takeOut(found, () => undefined);
    this.#peel(from);
  }

  #grow(length: number): void {
    if (length <= this.#symbols.counts.length) return;
    const larger = emptySymbols(Math.max(length, 2 * this.#symbols.counts.length));
    larger.highs.set(this.#symbols.highs);
    larger.lows.set(this.#symbols.lows);
    larger.checks.set(this.#symbols.checks);
    larger.counts.set(this.#symbols.counts);
    this.#symbols = larger;
  }

  #peel(from: number): void {
    const waiting = Array.from({ length: this.#length - from }, (_, i) => from + i);
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const { highs, lows, checks, counts } = this.#symbols;
      const sign = counts[at];
      const key = { high: highs[at] ?? 0, low: lows[at] ?? 0 };
      if ((sign !== 1 && sign !== -1) || checks[at] !== checkOf(key)) continue;
      // A symbol gives one key away at most, where they are of a set.
      if (this.#found.length >= this.#length) unreadable("The symbols are of no set.");
      const found: Found = { key, sign, next: 0 };
      this.#found.push(found);
      this.#takeOut(found, (index) => waiting.push(index));
    }
  }

  /** Takes a key out of the symbols that it is in and that it was not taken out of yet. */
  #takeOut(found: Found, tell: (index: number) => void): void {
    const { key, sign } = found;
    for (; found.next < this.#length; found.next = nextIndex(key, found.next)) {
      addKey(this.#symbols, found.next, key, sign === 1 ? -1 : 1);
      tell(found.next);
    }
  }
}

/** A key that is on one side alone, and the next symbol that it has to be taken out of. */
interface Found {
  readonly key: Word;
  /** 1 where the other has it. */
  readonly sign: 1 | -1;
  next: number;
}
