import { readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, normalize, resolve } from "node:path";
import { decodeText, type DecodedText } from "../base/decode-text.ts";
import { linesOf, type Source, type Span } from "../base/source.ts";
import type { Finding } from "../diagnostics/finding.ts";
import type { IncludeFailure, ReadInclude } from "../model/splice.ts";
import { parse } from "../syntax/parse.ts";
import type { SyntaxTree } from "../syntax/tree.ts";

/** How standard input is called in messages. */
const standardInputPath = "<stdin>";

/** The world's refusal to give a file, in words. */
export class ReadFailure extends Error {
  readonly missing: boolean;

  constructor(message: string, missing: boolean) {
    super(message);
    this.name = "ReadFailure";
    this.missing = missing;
  }
}

/**
 * Reads rule files and what they include, each once.
 *
 * A source's `path` is the one that users see. A file that is reached by two paths has the first of
 * them, so that it is one file to the resolver too.
 */
export class SourceStore {
  readonly #trees = new Map<string, SyntaxTree>();
  readonly #invalid = new WeakMap<Source, readonly Finding[]>();
  /** Where a source is on the disk; standard input has the folder that its includes count from. */
  readonly #marked = new WeakSet<Source>();
  readonly #locations = new WeakMap<Source, string>();

  /** Throws `ReadFailure`. */
  read(path: string): SyntaxTree {
    const location = resolve(path);
    const known = this.#trees.get(location);
    if (known !== undefined) return known;
    const tree = this.#add(path, readBytes(path), location);
    this.#trees.set(location, tree);
    return tree;
  }

  /** `name` is the file that the text would be saved as, if the user says so. */
  readStandardInput(name: string | null): SyntaxTree {
    const path = name ?? standardInputPath;
    return this.#add(path, readFileSync(0), resolve(name ?? standardInputPath));
  }

  /** The files that were read, included ones too. */
  get locations(): readonly string[] {
    return [...this.#trees.keys()];
  }

  /** What is wrong with the bytes of a source (CALM001). */
  readonly readingFindings = (source: Source): readonly Finding[] => this.#invalid.get(source) ?? [];

  readonly include: ReadInclude = (path, from) => {
    try {
      return this.read(includedPath(path, from));
    } catch (error) {
      if (!(error instanceof ReadFailure)) throw error;
      return { problem: error.missing ? "not found" : "unreadable" } satisfies IncludeFailure;
    }
  };

  /** The byte order mark that the file of a source begins with, or nothing. */
  markOf(source: Source): string {
    return this.#marked.has(source) ? "\ufeff" : "";
  }

  /** The file at `location` has changed; it is read again when it is asked for. */
  forget(location: string): void {
    this.#trees.delete(location);
  }

  locationOf(source: Source): string | undefined {
    return this.#locations.get(source);
  }

  #add(path: string, bytes: Uint8Array, location: string): SyntaxTree {
    const { text, invalid } = decodeText(bytes);
    const source: Source = { path, text };
    this.#locations.set(source, location);
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#marked.add(source);
    if (invalid.length > 0) this.#invalid.set(source, invalidByteFindings(source, invalid));
    return parse(source);
  }
}

/** The path of the file that an `.include` of `from` names. */
export function includedPath(path: string, from: Source): string {
  return isAbsolute(path) ? path : normalize(join(dirname(from.path), path));
}

/** What a rule file says. Throws `ReadFailure`. */
export function readRuleText(path: string): DecodedText {
  return decodeText(readBytes(path));
}

/** What is wrong with the bytes of a source (CALM001), of which `invalid` could not be read. */
export function invalidByteFindings(source: Source, invalid: readonly Span[]): readonly Finding[] {
  return firstOfEachLine(source, invalid).map(({ start, end }) => ({
    code: "CALM001",
    place: { source, start, end },
    message: "these bytes are not UTF-8, in which rule files are written",
    help: "save the file as UTF-8",
  }));
}

/** Throws `ReadFailure`. */
function readBytes(path: string): Uint8Array {
  try {
    if (statSync(path).isDirectory()) throw new ReadFailure("is a folder, not a file", false);
    return readFileSync(path);
  } catch (error) {
    throw error instanceof ReadFailure ? error : readFailure(error);
  }
}

/** A failed call to the file system as users understand it. */
export function readFailure(error: unknown): ReadFailure {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const words: Readonly<Record<string, string>> = {
    ENOENT: "does not exist",
    ENOTDIR: "does not exist",
    EACCES: "must not be read: permission denied",
    EPERM: "must not be read: permission denied",
    EISDIR: "is a folder, not a file",
    ELOOP: "is a link that leads back to itself",
    ERR_FS_FILE_TOO_LARGE: "is too large to be read",
    ERR_STRING_TOO_LONG: "is too large to be read",
  };
  return new ReadFailure(
    words[code] ?? `cannot be read (${String(error)})`,
    code === "ENOENT" || code === "ENOTDIR",
  );
}

function firstOfEachLine(source: Source, runs: readonly { start: number; end: number }[]): typeof runs {
  const lines = linesOf(source);
  let last = -1;
  return runs.filter(({ start }) => {
    const { line } = lines.position(start);
    const isFirst = line !== last;
    last = line;
    return isFirst;
  });
}
