/** No words: what an array begins as that may never be written to. */
export const noWords = new Int32Array(0);

/** An array of at most so many words is kept when what it is for is emptied; a larger one is let go. */
const keptMax = 1 << 12;

/** The words with zeros behind, `least` of them at least, and so many that growing step by step stays cheap. */
export function grown(words: Int32Array, least: number): Int32Array<ArrayBuffer> {
  // So few words lie in the heap itself: no buffer has to be made for them.
  const more = new Int32Array(Math.max(16, least, words.length * 2));
  more.set(words);
  return more;
}

/** Words to write into anew, whatever is in them. */
export function reused(words: Int32Array): Int32Array {
  return words.length > keptMax ? noWords : words;
}

/** The same, the first `count` of them made zero. */
export function zeroed(words: Int32Array, count: number): Int32Array {
  return words.length > keptMax ? noWords : words.fill(0, 0, count);
}
