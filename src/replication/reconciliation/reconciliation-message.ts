import { groupBy } from "../../base/group-by.ts";
import { listFrom, textFrom } from "../../lattice/actor.ts";
import { decodePlain, encodePlain } from "../../lattice/encode-state.ts";
import { malformed, MalformedState, type Plain } from "../../lattice/lattice.ts";
import type { Word } from "../../base/sip-hash.ts";
import { readTransactions, writeTransactions } from "../wire/encode-transactions.ts";
import { enclosed, opened } from "../wire/envelope.ts";
import { unreadable } from "../wire/unreadable-bytes.ts";
import type { WireFormat } from "../wire/wire-format.ts";
import { sortedRows } from "../sorted-rows.ts";
import type { CodedSymbols } from "./coded-symbols.ts";
import type { Fact, HashKey } from "./fact-key.ts";
import { readSymbols, writeSymbols } from "./symbol-bytes.ts";

/** What two tell each other who have sets of facts and want both to have both. */
export type ReconciliationMessage =
  /** Symbols from `from` on of the other's facts, `count` of them, under a hash key. */
  | { readonly kind: "ask"; readonly key: HashKey; readonly from: number; readonly count: number }
  /** They; `size` is how many facts they are of. */
  | { readonly kind: "symbols"; readonly from: number; readonly size: number; readonly symbols: CodedSymbols }
  /** What the other lacks, and by their keys the facts that are lacked here. */
  | { readonly kind: "difference"; readonly facts: readonly Fact[]; readonly wanted: readonly Word[] }
  | { readonly kind: "facts"; readonly facts: readonly Fact[] };

export function encodeReconciliation(message: ReconciliationMessage, format: WireFormat): Uint8Array {
  return enclosed("reconciliation", encodePlain(toPlain(message, format)), format);
}

/** Throws `UnreadableBytes`. */
export function decodeReconciliation(bytes: Uint8Array, format: WireFormat): ReconciliationMessage {
  const content = opened("reconciliation", bytes, format);
  try {
    return fromPlain(listFrom(decodePlain(content)), format);
  } catch (error) {
    if (error instanceof MalformedState) unreadable(`The message holds what is ${error.message}.`);
    throw error;
  }
}

function toPlain(message: ReconciliationMessage, format: WireFormat): Plain {
  const { kind } = message;
  switch (message.kind) {
    case "ask":
      return [kind, wordsToBytes(message.key), message.from, message.count];
    case "symbols": {
      const { from, size, symbols } = message;
      return [kind, from, size, symbols.counts.length, writeSymbols(symbols, from, size)];
    }
    case "difference":
      return [kind, factsToBytes(message.facts, format), wordsToBytes(message.wanted)];
    case "facts":
      return [kind, factsToBytes(message.facts, format)];
  }
}

function fromPlain(fields: readonly Plain[], format: WireFormat): ReconciliationMessage {
  const kind = textFrom(fields[0]);
  const length = lengths.get(kind) ?? malformed("a message");
  if (fields.length !== length) malformed(`a message of kind \`${kind}\``);
  switch (kind) {
    case "ask": {
      const [high, low, ...more] = wordsFrom(fields[1]);
      if (high === undefined || low === undefined || more.length > 0) return malformed("a hash key");
      return { kind, key: [high, low], from: naturalFrom(fields[2]), count: naturalFrom(fields[3]) };
    }
    case "symbols": {
      const [from, size] = [naturalFrom(fields[1]), naturalFrom(fields[2])];
      return {
        kind,
        from,
        size,
        symbols: readSymbols(bytesFrom(fields[4]), naturalFrom(fields[3]), from, size),
      };
    }
    case "difference":
      return { kind, facts: factsFrom(fields[1], format), wanted: wordsFrom(fields[2]) };
    case "facts":
      return { kind, facts: factsFrom(fields[1], format) };
    default:
      return malformed("a message");
  }
}

const lengths: ReadonlyMap<string, number> = new Map<ReconciliationMessage["kind"], number>([
  ["ask", 4],
  ["symbols", 5],
  ["difference", 3],
  ["facts", 2],
]);

/** Relation by relation, sorted, as the insertions of nobody. */
function factsToBytes(facts: readonly Fact[], format: WireFormat): Uint8Array {
  const changes = [...groupBy(facts, ({ relation }) => relation)].flatMap(([relation, some]) =>
    sortedRows(some.map(({ row }) => row)).map((row) => ({ kind: "insert" as const, relation, row })),
  );
  const transactions =
    changes.length === 0 ? [] : [{ actor: "", first: 1, changes, boundary: null, request: null }];
  return writeTransactions(transactions, format);
}

function factsFrom(plain: Plain | undefined, format: WireFormat): readonly Fact[] {
  return readTransactions(bytesFrom(plain), format).flatMap(({ changes }) =>
    changes.map((change) =>
      change.kind === "insert" ? { relation: change.relation, row: change.row } : malformed("a fact"),
    ),
  );
}

function wordsToBytes(words: readonly Word[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * words.length));
  for (const [i, { high, low }] of words.entries()) {
    view.setUint32(8 * i, high);
    view.setUint32(8 * i + 4, low);
  }
  return new Uint8Array(view.buffer);
}

function wordsFrom(plain: Plain | undefined): readonly Word[] {
  const bytes = bytesFrom(plain);
  if (bytes.length % 8 !== 0) malformed("hashes");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 8 }, (_, i) => ({
    high: view.getUint32(8 * i),
    low: view.getUint32(8 * i + 4),
  }));
}

function bytesFrom(plain: Plain | undefined): Uint8Array {
  return plain instanceof Uint8Array ? plain : malformed("bytes");
}

/** What counts symbols and facts. */
function naturalFrom(plain: Plain | undefined): number {
  return typeof plain === "number" && Number.isInteger(plain) && plain >= 0 && plain < 2 ** 31
    ? plain
    : malformed("a count");
}
