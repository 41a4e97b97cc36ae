import { IntegerModel } from "./integer-model.ts";
import { BitModels, type BitCoder } from "./range-coder.ts";

/**
 * Texts of one column, by UTF-16 units, so that every text of the language comes back as it was.
 * With `pairs` a unit is expected by the one before it, else by itself.
 */
export class TextModel {
  readonly #lengths = new IntegerModel();
  readonly #wide = new BitModels(2);
  readonly #high = new BitModels(256);
  readonly #low: BitModels;
  readonly #pairs: boolean;
  /** Of units above 0xff, by their high halves. */
  readonly #lowOf = new Map<number, BitModels>();

  constructor(pairs: boolean) {
    this.#pairs = pairs;
    this.#low = new BitModels(pairs ? 256 * 256 : 256);
  }

  write(coder: BitCoder, text: string, from: number): void {
    this.#lengths.code(coder, text.length - from);
    let before = 0;
    for (let i = from; i < text.length; i++) before = this.#code(coder, text.charCodeAt(i), before);
  }

  /** `allow` is told how long the text is before it is read. */
  read(coder: BitCoder, allow: (length: number) => void): string {
    const length = this.#lengths.code(coder, 0);
    allow(length);
    let text = "";
    let before = 0;
    for (let i = 0; i < length; i++) {
      before = this.#code(coder, 0, before);
      text += String.fromCharCode(before);
    }
    return text;
  }

  #code(coder: BitCoder, unit: number, before: number): number {
    const wide = coder.bit(this.#wide, before > 0xff ? 1 : 0, unit > 0xff ? 1 : 0);
    if (wide === 0) return eightBits(coder, this.#low, this.#pairs ? (before & 0xff) * 256 : 0, unit);
    const high = eightBits(coder, this.#high, 0, unit >>> 8);
    let low = this.#lowOf.get(high);
    if (low === undefined) {
      low = new BitModels(256);
      this.#lowOf.set(high, low);
    }
    return high * 256 + eightBits(coder, low, 0, unit & 0xff);
  }
}

/** Codes eight bits by 255 models from `base` + 1 on. */
export function eightBits(coder: BitCoder, models: BitModels, base: number, value: number): number {
  let node = 1;
  for (let i = 7; i >= 0; i--) node = node * 2 + coder.bit(models, base + node, (value >>> i) & 1);
  return node - 256;
}
