import { IntegerModel } from "../wire/integer-model.ts";
import { RangeDecoder, RangeEncoder, type BitCoder } from "../wire/range-coder.ts";
import { unreadable } from "../wire/unreadable-bytes.ts";
import { emptySymbols, expectedCount, type CodedSymbols } from "./coded-symbols.ts";

/** Symbols from index `from` on of a set of `size` keys: 12 bytes each, and about one for the count. */
export function writeSymbols(symbols: CodedSymbols, from: number, size: number): Uint8Array {
  const coder = new RangeEncoder();
  const model = new IntegerModel();
  for (const [i, count] of symbols.counts.entries()) {
    writeWord(coder, symbols.highs[i] ?? 0);
    writeWord(coder, symbols.lows[i] ?? 0);
    writeWord(coder, symbols.checks[i] ?? 0);
    const beyond = count - expectedCount(size, from + i);
    model.code(coder, beyond < 0 ? -2 * beyond - 1 : 2 * beyond);
  }
  return coder.finish();
}

/** Throws `UnreadableBytes`. */
export function readSymbols(bytes: Uint8Array, length: number, from: number, size: number): CodedSymbols {
  if (length * 12 > bytes.length + 16) unreadable("It says more than is there.");
  const coder = new RangeDecoder(bytes);
  const model = new IntegerModel();
  const symbols = emptySymbols(length);
  for (let i = 0; i < length; i++) {
    symbols.highs[i] = readWord(coder);
    symbols.lows[i] = readWord(coder);
    symbols.checks[i] = readWord(coder);
    const folded = model.code(coder, 0);
    const beyond = folded % 2 === 1 ? -(folded + 1) / 2 : folded / 2;
    const count = expectedCount(size, from + i) + beyond;
    if (count < 0 || count > size) unreadable("A symbol is of more than there are.");
    symbols.counts[i] = count;
  }
  coder.finish();
  return symbols;
}

function writeWord(coder: BitCoder, word: number): void {
  coder.bits(word >>> 16, 16);
  coder.bits(word & 0xffff, 16);
}

function readWord(coder: BitCoder): number {
  const high = coder.bits(0, 16);
  return high * 2 ** 16 + coder.bits(0, 16);
}
