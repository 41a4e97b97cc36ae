import { SlotMap } from "./slot-map.ts";
import { grown, noWords, reused, zeroed } from "./words.ts";

const empty = -0x80000000;
const listMax = 8;

/**
 * A set of pairs of codes, kept per first code: a short run, then a hash table or, where that is
 * no larger, a bit set over the codes from about the smallest to about the largest.
 *
 * All of them lie in one arena of 32-bit words. One global hash table would cost a cache miss at
 * every look-up; here the part that is asked for is small and mostly warm.
 */
export class PairSet {
  /** What `addRun` added. */
  fresh: Int32Array = noWords;
  readonly #slots = new SlotMap();
  #arena: Int32Array = noWords;
  #used = 0;
  /** Codes of a slot that is laid out anew. */
  #gathered: Int32Array = noWords;
  /** Per slot: where its part begins, how many words it has, and how many codes are in it. */
  #starts: Int32Array = noWords;
  #capacities: Int32Array = noWords;
  #sizes: Int32Array = noWords;
  /** Per slot: 0 a run, 1 a hash table, 2 a bit set. */
  #shapes: Int32Array = noWords;
  /** Per slot: what the first word of a bit set stands for, as a code divided by 32. */
  #bases: Int32Array = noWords;
  /** No second code so far is smaller. */
  #smallest = 0;

