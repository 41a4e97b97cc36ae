import { assert } from "../../base/assert.ts";
import { dotContext, type DotContext } from "../../lattice/dot-context.ts";
import type { ActorId, Dot } from "../../lattice/actor.ts";
import { decodePlain, encodePlain, encodeState } from "../../lattice/encode-state.ts";
import { MalformedState } from "../../lattice/lattice.ts";
import type { Row, Value } from "../../lattice/row.ts";
import type { Column, Relation } from "../../model/program.ts";
import { cellFromPlain, cellToPlain, isCellKind, type CellDelta } from "../../lattice/cell.ts";
import type { Change } from "../change.ts";
import { isOfType } from "../work-problem.ts";
import {
  numbersOf,
  readBytes,
  readFloats,
  readIntegers,
  readNaturals,
  readTexts,
  textsOf,
  writeBytes,
  writeFloats,
  writeIntegers,
  writeTexts,
} from "./column.ts";
import type { BitCoder } from "./range-coder.ts";
import { unreadable } from "./unreadable-bytes.ts";
import type { Allowance } from "./wire-format.ts";

/** All changes of one kind in one relation, in the order in which they were made: column by column. */
export interface ChangeBlock {
  readonly relation: Relation;
  readonly kind: Change["kind"];
  readonly changes: readonly Change[];
}

/** The names of actors that blocks speak of, by their places. */
export interface Actors {
  readonly names: readonly ActorId[];
  readonly places: ReadonlyMap<ActorId, number>;
}

/** Whether a relation has changes of a kind. */
export function canHave({ qualifier, columns, keyCount }: Relation, kind: Change["kind"]): boolean {
  const hasCells = isCellKind(columns[keyCount]?.lattice ?? null);
  switch (kind) {
    case "insert":
      return !hasCells;
    case "remove":
      return !hasCells && qualifier === "orset";
    case "merge":
      return hasCells;
    case "vote":
      return true;
  }
}

export function writeBlock(coder: BitCoder, block: ChangeBlock, actors: Actors): void {
  const { relation, kind, changes } = block;
  assert(canHave(relation, kind), `a change of ${relation.name} is a ${kind}`);
  const columns = rowColumns(relation, kind);
  const rows = changes.map((change) => (change.kind === "merge" ? change.key : change.row));
  for (const row of rows)
    assert(row.length === columns.length, `a row of ${relation.name} has ${row.length} columns`);
  for (const [i, column] of columns.entries())
    writeValues(
      coder,
      column,
      rows.map((row) => row[i] ?? 0),
    );
  const dots = changes.flatMap((change) => (change.kind === "remove" ? [change.dots] : []));
  const deltas = changes.flatMap((change) => (change.kind === "merge" ? [change.delta] : []));
  const votes = changes.flatMap((change) => (change.kind === "vote" ? [change.seen] : []));
  if (kind === "remove") writeDots(coder, dots, actors);
  if (kind === "merge") writeBytes(coder, deltas.map(cellToPlain).map(encodePlain));
  if (kind === "vote")
    writeBytes(
      coder,
      votes.map((seen) => encodeState(dotContext, seen)),
    );
}

/** The changes of a block; each fits its relation. Throws `UnreadableBytes`. */
export function readBlock(
  coder: BitCoder,
  {
    relation,
    kind,
    count,
  }: { readonly relation: Relation; readonly kind: Change["kind"]; readonly count: number },
  actors: Actors,
  allowance: Allowance,
): readonly Change[] {
  const { name } = relation;
  const columns = rowColumns(relation, kind).map((column) => readValues(coder, column, count, allowance));
  const rows = Array.from({ length: count }, (_, i) => columns.map((values) => values[i] ?? 0));
  switch (kind) {
    case "insert":
      return rows.map((row) => ({ kind, relation: name, row }));
    case "remove": {
      const dots = readDots(coder, count, actors, allowance);
      return rows.map((row, i) => ({ kind, relation: name, row, dots: dots[i] ?? [] }));
    }
    case "merge": {
      const deltas = readBytes(coder, count, allowance).map((bytes) => deltaOf(bytes, relation, allowance));
      return rows.flatMap((key, i) => {
        const delta = deltas[i];
        return delta === undefined ? [] : [{ kind, relation: name, key, delta }];
      });
    }
    case "vote": {
      const votes = readBytes(coder, count, allowance).map(contextOfBytes);
      return rows.flatMap((row, i) => {
        const seen = votes[i];
        return seen === undefined ? [] : [{ kind, relation: name, row, seen }];
      });
    }
  }
}

