import type { Relation } from "../model/program.ts";
import { CodeSet } from "./code-set.ts";
import { distinctPairs, distinctRows } from "./distinct-pairs.ts";
import { KeyIndex } from "./key-index.ts";
import { PairSet } from "./pair-set.ts";
import { RowLog } from "./row-log.ts";
import { TupleTable } from "./tuple-table.ts";
import { WideSet } from "./wide-set.ts";
import type { Code, ValuePool } from "./value-pool.ts";

/**
 * The rows of one relation while it is evaluated.
 *
 * Rows are in `log` in the order in which they came. In one round, rows before `recentFrom` are
 * stable, those up to `recentTo` are recent, and what rules derive comes behind: every row is
 * recent for exactly one round, which is why applying a rule to recent rows alone misses nothing.
 * Indexes hold the stable and the recent rows.
 */
export abstract class Table {
  readonly relation: Relation;
  log: RowLog;
  readonly indexes = new Map<string, KeyIndex>();
  recentFrom = 0;
  recentTo = 0;
  /** The numbers of the recent rows, where they are no range; null where `recentFrom` to `recentTo` says it. */
  recentRows: readonly number[] | null = null;
  /** Whether a row changes in place when another with its key comes. */
  readonly mergesValues: boolean = false;

  constructor(relation: Relation) {
    this.relation = relation;
    this.log = new RowLog(relation.columns.length);
  }

  /** Adds a row, or merges its values into the row of its key; false when that changes nothing. */
  abstract add(row: readonly Code[]): boolean;

  addRows(rows: RowLog): void {
    for (let row = 0; row < rows.count; row++) this.add(rows.row(row));
  }

  abstract has(row: readonly Code[]): boolean;

  /** The number of a row (of the row with its key, where values merge), or −1. The first call may look at every row. */
  abstract positionOf(row: readonly Code[]): number;

  /** Takes a row (the row with its key, where values merge) out; false when there is none. Only between rounds. */
  remove(row: readonly Code[]): boolean {
    const position = this.positionOf(row);
    if (position < 0) return false;
    this.#removeAt(position);
    return true;
  }

  /** Takes out the rows that came last, down to `count` of them. Only between rounds. */
  truncate(count: number): void {
    while (this.log.count > count) this.#removeAt(this.log.count - 1);
  }

  /** Calls `take` for each row that is in one of the two and not in the other: of `before`, and of this table. */
  compare(before: Rows, gone: (row: readonly Code[]) => void, come: (row: readonly Code[]) => void): void {
    const old = before.log;
    let kept = 0;
    for (let i = 0; i < old.count; i++) {
      const row = old.row(i);
      if (this.has(row)) kept++;
      else gone(row);
    }
    if (kept === this.log.count) return;
    for (let i = 0; i < this.log.count; i++) {
      const row = this.log.row(i);
      if (!before.has(row)) come(row);
    }
  }

  /** Empties the table, and gives what was in it. */
  detach(): Rows {
    const before = this.take();
    this.#restart();
    return before;
  }

  /** Empties the table, and what was in it is gone: quicker than `detach`, for nothing is built anew. */
  clear(): void {
    if (this.log.count === 0) return;
    this.drain();
    this.#restart();
  }

