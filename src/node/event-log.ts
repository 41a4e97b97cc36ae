import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { crc32 } from "../base/crc32.ts";
import type { ActorId } from "../lattice/actor.ts";
import {
  DurableState,
  StorageFailure,
  type DurableRecord,
  type DurableStorage,
} from "../replication/durable-state.ts";
import type { Transaction } from "../replication/change.ts";
import { decodeRecord, encodeRecord } from "../replication/wire/encode-record.ts";
import { UnreadableBytes } from "../replication/wire/unreadable-bytes.ts";
import type { WireFormat } from "../replication/wire/wire-format.ts";

/** A log that cannot be opened; `path` is the file or folder that is wrong. Nothing was changed. */
export class EventLogError extends Error {
  readonly path: string;

  constructor(path: string, message: string) {
    super(`${path}: ${message}`);
    this.path = path;
  }
}

export interface EventLogOptions {
  /** The replica's name. */
  readonly name: string;
  readonly format: WireFormat;
  /** What all replicas have from the start. */
  readonly shared?: readonly Transaction[];
  /**
   * The folder was brought back from an older copy, so that what was written after it may have
   * been sent: the replica goes on as its next incarnation, and gives no dot twice.
   */
  readonly restored?: boolean;
}

/**
 * A replica's log in a folder: segments to which records are added, each with its length and a
 * checksum, and now and then one file that says the same in less.
 *
 * What `sync` has come back from is there after `kill -9`. A record that was being written then is
 * left out when the log is opened again, and `notes` say so; damage anywhere else is an error. All
 * files but the last segment end with an empty record, so that it is seen when an end is missing.
 */
export class EventLog implements DurableStorage {
  readonly state: DurableState;
  /** What was found and mended on opening, for people. */
  readonly notes: readonly string[];
  readonly #folder: string;
  readonly #format: WireFormat;
  #segment: number;
  #file: number;
  #size: number;
  /** A write failed, and may have left half a record: nothing more is added until it is opened again. */
  #isBroken = false;

  private constructor(folder: string, options: EventLogOptions, opened: Opened) {
    this.#folder = folder;
    this.#format = options.format;
    this.#segment = opened.segment;
    this.#file = opened.file;
    this.#size = opened.size;
    this.notes = opened.notes;
    this.state = new DurableState(opened.actor, options.shared ?? [], this);
    this.state.restore(opened.records);
    if (options.restored === true) this.state.fallBehind();
  }

  /** Opens the log in a folder, which is made if it is not there. Throws an `EventLogError`. */
  static open(folder: string, options: EventLogOptions): EventLog {
    try {
      mkdirSync(folder, { recursive: true });
      takeLock(folder);
      try {
        return new EventLog(folder, options, openFolder(folder, options));
      } catch (error) {
        rmSync(join(folder, lockName), { force: true });
        throw error;
      }
    } catch (error) {
      if (error instanceof EventLogError) throw error;
      if (error instanceof Error && "code" in error) throw new EventLogError(folder, error.message);
      throw error;
    }
  }

  append(record: DurableRecord): void {
    if (this.#isBroken) throw new StorageFailure(`${this.#folder}: an earlier write has failed`);
    const payload = encodeRecord(record, this.#format);
    this.#trying(() => {
      if (this.#size + payload.length > segmentMax && this.#size > 0) this.#nextSegment();
      this.#write(payload);
    });
  }

  sync(): void {
    this.#trying(() => {
      fdatasyncSync(this.#file);
    });
  }

