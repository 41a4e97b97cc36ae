import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/** A file to be written; its pieces are asked for once. */
export interface FileContent {
  readonly path: string;
  readonly pieces: Iterable<string | Uint8Array>;
}

/** A file that could not be written, in words. */
export class WriteFailure extends Error {
  constructor(path: string, error: unknown) {
    super(`${path} ${reasonOf(error)}`);
    this.name = "WriteFailure";
  }
}

/**
 * Writes a file whole or not at all: to a file beside it, which then takes its place and its mode.
 * A link is followed. Throws what the file system throws.
 */
export function writeFileWhole(path: string, text: string): void {
  const written = writeBeside({ path, pieces: [text] });
  takePlace(written);
}

/**
 * Writes files, all of them whole or none: only when each is complete beside its place do they take
 * their places. Throws `WriteFailure`.
 */
export function writeFilesWhole(files: readonly FileContent[]): void {
  const written: Written[] = [];
  for (const file of files) placing(file.path, () => written.push(writeBeside(file)), written);
  for (const one of written) placing(one.path, () => takePlace(one), written);
}

/** Takes away what writing that was interrupted has left beside its place. */
export function removeUnfinished(): void {
  for (const temporary of unfinished) rmSync(temporary, { force: true });
  unfinished.clear();
}

interface Written {
  readonly path: string;
  /** Null when there is nothing to be put into its place. */
  readonly temporary: string | null;
  readonly target: string;
}

/** The temporary files that there are now. */
const unfinished = new Set<string>();

let count = 0;

const pieceBytes = 1 << 16;

function placing(path: string, write: () => void, written: readonly Written[]): void {
  try {
    write();
  } catch (error) {
    for (const { temporary } of written) if (temporary !== null) forget(temporary);
    throw error instanceof Error && "code" in error ? new WriteFailure(path, error) : error;
  }
}

function writeBeside({ path, pieces }: FileContent): Written {
  const target = existsSync(path) ? realpathSync(path) : path;
  if (existsSync(target) && !isReplaceable(target)) return writeInto(path, target, pieces);
  const folder = dirname(target);
  mkdirSync(folder, { recursive: true });
  const temporary = join(folder, `.${basename(target)}.${process.pid}.${count++}.tmp`);
  const mode = existsSync(target) ? statSync(target).mode & 0o777 : 0o666;
  unfinished.add(temporary);
  try {
    writePieces(openSync(temporary, "w", mode), pieces);
  } catch (error) {
    forget(temporary);
    throw error;
  }
  return { path, temporary, target };
}

function writePieces(file: number, pieces: Iterable<string | Uint8Array>): void {
  try {
    for (const piece of gathered(pieces)) writeAll(file, piece);
  } finally {
    closeSync(file);
  }
}

/** A device or a pipe is not replaced by a file. */
function isReplaceable(target: string): boolean {
  const found = statSync(target);
  return found.isFile() || found.isDirectory();
}

function writeInto(path: string, target: string, pieces: Iterable<string | Uint8Array>): Written {
  writePieces(openSync(target, "w"), pieces);
  return { path, temporary: null, target };
}

function takePlace({ temporary, target }: Written): void {
  if (temporary === null) return;
  try {
    renameSync(temporary, target);
    unfinished.delete(temporary);
  } catch (error) {
    forget(temporary);
    throw error;
  }
}

function forget(temporary: string): void {
  rmSync(temporary, { force: true });
  unfinished.delete(temporary);
}

/** Pieces large enough for a call to the file system to be worth it. */
function* gathered(pieces: Iterable<string | Uint8Array>): Generator<Uint8Array, void> {
  let text = "";
  for (const piece of pieces) {
    if (typeof piece === "string") {
      text += piece;
      if (text.length < pieceBytes) continue;
      yield Buffer.from(text, "utf8");
      text = "";
    } else {
      if (text !== "") yield Buffer.from(text, "utf8");
      text = "";
      yield piece;
    }
  }
  if (text !== "") yield Buffer.from(text, "utf8");
}

/** A write may take a part only, as the last one does on a disk that fills. */
function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const words: Readonly<Record<string, string>> = {
    ENOSPC: "cannot be written: the disk is full",
    EDQUOT: "cannot be written: the quota is used up",
    EACCES: "must not be written: permission denied",
    EPERM: "must not be written: permission denied",
    EROFS: "cannot be written: the disk is read-only",
    EISDIR: "is a folder, not a file",
    ENOTDIR: "cannot be written: a part of its path is a file, not a folder",
    EEXIST: "cannot be written: a part of its path is a file, not a folder",
    EFBIG: "cannot be written: it would be too large",
    ENAMETOOLONG: "cannot be written: its name is too long",
  };
  return words[code] ?? `cannot be written (${String(error)})`;
}
