/**
 * The sum of doubles as if computed without rounding and rounded once, to the nearest, ties to
 * even. Every double is a whole number of 2^-1074, and those are added.
 */
export function exactSum(values: readonly number[]): number {
  if (!values.every(Number.isFinite)) return values.reduce((a, b) => a + b, 0);
  return rounded(values.reduce((sum, value) => sum + scaled(value), 0n));
}

const leastExponent = 1074;

/** `value` · 2^1074. */
function scaled(value: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(value).buffer)[0] ?? 0n;
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = exponent === 0 ? fraction : (fraction | (1n << 52n)) << BigInt(exponent - 1);
  return bits >> 63n === 0n ? magnitude : -magnitude;
}

/** The double nearest to `units` · 2^-1074. */
function rounded(units: bigint): number {
  if (units < 0n) return -rounded(-units);
  const excess = Math.max(0, units.toString(2).length - 64);
  const kept = units >> BigInt(excess);
  // The last of 64 bits stands for all that was dropped: rounding to 53 sees a tie only where there is one.
  const sticky = kept << BigInt(excess) === units ? kept : kept | 1n;
  return (
    Number(sticky) *
    2 ** Math.max(-1022, excess - leastExponent) *
    2 ** Math.min(0, excess - leastExponent + 1022)
  );
}
