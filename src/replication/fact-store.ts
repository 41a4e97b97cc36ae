import { compareCodePoints } from "../base/code-points.ts";
import { present } from "../base/assert.ts";
import { compareDots, dotText, dotToPlain, type Dot } from "../lattice/actor.ts";
import { largest, smallest } from "../lattice/extremes.ts";
import { malformed, type Plain } from "../lattice/lattice.ts";
import { compareRows, rowKey, type Row } from "../lattice/row.ts";
import type { Relation } from "../model/program.ts";
import {
  bottomCell,
  cellToPlain,
  cellValues,
  isCellKind,
  mergeCells,
  type CellKind,
  type CellState,
} from "../lattice/cell.ts";
import { dotOf, lastSequence, type Change, type Transaction } from "./change.ts";
import { SeenDots } from "./seen-dots.ts";

/** A row that came to be visible in a relation, or went. */
export interface RowChange {
  readonly relation: string;
  readonly row: Row;
  readonly there: boolean;
}

/**
 * The replicated facts of one replica: what all transactions that it has seen merge to.
 *
 * The order in which transactions are applied does not matter, nor does applying one twice: equal
 * sets of dots are equal states.
 */
export class FactStore {
  readonly seen = new SeenDots();
  readonly #relations = new Map<string, Relation>();
  readonly #parts = new Map<string, Part>();
  /** Dots of additions that were taken back before they arrived. */
  readonly #removed = new Set<string>();
  /** How to take back what was done since `begin`, last first; null when nothing may be taken back. */
  #journal: Undo[] | null = null;

  constructor(relations: Iterable<Relation>) {
    for (const relation of relations) {
      this.#relations.set(relation.name, relation);
      this.#parts.set(relation.name, partOf(relation));
    }
  }

