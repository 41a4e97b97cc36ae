/** Seeded chance: equal seeds give equal choices, on every machine. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    // Neighbouring seeds start far apart.
    this.#state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
    this.next();
    this.next();
  }

  /** A number in [0, 1), by the mulberry32 generator. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number below `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** One of `choices`, or null when there is none. */
  pickOf<T>(choices: readonly T[]): T | null {
    return choices[this.below(choices.length)] ?? null;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const taken = [...items];
    for (let i = taken.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [taken[i], taken[j]] = [taken[j] as T, taken[i] as T];
    }
    return taken;
  }
}