  #restart(): void {
    for (const index of this.indexes.values()) index.clear();
    this.recentFrom = 0;
    this.recentTo = 0;
  }

  /** Replaces the rows by none. */
  protected abstract take(): Rows;

  /** Takes the rows out of where they are. */
  protected abstract drain(): void;

  /** A row is about to go: it is in the log still. */
  protected abstract forget(position: number): void;

  /** A row has come to another place in the log. */
  protected abstract moved(from: number, to: number): void;

  /** Rows have come to be known to the indexes. */
  protected abstract noted(from: number, to: number): void;

  #removeAt(position: number): void {
    const { log, indexes } = this;
    const last = log.count - 1;
    for (const index of indexes.values()) {
      index.remove(log, position);
      if (index.byNumber && position !== last) index.remove(log, last);
    }
    this.forget(position);
    log.removeAt(position);
    if (position !== last) {
      this.moved(last, position);
      for (const index of indexes.values()) if (index.byNumber) index.add(log, position);
    }
    this.recentFrom = log.count;
    this.recentTo = log.count;
  }

  /** The index over `columns`, made on the first call. */
  indexOver(columns: readonly number[]): KeyIndex {
    const name = columns.join(",");
    let index = this.indexes.get(name);
    if (index === undefined) {
      index = this.readyIndex(columns) ?? this.#newIndex(columns);
      this.indexes.set(name, index);
    }
    return index;
  }

  #newIndex(columns: readonly number[]): KeyIndex {
    const index = new KeyIndex(columns, this.log.arity, this.mergesValues);
    index.addRange(this.log, 0, this.recentTo);
    return index;
  }

  /** An index over `columns` that there is already, of all that `indexOver` wants in one. */
  protected readyIndex(_columns: readonly number[]): KeyIndex | null {
    return null;
  }

  /** How many rows are new, or have new values, since the last round ended. */
  get freshCount(): number {
    return this.log.count - this.recentTo;
  }

  /** Makes all rows recent: the state before the first round. */
  begin(): void {
    this.#index(this.recentTo, this.log.count);
    this.recentFrom = 0;
    this.recentTo = this.log.count;
  }

  /** Ends a round: `recent` becomes stable and what was derived becomes recent. False when that is nothing. */
  advance(): boolean {
    this.#index(this.recentTo, this.log.count);
    this.recentFrom = this.recentTo;
    this.recentTo = this.log.count;
    return this.recentFrom < this.recentTo;
  }

  #index(from: number, to: number): void {
    if (from === to) return;
    for (const index of this.indexes.values()) index.addRange(this.log, from, to);
    this.noted(from, to);
  }
}

/** What was in a table. */
export interface Rows {
  readonly log: RowLog;
  readonly has: (row: readonly Code[]) => boolean;
  /** The same rows, where they are pairs. */
  readonly pairs?: PairSet;
}

/**
 * Tables that know whether a row is there, but not where: what is never deleted from pays for no
 * more. The places are looked up once somebody asks for one, and kept from then on.
 */
abstract class UnplacedTable extends Table {
  #places: TupleTable | null = null;

  positionOf(row: readonly Code[]): number {
    if (!this.has(row)) return -1;
    if (this.#places === null) {
      this.#places = new TupleTable(this.log, this.log.arity);
      this.noted(0, this.recentTo);
    }
    return this.#places.find(row);
  }

  protected noted(from: number, to: number): void {
    if (this.#places !== null) for (let row = from; row < to; row++) this.#places.insert(row);
  }

  protected forget(position: number): void {
    this.#places?.delete(position);
    this.drop(this.log.row(position));
  }

  protected moved(from: number, to: number): void {
    this.#places?.renumber(from, to);
  }

  protected take(): Rows {
    const { log } = this;
    this.#places = null;
    this.log = new RowLog(log.arity);
    return { log, has: this.takeSet() };
  }

  protected drain(): void {
    this.#places = null;
    this.log.clear();
    this.drainSet();
  }

  protected abstract drop(row: readonly Code[]): void;

  /** Replaces the set by an empty one, and asks the old one from then on. */
  protected abstract takeSet(): (row: readonly Code[]) => boolean;

  protected abstract drainSet(): void;
}

/** A table of the form that suits a relation. */
export function tableOf(relation: Relation, pool: ValuePool): Table {
  return relation.columns.some(({ lattice }) => lattice === "max" || lattice === "min")
    ? new MergingTable(relation, pool)
    : plainTableOf(relation);
}

/** A table of rows as they are, whatever the columns of the relation merge. */
export function plainTableOf(relation: Relation): Table {
  switch (relation.columns.length) {
    case 0:
      return new FlagTable(relation);
    case 1:
      return new CodeTable(relation);
    case 2:
      return new PairTable(relation);
    default:
      return new WideTable(relation);
  }
}

/** A relation without columns: its one row is there or not. */
class FlagTable extends UnplacedTable {
  add(): boolean {
    if (this.log.count > 0) return false;
    this.log.claim();
    return true;
  }

