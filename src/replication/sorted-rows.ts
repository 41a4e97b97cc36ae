import type { Row, Value } from "../lattice/row.ts";

/**
 * Rows of one relation in an order in which neighbours are alike, the same for equal sets of rows:
 * by their columns from the first on, numbers by size and texts by UTF-16 units.
 *
 * Most rows differ in what begins them. That much is one number for each row, sorted as such, in a
 * third of the time of comparing rows; only those that begin alike are compared.
 */
export function sortedRows(rows: readonly Row[]): readonly Row[] {
  const keys = beginnings(rows);
  if (keys === null) return rows.toSorted(compareAlike);
  keys.sort();
  const sorted: Row[] = [];
  let [alike, last] = [0, -1];
  for (const key of keys) {
    const beginning = Math.floor(key / indexLimit);
    if (beginning !== last) {
      sortFrom(sorted, alike);
      alike = sorted.length;
      last = beginning;
    }
    sorted.push(rows[key - beginning * indexLimit] ?? []);
  }
  sortFrom(sorted, alike);
  return sorted;
}

const indexLimit = 2 ** 20;

/** What begins each row as 32 bits, and the row's place; null where there is no such number. */
function beginnings(rows: readonly Row[]): Float64Array | null {
  if (rows.length > indexLimit) return null;
  const keys = new Float64Array(rows.length);
  for (const [i, row] of rows.entries()) {
    const beginning = beginningOf(row[0] ?? 0);
    if (beginning === null) return null;
    keys[i] = beginning * indexLimit + i;
  }
  return keys;
}

/** A number itself; the first four units of a text, those above 0xff as one. */
function beginningOf(value: Value): number | null {
  if (typeof value === "number") return value >>> 0 === value ? value : null;
  let key = 0;
  for (let i = 0; i < 4; i++) key = key * 256 + (i < value.length ? Math.min(value.charCodeAt(i), 0xff) : 0);
  return key;
}

function sortFrom(rows: Row[], start: number): void {
  if (rows.length - start < 2) return;
  const tail = rows.slice(start).sort(compareAlike);
  for (const [i, row] of tail.entries()) rows[start + i] = row;
}

/** Columns hold values of one type. */
function compareAlike(a: Row, b: Row): number {
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}
