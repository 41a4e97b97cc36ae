import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Transaction } from "../../../src/replication/change.ts";
import { decodeTransactions, encodeTransactions } from "../../../src/replication/wire/encode-transactions.ts";
import { UnreadableBytes } from "../../../src/replication/wire/unreadable-bytes.ts";
import { fuzzRuns } from "../../syntax/fuzz-runs.ts";
import { checked, damaged, resealed } from "./damaged.ts";
import { arbitraryTransactions, emptyStore, format } from "./random-transactions.ts";

/*
 * What is decoded is what was encoded, and all other bytes are refused: in one way, soon, and
 * before anything is changed. 100,000 times by
 *
 *     CALM_FUZZ_RUNS=100000 npx vitest run test/replication/wire
 */

const encoded = fc
  .sample(arbitraryTransactions, { numRuns: 100, seed: 3 })
  .map((transactions) => encodeTransactions(transactions, format));

test("random transactions come out of their bytes as they were", () => {
  fc.assert(
    fc.property(arbitraryTransactions, (transactions) => {
      const bytes = encodeTransactions(transactions, format);
      const decoded = decodeTransactions(bytes, format);
      expect(decoded).toEqual(transactions);
      expect(encodeTransactions(decoded, format)).toEqual(bytes);
      expect(stateOf(decoded)).toEqual(stateOf(transactions));
    }),
    fuzzRuns(300),
  );
});

describe("bytes that were not encoded are refused", () => {
  test("damaged or cut short", () => {
    fc.assert(
      fc.property(fc.constantFrom(...encoded), fc.gen(), (bytes, choose) => {
        const other = damaged(bytes, choose);
        fc.pre(Buffer.compare(bytes, other) !== 0);
        expect(() => decodeTransactions(other, format)).toThrow(UnreadableBytes);
      }),
      fuzzRuns(1000),
    );
  });

  test("with a right checksum, they are transactions that fit the program, or refused", () => {
    fc.assert(
      fc.property(fc.constantFrom(...encoded), fc.gen(), (bytes, choose) => {
        readOrRefused(resealed(bytes, (content) => damaged(content, choose)));
      }),
      fuzzRuns(1000),
    );
  });

  test("bytes of chance behind a right head", () => {
    const empty = encodeTransactions([], format);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (content) => {
        readOrRefused(resealed(empty, () => content));
      }),
      fuzzRuns(1000),
    );
  });

  const bytes = encodeTransactions([], format);

  test.each([
    ["nothing", new Uint8Array(), "These bytes were not written by calm."],
    [
      "something else",
      new TextEncoder().encode("hello, world, hello"),
      "These bytes were not written by calm.",
    ],
    ["a head alone", bytes.subarray(0, 12), "The bytes are cut short."],
    ["one bit changed", changed(bytes, 9), "The bytes are damaged or cut short: their checksum is wrong."],
    [
      "a later version",
      checked(changed(bytes, 2)),
      "They are of version 0 of the format; this is version 1.",
    ],
    [
      "another program",
      checked(changed(bytes, 7)),
      "They are of another program, or of a version of it that replicates other facts.",
    ],
    ["a message", checked(changed(bytes, 3)), "They are no transactions."],
    [
      "something behind the end",
      checked(Uint8Array.of(...bytes.subarray(0, -4), ...Array.from({ length: 40 }, () => 7))),
      "There is something behind the end.",
    ],
  ])("%s", (_, given, message) => {
    expect(() => decodeTransactions(given, format)).toThrow(new UnreadableBytes(message));
  });

  test("more than is taken at once", () => {
    const changes = Array.from({ length: 1000 }, (_, i) => ({
      kind: "insert" as const,
      relation: "link",
      row: [`${"x".repeat(1000)}${String(i)}`, ""],
    }));
    const given: Transaction = { actor: "dublin", first: 1, changes, boundary: null, request: null };
    const short = encodeTransactions([given], format);
    expect(short.length).toBeLessThan(3000);
    expect(decodeTransactions(short, format)).toEqual([given]);
    expect(() => decodeTransactions(short, { ...format, decodedMax: 10_000 })).toThrow(
      new UnreadableBytes("It says more than is taken at once."),
    );
  });
});

/** Whatever the bytes say, it can be applied, or it is refused as unreadable. */
function readOrRefused(bytes: Uint8Array): void {
  let transactions: readonly Transaction[];
  try {
    transactions = decodeTransactions(bytes, format);
  } catch (error) {
    expect(error).toBeInstanceOf(UnreadableBytes);
    return;
  }
  stateOf(transactions);
}

function stateOf(transactions: readonly Transaction[]): unknown {
  const store = emptyStore();
  for (const one of transactions) store.apply(one);
  return [store.toPlain(), store.seen.context()];
}

function changed(bytes: Uint8Array, index: number): Uint8Array {
  return bytes.map((byte, i) => (i === index ? byte ^ 1 : byte));
}