  has(): boolean {
    return this.log.count > 0;
  }

  protected drop(): void {
    // The log alone says whether the row is there.
  }

  protected takeSet(): () => boolean {
    const { log } = this;
    return () => log.count > 0;
  }

  protected drainSet(): void {
    // As above.
  }
}

export class CodeTable extends UnplacedTable {
  set = new CodeSet();

  add([a]: readonly Code[]): boolean {
    return this.add1(a as Code);
  }

  add1(a: Code): boolean {
    if (!this.set.add(a)) return false;
    const at = this.log.claim();
    this.log.data[at] = a;
    return true;
  }

  has([a]: readonly Code[]): boolean {
    return this.set.has(a as Code);
  }

  protected drop([a]: readonly Code[]): void {
    this.set.delete(a as Code);
  }

  protected takeSet(): (row: readonly Code[]) => boolean {
    const { set } = this;
    this.set = new CodeSet();
    return ([a]) => set.has(a as Code);
  }

  protected drainSet(): void {
    this.set.clear();
  }
}

/** So many rows that come at once are grouped rather than looked up one by one. */
const groupedMin = 1 << 10;

export class PairTable extends UnplacedTable {
  #set = new PairSet();
  /** Whether the set has the rows of the log; not so after many came at once, until it is asked for. */
  #isFilled = true;
  /** The first rows of the log by their first column, and how many these are, until somebody wants that index. */
  #spare: { readonly index: KeyIndex; readonly count: number } | null = null;

  get set(): PairSet {
    if (!this.#isFilled) this.#fill();
    return this.#set;
  }

  #fill(): void {
    this.#isFilled = true;
    const { data, count } = this.log;
    for (let i = 0; i < count * 2; i += 2) this.#set.add(data[i] as Code, data[i + 1] as Code);
  }

  add([a, b]: readonly Code[]): boolean {
    return this.add2(a as Code, b as Code);
  }

  add2(a: Code, b: Code): boolean {
    if (!this.set.add(a, b)) return false;
    const at = this.log.claim();
    const { data } = this.log;
    data[at] = a;
    data[at + 1] = b;
    return true;
  }

  /** Adds the pairs of `a` and each `step`-th of `codes` from `from` to before `to`. */
  addRun(a: Code, codes: Int32Array, from: number, to: number, step: number): void {
    const { set, log } = this;
    const count = set.addRun(a, codes, from, to, step);
    if (count === 0) return;
    let at = log.reserve(count);
    log.count += count;
    const { data } = log;
    const { fresh } = set;
    for (let i = 0; i < count; i++) {
      data[at++] = a;
      data[at++] = fresh[i] as Code;
    }
  }

  override addRows(rows: RowLog): void {
    const { data, count } = rows;
    const distinct = this.log.count === 0 && count >= groupedMin ? distinctPairs(rows) : null;
    if (distinct === null) {
      for (let i = 0; i < count * 2; i += 2) this.add2(data[i] as Code, data[i + 1] as Code);
      return;
    }
    this.log.data = distinct.log.data;
    this.log.count = distinct.log.count;
    this.#isFilled = false;
    this.#spare = { index: distinct.byFirst, count: distinct.log.count };
  }

  protected override readyIndex(columns: readonly number[]): KeyIndex | null {
    const spare = this.#spare;
    if (spare === null || columns.join() !== "0" || this.recentTo < spare.count) return null;
    this.#spare = null;
    spare.index.addRange(this.log, spare.count, this.recentTo);
    return spare.index;
  }

  has([a, b]: readonly Code[]): boolean {
    return this.set.has(a as Code, b as Code);
  }

  protected drop([a, b]: readonly Code[]): void {
    this.#spare = null;
    this.set.delete(a as Code, b as Code);
  }

  override compare(
    before: Rows,
    gone: (row: readonly Code[]) => void,
    come: (row: readonly Code[]) => void,
  ): void {
    if (!(before.pairs instanceof PairSet)) {
      super.compare(before, gone, come);
      return;
    }
    before.pairs.forEachMissing(this.set, (a, b) => {
      gone([a, b]);
    });
    this.set.forEachMissing(before.pairs, (a, b) => {
      come([a, b]);
    });
  }

