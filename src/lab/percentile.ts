import { assert } from "../base/assert.ts";

/**
 * The smallest of the values that at least this part of them, from 0 to 1, does not exceed: the
 * nearest-rank percentile, which is one of the values. There is at least one.
 */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
  assert(found !== undefined, "a percentile of no values");
  return found;
}
/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  assert(low !== undefined && high !== undefined, "a median of no values");
  return (low + high) / 2;
}
