import type { Row, Value } from "../lattice/row.ts";

/** An effect whose terms have values. */
export type ResolvedEffect =
  | { readonly kind: "insert"; readonly relation: string; readonly row: Row }
  /** Every visible fact that matches; null is a wildcard. */
  | { readonly kind: "delete"; readonly relation: string; readonly pattern: readonly (Value | null)[] }
  /** `sign` is −1 for `-=`. */
  | {
      readonly kind: "add";
      readonly relation: string;
      readonly key: Row;
      readonly amount: number;
      readonly sign: 1 | -1;
    }
  | { readonly kind: "write"; readonly relation: string; readonly key: Row; readonly values: Row }
  | {
      readonly kind: "splice-in";
      readonly relation: string;
      readonly key: Row;
      readonly text: string;
      readonly index: number;
    }
  | { readonly kind: "splice-out"; readonly relation: string; readonly key: Row; readonly index: number }
  | {
      readonly kind: "transfer";
      readonly relation: string;
      readonly key: Row;
      readonly amount: number;
      readonly to: string;
    };

/** Whether a row is one that a pattern means. */
export function matches(row: Row, pattern: readonly (Value | null)[]): boolean {
  return pattern.every((value, i) => value === null || value === row[i]);
}
