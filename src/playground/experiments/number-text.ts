/** A part from 0 to 1 in per cent, with as many digits as it needs. */
export function partText(part: number): string {
  const value = 100 * part;
  const digits = value === 0 || value === 100 || value >= 10 ? 1 : value >= 0.1 ? 2 : 4;
  return `${String(Number(value.toFixed(digits)))} %`;
}

/** A number with commas, and no more than so many digits after the point. */
export function numberText(value: number, digits = 0): string {
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}
