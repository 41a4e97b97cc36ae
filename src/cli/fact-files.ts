import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { ByteSymbols } from "../engine/byte-symbols.ts";
import { FactReader } from "../engine/fact-reader.ts";
import type { RowLog } from "../engine/row-log.ts";
import type { ValuePool } from "../engine/value-pool.ts";
import type { IoDirective, Program, Relation } from "../model/program.ts";
import { factFormat, inputChannel } from "./io-format.ts";
import { ReadFailure, readFailure } from "../node/source-store.ts";

/** Facts that could not be loaded: every file that is wrong, with the lines that are. */
export class FactFileError extends Error {
  readonly lines: readonly string[];
  /** Whether a file could not be read at all. */
  readonly isUnreadable: boolean;

  constructor(message: string, lines: readonly string[], isUnreadable: boolean) {
    super(message);
    this.name = "FactFileError";
    this.lines = lines;
    this.isUnreadable = isUnreadable;
  }
}

/** Is told what is loaded, how much of it is done, and how large it is (0 where nobody knows), in bytes. */
export type LoadProgress = (path: string, done: number, size: number) => void;

/** What takes facts before it is evaluated: an evaluation or a session. */
export interface FactTaker {
  readonly program: Program;
  readonly pool: ValuePool;
  insertRows(relation: Relation, rows: RowLog): void;
}

const chunkSize = 1 << 20;

/**
 * Loads the facts of every `.input`. Throws a `FactFileError` when any file is wrong, and then the
 * taker is not to be used; throws a `ParameterError`.
 */
export function loadFacts(taker: FactTaker, folder: string, progress?: LoadProgress): void {
  const symbols = new ByteSymbols(taker.pool);
  const formats = taker.program.inputs.map((input) => ({ input, format: factFormat(input) }));
  const problems = { lines: [] as string[], count: 0, isUnreadable: false };
  for (const { input, format } of formats) {
    const path = factPath(input, folder);
    const reader = new FactReader(input.relation, format, taker.pool, symbols);
    try {
      readInChunks(path, (chunk) => reader.push(chunk), progress);
      reader.end();
    } catch (error) {
      if (!(error instanceof ReadFailure)) throw error;
      problems.isUnreadable = true;
      problems.count++;
      problems.lines.push(`${path} ${error.message} (the facts of \`${input.relation.name}\`)`);
    }
    for (const { line, column, message } of reader.bad)
      problems.lines.push(`${path}:${line}:${column}: ${message}`);
    const more = reader.badCount - reader.bad.length;
    if (more > 0) problems.lines.push(`${path}: ${more} more`);
    problems.count += reader.badCount;
    if (problems.count === 0) taker.insertRows(input.relation, reader.rows);
  }
  if (problems.count > 0) throw new FactFileError(summary(problems), problems.lines, problems.isUnreadable);
}

function summary({
  count,
  isUnreadable,
}: {
  readonly count: number;
  readonly isUnreadable: boolean;
}): string {
  if (isUnreadable) return "not all facts can be read; nothing was loaded";
  return `${count} ${count === 1 ? "line" : "lines"} of facts cannot be read; nothing was loaded`;
}

const standardInput = "<stdin>";

function factPath(input: IoDirective, folder: string): string {
  const channel = inputChannel(input);
  if (channel.kind === "standard") return standardInput;
  return channel.name.startsWith("/") ? channel.name : join(folder, channel.name);
}

/** Throws `ReadFailure`. */
function readInChunks(path: string, take: (chunk: Uint8Array) => void, progress?: LoadProgress): void {
  const file = path === standardInput ? 0 : opened(path);
  try {
    const size = fstatSync(file).size;
    const buffer = new Uint8Array(chunkSize);
    const first = buffer.slice(0, readSome(file, buffer));
    if (first[0] === 0x1f && first[1] === 0x8b) {
      take(unpacked(first, file));
      return;
    }
    let done = 0;
    for (let chunk = first; chunk.length > 0; chunk = buffer.subarray(0, readSome(file, buffer))) {
      take(chunk);
      done += chunk.length;
      progress?.(path, done, size);
    }
  } finally {
    if (file !== 0) closeSync(file);
  }
}

function opened(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    throw readFailure(error);
  }
}

/** As many bytes as there are, 0 at the end. A pipe that has none yet is waited for. */
function readSome(file: number, buffer: Uint8Array): number {
  for (;;) {
    try {
      return readSync(file, buffer);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : null;
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw readFailure(error);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** The text of a file that `gzip` packed. */
function unpacked(first: Uint8Array, file: number): Uint8Array {
  const parts = [first];
  for (;;) {
    const buffer = new Uint8Array(chunkSize);
    const size = readSome(file, buffer);
    if (size === 0) break;
    parts.push(buffer.subarray(0, size));
  }
  try {
    return gunzipSync(Buffer.concat(parts));
  } catch {
    throw new ReadFailure("begins as a file packed by gzip, and cannot be unpacked", false);
  }
}
