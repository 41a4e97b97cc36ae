/**
 * In which of 2ⁿ states something holds: bit `s % 32` of word `s / 32` stands for state `s`.
 * A table has max(1, 2ⁿ / 32) words; with n < 5 the bits of the one word repeat.
 */
export type Truth = Uint32Array;

export function wordsOf(bits: number): number {
  return bits < 5 ? 1 : 2 ** (bits - 5);
}

export function always(words: number): Truth {
  return new Uint32Array(words).fill(0xffffffff);
}

export function never(words: number): Truth {
  return new Uint32Array(words);
}

const patterns = [0xaaaaaaaa, 0xcccccccc, 0xf0f0f0f0, 0xff00ff00, 0xffff0000];

const kept = new Map<number, Truth>();

/** Holds in the states whose bit `bit` is set. The table is shared and must not be written to. */
export function bitTruth(bit: number, words: number): Truth {
  const name = words * 32 + bit;
  let truth = kept.get(name);
  if (truth === undefined) {
    truth = bit < 5 ? new Uint32Array(words).fill(patterns[bit] ?? 0) : stripes(2 ** (bit - 5), words);
    kept.set(name, truth);
  }
  return truth;
}

function stripes(width: number, words: number): Truth {
  const truth = new Uint32Array(words);
  for (let start = width; start < words; start += 2 * width) truth.fill(0xffffffff, start, start + width);
  return truth;
}

/** Writes `a & b` to `into`; false when that holds nowhere. */
export function and(a: Truth, b: Truth, into: Truth): boolean {
  let any = 0;
  for (let i = 0; i < into.length; i++) {
    const word = (a[i] as number) & (b[i] as number);
    into[i] = word;
    any |= word;
  }
  return any !== 0;
}

/** Writes `a & ~b` to `into`; false when that holds nowhere. */
export function andNot(a: Truth, b: Truth, into: Truth): boolean {
  let any = 0;
  for (let i = 0; i < into.length; i++) {
    const word = (a[i] as number) & ~(b[i] as number);
    into[i] = word;
    any |= word;
  }
  return any !== 0;
}

/** Adds `a` to `into`; whether that changed anything. */
export function or(a: Truth, into: Truth): boolean {
  let any = 0;
  for (let i = 0; i < into.length; i++) {
    const word = into[i] as number;
    any |= (a[i] as number) & ~word;
    into[i] = word | (a[i] as number);
  }
  return any !== 0;
}

export function isNever(a: Truth): boolean {
  return a.every((word) => word === 0);
}

/** Whether both hold in some state. */
export function meets(a: Truth, b: Truth): boolean {
  return a.some((word, i) => (word & (b[i] as number)) !== 0);
}

/** Whether it holds in state `s`. */
export function holdsIn(a: Truth, state: number): boolean {
  return (((a[state >>> 5] ?? 0) >>> (state & 31)) & 1) === 1;
}

/** A step that sets or clears one bit, where it may: `up` holds in the states it may set it in, `down` in those it may clear it in. */
export interface Step {
  readonly bit: number;
  readonly up: Truth;
  readonly down: Truth;
}

/** The first state from which the step makes `truth` false (`lost`) or true (`gained`), or -1. */
export function moved(truth: Truth, step: Step, way: "lost" | "gained"): number {
  const flip = way === "lost" ? 0 : 0xffffffff;
  if (step.bit < 5) {
    const shift = 1 << step.bit;
    const low = ~(patterns[step.bit] as number);
    for (let i = 0; i < truth.length; i++) {
      const word = (truth[i] as number) ^ flip;
      const set = word & ~(word >>> shift) & (step.up[i] as number) & low;
      if (set !== 0) return i * 32 + lowestBit(set);
      const clear = (word >>> shift) & ~word & ((step.down[i] as number) >>> shift) & low;
      if (clear !== 0) return i * 32 + lowestBit(clear) + shift;
    }
    return -1;
  }
  const stride = 2 ** (step.bit - 5);
  for (let block = 0; block < truth.length; block += 2 * stride) {
    for (let i = block; i < block + stride; i++) {
      const before = (truth[i] as number) ^ flip;
      const after = (truth[i + stride] as number) ^ flip;
      const set = before & ~after & (step.up[i] as number);
      if (set !== 0) return i * 32 + lowestBit(set);
      const clear = after & ~before & (step.down[i + stride] as number);
      if (clear !== 0) return (i + stride) * 32 + lowestBit(clear);
    }
  }
  return -1;
}

/** The table shifted along a bit: holds in `s` when `truth` holds in `s` with the bit set (or cleared). */
export function shifted(truth: Truth, bit: number, set: boolean): Truth {
  const result = new Uint32Array(truth.length);
  if (bit < 5) {
    const shift = 1 << bit;
    const high = patterns[bit] as number;
    for (let i = 0; i < truth.length; i++) {
      const part = (truth[i] as number) & (set ? high : ~high);
      result[i] = set ? part | (part >>> shift) : part | (part << shift);
    }
    return result;
  }
  const stride = 2 ** (bit - 5);
  for (let i = 0; i < truth.length; i++) result[i] = truth[set ? i | stride : i & ~stride] as number;
  return result;
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
