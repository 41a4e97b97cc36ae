import { PairIds } from "./pair-ids.ts";
import { RowLog } from "./row-log.ts";
import { SlotMap } from "./slot-map.ts";
import { TupleTable } from "./tuple-table.ts";
import { grown, noWords, reused, zeroed } from "./words.ts";

/** An index of so many rows is worth counting them first. */
const fillMin = 256;

/**
 * The rows of a table by some of its columns: for each key a run of entries in one arena, each
 * entry the other columns of a row in their order (or, `byNumber`, the row's number in the log).
 *
 * Compiled rules walk a run themselves: the slot `s` of a key has its entries from
 * `arena[starts[s]]` on, `counts[s]` of them, `width` words each. An index does not change while
 * rules are applied; the evaluation adds what was derived between two rounds.
 */
export class KeyIndex {
  readonly columns: readonly number[];
  readonly payload: readonly number[];
  readonly byNumber: boolean;
  readonly width: number;
  arena: Int32Array = noWords;
  starts: Int32Array = noWords;
  counts: Int32Array = noWords;
  #capacities: Int32Array = noWords;
  #used = 0;
  readonly #slots = new SlotMap();
  readonly #pairs = new PairIds();
  readonly #keys: RowLog;
  readonly #keyTable: TupleTable;
  readonly #key: number[];

  constructor(columns: readonly number[], arity: number, byNumber: boolean) {
    this.columns = columns;
    this.byNumber = byNumber;
    this.payload = byNumber ? [] : [...Array(arity).keys()].filter((column) => !columns.includes(column));
    this.width = byNumber ? 1 : this.payload.length;
    this.#keys = new RowLog(columns.length);
    this.#keyTable = new TupleTable(this.#keys, columns.length);
    this.#key = columns.map(() => 0);
  }

  /** The slot of a key of one column, or −1. */
  find(code: number): number {
    return this.#slots.find(code);
  }

