import type { Value } from "./value-pool.ts";

/** A row as a line of an output file, as Soufflé writes it; a row without columns is `()`. */
export function rowText(row: readonly Value[], delimiter: string): string {
  return row.length === 0 ? "()" : row.join(delimiter);
}