  /** Writes all that is known into one file, and removes the segments that it replaces. */
  snapshot(): void {
    this.#trying(() => {
      const replaced = this.#segment;
      this.#nextSegment();
      const path = join(this.#folder, snapshotName(replaced));
      const file = openSync(`${path}.part`, "w");
      let size = 0;
      for (const record of [...this.state.records(), null]) {
        const payload = record === null ? noBytes : encodeRecord(record, this.#format);
        const bytes = framed(payload, { number: replaced, at: size });
        writeAll(file, bytes);
        size += bytes.length;
      }
      fsyncSync(file);
      closeSync(file);
      renameSync(`${path}.part`, path);
      syncFolder(this.#folder);
      for (const { name, number } of filesIn(this.#folder))
        if (number <= replaced && name !== snapshotName(replaced)) rmSync(join(this.#folder, name));
    });
  }

  close(): void {
    closeSync(this.#file);
    rmSync(join(this.#folder, lockName), { force: true });
  }

  #write(payload: Uint8Array): void {
    const bytes = framed(payload, { number: this.#segment, at: this.#size });
    writeAll(this.#file, bytes);
    this.#size += bytes.length;
  }

  #nextSegment(): void {
    this.#write(noBytes);
    fdatasyncSync(this.#file);
    closeSync(this.#file);
    this.#segment += 1;
    this.#file = openSync(join(this.#folder, segmentName(this.#segment)), "ax");
    this.#size = 0;
    syncFolder(this.#folder);
  }

  #trying(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#isBroken = true;
      if (error instanceof Error && "code" in error)
        throw new StorageFailure(`${this.#folder}: ${error.message}`);
      throw error;
    }
  }
}

const segmentMax = 16 << 20;
const lockName = "lock";
const replicaName = "replica.json";

interface Opened {
  readonly actor: ActorId;
  readonly records: readonly DurableRecord[];
  readonly notes: readonly string[];
  readonly segment: number;
  readonly file: number;
  readonly size: number;
}

function openFolder(folder: string, { name, format, restored = false }: EventLogOptions): Opened {
  const { incarnation, isNew } = incarnationIn(folder, name, restored);
  const files = filesIn(folder);
  const snapshot = files.filter(({ isSnapshot }) => isSnapshot).at(-1);
  const records: DurableRecord[] = [];
  const notes: string[] = [];
  if (snapshot !== undefined) {
    const path = join(folder, snapshot.name);
    records.push(...wholeRecords(path, snapshot.number, format));
  }
  const first = (snapshot?.number ?? 0) + 1;
  const segments = files.filter(({ isSnapshot, number }) => !isSnapshot && number >= first);
  for (let i = 0; i < segments.length || (i === 0 && snapshot !== undefined); i++)
    if (segments[i]?.number !== first + i)
      throw new EventLogError(join(folder, segmentName(first + i)), "this part of the log is missing");
  for (const segment of segments.slice(0, -1))
    records.push(...wholeRecords(join(folder, segment.name), segment.number, format));
  const last = segments.at(-1);
  let [segment, size] = [last?.number ?? first, 0];
  if (last !== undefined) {
    const path = join(folder, last.name);
    const read = readRecords(path, last.number, format);
    records.push(...read.records);
    if (read.isEnded) segment += 1;
    else size = read.end;
    if (read.torn !== null)
      notes.push(`${path}: the last record was being written when it ended, and is left out (${read.torn})`);
  }
  if (isNew) keepIncarnation(folder, name, incarnation);
  const file = openSync(join(folder, segmentName(segment)), "a");
  ftruncateSync(file, size);
  fsyncSync(file);
  syncFolder(folder);
  const actor = incarnation === 0 ? name : `${name}#${String(incarnation)}`;
  return { actor, records, notes, segment, file, size };
}

/** The incarnation that the folder's replica goes on as; `isNew` where the folder does not say it yet. */
function incarnationIn(
  folder: string,
  name: string,
  restored: boolean,
): { readonly incarnation: number; readonly isNew: boolean } {
  const path = join(folder, replicaName);
  if (!existsSync(path)) {
    const [file] = filesIn(folder);
    if (file !== undefined) throw new EventLogError(path, `this file is missing beside \`${file.name}\``);
    return { incarnation: 0, isNew: true };
  }
  const known = parsed(path);
  if (known.name !== name)
    throw new EventLogError(path, `this is the log of \`${known.name}\`, not of \`${name}\``);
  return { incarnation: known.incarnation + (restored ? 1 : 0), isNew: restored };
}

function keepIncarnation(folder: string, name: string, incarnation: number): void {
  const path = join(folder, replicaName);
  const file = openSync(`${path}.part`, "w");
  const text = JSON.stringify({ name, incarnation, checksum: replicaChecksum(name, incarnation) });
  writeAll(file, new TextEncoder().encode(`${text}\n`));
  fsyncSync(file);
  closeSync(file);
  renameSync(`${path}.part`, path);
}

function parsed(path: string): { readonly name: string; readonly incarnation: number } {
  try {
    const { name, incarnation, checksum } = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    if (
      typeof name === "string" &&
      typeof incarnation === "number" &&
      checksum === replicaChecksum(name, incarnation)
    )
      return { name, incarnation };
  } catch {
    // Said below.
  }
  throw new EventLogError(path, "this file is damaged, and does not say whose log it is");
}

function replicaChecksum(name: string, incarnation: number): number {
  return crc32(new TextEncoder().encode(JSON.stringify([name, incarnation])));
}

/** The records of a file that was written to its end. */
function wholeRecords(path: string, number: number, format: WireFormat): readonly DurableRecord[] {
  const { records, torn, end, isEnded } = readRecords(path, number, format);
  if (!isEnded) throw new EventLogError(path, torn ?? `it is cut short at byte ${String(end)}`);
  return records;
}

interface FileRecords {
  readonly records: readonly DurableRecord[];
  /** Where they end. */
  readonly end: number;
  /** What is wrong behind that. */
  readonly torn: string | null;
  /** The last one is the mark of the end. */
  readonly isEnded: boolean;
}

/** The records of the file of a number. */
function readRecords(path: string, number: number, format: WireFormat): FileRecords {
  const bytes = readFileSync(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: DurableRecord[] = [];
  let at = 0;
  while (at < bytes.length) {
    const rest = bytes.length - at;
    if (rest < headLength || isEmpty(bytes.subarray(at)))
      return { records, end: at, torn: `it is cut short at byte ${String(at)}`, isEnded: false };
    const length = view.getUint32(at);
    const damage = new EventLogError(
      path,
      `it is damaged at byte ${String(at)}; bring it back from a copy, or begin anew from another replica`,
    );
    if (view.getUint32(at + 4) !== headChecksum(length, { number, at })) throw damage;
    const end = at + headLength + length + 4;
    if (end > bytes.length)
      return { records, end: at, torn: `it is cut short at byte ${String(at)}`, isEnded: false };
    const payload = bytes.subarray(at + headLength, end - 4);
    if (view.getUint32(end - 4) !== crc32(bytes.subarray(at, end - 4))) {
      // Half-written bytes are at the end of a file; what has something behind it was whole once.
      if (end === bytes.length)
        return {
          records,
          end: at,
          torn: `the checksum at byte ${String(at)} is wrong`,
          isEnded: false,
        };
      throw damage;
    }
    if (length === 0) {
      if (end < bytes.length) throw damage;
      return { records, end, torn: null, isEnded: true };
    }
    try {
      records.push(decodeRecord(payload, format));
    } catch (error) {
      if (error instanceof UnreadableBytes)
        throw new EventLogError(path, `the record at byte ${String(at)} cannot be read: ${error.message}`);
      throw error;
    }
    at = end;
  }
  return { records, end: at, torn: null, isEnded: false };
}

/** Where a record is: in the file of a number, from a byte on. */
interface RecordPlace {
  readonly number: number;
  readonly at: number;
}

/** The length, a checksum of that and of the place, the payload, and a checksum of all that. */
function framed(payload: Uint8Array, place: RecordPlace): Uint8Array {
  const frame = new Uint8Array(headLength + payload.length + 4);
  const view = new DataView(frame.buffer);
  view.setUint32(0, payload.length);
  view.setUint32(4, headChecksum(payload.length, place));
  frame.set(payload, headLength);
  view.setUint32(headLength + payload.length, crc32(frame.subarray(0, -4)));
  return frame;
}

/** The place is part of it, so that records that are whole, but not where they were, are told from those that are. */
function headChecksum(length: number, { number, at }: RecordPlace): number {
  const view = new DataView(new ArrayBuffer(12));
  view.setUint32(0, length);
  view.setUint32(4, number);
  view.setUint32(8, at);
  return crc32(new Uint8Array(view.buffer));
}

const headLength = 8;

/** The payload of the record at the end of a file. */
const noBytes = new Uint8Array();

/** A file may have been made longer before anything was written there. */
function isEmpty(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}

interface LogFile {
  readonly name: string;
  readonly number: number;
  readonly isSnapshot: boolean;
}

/** Segments and snapshots, by number. */
function filesIn(folder: string): readonly LogFile[] {
  return readdirSync(folder)
    .flatMap((name): LogFile[] => {
      const [, digits, kind] = /^(\d{8})\.(log|snapshot)$/.exec(name) ?? [];
      return digits === undefined ? [] : [{ name, number: Number(digits), isSnapshot: kind === "snapshot" }];
    })
    .toSorted((a, b) => a.number - b.number);
}

function segmentName(number: number): string {
  return `${String(number).padStart(8, "0")}.log`;
}

function snapshotName(number: number): string {
  return `${String(number).padStart(8, "0")}.snapshot`;
}

function syncFolder(folder: string): void {
  const file = openSync(folder, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** One process writes a log at a time. A lock that a process left which is gone is taken over. */
function takeLock(folder: string): void {
  const path = join(folder, lockName);
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const holder = Number(readFileSync(path, "utf8"));
    if (holder !== process.pid && isRunning(holder))
      throw new EventLogError(folder, `process ${String(holder)} has it open`);
    rmSync(path, { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