  relation(name: string): Relation {
    return present(this.#relations.get(name), `the relation ${name}`);
  }

  /**
   * Applies what has not been seen yet; gives the rows that came and went, in the order of the
   * changes. Throws a `MalformedState` for a change that its relation cannot have.
   */
  apply(transaction: Transaction): readonly RowChange[] {
    const { actor, first } = transaction;
    if (this.seen.has({ actor, sequence: first })) return [];
    const changes: RowChange[] = [];
    for (const [i, change] of transaction.changes.entries())
      for (const one of this.change(dotOf(transaction, i), change)) changes.push(one);
    this.seen.add(actor, first, lastSequence(transaction));
    return changes;
  }

  /** Applies one change of a transaction that is being made; `seen` does not know of it. */
  change(dot: Dot, change: Change): readonly RowChange[] {
    switch (change.kind) {
      case "insert":
        return this.#insert(change.relation, change.row, dot);
      case "remove":
        return this.#remove(change.relation, change.row, change.dots);
      case "merge":
        return this.#merge(change.relation, change.key, change.delta);
      case "vote":
        return [];
    }
  }

  /**
   * Applies insertions of rows of one relation with the dots from `first` on; adds to `rowChanges`.
   * It is what `change` does one by one, without what that makes for each.
   */
  insertAll(relation: string, rows: readonly Row[], first: Dot, rowChanges: RowChange[]): void {
    const part = this.#part(relation);
    if (part.kind !== "set") {
      let { sequence } = first;
      for (const row of rows) {
        const dot = { actor: first.actor, sequence: sequence++ };
        for (const one of this.#insert(relation, row, dot)) rowChanges.push(one);
      }
      return;
    }
    const known = part.rows;
    const keys: string[] = [];
    for (const row of rows) {
      const before = known.size;
      const key = rowKey(row);
      known.set(key, row);
      if (known.size === before) continue;
      keys.push(key);
      rowChanges.push({ relation, row, there: true });
    }
    this.#journal?.push({ undo: () => keys.forEach((key) => known.delete(key)) });
  }

  /** From here on changes can be taken back. */
  begin(): void {
    this.#journal = [];
  }

  /** Takes all back since `begin`; `seen` is as it was, too, if no transaction was applied. */
  rollback(): void {
    const journal = this.#journal ?? [];
    this.#journal = null;
    for (const entry of journal.reverse()) entry.undo();
  }

  commit(): void {
    this.#journal = null;
  }

  /** The visible rows of a relation. */
  *rows(relation: string): Generator<Row> {
    const part = this.#part(relation);
    switch (part.kind) {
      case "set":
      case "extremes":
        yield* part.rows.values();
        return;
      case "removable":
        for (const { row } of part.facts.values()) yield row;
        return;
      case "cells":
        for (const { key, state } of part.cells.values())
          for (const values of cellValues(state, part.bound)) yield [...key, ...values];
    }
  }

  has(relation: string, row: Row): boolean {
    const part = this.#part(relation);
    switch (part.kind) {
      case "set":
        return part.rows.has(rowKey(row));
      case "removable":
        return part.facts.has(rowKey(row));
      case "extremes":
      case "cells": {
        const wanted = rowKey(row);
        for (const known of this.rows(relation)) if (rowKey(known) === wanted) return true;
        return false;
      }
    }
  }

  /** The additions of a fact of a removable set that are there. */
  dots(relation: string, row: Row): readonly Dot[] {
    const part = this.#part(relation);
    return part.kind === "removable" ? (part.facts.get(rowKey(row))?.dots ?? []) : [];
  }

  /** The state of a register, counter or sequence at a key; the bottom where nobody has written. */
  cell(relation: string, key: Row): CellState {
    const part = this.#part(relation);
    if (part.kind !== "cells") throw new TypeError(`${relation} has no cells`);
    return part.cells.get(rowKey(key))?.state ?? bottomCell(part.column);
  }

  /** The registers, counters or sequences of a relation. */
  cells(relation: string): Iterable<{ readonly key: Row; readonly state: CellState }> {
    const part = this.#part(relation);
    return part.kind === "cells" ? part.cells.values() : [];
  }

  /** The whole state as plain data, the same for equal states. */
  toPlain(): Plain {
    return [...this.#parts]
      .toSorted(([a], [b]) => compareCodePoints(a, b))
      .map(([name, part]) => [name, partToPlain(part)]);
  }

  #part(relation: string): Part {
    return present(this.#parts.get(relation), `the facts of ${relation}`);
  }

  #insert(relation: string, row: Row, dot: Dot): readonly RowChange[] {
    const part = this.#part(relation);
    switch (part.kind) {
      case "set":
        return this.#insertForGood(part, relation, row);
      case "removable":
        return this.#insertRemovable(part, relation, row, dot);
      case "extremes":
        return this.#insertExtremes(part, relation, row);
      case "cells":
        return malformed(`a change of ${relation}: its values are not inserted`);
    }
  }

  #insertForGood({ rows }: SetPart, relation: string, row: Row): readonly RowChange[] {
    const key = rowKey(row);
    if (rows.has(key)) return [];
    rows.set(key, row);
    this.#journal?.push(new Entry(rows, key, undefined));
    return [{ relation, row, there: true }];
  }

  #insertRemovable({ facts }: RemovablePart, relation: string, row: Row, dot: Dot): readonly RowChange[] {
    const removed = this.#removed;
    if (removed.size > 0) {
      const name = dotText(dot);
      if (removed.delete(name)) {
        this.#journal?.push({ undo: () => removed.add(name) });
        return [];
      }
    }
    const key = rowKey(row);
    const known = facts.get(key);
    const dots = known === undefined ? [dot] : [...known.dots, dot].toSorted(compareDots);
    facts.set(key, { row, dots });
    this.#journal?.push(new Entry(facts, key, known));
    return known === undefined ? [{ relation, row, there: true }] : [];
  }