/** The columns that a change of this kind has a value for. */
function rowColumns({ columns, keyCount }: Relation, kind: Change["kind"]): readonly Column[] {
  return kind === "merge" ? columns.slice(0, keyCount) : columns;
}

function writeValues(coder: BitCoder, { value }: Column, values: Row): void {
  switch (value) {
    case "symbol":
      writeTexts(coder, textsOf(values));
      return;
    case "number":
    case "unsigned":
      writeIntegers(coder, numbersOf(values));
      return;
    case "float":
      writeFloats(coder, numbersOf(values));
  }
}

function readValues(
  coder: BitCoder,
  { value }: Column,
  count: number,
  allowance: Allowance,
): readonly Value[] {
  switch (value) {
    case "symbol":
      return readTexts(coder, count, allowance);
    case "number":
      return readIntegers(coder, count, allowance);
    case "unsigned":
      return readNaturals(coder, count, Infinity, allowance);
    case "float":
      return readFloats(coder, count, allowance);
  }
}

function writeDots(coder: BitCoder, lists: readonly (readonly Dot[])[], { places }: Actors): void {
  const dots = lists.flat();
  const lengths = lists.map((list) => list.length);
  writeIntegers(coder, lengths);
  writeIntegers(
    coder,
    dots.map(({ actor }) => places.get(actor) ?? 0),
  );
  writeIntegers(
    coder,
    dots.map(({ sequence }) => sequence),
  );
}

function readDots(
  coder: BitCoder,
  count: number,
  { names }: Actors,
  allowance: Allowance,
): readonly (readonly Dot[])[] {
  const lengths = readNaturals(coder, count, Infinity, allowance);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const places = readNaturals(coder, total, names.length, allowance);
  const sequences = readNaturals(coder, total, Infinity, allowance);
  let at = 0;
  return lengths.map((length) => {
    const dots: Dot[] = [];
    for (const end = at + length; at < end; at++) {
      const sequence = sequences[at] ?? 0;
      if (sequence < 1) unreadable("A change is counted from 1.");
      dots.push({ actor: names[places[at] ?? 0] ?? "", sequence });
    }
    return dots;
  });
}

function deltaOf(bytes: Uint8Array, relation: Relation, allowance: Allowance): CellDelta {
  const delta = fromBytes(bytes, cellFromPlain);
  if (delta.kind !== relation.columns[relation.keyCount]?.lattice)
    unreadable(`A change of \`${relation.name}\` is one of another kind.`);
  switch (delta.kind) {
    case "gcounter":
    case "pncounter":
    case "bounded":
      break;
    case "lww":
      if (delta.state !== null) checkValues(delta.state.value, relation);
      break;
    case "mv":
      for (const { value } of delta.state.writes) checkValues(value, relation);
      break;
    case "sequence":
      allowance.take(delta.state.elements.size + delta.state.removed.size);
  }
  return delta;
}

function contextOfBytes(bytes: Uint8Array): DotContext {
  return fromBytes(bytes, (plain) => dotContext.fromPlain(plain));
}

function fromBytes<State>(
  bytes: Uint8Array,
  fromPlain: (plain: ReturnType<typeof decodePlain>) => State,
): State {
  try {
    return fromPlain(decodePlain(bytes));
  } catch (error) {
    if (error instanceof MalformedState) unreadable(`A change holds what is ${error.message}.`);
    throw error;
  }
}

/** What a register holds must be what its columns can hold. */
function checkValues(values: Row, { name, columns, keyCount }: Relation): void {
  const wanted = columns.slice(keyCount);
  const fits = wanted.every(({ value: type }, i) => isOfType(values[i], type));
  if (!fits || values.length !== wanted.length) unreadable(`A value does not fit \`${name}\`.`);
}
