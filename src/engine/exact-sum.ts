import { RangeFault } from "./functor-runtime.ts";

/** A sum of integers that only has to fit in the end. */
export class IntegerSum {
  #small = 0;
  #large = 0n;

  add(value: number): void {
    const sum = this.#small + value;
    if (Number.isSafeInteger(sum)) {
      this.#small = sum;
      return;
    }
    this.#large += BigInt(this.#small) + BigInt(value);
    this.#small = 0;
  }

  value(isUnsigned: boolean): number {
    const sum = this.#large + BigInt(this.#small);
    const least = isUnsigned ? 0n : BigInt(Number.MIN_SAFE_INTEGER);
    if (sum < least || sum > BigInt(Number.MAX_SAFE_INTEGER))
      throw new RangeFault(`the sum ${String(sum)} is out of range`);
    return Number(sum);
  }
}

/**
 * A sum of floats, rounded once: the same whatever the order.
 *
 * `partials` do not overlap and their exact sum is that of all values so far (Shewchuk, "Adaptive
 * Precision Floating-Point Arithmetic", 1997; the rounding of the last step as in Python's fsum).
 */
export class FloatSum {
  readonly #partials: number[] = [];
  #special = 0;

  add(value: number): void {
    if (!Number.isFinite(value)) {
      this.#special += value;
      return;
    }
    let x = value;
    let kept = 0;
    for (const partial of this.#partials) {
      const [large, small] = Math.abs(x) < Math.abs(partial) ? [partial, x] : [x, partial];
      const high = large + small;
      const low = small - (high - large);
      if (low !== 0) this.#partials[kept++] = low;
      x = high;
    }
    this.#partials.length = kept;
    this.#partials.push(x);
  }

  value(): number {
    if (this.#special !== 0) return this.#special;
    const partials = [...this.#partials];
    let high = partials.pop() ?? 0;
    let low = 0;
    while (partials.length > 0) {
      const [x, y] = [high, partials.pop() ?? 0];
      high = x + y;
      low = y - (high - x);
      if (low !== 0) break;
    }
    // Half an even case: the next partial decides to which side the remainder leans.
    const next = partials.at(-1) ?? 0;
    if ((low < 0 && next < 0) || (low > 0 && next > 0)) {
      const twice = low * 2;
      const rounded = high + twice;
      if (twice === rounded - high) return rounded;
    }
    return high;
  }
}