  #remove(relation: string, row: Row, dots: readonly Dot[]): readonly RowChange[] {
    const part = this.#part(relation);
    if (part.kind !== "removable") return malformed(`a change of ${relation}: its facts are not removed`);
    const { facts } = part;
    const key = rowKey(row);
    const known = facts.get(key);
    const there = new Set((known?.dots ?? []).map(dotText));
    for (const dot of dots) {
      const name = dotText(dot);
      if (there.delete(name) || this.seen.has(dot)) continue;
      const removed = this.#removed;
      removed.add(name);
      this.#journal?.push({ undo: () => removed.delete(name) });
    }
    if (known === undefined) return [];
    const left = known.dots.filter((dot) => there.has(dotText(dot)));
    if (left.length === known.dots.length) return [];
    if (left.length > 0) facts.set(key, { row: known.row, dots: left });
    else facts.delete(key);
    this.#journal?.push(new Entry(facts, key, known));
    return left.length > 0 ? [] : [{ relation, row: known.row, there: false }];
  }

  #insertExtremes(
    { rows, keyCount, columns }: ExtremesPart,
    relation: string,
    row: Row,
  ): readonly RowChange[] {
    const key = rowKey(row.slice(0, keyCount));
    const known = rows.get(key);
    if (known === undefined) {
      rows.set(key, row);
      this.#journal?.push(new Entry(rows, key, undefined));
      return [{ relation, row, there: true }];
    }
    const merged = known.map((value, i) => {
      const column = columns[i - keyCount];
      if (column === undefined) return value;
      return (column === "max" ? largest : smallest).merge(value, row[i] ?? value) ?? value;
    });
    if (rowKey(merged) === rowKey(known)) return [];
    rows.set(key, merged);
    this.#journal?.push(new Entry(rows, key, known));
    return [
      { relation, row: known, there: false },
      { relation, row: merged, there: true },
    ];
  }

  #merge(relation: string, key: Row, delta: CellState): readonly RowChange[] {
    const part = this.#part(relation);
    if (part.kind !== "cells") return malformed(`a change of ${relation}: it has no values that merge`);
    const { cells, column, bound } = part;
    const name = rowKey(key);
    const known = cells.get(name);
    const state = mergeCells(known?.state ?? bottomCell(column), delta);
    cells.set(name, { key, state });
    this.#journal?.push(new Entry(cells, name, known));
    const before = known === undefined ? [] : cellValues(known.state, bound);
    const after = cellValues(state, bound);
    const [was, is] = [new Set(before.map(rowKey)), new Set(after.map(rowKey))];
    return [
      ...before
        .filter((values) => !is.has(rowKey(values)))
        .map((values) => ({ relation, row: [...key, ...values], there: false })),
      ...after
        .filter((values) => !was.has(rowKey(values)))
        .map((values) => ({ relation, row: [...key, ...values], there: true })),
    ];
  }
}

type Part = SetPart | RemovablePart | ExtremesPart | CellsPart;

interface SetPart {
  readonly kind: "set";
  readonly rows: Map<string, Row>;
}

interface RemovablePart {
  readonly kind: "removable";
  readonly facts: Map<string, { readonly row: Row; readonly dots: readonly Dot[] }>;
}

/** A row for each key; the columns behind the key are merged one by one. */
interface ExtremesPart {
  readonly kind: "extremes";
  readonly keyCount: number;
  readonly columns: readonly ("max" | "min")[];
  readonly rows: Map<string, Row>;
}

interface CellsPart {
  readonly kind: "cells";
  readonly column: CellKind;
  readonly bound: number;
  readonly cells: Map<string, { readonly key: Row; readonly state: CellState }>;
}

function partOf({ qualifier, columns, keyCount }: Relation): Part {
  const lattices = columns.slice(keyCount);
  const first = lattices[0];
  const kind = first?.lattice ?? null;
  if (isCellKind(kind)) return { kind: "cells", column: kind, bound: first?.bound ?? 0, cells: new Map() };
  if (qualifier === "orset") return { kind: "removable", facts: new Map() };
  if (kind === null) return { kind: "set", rows: new Map() };
  const orders = lattices.map(({ lattice }) => (lattice === "min" ? "min" : "max"));
  return { kind: "extremes", keyCount, columns: orders, rows: new Map() };
}

function partToPlain(part: Part): Plain {
  switch (part.kind) {
    case "set":
    case "extremes":
      return [...part.rows.values()].toSorted(compareRows);
    case "removable":
      return [...part.facts.values()]
        .toSorted((a, b) => compareRows(a.row, b.row))
        .map(({ row, dots }) => [row, dots.map(dotToPlain)]);
    case "cells":
      return [...part.cells.values()]
        .toSorted((a, b) => compareRows(a.key, b.key))
        .map(({ key, state }) => [key, cellToPlain(state)]);
  }
}

interface Undo {
  undo(): void;
}

/** What a map had at a key; undefined for nothing. */
class Entry<Value> implements Undo {
  readonly #map: Map<string, Value>;
  readonly #key: string;
  readonly #value: Value | undefined;

  constructor(map: Map<string, Value>, key: string, value: Value | undefined) {
    this.#map = map;
    this.#key = key;
    this.#value = value;
  }

  undo(): void {
    if (this.#value === undefined) this.#map.delete(this.#key);
    else this.#map.set(this.#key, this.#value);
  }
}
