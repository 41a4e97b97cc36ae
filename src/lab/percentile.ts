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