  protected override take(): Rows {
    const pairs = this.set;
    return { ...super.take(), pairs };
  }

  protected takeSet(): (row: readonly Code[]) => boolean {
    const { set } = this;
    this.#set = new PairSet();
    this.#spare = null;
    return ([a, b]) => set.has(a as Code, b as Code);
  }

  protected drainSet(): void {
    this.#set.clear();
    this.#isFilled = true;
    this.#spare = null;
  }
}

/** Three columns and more. */
export class WideTable extends UnplacedTable {
  #set = new WideSet(this.log);
  /** Whether the set has the rows of the log, as in a `PairTable`. */
  #isFilled = true;

  get #filled(): WideSet {
    if (!this.#isFilled) {
      this.#isFilled = true;
      this.#set.addLog();
    }
    return this.#set;
  }

  add(row: readonly Code[]): boolean {
    if (!this.#filled.add(row)) return false;
    this.log.push(row);
    return true;
  }

  /** Whether a column has been seen to have the same code in every row. */
  isLone(column: number): boolean {
    if (this.#isFilled) return this.#set.loneCode(column) !== null;
    // Who only asks this needs no set.
    const { data, count, arity } = this.log;
    for (let at = column; at < count * arity; at += arity) if (data[at] !== data[column]) return false;
    return true;
  }

  /** Whether some row has the codes of `row` but in one column; quick where that is lone. */
  hasBut(row: Code[], column: number): boolean {
    const known = this.#filled.hasBut(row, column);
    if (known !== null) return known;
    const others = row.map((_, i) => i).filter((i) => i !== column);
    const index = this.indexOver(others);
    const slot = index.findKey(others.map((i) => row[i] as Code));
    return slot >= 0 && (index.counts[slot] as number) > 0;
  }

  override addRows(rows: RowLog): void {
    const distinct = this.log.count === 0 && rows.count >= groupedMin ? distinctRows(rows) : null;
    if (distinct === null) {
      super.addRows(rows);
      return;
    }
    this.log.data = distinct.data;
    this.log.count = distinct.count;
    this.#isFilled = false;
  }

  /** Adds `row` with each `step`-th of `codes` from `from` to before `to` in one of its columns. */
  addRun(row: Code[], column: number, codes: Int32Array, from: number, to: number, step: number): void {
    const { log } = this;
    const pairs = this.#filled.pairsOf(row, column);
    if (pairs === null) {
      for (let i = from; i < to; i += step) {
        row[column] = codes[i] as Code;
        this.add(row);
      }
      return;
    }
    const count = pairs.set.addRun(pairs.first, codes, from, to, step);
    if (count === 0) return;
    let at = log.reserve(count);
    log.count += count;
    const { data, arity } = log;
    const { fresh } = pairs.set;
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < arity; j++) data[at + j] = row[j] as Code;
      data[at + column] = fresh[i] as Code;
      at += arity;
    }
  }

  has(row: readonly Code[]): boolean {
    return this.#filled.has(row);
  }

  protected drop(row: readonly Code[]): void {
    this.#filled.delete(row);
  }

  protected takeSet(): (row: readonly Code[]) => boolean {
    const set = this.#filled;
    this.#set = new WideSet(this.log);
    return (row) => set.has(row);
  }

  protected drainSet(): void {
    this.#set.clear();
    this.#isFilled = true;
  }
}

const unchanged = new Uint8Array(0);

/**
 * A relation with `max` or `min` columns: one row a key, whose values only move in their order.
 *
 * A row changes in place, so that what is recent is a list of row numbers; each is in it once.
 */
export class MergingTable extends Table {
  #keys: TupleTable;
  readonly #pool: ValuePool;
  override readonly mergesValues = true;
  /** While it is kept: the row that each key had before it changed first, null where there was none. */
  journal: Map<string, readonly Code[] | null> | null = null;
  #changed: number[] = [];
  #isChanged: Uint8Array = unchanged;

