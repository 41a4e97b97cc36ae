import { BitModels, type BitCoder } from "./range-coder.ts";

/**
 * Whole numbers from 0 to 2^53 − 1: how many bits one has, the three below its first, and the rest
 * as it is. Small numbers are learnt one by one, large ones by their size.
 */
export class IntegerModel {
  readonly #lengths = new BitModels(64);
  readonly #firsts = new BitModels(64 * 8);

  /** Writes `value`, or gives what is there; see `BitCoder`. May give 2^53 and above, from what no encoder wrote. */
  code(coder: BitCoder, value: number): number {
    const length = this.#codeLength(coder, bitLength(value));
    if (length < 2) return length;
    const learnt = Math.min(length - 1, 3);
    let known = 1;
    for (let i = 1; i <= learnt; i++) {
      const bit = Math.floor(value / 2 ** (length - 1 - i)) % 2;
      known = known * 2 + coder.bit(this.#firsts, length * 8 + known, bit);
    }
    let result = known;
    for (let left = length - 1 - learnt; left > 0;) {
      const count = Math.min(left, 24);
      left -= count;
      const part = Math.floor(value / 2 ** left) % 2 ** count;
      result = result * 2 ** count + coder.bits(part, count);
    }
    return result;
  }

  #codeLength(coder: BitCoder, length: number): number {
    let node = 1;
    for (let i = 5; i >= 0; i--) node = node * 2 + coder.bit(this.#lengths, node, (length >>> i) & 1);
    return node - 64;
  }
}

function bitLength(value: number): number {
  return value < 2 ** 32 ? 32 - Math.clz32(value) : 64 - Math.clz32(Math.floor(value / 2 ** 32));
}
