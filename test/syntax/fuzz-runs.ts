import type { Parameters } from "fast-check";
import { vi } from "vitest";

/**
 * How often random texts are tried: `ordinary` times with a fixed seed, so that a run of the tests
 * means the same each time, or CALM_FUZZ_RUNS times with a seed of the day:
 *
 *     CALM_FUZZ_RUNS=100000 npx vitest run test/syntax/fuzz.test.ts test/syntax/format.test.ts
 */
export function fuzzRuns(ordinary: number): Parameters<unknown> {
  const wanted = process.env["CALM_FUZZ_RUNS"];
  if (wanted !== undefined) vi.setConfig({ testTimeout: Number(wanted) * 20 + 60_000 });
  return wanted === undefined ? { numRuns: ordinary, seed: 20 } : { numRuns: Number(wanted) };
}
