import fc from "fast-check";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Row } from "../../src/lattice/row.ts";
import { EventLogError } from "../../src/node/event-log.ts";
import type { DurableRecord } from "../../src/replication/durable-state.ts";
import { decodeRecord, encodeRecord } from "../../src/replication/wire/encode-record.ts";
import { UnreadableBytes } from "../../src/replication/wire/unreadable-bytes.ts";
import { fuzzRuns } from "../syntax/fuzz-runs.ts";
import { replicaInFolder } from "./replica-in-folder.ts";
import { damaged } from "./wire/damaged.ts";
import { arbitraryTransactions, format } from "./wire/random-transactions.ts";

/*
 * Logs in folders that are damaged: they are opened with all that was written before the damage, or
 * refused and left as they are. 100,000 times by
 *
 *     CALM_FUZZ_RUNS=100000 npx vitest run test/replication/damaged-log.test.ts
 */

const folder = mkdtempSync(join(tmpdir(), "calm-damaged-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const entries = 12;
const [logRuns, recordRuns] = [fuzzRuns(100), fuzzRuns(300)];

/** The files of a log with some entries; with `snapshot`, half of them in one. */
function filesOfLog(snapshot: boolean): ReadonlyMap<string, Uint8Array> {
  const log = join(folder, `whole-${String(snapshot)}`);
  const { eventLog, insert } = replicaInFolder(log);
  for (let n = 1; n <= entries; n++) {
    insert(n);
    if (snapshot && n === entries / 2) eventLog.snapshot();
  }
  eventLog.close();
  return new Map(readdirSync(log).map((name) => [name, Uint8Array.from(readFileSync(join(log, name)))]));
}

const withSnapshot = filesOfLog(true);

describe.each([
  ["segments alone", filesOfLog(false)],
  ["a snapshot and a segment", withSnapshot],
])("a log of %s", (_, files) => {
  test("is opened up to the damage, with a note, or refused and left as it is", () => {
    const log = join(folder, "given");
    const names = [...files.keys()];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.gen(), (name, choose) => {
        const bytes = files.get(name) ?? new Uint8Array();
        const other = damaged(bytes, choose);
        fc.pre(Buffer.compare(bytes, other) !== 0);
        rmSync(log, { recursive: true, force: true });
        mkdirSync(log);
        for (const [file, content] of files) writeFileSync(join(log, file), file === name ? other : content);
        const opened = openedRows(log);
        if (opened === null) {
          for (const [file, content] of files)
            expect(Buffer.compare(readFileSync(join(log, file)), file === name ? other : content)).toBe(0);
          expect(readdirSync(log)).toHaveLength(files.size);
          return;
        }
        const { rows, notes } = opened;
        expect(rows.map(([n]) => n)).toEqual(rows.map((_, i) => i + 1));
        // What is cut off where a record ends cannot be told from what was never written.
        const isCut =
          other.length < bytes.length && Buffer.compare(other, bytes.subarray(0, other.length)) === 0;
        if (rows.length < entries && !isCut) expect(notes).toHaveLength(1);
        const end = sameLength(bytes, other);
        if (end === bytes.length) expect(rows).toHaveLength(entries);
      }),
      logRuns,
    );
  });
});

test("a log that lacks a file is refused", () => {
  const files = withSnapshot;
  const log = join(folder, "lacking");
  for (const name of files.keys()) {
    rmSync(log, { recursive: true, force: true });
    mkdirSync(log);
    for (const [file, content] of files) if (file !== name) writeFileSync(join(log, file), content);
    expect(openedRows(log)).toBeNull();
    expect(readdirSync(log)).toHaveLength(files.size - 1);
  }
});

test("records come out of their bytes as they were, and others are refused", () => {
  const record: fc.Arbitrary<DurableRecord> = fc.oneof(
    arbitraryTransactions.map((transactions) => ({ kind: "transactions" as const, transactions })),
    fc.nat().map((upTo) => ({ kind: "requests" as const, upTo })),
    fc.tuple(arbitraryTransactions, fc.nat()).map(([[transaction], round]) => {
      const ballot = { round, replica: "dublin" };
      const accepted = transaction === undefined ? null : { ballot, transaction };
      return { kind: "acceptor" as const, boundary: "desk", acceptor: { promised: ballot, accepted } };
    }),
  );
  fc.assert(
    fc.property(record, fc.gen(), (given, choose) => {
      const bytes = encodeRecord(given, format);
      expect(decodeRecord(bytes, format)).toEqual(given);
      const other = damaged(bytes, choose);
      try {
        const read = decodeRecord(other, format);
        // A record of requests is a number, and has its checksum around it.
        if (Buffer.compare(bytes, other) !== 0) expect(read.kind).toBe("requests");
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadableBytes);
      }
    }),
    recordRuns,
  );
});

/** Null where the log is refused. */
function openedRows(
  log: string,
): { readonly rows: readonly Row[]; readonly notes: readonly string[] } | null {
  let opened: ReturnType<typeof replicaInFolder>;
  try {
    opened = replicaInFolder(log);
  } catch (error) {
    expect(error).toBeInstanceOf(EventLogError);
    expect((error as EventLogError).path.startsWith(log)).toBe(true);
    return null;
  }
  const { replica, eventLog } = opened;
  const rows = [...replica.session.rows("entry")].toSorted(([a], [b]) => Number(a) - Number(b));
  eventLog.close();
  return { rows, notes: eventLog.notes };
}

function sameLength(a: Uint8Array, b: Uint8Array): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