  constructor(relation: Relation, pool: ValuePool) {
    super(relation);
    this.#pool = pool;
    this.#keys = new TupleTable(this.log, relation.keyCount);
  }

  add(row: readonly Code[]): boolean {
    let number = this.#keys.find(row);
    if (number < 0) {
      number = this.log.count;
      this.log.push(row);
      this.#keys.insert(number);
      this.#write(row, null);
    } else {
      const before = this.journal === null ? null : this.log.row(number);
      if (!this.#merge(number, row)) return false;
      this.#write(row, before);
    }
    this.#note(number);
    return true;
  }

  positionOf(row: readonly Code[]): number {
    return this.#keys.find(row);
  }

  /** The row with a key as it is now, or null. */
  rowOf(row: readonly Code[]): readonly Code[] | null {
    const number = this.#keys.find(row);
    return number < 0 ? null : this.log.row(number);
  }

  protected noted(): void {
    // Every row is noted as it comes.
  }

  protected forget(position: number): void {
    const row = this.log.row(position);
    this.#write(row, row);
    this.#keys.delete(position);
    this.#forget();
  }

  protected moved(from: number, to: number): void {
    this.#keys.renumber(from, to);
  }

  protected take(): Rows {
    const [log, keys, { relation }] = [this.log, this.#keys, this];
    this.#writeAll();
    this.#forget();
    this.log = new RowLog(log.arity);
    this.#keys = new TupleTable(this.log, relation.keyCount);
    return {
      log,
      has: (row) => {
        const number = keys.find(row);
        return number >= 0 && row.every((code, i) => log.data[number * log.arity + i] === code);
      },
    };
  }

  protected drain(): void {
    this.#writeAll();
    this.#forget();
    this.log.clear();
    this.#keys.clear();
  }

  #writeAll(): void {
    if (this.journal === null) return;
    for (let i = 0; i < this.log.count; i++) {
      const row = this.log.row(i);
      this.#write(row, row);
    }
  }

  #write(row: readonly Code[], before: readonly Code[] | null): void {
    if (this.journal === null) return;
    const key = row.slice(0, this.relation.keyCount).join();
    if (!this.journal.has(key)) this.journal.set(key, before);
  }

  has(row: readonly Code[]): boolean {
    const number = this.#keys.find(row);
    if (number < 0) return false;
    const { arity, data } = this.log;
    return row.every((code, i) => data[number * arity + i] === code);
  }

  /** Whether a row has these codes at these columns. */
  hasWhere(wanted: readonly (readonly [column: number, code: Code])[]): boolean {
    const { arity, count, data } = this.log;
    for (let row = 0; row < count; row++) {
      if (wanted.every(([column, code]) => data[row * arity + column] === code)) return true;
    }
    return false;
  }

  override get freshCount(): number {
    return this.#changed.length;
  }

  override begin(): void {
    super.begin();
    this.recentRows = [...Array(this.log.count).keys()];
    this.#forget();
  }

  override advance(): boolean {
    super.advance();
    const changed = this.#changed;
    this.recentRows = changed;
    this.#forget();
    return changed.length > 0;
  }

  #merge(number: number, row: readonly Code[]): boolean {
    const { columns, keyCount } = this.relation;
    const base = number * this.log.arity;
    let changed = false;
    for (let i = keyCount; i < columns.length; i++) {
      const column = columns[i];
      const [known, given] = [this.log.data[base + i] as Code, row[i] as Code];
      if (column === undefined || known === given) continue;
      const order = this.#pool.compare(given, known, column.value);
      if (column.lattice === "max" ? order <= 0 : order >= 0) continue;
      this.log.data[base + i] = given;
      changed = true;
    }
    return changed;
  }

  #note(number: number): void {
    if (number >= this.#isChanged.length) {
      const more = new Uint8Array(Math.max(64, number + 1, this.#isChanged.length * 2));
      more.set(this.#isChanged);
      this.#isChanged = more;
    }
    if (this.#isChanged[number] === 1) return;
    this.#isChanged[number] = 1;
    this.#changed.push(number);
  }

  #forget(): void {
    for (const number of this.#changed) this.#isChanged[number] = 0;
    this.#changed = [];
  }
}