  has(a: number, b: number): boolean {
    const slot = this.#slots.find(a);
    if (slot < 0) return false;
    const start = this.#starts[slot] as number;
    const arena = this.#arena;
    switch (this.#shapes[slot] as 0 | 1 | 2) {
      case 2: {
        const word = (b >> 5) - (this.#bases[slot] as number);
        return (
          word >= 0 &&
          word < (this.#capacities[slot] as number) &&
          (((arena[start + word] as number) >>> (b & 31)) & 1) === 1
        );
      }
      case 1: {
        const mask = (this.#capacities[slot] as number) - 1;
        for (let i = hash(b) & mask; ; i = (i + 1) & mask) {
          const found = arena[start + i] as number;
          if (found === b) return true;
          if (found === empty) return false;
        }
      }
      case 0: {
        const end = start + (this.#sizes[slot] as number);
        for (let i = start; i < end; i++) if (arena[i] === b) return true;
        return false;
      }
    }
  }

  /** Adds a pair; false when it is there already. */
  add(a: number, b: number): boolean {
    const slot = this.#slots.claim(a);
    if (slot >= this.#starts.length) this.#growSlots();
    const start = this.#starts[slot] as number;
    const arena = this.#arena;
    const shape = this.#shapes[slot];
    if (shape === 2) {
      const word = (b >> 5) - (this.#bases[slot] as number);
      if (word < 0 || word >= (this.#capacities[slot] as number)) return this.#widen(slot, b);
      const bits = arena[start + word] as number;
      const bit = 1 << (b & 31);
      if ((bits & bit) !== 0) return false;
      arena[start + word] = bits | bit;
      this.#sizes[slot] = (this.#sizes[slot] as number) + 1;
      return true;
    }
    if (b < this.#smallest) this.#smallest = b;
    const size = this.#sizes[slot] as number;
    const capacity = this.#capacities[slot] as number;
    if (shape === 1) {
      const mask = capacity - 1;
      let i = hash(b) & mask;
      for (; ; i = (i + 1) & mask) {
        const found = arena[start + i] as number;
        if (found === b) return false;
        if (found === empty) break;
      }
      arena[start + i] = b;
      this.#sizes[slot] = size + 1;
      if ((size + 1) * 2 > capacity) this.#reshape(slot);
      return true;
    }
    for (let i = start; i < start + size; i++) if (arena[i] === b) return false;
    if (size === capacity) {
      this.#reshape(slot);
      return this.add(a, b);
    }
    arena[start + size] = b;
    this.#sizes[slot] = size + 1;
    return true;
  }

  /**
   * Adds the pairs of `a` and each `step`-th of `codes` from `from` to before `to`. Those that were
   * not there are then the first in `fresh`, and how many they are is returned. What is looked up
   * for `a` is looked up once.
   */
  addRun(a: number, codes: Int32Array, from: number, to: number, step: number): number {
    if (to - from > this.fresh.length) this.fresh = grown(noWords, (to - from) * 2);
    const { fresh } = this;
    let count = 0;
    const slot = this.#slots.claim(a);
    if (slot >= this.#starts.length) this.#growSlots();
    for (let i = from; i < to; i += step) {
      if (this.#shapes[slot] === 2) {
        const start = this.#starts[slot] as number;
        const capacity = this.#capacities[slot] as number;
        const base = this.#bases[slot] as number;
        const arena = this.#arena;
        const before = count;
        for (; i < to; i += step) {
          const b = codes[i] as number;
          const word = (b >> 5) - base;
          if (word < 0 || word >= capacity) break;
          const bits = arena[start + word] as number;
          const bit = 1 << (b & 31);
          if ((bits & bit) !== 0) continue;
          arena[start + word] = bits | bit;
          fresh[count++] = b;
        }
        this.#sizes[slot] = (this.#sizes[slot] as number) + count - before;
        if (i >= to) break;
      }
      const b = codes[i] as number;
      if (this.add(a, b)) fresh[count++] = b;
    }
    return count;
  }

  /** Takes a pair out; false when it is not there. A hash table closes the gap, so that probing stays right. */
  delete(a: number, b: number): boolean {
    const slot = this.#slots.find(a);
    if (slot < 0) return false;
    const start = this.#starts[slot] as number;
    const arena = this.#arena;
    const size = this.#sizes[slot] as number;
    const capacity = this.#capacities[slot] as number;
    switch (this.#shapes[slot] as 0 | 1 | 2) {
      case 2: {
        const place = (b >> 5) - (this.#bases[slot] as number);
        if (place < 0 || place >= capacity) return false;
        const word = start + place;
        const bit = 1 << (b & 31);
        if (((arena[word] as number) & bit) === 0) return false;
        arena[word] = (arena[word] as number) & ~bit;
        break;
      }
      case 1:
        if (!deleteFromTable(arena, start, capacity - 1, b)) return false;
        break;
      case 0: {
        let i = start;
        while (i < start + size && arena[i] !== b) i++;
        if (i === start + size) return false;
        arena[i] = arena[start + size - 1] as number;
      }
    }
    this.#sizes[slot] = size - 1;
    return true;
  }

  clear(): void {
    const { count } = this.#slots;
    this.#slots.clear();
    this.#arena = reused(this.#arena);
    this.fresh = reused(this.fresh);
    this.#gathered = reused(this.#gathered);
    this.#starts = reused(this.#starts);
    this.#bases = reused(this.#bases);
    this.#capacities = zeroed(this.#capacities, count);
    this.#sizes = zeroed(this.#sizes, count);
    this.#shapes = zeroed(this.#shapes, count);
    this.#used = 0;
    this.#smallest = 0;
  }

  /** Calls `take` for each pair that `other` has not; bit sets are compared word by word. */
  forEachMissing(other: PairSet, take: (a: number, b: number) => void): void {
    for (const [a, slot] of this.#slots.entries()) {
      const there = other.#slots.find(a);
      if (this.#shapes[slot] === 2 && there >= 0 && other.#shapes[there] === 2) {
        this.#forEachMissingBit(slot, other, there, (b) => {
          take(a, b);
        });
      } else {
        const count = this.#gather(slot);
        for (const b of this.#gathered.slice(0, count)) if (there < 0 || !other.has(a, b)) take(a, b);
      }
    }
  }

  #forEachMissingBit(slot: number, other: PairSet, there: number, take: (b: number) => void): void {
    const [start, capacity] = [this.#starts[slot] as number, this.#capacities[slot] as number];
    const [otherStart, otherCapacity] = [other.#starts[there] as number, other.#capacities[there] as number];
    const base = this.#bases[slot] as number;
    const shift = base - (other.#bases[there] as number);
    for (let word = 0; word < capacity; word++) {
      const place = word + shift;
      const known = place >= 0 && place < otherCapacity ? (other.#arena[otherStart + place] as number) : 0;
      for (let bits = (this.#arena[start + word] as number) & ~known; bits !== 0; bits &= bits - 1)
        take((base + word) * 32 + 31 - Math.clz32(bits & -bits));
    }
  }

  /** Bytes of the arena. */
  get bytes(): number {
    return this.#arena.byteLength;
  }

  /** A bit set meets a code beyond its ends: it grows, or goes back to a hash table when that is smaller. */
  #widen(slot: number, b: number): boolean {
    if (b < this.#smallest) this.#smallest = b;
    const size = this.#sizes[slot] as number;
    const word = b >> 5;
    const [start, capacity] = [this.#starts[slot] as number, this.#capacities[slot] as number];
    const base = this.#bases[slot] as number;
    const words = Math.max(base + capacity, word + 1) - Math.min(base, word);
    const limit = tableWords(size + 1);
    if (words > limit) {
      const count = this.#gather(slot);
      this.#gathered[count] = b;
      this.#build(slot, count + 1);
      return true;
    }
    const room = Math.min((words >> 1) + 1, limit - words);
    const low = word < base ? Math.max(this.#smallest >> 5, word - room) : base;
    const roomy = word < base ? base + capacity - low : words + room;
    // What lies last in the arena grows where it is.
    if (low === base && start + capacity === this.#used) this.#used = start;
    const to = this.#claim(slot, roomy, 2);
    const arena = this.#arena;
    const kept = to + base - low;
    if (to !== start) arena.copyWithin(kept, start, start + capacity);
    arena.fill(0, to, kept);
    arena.fill(0, kept + capacity, to + roomy);
    this.#bases[slot] = low;
    const at = to + word - low;
    arena[at] = (arena[at] as number) | (1 << (b & 31));
    this.#sizes[slot] = size + 1;
    return true;
  }

  #reshape(slot: number): void {
    this.#build(slot, this.#gather(slot));
  }

  /** Copies a slot's codes to `#gathered`, with room for one more, and gives their number. */
  #gather(slot: number): number {
    const start = this.#starts[slot] as number;
    const capacity = this.#capacities[slot] as number;
    const size = this.#sizes[slot] as number;
    const arena = this.#arena;
    if (size >= this.#gathered.length) this.#gathered = grown(noWords, (size + 1) * 2);
    const gathered = this.#gathered;
    let count = 0;
    switch (this.#shapes[slot] as 0 | 1 | 2) {
      case 2: {
        const base = this.#bases[slot] as number;
        for (let word = 0; word < capacity; word++) {
          for (let bits = arena[start + word] as number; bits !== 0; bits &= bits - 1)
            gathered[count++] = (base + word) * 32 + 31 - Math.clz32(bits & -bits);
        }
        return count;
      }
      case 1:
        for (let i = 0; i < capacity; i++) {
          const member = arena[start + i] as number;
          if (member !== empty) gathered[count++] = member;
        }
        return count;
      case 0:
        for (; count < size; count++) gathered[count] = arena[start + count] as number;
        return count;
    }
  }

  /** Lays the first `count` of `#gathered` out as a slot's codes, with room to grow, in the shape that suits their number. */
  #build(slot: number, count: number): void {
    this.#sizes[slot] = count;
    const gathered = this.#gathered;
    if (count < listMax) {
      const start = this.#claim(slot, count < 2 ? 2 : listMax, 0);
      for (let i = 0; i < count; i++) this.#arena[start + i] = gathered[i] as number;
      return;
    }
    const capacity = tableWords(count);
    let least = gathered[0] as number;
    let most = least;
    for (let i = 1; i < count; i++) {
      const b = gathered[i] as number;
      if (b < least) least = b;
      else if (b > most) most = b;
    }
    const words = (most >> 5) - (least >> 5) + 1;
    if (words <= capacity) {
      // With room for codes beyond both ends: each step there lays the whole set out anew.
      const room = Math.min((words >> 1) + 1, (capacity - words) >> 1);
      const base = Math.max(this.#smallest >> 5, (least >> 5) - room);
      const roomy = (most >> 5) + room - base + 1;
      const start = this.#claim(slot, roomy, 2);
      this.#bases[slot] = base;
      const arena = this.#arena;
      arena.fill(0, start, start + roomy);
      for (let i = 0; i < count; i++) {
        const b = gathered[i] as number;
        const at = start + (b >> 5) - base;
        arena[at] = (arena[at] as number) | (1 << (b & 31));
      }
      return;
    }
    const start = this.#claim(slot, capacity, 1);
    const arena = this.#arena;
    arena.fill(empty, start, start + capacity);
    const mask = capacity - 1;
    for (let j = 0; j < count; j++) {
      const b = gathered[j] as number;
      let i = hash(b) & mask;
      while (arena[start + i] !== empty) i = (i + 1) & mask;
      arena[start + i] = b;
    }
  }

  #claim(slot: number, words: number, shape: number): number {
    const start = this.#used;
    if (start + words > this.#arena.length) this.#arena = grown(this.#arena, start + words);
    this.#used = start + words;
    this.#starts[slot] = start;
    this.#capacities[slot] = words;
    this.#shapes[slot] = shape;
    return start;
  }

  #growSlots(): void {
    this.#starts = grown(this.#starts, 0);
    this.#capacities = grown(this.#capacities, 0);
    this.#sizes = grown(this.#sizes, 0);
    this.#bases = grown(this.#bases, 0);
    this.#shapes = grown(this.#shapes, 0);
  }
}

/** The size of a hash table with room for more than so many codes. */
function tableWords(count: number): number {
  let words = 16;
  while (words < count * 4) words *= 2;
  return words;
}

/** Knuth's multiplicative hash, its high bits folded down. */
function hash(code: number): number {
  const product = Math.imul(code, 0x9e3779b1);
  return product ^ (product >>> 15);
}

function deleteFromTable(arena: Int32Array, start: number, mask: number, b: number): boolean {
  let gap = hash(b) & mask;
  for (; ; gap = (gap + 1) & mask) {
    const found = arena[start + gap] as number;
    if (found === b) break;
    if (found === empty) return false;
  }
  for (let i = (gap + 1) & mask; ; i = (i + 1) & mask) {
    const member = arena[start + i] as number;
    if (member === empty) break;
    // A member may move into the gap unless its own place lies between the gap and it.
    const home = hash(member) & mask;
    const stays = gap <= i ? gap < home && home <= i : gap < home || home <= i;
    if (stays) continue;
    arena[start + gap] = member;
    gap = i;
  }
  arena[start + gap] = empty;
  return true;
}
