import type { ClockSkewOptions, ClockSkewResult } from "../lab/clock-skew.ts";

/** What the experiments on data types ask of the library beside runs, in a worker. */
export interface TypesApi {
  /** Every way to take in updates, in all orders of arrival. */
  arrivals(): readonly Arrivals[];
  clockSkew(options: ClockSkewOptions): ClockSkewResult;
}

/** One way to take in three updates, of which each replica hears in its own order. */
export interface Arrivals {
  readonly name: string;
  readonly isMerge: boolean;
  /** What each of the three says. */
  readonly updates: readonly string[];
  /** What all three come to. */
  readonly wanted: string;
  /** Every order with one of them heard twice. */
  readonly orders: readonly ArrivalOrder[];
  /** In how many ways three replicas can hear of the updates, and in how many of them all end with the same. */
  readonly ways: number;
  readonly agree: number;
}

export interface ArrivalOrder {
  /** Places in `updates`. */
  readonly order: readonly number[];
  /** What there is after each. */
  readonly results: readonly string[];
}
