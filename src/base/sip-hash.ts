/** A number of 64 bits, as two of 32 without sign. */
export interface Word {
  readonly high: number;
  readonly low: number;
}

/**
 * SipHash-2-4 (Aumasson, Bernstein, 2012): who does not know the key cannot choose bytes that
 * collide. The key's halves are as they stand in its 16 bytes, least significant first.
 */
export function sipHash(bytes: Uint8Array, [k0, k1]: readonly [Word, Word]): Word {
  const state = new State(k0, k1);
  const whole = bytes.length & ~7;
  for (let i = 0; i < whole; i += 8) state.take(wordAt(bytes, i + 4), wordAt(bytes, i));
  let [high, low] = [(bytes.length & 0xff) << 24, 0];
  for (let i = whole; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    const at = i - whole;
    if (at < 4) low |= byte << (8 * at);
    else high |= byte << (8 * (at - 4));
  }
  state.take(high, low);
  return state.finish();
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

/** v0 … v3, each as a high and a low half. */
class State {
  readonly #v: Int32Array;

  constructor(k0: Word, k1: Word) {
    this.#v = Int32Array.of(
      ...[k0.high ^ 0x736f6d65, k0.low ^ 0x70736575, k1.high ^ 0x646f7261, k1.low ^ 0x6e646f6d],
      ...[k0.high ^ 0x6c796765, k0.low ^ 0x6e657261, k1.high ^ 0x74656462, k1.low ^ 0x79746573],
    );
  }

  take(high: number, low: number): void {
    this.#xor(3, high, low);
    this.#round();
    this.#round();
    this.#xor(0, high, low);
  }

  finish(): Word {
    this.#xor(2, 0, 0xff);
    for (let i = 0; i < 4; i++) this.#round();
    const half = (at: number): number =>
      ((this.#v[at] ?? 0) ^ (this.#v[at + 2] ?? 0) ^ (this.#v[at + 4] ?? 0) ^ (this.#v[at + 6] ?? 0)) >>> 0;
    return { high: half(0), low: half(1) };
  }

  #round(): void {
    this.#add(0, 1);
    this.#rotate(1, 13);
    this.#xor(1, this.#v[0] ?? 0, this.#v[1] ?? 0);
    this.#swap(0);
    this.#add(2, 3);
    this.#rotate(3, 16);
    this.#xor(3, this.#v[4] ?? 0, this.#v[5] ?? 0);
    this.#add(0, 3);
    this.#rotate(3, 21);
    this.#xor(3, this.#v[0] ?? 0, this.#v[1] ?? 0);
    this.#add(2, 1);
    this.#rotate(1, 17);
    this.#xor(1, this.#v[4] ?? 0, this.#v[5] ?? 0);
    this.#swap(2);
  }

  #add(a: number, b: number): void {
    const low = ((this.#v[2 * a + 1] ?? 0) >>> 0) + ((this.#v[2 * b + 1] ?? 0) >>> 0);
    this.#v[2 * a + 1] = low;
    this.#v[2 * a] = (this.#v[2 * a] ?? 0) + (this.#v[2 * b] ?? 0) + (low > 0xffffffff ? 1 : 0);
  }

  #rotate(a: number, by: number): void {
    const [high, low] = [this.#v[2 * a] ?? 0, this.#v[2 * a + 1] ?? 0];
    this.#v[2 * a] = (high << by) | (low >>> (32 - by));
    this.#v[2 * a + 1] = (low << by) | (high >>> (32 - by));
  }

  /** Rotates by 32. */
  #swap(a: number): void {
    const high = this.#v[2 * a] ?? 0;
    this.#v[2 * a] = this.#v[2 * a + 1] ?? 0;
    this.#v[2 * a + 1] = high;
  }

  #xor(a: number, high: number, low: number): void {
    this.#v[2 * a] = (this.#v[2 * a] ?? 0) ^ high;
    this.#v[2 * a + 1] = (this.#v[2 * a + 1] ?? 0) ^ low;
  }
}
