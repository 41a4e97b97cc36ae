import type { Figures } from "./measure.ts";

/** One engine on one workload. Times are milliseconds; the start-up is not taken off yet. */
export interface EvaluationMeasurement {
  readonly name: string;
  readonly engine: string;
  readonly rows: number;
  readonly inputBytes: number;
  readonly cpu: Figures;
  readonly wall: Figures;
  /** Megabytes (10^6); null where it is not told. */
  readonly peak: Figures | null;
  /** CPU time of the same command on an empty program. */
  readonly startUp: Figures;
}

/** Milliseconds that an engine took beyond its start-up; at least one. */
export function netCpu({ cpu, startUp }: EvaluationMeasurement): number {
  return Math.max(1, cpu.median - startUp.median);
}
