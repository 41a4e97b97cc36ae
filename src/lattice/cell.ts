import { listFrom, textFrom, type ActorId } from "./actor.ts";
import { boundedCounter, slackOf, type BoundedCounter } from "./bounded-counter.ts";
import type { ColumnKind } from "./column-kind.ts";
import {
  balanceOf,
  growCounter,
  totalOf,
  upDownCounter,
  type GrowCounter,
  type UpDownCounter,
} from "./counters.ts";
import { lastWriterRegister, type LastWriterRegister } from "./last-writer-register.ts";
import { malformed, type Plain } from "./lattice.ts";
import { multiValueRegister, valuesOf, type MultiValueRegister } from "./multi-value-register.ts";
import type { Row } from "./row.ts";
import { sequence, textOf, type Sequence } from "./sequence.ts";

/** The kinds of column whose value at a key is a state of its own, written by deltas. */
export type CellKind = Exclude<ColumnKind, "max" | "min">;

/** The state of a register, counter or sequence at one key; also what changes it. */
export type CellState =
  | { readonly kind: "gcounter"; readonly state: GrowCounter }
  | { readonly kind: "pncounter"; readonly state: UpDownCounter }
  | { readonly kind: "bounded"; readonly state: BoundedCounter }
  | { readonly kind: "lww"; readonly state: LastWriterRegister }
  | { readonly kind: "mv"; readonly state: MultiValueRegister }
  | { readonly kind: "sequence"; readonly state: Sequence };

export type CellDelta = CellState;

export function isCellKind(kind: ColumnKind | null): kind is CellKind {
  return kind !== null && kind !== "max" && kind !== "min";
}

export function bottomCell(kind: CellKind): CellState {
  switch (kind) {
    case "gcounter":
      return { kind, state: growCounter.bottom };
    case "pncounter":
      return { kind, state: upDownCounter.bottom };
    case "bounded":
      return { kind, state: boundedCounter.bottom };
    case "lww":
      return { kind, state: lastWriterRegister.bottom };
    case "mv":
      return { kind, state: multiValueRegister.bottom };
    case "sequence":
      return { kind, state: sequence.bottom };
  }
}

/** Throws a `MalformedState` where the two are of different kinds. */
export function mergeCells(a: CellState, b: CellState): CellState {
  if (a.kind === "gcounter" && b.kind === "gcounter")
    return { kind: a.kind, state: growCounter.merge(a.state, b.state) };
  if (a.kind === "pncounter" && b.kind === "pncounter")
    return { kind: a.kind, state: upDownCounter.merge(a.state, b.state) };
  if (a.kind === "bounded" && b.kind === "bounded")
    return { kind: a.kind, state: boundedCounter.merge(a.state, b.state) };
  if (a.kind === "lww" && b.kind === "lww")
    return { kind: a.kind, state: lastWriterRegister.merge(a.state, b.state) };
  if (a.kind === "mv" && b.kind === "mv")
    return { kind: a.kind, state: multiValueRegister.merge(a.state, b.state) };
  if (a.kind === "sequence" && b.kind === "sequence")
    return { kind: a.kind, state: sequence.merge(a.state, b.state) };
  return malformed(`a change of a ${a.kind}: it is one of a ${b.kind}`);
}

/** What is read at the key: a row of values for each value there is. `bound` is the L of `bounded<L>`. */
export function cellValues(cell: CellState, bound: number): readonly Row[] {
  switch (cell.kind) {
    case "gcounter":
      return [[totalOf(cell.state)]];
    case "pncounter":
      return [[balanceOf(cell.state)]];
    case "bounded":
      return [[bound + slackOf(cell.state)]];
    case "lww":
      return cell.state === null ? [] : [cell.state.value];
    case "mv":
      return valuesOf(cell.state);
    case "sequence":
      return [[textOf(cell.state)]];
  }
}

export function cellToPlain({ kind, state }: CellState): Plain {
  switch (kind) {
    case "gcounter":
      return [kind, growCounter.toPlain(state)];
    case "pncounter":
      return [kind, upDownCounter.toPlain(state)];
    case "bounded":
      return [kind, boundedCounter.toPlain(state)];
    case "lww":
      return [kind, lastWriterRegister.toPlain(state)];
    case "mv":
      return [kind, multiValueRegister.toPlain(state)];
    case "sequence":
      return [kind, sequence.toPlain(state)];
  }
}

/** Throws a `MalformedState` for what `cellToPlain` never gives. */
export function cellFromPlain(plain: Plain): CellState {
  const [named, state = null, ...more] = listFrom(plain);
  if (more.length > 0) return malformed("a cell");
  const kind = textFrom(named);
  switch (kind) {
    case "gcounter":
      return { kind, state: growCounter.fromPlain(state) };
    case "pncounter":
      return { kind, state: upDownCounter.fromPlain(state) };
    case "bounded":
      return { kind, state: boundedCounter.fromPlain(state) };
    case "lww":
      return { kind, state: lastWriterRegister.fromPlain(state) };
    case "mv":
      return { kind, state: multiValueRegister.fromPlain(state) };
    case "sequence":
      return { kind, state: sequence.fromPlain(state) };
    default:
      return malformed("a cell");
  }
}

/** The writer of what all replicas share from the start, and of what a scenario writes `everywhere`. */
export const sharedActor: ActorId = "*";