  /** The keys of one column, by slot. */
  keys(): Int32Array {
    const keys = new Int32Array(this.#slots.count);
    for (const [code, slot] of this.#slots.entries()) keys[slot] = code;
    return keys;
  }

  /** The slot of a key of three columns and more (or of none), or −1. */
  findRow(key: readonly number[]): number {
    return this.#keyTable.find(key);
  }

  /** The slot of a key of two columns, or −1. */
  find2(a: number, b: number): number {
    return this.#pairs.find(a, b);
  }

  /** The slot of the key that a row begins with, or −1. */
  findKey(row: readonly number[]): number {
    if (this.columns.length === 1) return this.find(row[0] as number);
    return this.columns.length === 2 ? this.find2(row[0] as number, row[1] as number) : this.findRow(row);
  }

  /** Adds rows `from` to `to` of a log. */
  addRange(log: RowLog, from: number, to: number): void {
    if (this.#used === 0 && to - from > fillMin) this.#fill(log, from, to);
    else if (this.columns.length === 1 && !this.byNumber) this.#addByOne(log, from, to);
    else for (let row = from; row < to; row++) this.add(log, row);
  }

  /** The same while nothing is in it: runs are counted first, so that none has to move. */
  #fill(log: RowLog, from: number, to: number): void {
    const { data, arity } = log;
    const { width, payload } = this;
    const slots = new Int32Array(to - from);
    for (let row = from; row < to; row++) {
      const slot = this.#claimSlot(data, row * arity);
      slots[row - from] = slot;
      this.#capacities[slot] = (this.#capacities[slot] as number) + 1;
    }
    const { starts, counts } = this;
    for (let slot = 0; slot < starts.length; slot++) {
      starts[slot] = this.#used;
      this.#used += (this.#capacities[slot] as number) * width;
    }
    const arena = new Int32Array(this.#used);
    const first = payload[0] ?? 0;
    for (let row = from; row < to; row++) {
      const slot = slots[row - from] as number;
      const count = counts[slot] as number;
      counts[slot] = count + 1;
      const at = (starts[slot] as number) + count * width;
      const base = row * arity;
      if (this.byNumber) arena[at] = row;
      else if (width === 1) arena[at] = data[base + first] as number;
      else for (let i = 0; i < width; i++) arena[at + i] = data[base + (payload[i] as number)] as number;
    }
    this.arena = arena;
  }

  /** The same for a key of one column. */
  #addByOne(log: RowLog, from: number, to: number): void {
    const { data, arity } = log;
    const { payload, width } = this;
    const [column, first] = [this.columns[0] as number, payload[0] ?? 0];
    const slots = this.#slots;
    for (let base = from * arity; base < to * arity; base += arity) {
      const slot = slots.claim(data[base + column] as number);
      if (slot >= this.starts.length) this.#growSlots();
      const count = this.counts[slot] as number;
      if (count === this.#capacities[slot]) this.#growRun(slot, count);
      this.counts[slot] = count + 1;
      const { arena } = this;
      const at = (this.starts[slot] as number) + count * width;
      if (width === 1) arena[at] = data[base + first] as number;
      else for (let i = 0; i < width; i++) arena[at + i] = data[base + (payload[i] as number)] as number;
    }
  }

  add(log: RowLog, row: number): void {
    const { data, arity } = log;
    const base = row * arity;
    const slot = this.#claimSlot(data, base);
    const count = this.counts[slot] as number;
    if (count === this.#capacities[slot]) this.#growRun(slot, count);
    this.counts[slot] = count + 1;
    let at = (this.starts[slot] as number) + count * this.width;
    if (this.byNumber) this.arena[at] = row;
    else for (const column of this.payload) this.arena[at++] = data[base + column] as number;
  }

  /** Takes the entry of a row, which has one, out of its run; the last entry moves into its place. */
  remove(log: RowLog, row: number): void {
    const { data, arity } = log;
    const base = row * arity;
    const slot = this.#claimSlot(data, base);
    const start = this.starts[slot] as number;
    const last = (this.counts[slot] as number) - 1;
    const at = this.#entryOf(start, start + last * this.width, data, base, row);
    this.arena.copyWithin(at, start + last * this.width, start + (last + 1) * this.width);
    this.counts[slot] = last;
  }

  clear(): void {
    this.#slots.clear();
    this.#pairs.clear();
    this.#keys.clear();
    this.#keyTable.clear();
    this.arena = reused(this.arena);
    this.starts = reused(this.starts);
    this.counts = zeroed(this.counts, this.counts.length);
    this.#capacities = zeroed(this.#capacities, this.#capacities.length);
    this.#used = 0;
  }

  /** Where the entry of a row stands, from `from` to `to`. */
  #entryOf(from: number, to: number, data: Int32Array, base: number, row: number): number {
    const { arena, width, payload } = this;
    if (width === 1) {
      const word = this.byNumber ? row : (data[base + (payload[0] as number)] as number);
      for (let at = from; at < to; at++) if (arena[at] === word) return at;
      return to;
    }
    for (let at = from; at < to; at += width) {
      let i = 0;
      while (i < width && arena[at + i] === data[base + (payload[i] as number)]) i++;
      if (i === width) return at;
    }
    return to;
  }

  #claimSlot(data: Int32Array, base: number): number {
    const { columns } = this;
    let slot: number;
    if (columns.length === 1) {
      slot = this.#slots.claim(data[base + (columns[0] as number)] as number);
    } else if (columns.length === 2) {
      slot = this.#pairs.claim(
        data[base + (columns[0] as number)] as number,
        data[base + (columns[1] as number)] as number,
      );
    } else {
      const key = this.#key;
      for (let i = 0; i < columns.length; i++) key[i] = data[base + (columns[i] as number)] as number;
      slot = this.#keyTable.find(key);
      if (slot < 0) {
        slot = this.#keys.count;
        this.#keys.push(key);
        this.#keyTable.insert(slot);
      }
    }
    if (slot >= this.starts.length) this.#growSlots();
    return slot;
  }

  #growRun(slot: number, count: number): void {
    const capacity = count === 0 ? 2 : count * 2;
    const start = this.#used;
    const end = start + capacity * this.width;
    if (end > this.arena.length) this.arena = grown(this.arena, end);
    const before = this.starts[slot] as number;
    const words = count * this.width;
    // Most runs are short, and then calling `copyWithin` takes longer than the copy.
    if (words > 32) this.arena.copyWithin(start, before, before + words);
    else for (let i = 0; i < words; i++) this.arena[start + i] = this.arena[before + i] as number;
    this.starts[slot] = start;
    this.#capacities[slot] = capacity;
    this.#used = end;
  }

  #growSlots(): void {
    this.starts = grown(this.starts, 0);
    this.counts = grown(this.counts, 0);
    this.#capacities = grown(this.#capacities, 0);
  }
}
