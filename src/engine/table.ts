import type { Relation } from "../model/program.ts";
import { CodeSet } from "./code-set.ts";
import { KeyIndex } from "./key-index.ts";
import { PairSet } from "./pair-set.ts";
import { RowLog } from "./row-log.ts";
import { TupleTable } from "./tuple-table.ts";
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
  readonly log: RowLog;
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

  abstract has(row: readonly Code[]): boolean;

  /** The index over `columns`, made on the first call. */
  indexOver(columns: readonly number[]): KeyIndex {
    const name = columns.join(",");
    let index = this.indexes.get(name);
    if (index === undefined) {
      index = new KeyIndex(columns, this.log.arity, this.mergesValues);
      index.addRange(this.log, 0, this.recentTo);
      this.indexes.set(name, index);
    }
    return index;
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
  }
}

/** A table of the form that suits a relation. */
export function tableOf(relation: Relation, pool: ValuePool): Table {
  if (relation.columns.some(({ lattice }) => lattice === "max" || lattice === "min"))
    return new MergingTable(relation, pool);
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
class FlagTable extends Table {
  add(): boolean {
    if (this.log.count > 0) return false;
    this.log.claim();
    return true;
  }

  has(): boolean {
    return this.log.count > 0;
  }
}

export class CodeTable extends Table {
  readonly set = new CodeSet();

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
}

export class PairTable extends Table {
  readonly set = new PairSet();

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

  has([a, b]: readonly Code[]): boolean {
    return this.set.has(a as Code, b as Code);
  }
}

/** Three columns and more. */
class WideTable extends Table {
  readonly #rows: TupleTable = new TupleTable(this.log, this.log.arity);

  add(row: readonly Code[]): boolean {
    if (this.#rows.find(row) >= 0) return false;
    this.log.push(row);
    this.#rows.insert(this.log.count - 1);
    return true;
  }

  has(row: readonly Code[]): boolean {
    return this.#rows.find(row) >= 0;
  }
}

/**
 * A relation with `max` or `min` columns: one row a key, whose values only move in their order.
 *
 * A row changes in place, so that what is recent is a list of row numbers; each is in it once.
 */
class MergingTable extends Table {
  readonly #keys: TupleTable;
  readonly #pool: ValuePool;
  override readonly mergesValues = true;
  #changed: number[] = [];
  #isChanged = new Uint8Array(64);

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
    } else if (!this.#merge(number, row)) {
      return false;
    }
    this.#note(number);
    return true;
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
      const grown = new Uint8Array(Math.max(number + 1, this.#isChanged.length * 2));
      grown.set(this.#isChanged);
      this.#isChanged = grown;
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
