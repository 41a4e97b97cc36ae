import type { Value } from "../../engine/value-pool.ts";
import { columnKinds } from "../../lattice/column-kind.ts";
import type { Relation } from "../../model/program.ts";

/** A row as plain values, one a column. */
export type Row = readonly Value[];

export interface Fact {
  readonly relation: Relation;
  readonly row: Row;
}

/** The rows of every relation that was asked for, in one state. */
export type Outcome = ReadonlyMap<Relation, readonly Row[]>;

/**
 * One step in the order of the CRDTs' states: a row more in a set, or further in a `max` or `min`
 * column; a row less in an `orset`; a register or counter whose row becomes this one.
 */
export interface Change extends Fact {
  readonly kind: "insert" | "delete" | "write";
}

export function isSameRow(a: Row, b: Row): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

export function hasSameKey(relation: Relation, a: Row, b: Row): boolean {
  for (let i = 0; i < relation.keyCount; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Whether a row of the relation is written as a whole, so that it replaces the one with its key. */
export function isWritten(relation: Relation): boolean {
  const kind = relation.columns[relation.keyCount]?.lattice ?? null;
  return kind !== null && kind !== "max" && kind !== "min";
}

/** The visible rows after some changes, one after the other. */
export function applied(facts: readonly Fact[], changes: readonly Change[]): readonly Fact[] {
  let state = facts;
  for (const { kind, relation, row } of changes) {
    switch (kind) {
      case "insert":
        break;
      case "delete":
        state = state.filter((fact) => fact.relation !== relation || !isSameRow(fact.row, row));
        continue;
      case "write":
        state = state.filter((fact) => fact.relation !== relation || !hasSameKey(relation, fact.row, row));
        break;
    }
    if (!state.some((fact) => fact.relation === relation && isSameRow(fact.row, row)))
      state = [...state, { relation, row }];
  }
  return state;
}

/**
 * Whether what a row says still holds: the row itself is there, or one with the same keys and
 * values as far or further in the order of growing columns (`exact`: the same).
 */
export function stillHolds(relation: Relation, row: Row, rows: readonly Row[], exact: boolean): boolean {
  return rows.some((other) =>
    relation.columns.every(({ lattice }, i) => {
      const [a, b] = [row[i] ?? 0, other[i] ?? 0];
      if (a === b) return true;
      if (lattice === null || exact) return false;
      const { order } = columnKinds[lattice];
      return order === "up" ? b > a : order === "down" ? b < a : false;
    }),
  );
}
