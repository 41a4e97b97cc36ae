import type { Operation } from "../../model/program.ts";
import type { CellDelta } from "../../lattice/cell.ts";
import type { Row } from "../../lattice/row.ts";

/** An operation with the values of its parameters. */
export interface Call {
  readonly operation: Operation;
  readonly arguments: Row;
}

/** A fact that all replicas have from the start. */
export interface StartRow {
  readonly relation: string;
  readonly row: Row;
}

/** A call carried out at a replica, with what it changed. Never changed itself, so that states can share it. */
export interface Step {
  readonly call: Call;
  readonly replica: string;
  /** How many writes of registers came one after the other until now: later writes have higher numbers. */
  readonly time: number;
  readonly changes: readonly StepChange[];
}

export type StepChange =
  | { readonly kind: "insert"; readonly relation: string; readonly row: Row; readonly dot: string }
  /** Takes the named insertions of a row away; others of the same row stand. */
  | {
      readonly kind: "remove";
      readonly relation: string;
      readonly row: Row;
      readonly dots: readonly string[];
    }
  | { readonly kind: "merge"; readonly relation: string; readonly key: Row; readonly delta: CellDelta };

/**
 * A state: the steps that a replica has seen, causes before what they caused. States merge as the
 * sets that they are, whatever the types of the relations: what a set of steps comes to depends on
 * no order.
 */
export type History = readonly Step[];

export function mergeHistories(a: History, b: History): History {
  const known = new Set(a);
  return [...a, ...b.filter((step) => !known.has(step))];
}
