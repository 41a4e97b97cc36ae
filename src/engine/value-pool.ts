import { compareCodePoints } from "../base/code-points.ts";
import { assert } from "../base/assert.ts";
import type { ValueType } from "../model/program.ts";

/** What a column holds, as users write it. */
export type Value = number | string;

/**
 * A value as the engine's rows hold it: 32 bits, equal exactly when the values of one type are.
 *
 * A symbol or a float is its number in the pool. An integer is itself while it is small, that is
 * from −2^30 to 2^30 − 1; a larger one is 2^30 plus its number in the pool.
 */
export type Code = number;

/** Where symbols come from whose texts are not made before they are asked for. */
export interface SymbolSource {
  textOf(code: Code): string;
}

export const smallIntegerLimit = 0x40000000;

/**
 * Gives values their codes, and codes their values again. Nothing is ever forgotten, so a code
 * means the same for as long as the pool lives.
 */
export class ValuePool {
  /** Undefined for a text that has not been asked for yet. */
  readonly symbols: (string | undefined)[] = [];
  readonly floats: number[] = [];
  readonly integers: number[] = [];
  readonly #symbolCodes = new Map<string, Code>();
  readonly #floatCodes = new Map<number, Code>();
  readonly #integerCodes = new Map<number, Code>();

  /** The symbols from here on are in no map yet: they came by `symbolOf`, and nobody has asked since. */
  #unmapped = 0;
  #source: SymbolSource | null = null;

  symbol(value: string): Code {
    this.#mapAll();
    let code = this.#symbolCodes.get(value);
    if (code === undefined) {
      code = this.symbols.length;
      this.symbols.push(value);
      this.#symbolCodes.set(value, code);
      this.#unmapped = this.symbols.length;
    }
    return code;
  }

  /**
   * The code of a symbol that `source` knows not to be there yet. With null for its text, it is
   * asked for that later. A source of a million symbols is spared a map of them, and their texts,
   * for as long as nobody else has a symbol to look up.
   */
  symbolOf(source: SymbolSource, text: string | null): Code {
    if (this.#source !== source) {
      this.#mapAll();
      this.#source = source;
    }
    return this.symbols.push(text ?? undefined) - 1;
  }

  /** The text of a symbol. */
  text(code: Code): string {
    return this.symbols[code] ?? this.#fetch(code);
  }

  #fetch(code: Code): string {
    const text = this.#source?.textOf(code) ?? "";
    this.symbols[code] = text;
    return text;
  }

  #mapAll(): void {
    for (; this.#unmapped < this.symbols.length; this.#unmapped++)
      this.#symbolCodes.set(this.text(this.#unmapped), this.#unmapped);
  }

  /** The code of a symbol that is there already, or −1. */
  knownSymbol(value: string): Code {
    this.#mapAll();
    return this.#symbolCodes.get(value) ?? -1;
  }

  /** Zero has one code: −0 is stored as 0, as it equals 0. */
  float(value: number): Code {
    let code = this.#floatCodes.get(value);
    if (code === undefined) {
      code = this.floats.length;
      this.floats.push(value === 0 ? 0 : value);
      this.#floatCodes.set(value, code);
    }
    return code;
  }

  integer(value: number): Code {
    if (value < smallIntegerLimit && value >= -smallIntegerLimit) return value | 0;
    let code = this.#integerCodes.get(value);
    if (code === undefined) {
      assert(Number.isSafeInteger(value), `the integer ${String(value)} is out of range`);
      code = smallIntegerLimit + this.integers.length;
      this.integers.push(value);
      this.#integerCodes.set(value, code);
    }
    return code;
  }

  encode(value: Value, type: ValueType): Code {
    switch (type) {
      case "symbol":
        return this.symbol(String(value));
      case "float":
        return this.float(Number(value));
      case "number":
      case "unsigned":
        return this.integer(Number(value));
    }
  }

  decode(code: Code, type: ValueType): Value {
    switch (type) {
      case "symbol":
        return this.text(code);
      case "float":
        return this.floats[code] ?? Number.NaN;
      case "number":
      case "unsigned":
        return code < smallIntegerLimit ? code : (this.integers[code - smallIntegerLimit] ?? Number.NaN);
    }
  }

  /** Negative when `a` is before `b`: numbers by size, symbols by code point. */
  compare(a: Code, b: Code, type: ValueType): number {
    if (a === b) return 0;
    const [x, y] = [this.decode(a, type), this.decode(b, type)];
    if (typeof x === "number" && typeof y === "number") return x - y;
    return compareCodePoints(String(x), String(y));
  }
}
