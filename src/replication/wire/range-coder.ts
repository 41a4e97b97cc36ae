import { unreadable } from "./unreadable-bytes.ts";

/**
 * An adaptive binary range coder (Martin, "Range Encoding", 1979; the form with a carry is
 * LZMA's): a bit costs −log₂ of the probability that its model gave it, and the model learns from
 * each bit, so that no table is sent.
 *
 * Writing and reading are the same walk through the models: `bit` of an encoder takes the bit that
 * it is given, that of a decoder gives the bit that is there. Arithmetic is on whole numbers, and
 * so the same on every machine.
 */
export interface BitCoder {
  /** Codes a bit by the model at `index`; gives it. */
  bit(models: BitModels, index: number, bit: number): number;
  /** Codes `count` ≤ 24 bits that are as likely as not; gives them. */
  bits(value: number, count: number): number;
}

/** Probabilities that a bit is 0, of 2^16, and how many bits each has learnt from. */
export class BitModels {
  readonly #probabilities: Uint16Array;
  readonly #counts: Uint8Array;

  constructor(length: number) {
    this.#probabilities = new Uint16Array(length).fill(1 << 15);
    this.#counts = new Uint8Array(length);
  }

  /** The probability of 0, of 2^12; never 0 nor 1. */
  at(index: number): number {
    const probability = (this.#probabilities[index] ?? 0) >>> 4;
    return probability < 1 ? 1 : probability;
  }

  /** Bit by bit the mean of what was seen, later one of about the last 250. */
  learn(index: number, bit: number): void {
    const probability = this.#probabilities[index] ?? 0;
    const count = this.#counts[index] ?? 0;
    const aim = bit === 0 ? 0xffff : 0;
    this.#probabilities[index] = probability + (((aim - probability) * (weights[count] ?? 0)) >> 14);
    if (count < weights.length - 1) this.#counts[index] = count + 1;
  }
}

/** What the next bit weighs after so many: 1 / (count + 3/2), of 2^14. */
const weights = Int32Array.from({ length: 255 }, (_, count) => Math.floor((1 << 15) / (2 * count + 3)));

export class RangeEncoder implements BitCoder {
  #bytes = new Uint8Array(256);
  #length = 0;
  #low = 0;
  #range = 0xffffffff;
  /** A byte that a carry may still change, and how many 0xff stand behind it. */
  #held = 0;
  #heldCount = 0;

  bit(models: BitModels, index: number, bit: number): number {
    const bound = (this.#range >>> 12) * models.at(index);
    if (bit === 0) {
      this.#range = bound;
    } else {
      this.#low += bound;
      this.#range -= bound;
    }
    models.learn(index, bit);
    while (this.#range < 1 << 24) this.#shift();
    return bit;
  }

  bits(value: number, count: number): number {
    for (let i = count - 1; i >= 0; i--) {
      this.#range >>>= 1;
      if ((value >>> i) & 1) this.#low += this.#range;
      while (this.#range < 1 << 24) this.#shift();
    }
    return value;
  }

  /** What was written; zeros at the end are left out. */
  finish(): Uint8Array {
    for (let i = 0; i < 5; i++) {
      this.#range = 0;
      this.#shift();
    }
    let length = this.#length;
    for (let i = 0; i < 4 && length > 1 && this.#bytes[length - 1] === 0; i++) length--;
    // The first byte is always 0.
    return this.#bytes.slice(1, length);
  }

  #shift(): void {
    if (this.#low < 0xff000000 || this.#low > 0xffffffff) {
      const carry = this.#low > 0xffffffff ? 1 : 0;
      this.#put(this.#held + carry);
      for (; this.#heldCount > 0; this.#heldCount--) this.#put(0xff + carry);
      this.#held = (this.#low >>> 24) & 0xff;
    } else {
      this.#heldCount++;
    }
    this.#low = (this.#low & 0x00ffffff) * 256;
    this.#range = (this.#range << 8) >>> 0;
  }

  #put(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
  }
}

/** Throws `UnreadableBytes` when it is asked for more than was written. */
export class RangeDecoder implements BitCoder {
  readonly #bytes: Uint8Array;
  #at = 0;
  #code = 0;
  #range = 0xffffffff;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    for (let i = 0; i < 4; i++) this.#code = ((this.#code << 8) | this.#next()) >>> 0;
  }

  bit(models: BitModels, index: number, _bit: number): number {
    const bound = (this.#range >>> 12) * models.at(index);
    const bit = this.#code < bound ? 0 : 1;
    if (bit === 0) {
      this.#range = bound;
    } else {
      this.#code -= bound;
      this.#range -= bound;
    }
    models.learn(index, bit);
    while (this.#range < 1 << 24) this.#shift();
    return bit;
  }

  bits(_value: number, count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      this.#range >>>= 1;
      const bit = this.#code >= this.#range ? 1 : 0;
      if (bit === 1) this.#code -= this.#range;
      value = (value << 1) | bit;
      while (this.#range < 1 << 24) this.#shift();
    }
    return value;
  }

  /** Throws `UnreadableBytes` where something is left. */
  finish(): void {
    if (this.#at < this.#bytes.length) unreadable("There is something behind the end.");
  }

  #shift(): void {
    this.#code = ((this.#code << 8) | this.#next()) >>> 0;
    this.#range = (this.#range << 8) >>> 0;
  }

  #next(): number {
    // As many zeros as an encoder may have left out.
    if (this.#at >= this.#bytes.length + 4) unreadable("It ends too early.");
    return this.#bytes[this.#at++] ?? 0;
  }
}
