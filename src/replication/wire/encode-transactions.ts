import { present } from "../../base/assert.ts";
import type { ActorId } from "../../lattice/actor.ts";
import { compareCodePoints } from "../../base/code-points.ts";
import type { Change, Transaction } from "../change.ts";
import { canHave, readBlock, writeBlock, type Actors } from "./change-block.ts";
import { readIntegers, readNaturals, readTexts, writeIntegers, writeTexts } from "./column.ts";
import { enclosed, opened } from "./envelope.ts";
import { IntegerModel } from "./integer-model.ts";
import { RangeDecoder, RangeEncoder, type BitCoder } from "./range-coder.ts";
import { unreadable } from "./unreadable-bytes.ts";
import { Allowance, placeOf, type WireFormat } from "./wire-format.ts";

/** Transactions in an envelope, for a log or a snapshot; the same bytes for equal lists. */
export function encodeTransactions(transactions: readonly Transaction[], format: WireFormat): Uint8Array {
  return enclosed("transactions", writeTransactions(transactions, format), format);
}

/** What was encoded. Throws `UnreadableBytes` for all other bytes. */
export function decodeTransactions(bytes: Uint8Array, format: WireFormat): readonly Transaction[] {
  return readTransactions(opened("transactions", bytes, format), format);
}

/**
 * Transactions as bytes without an envelope: whose they are, which block each change is in,
 * and then the blocks, one for each relation and kind of change, column by column. Who sorts the
 * rows of a batch before it has dots makes them shorter.
 */
export function writeTransactions(transactions: readonly Transaction[], format: WireFormat): Uint8Array {
  const coder = new RangeEncoder();
  const names = actorsOf(transactions);
  const actors: Actors = { names, places: new Map(names.map((name, i) => [name, i])) };
  new IntegerModel().code(coder, transactions.length);
  new IntegerModel().code(coder, names.length);
  writeTexts(coder, names);
  writeHeads(coder, transactions, actors);

  const blocks = new Map<number, Change[]>();
  const places: number[] = [];
  for (const { changes } of transactions)
    for (const change of changes) {
      const place = placeOf(format, change.relation) * kinds.length + kinds.indexOf(change.kind);
      places.push(place);
      const block = blocks.get(place);
      if (block === undefined) blocks.set(place, [change]);
      else block.push(change);
    }
  writeIntegers(coder, places);
  for (const [place, changes] of inOrder(blocks))
    writeBlock(coder, { ...blockAt(place, format), changes }, actors);
  return coder.finish();
}

/** What was written. Throws `UnreadableBytes` for bytes that are not of that form, or that do not fit the program. */
export function readTransactions(bytes: Uint8Array, format: WireFormat): readonly Transaction[] {
  const coder = new RangeDecoder(bytes);
  const allowance = new Allowance(format.decodedMax);
  const count = new IntegerModel().code(coder, 0);
  const nameCount = new IntegerModel().code(coder, 0);
  allowance.take(count);
  const names = readTexts(coder, nameCount, allowance);
  const actors: Actors = { names, places: new Map() };
  const heads = readHeads(coder, count, actors, allowance);

  const total = heads.reduce((sum, { length }) => sum + length, 0);
  const places = readNaturals(coder, total, format.relations.length * kinds.length, allowance);
  const sizes = new Map<number, number>();
  for (const place of places) sizes.set(place, (sizes.get(place) ?? 0) + 1);
  const blocks = new Map<number, Iterator<Change>>();
  for (const [place, size] of inOrder(sizes)) {
    const { relation, kind } = blockAt(place, format);
    if (!canHave(relation, kind)) unreadable(`\`${relation.name}\` has no such changes.`);
    blocks.set(place, readBlock(coder, { relation, kind, count: size }, actors, allowance).values());
  }
  coder.finish();

  let at = 0;
  return heads.map(({ length, ...head }) => {
    const changes: Change[] = [];
    for (const end = at + length; at < end; at++) {
      const next = blocks.get(places[at] ?? -1)?.next();
      if (next?.done === false) changes.push(next.value);
    }
    return { ...head, changes };
  });
}

const kinds = ["insert", "remove", "merge", "vote"] as const satisfies readonly Change["kind"][];

function blockAt(
  place: number,
  { relations }: WireFormat,
): {
  readonly relation: (typeof relations)[number];
  readonly kind: Change["kind"];
} {
  const relation = present(relations[Math.floor(place / kinds.length)], "the relation of a block");
  return { relation, kind: present(kinds[place % kinds.length], "the kind of a block") };
}

function inOrder<Value>(map: ReadonlyMap<number, Value>): readonly [number, Value][] {
  return [...map].toSorted(([a], [b]) => a - b);
}

/** Who made transactions, and whose additions they take back. */
function actorsOf(transactions: readonly Transaction[]): readonly ActorId[] {
  const actors = new Set<ActorId>();
  for (const { actor, changes } of transactions) {
    actors.add(actor);
    for (const change of changes)
      if (change.kind === "remove") for (const dot of change.dots) actors.add(dot.actor);
  }
  return [...actors].toSorted(compareCodePoints);
}

/** A transaction without its changes. */
type Head = Omit<Transaction, "changes"> & { readonly length: number };

/** `first` as what it is more than the dot behind the actor's last; mostly 0. */
function writeHeads(coder: BitCoder, transactions: readonly Transaction[], { places }: Actors): void {
  const next = new Map<ActorId, number>();
  const gaps = transactions.map(({ actor, first, changes }) => {
    const gap = first - (next.get(actor) ?? 1);
    next.set(actor, first + changes.length);
    return gap;
  });
  writeIntegers(
    coder,
    transactions.map(({ actor }) => places.get(actor) ?? 0),
  );
  writeIntegers(coder, gaps);
  writeIntegers(
    coder,
    transactions.map(({ changes }) => changes.length),
  );
  writeOptionalTexts(
    coder,
    transactions.map(({ boundary }) => boundary),
  );
  writeOptionalTexts(
    coder,
    transactions.map(({ request }) => request),
  );
}

function readHeads(coder: BitCoder, count: number, { names }: Actors, allowance: Allowance): readonly Head[] {
  const next = new Map<ActorId, number>();
  const actors = readNaturals(coder, count, names.length, allowance);
  const gaps = readIntegers(coder, count, allowance);
  const lengths = readNaturals(coder, count, Infinity, allowance);
  const boundaries = readOptionalTexts(coder, count, allowance);
  const requests = readOptionalTexts(coder, count, allowance);
  return actors.map((place, i) => {
    const actor = names[place] ?? "";
    const length = lengths[i] ?? 0;
    const first = (next.get(actor) ?? 1) + (gaps[i] ?? 0);
    if (length < 1) unreadable("A transaction changes nothing.");
    if (first < 1 || !Number.isSafeInteger(first + length)) unreadable("A change is counted from 1.");
    next.set(actor, first + length);
    return { actor, first, length, boundary: boundaries[i] ?? null, request: requests[i] ?? null };
  });
}

function writeOptionalTexts(coder: BitCoder, texts: readonly (string | null)[]): void {
  const there = texts.flatMap((text) => text ?? []);
  writeIntegers(
    coder,
    texts.map((text) => (text === null ? 0 : 1)),
  );
  writeTexts(coder, there);
}

function readOptionalTexts(coder: BitCoder, count: number, allowance: Allowance): readonly (string | null)[] {
  const there = readNaturals(coder, count, 2, allowance);
  const texts = readTexts(coder, there.filter((one) => one === 1).length, allowance).values();
  return there.map((one) => (one === 1 ? (texts.next().value ?? null) : null));
}
