import type { Span } from "./source.ts";

export interface DecodedText {
  readonly text: string;
  /** Where U+FFFD stands for bytes that are not UTF-8: one span for each run. */
  readonly invalid: readonly Span[];
}

const fatal = new TextDecoder("utf-8", { fatal: true });
const lenient = new TextDecoder("utf-8");

/** Reads bytes as UTF-8, without a byte order mark; what is not UTF-8 becomes U+FFFD at known places. */
export function decodeText(bytes: Uint8Array): DecodedText {
  try {
    return { text: fatal.decode(bytes), invalid: [] };
  } catch {
    return { text: lenient.decode(bytes), invalid: invalidRuns(bytes) };
  }
}

/**
 * Where a decoder that replaces has replaced, in UTF-16 units of what it gives: one unit for each
 * maximal part of a sequence that can still become valid (the Encoding Standard's way).
 */
function invalidRuns(bytes: Uint8Array): readonly Span[] {
  const runs: { start: number; end: number }[] = [];
  let units = 0;
  let index = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (index < bytes.length) {
    const { length, valid } = sequenceAt(bytes, index);
    if (!valid) {
      const last = runs.at(-1);
      if (last?.end === units) last.end++;
      else runs.push({ start: units, end: units + 1 });
    }
    units += valid && length === 4 ? 2 : 1;
    index += length;
  }
  return runs;
}

/** The bytes that belong together at `index`; if not `valid`, as many as the decoder replaces by one U+FFFD. */
function sequenceAt(bytes: Uint8Array, index: number): { readonly length: number; readonly valid: boolean } {
  const first = bytes[index] ?? 0;
  if (first < 0x80) return { length: 1, valid: true };
  const needed =
    first >= 0xc2 && first <= 0xdf ? 2 : (first & 0xf0) === 0xe0 ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  if (needed === 0) return { length: 1, valid: false };
  for (let offset = 1; offset < needed; offset++) {
    const next = bytes[index + offset] ?? 0;
    const [low, high] = offset === 1 ? secondByteRange(first) : [0x80, 0xbf];
    if (next < low || next > high) return { length: offset, valid: false };
  }
  return { length: needed, valid: true };
}

/** Overlong forms, surrogates and code points past the last are refused at the second byte. */
function secondByteRange(first: number): readonly [number, number] {
  if (first === 0xe0) return [0xa0, 0xbf];
  if (first === 0xed) return [0x80, 0x9f];
  if (first === 0xf0) return [0x90, 0xbf];
  return first === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf];
}
