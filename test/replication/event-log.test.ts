import { build } from "esbuild";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EventLog, EventLogError } from "../../src/node/event-log.ts";
import { replicaInFolder } from "./replica-in-folder.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "calm-log-"));
const writer = join(folder, "writer.mjs");

beforeAll(async () => {
  await build({
    absWorkingDir: root,
    entryPoints: ["test/replication/replica-in-folder.ts"],
    outfile: writer,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const segmentOf = (log: string): string =>
  join(
    log,
    readdirSync(log)
      .filter((name) => name.endsWith(".log"))
      .at(-1) ?? "",
  );

function rowsIn(log: string): readonly number[] {
  const { replica, eventLog } = replicaInFolder(log);
  const rows = [...replica.session.rows("entry")].map(([n]) => Number(n));
  eventLog.close();
  return rows;
}

function written(log: string, count: number): void {
  const { insert, eventLog } = replicaInFolder(log);
  for (let n = 1; n <= count; n++) insert(n);
  eventLog.close();
}

describe("a log in a folder", () => {
  test("has all that was acknowledged after kill -9", { timeout: 60_000 }, async () => {
    const log = join(folder, "killed");
    let last = 0;
    for (let round = 0; round < 4; round++) {
      const child = spawn(process.execPath, [writer, log, String(last + 1)], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let text = "";
      child.stdout.on("data", (data: Buffer) => {
        text += data.toString();
        if (text.split("\n").length > 30 + 17 * round) child.kill("SIGKILL");
      });
      await once(child, "close");
      const acknowledged = text.split("\n").slice(0, -1).map(Number);
      expect(acknowledged.length).toBeGreaterThan(20);
      last = Math.max(...acknowledged);
      const rows = new Set(rowsIn(log));
      for (let n = 1; n <= last; n++) expect({ n, there: rows.has(n) }).toEqual({ n, there: true });
      // One more may have been written than was said.
      last = Math.max(...rows);
    }
  });

  test("leaves out a record that was being written, and says so", () => {
    const log = join(folder, "torn");
    written(log, 5);
    const segment = segmentOf(log);
    const { length } = readFileSync(segment);
    for (const cut of [1, 3, 7]) {
      truncateSync(segment, length - cut);
      const { replica, eventLog } = replicaInFolder(log);
      expect(eventLog.notes).toHaveLength(1);
      expect([...replica.session.rows("entry")]).toHaveLength(4);
      eventLog.close();
      written(log, 5);
      expect(rowsIn(log).toSorted()).toEqual([1, 2, 3, 4, 5]);
      writeFileSync(segment, readFileSync(segment).subarray(0, length));
    }
    appendFileSync(segment, Buffer.alloc(100));
    expect(rowsIn(log).length).toBeGreaterThan(0);
  });

  test("is not opened when it is damaged before its end", () => {
    const log = join(folder, "damaged");
    written(log, 5);
    const segment = segmentOf(log);
    const bytes = readFileSync(segment);
    for (let at = 0; at < bytes.length - 120; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x55;
      writeFileSync(segment, changed);
      expect(() => replicaInFolder(log)).toThrow(EventLogError);
      expect(readFileSync(segment)).toEqual(changed);
    }
    writeFileSync(segment, bytes);
    expect(rowsIn(log)).toHaveLength(5);
  });

  test("says the same in less after a snapshot", () => {
    const log = join(folder, "snapshot");
    written(log, 200);
    const { eventLog, insert } = replicaInFolder(log);
    eventLog.snapshot();
    insert(201);
    eventLog.snapshot();
    insert(202);
    eventLog.close();
    expect(readdirSync(log).toSorted()).toEqual(["00000002.snapshot", "00000003.log", "replica.json"]);
    expect(rowsIn(log)).toHaveLength(202);
  });

  test("is another incarnation after it was brought back from a copy", () => {
    const log = join(folder, "restored");
    written(log, 3);
    const { format, shared } = replicaInFolder(join(folder, "other"));
    const restored = EventLog.open(log, { name: "madrid", format, shared, restored: true });
    expect(restored.state.actor).toBe("madrid#1");
    restored.close();
    const again = EventLog.open(log, { name: "madrid", format, shared });
    expect(again.state.actor).toBe("madrid#1");
    again.close();
  });

  test("belongs to one replica, one program and one process", () => {
    const log = join(folder, "owned");
    written(log, 1);
    const { format } = replicaInFolder(join(folder, "other2"));
    expect(() => EventLog.open(log, { name: "dublin", format })).toThrow(/log of `madrid`, not of `dublin`/);
    expect(() => replicaInFolder(log, ".decl entry(n: number, more: number)")).toThrow(/another program/);
    writeFileSync(join(log, "lock"), "1");
    expect(() => replicaInFolder(log)).toThrow(/process 1 has it open/);
    rmSync(join(log, "lock"));
    expect(rowsIn(log)).toEqual([1]);
  });
});
