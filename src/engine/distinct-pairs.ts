import { KeyIndex } from "./key-index.ts";
import { PairSet } from "./pair-set.ts";
import { RowLog } from "./row-log.ts";

/** Pairs that are all different, and an index of them by the first column. */
export interface DistinctPairs {
  readonly log: RowLog;
  readonly byFirst: KeyIndex;
}

/**
 * Copies pairs, in their order, without those that were there before. No set of them is made:
 * pairs with the same first code are put side by side, and then a mark for each second code tells
 * one that repeats. Null where codes are spread so wide that the marks would cost more than a set.
 */
export function distinctPairs(rows: RowLog): DistinctPairs | null {
  const largest = largestCode(rows);
  if (largest < 0 || largest > 1024 + 8 * rows.count) return null;
  const log = new RowLog(2);
  log.data = rows.data.slice(0, rows.count * 2);
  log.count = rows.count;
  const byFirst = new KeyIndex([0], 2, false);
  byFirst.addRange(log, 0, log.count);
  const repeated = repeatedIn(byFirst, largest);
  if (repeated !== null) dropRepeated(log, byFirst, repeated);
  return { log, byFirst };
}

/** The same for rows in which all columns but two have one code each; null for others. */
export function distinctRows(rows: RowLog): RowLog | null {
  const { arity, count } = rows;
  const [first, second, ...more] = [...Array(arity).keys()].filter((column) => varies(rows, column));
  if (first === undefined || second === undefined || more.length > 0) return null;
  const pairs = new RowLog(2);
  pairs.reserve(count);
  pairs.count = count;
  for (let i = 0; i < count; i++) {
    pairs.data[i * 2] = rows.data[i * arity + first] as number;
    pairs.data[i * 2 + 1] = rows.data[i * arity + second] as number;
  }
  const distinct = distinctPairs(pairs);
  if (distinct === null) return null;
  const log = new RowLog(arity);
  log.data = rows.data.slice(0, distinct.log.count * arity);
  log.count = distinct.log.count;
  for (let i = 0; i < log.count; i++) {
    log.data[i * arity + first] = distinct.log.data[i * 2] as number;
    log.data[i * arity + second] = distinct.log.data[i * 2 + 1] as number;
  }
  return log;
}

function varies({ arity, count, data }: RowLog, column: number): boolean {
  for (let i = 1; i < count; i++) if (data[i * arity + column] !== data[column]) return true;
  return false;
}

/** −1 when a code is negative. */
function largestCode({ data, count }: RowLog): number {
  let largest = 0;
  for (let i = 0; i < count * 2; i++) {
    const code = data[i] as number;
    if (code < 0) return -1;
    if (code > largest) largest = code;
  }
  return largest;
}

/** The second codes that some run has twice, as marks; null when none has. */
function repeatedIn({ arena, starts, counts }: KeyIndex, largest: number): Uint8Array | null {
  const lastRun = new Int32Array(largest + 1);
  let repeated: Uint8Array | null = null;
  for (let slot = 0; slot < counts.length; slot++) {
    const start = starts[slot] as number;
    const end = start + (counts[slot] as number);
    for (let i = start; i < end; i++) {
      const code = arena[i] as number;
      if (lastRun[code] === slot + 1) {
        repeated ??= new Uint8Array(largest + 1);
        repeated[code] = 1;
      }
      lastRun[code] = slot + 1;
    }
  }
  return repeated;
}

function dropRepeated(log: RowLog, byFirst: KeyIndex, repeated: Uint8Array): void {
  const { data, count } = log;
  const known = new PairSet();
  let kept = 0;
  for (let row = 0; row < count; row++) {
    const [a, b] = [data[row * 2] as number, data[row * 2 + 1] as number];
    if (repeated[b] === 1 && !known.add(a, b)) {
      byFirst.remove(log, row);
      continue;
    }
    data[kept * 2] = a;
    data[kept * 2 + 1] = b;
    kept++;
  }
  log.count = kept;
}
