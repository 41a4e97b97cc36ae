/** Simulated milliseconds for reading: `12 ms`, `1.25 s`. */
export function timeText(milliseconds: number): string {
  if (milliseconds < 10_000) return `${String(Math.round(milliseconds))} ms`;
  return `${(milliseconds / 1000).toLocaleString("en", { maximumFractionDigits: 2 })} s`;
}
