import type { KeyIndex } from "./key-index.ts";

/** Codes from here on are not marked: an array of so many is too large to stay in a cache. */
const marksMax = 1 << 22;

/**
 * The codes of one column in one run of an index, marked in an array, so that a loop that asks of
 * many codes whether they are in the run looks at one word for each.
 */
export class RunMarks {
  /** `stamp` at each code of the run. */
  marks = new Int32Array(1024);
  stamp = 0;

  /** Marks, of the run of a key alone, the words at `offset` in its entries; false when one cannot be marked. */
  mark(index: KeyIndex, key: number, offset: number): boolean {
    const stamp = ++this.stamp;
    const slot = index.find(key);
    if (slot < 0) return true;
    const { arena, width } = index;
    const start = index.starts[slot] as number;
    const end = start + (index.counts[slot] as number) * width;
    for (let i = start + offset; i < end; i += width) {
      const code = arena[i] as number;
      if (code >= this.marks.length && code < marksMax) this.#grow(code);
      if (code < 0 || code >= marksMax) return false;
      this.marks[code] = stamp;
    }
    return true;
  }

  #grow(code: number): void {
    const grown = new Int32Array(1 << (32 - Math.clz32(code)));
    grown.set(this.marks);
    this.marks = grown;
  }
}
