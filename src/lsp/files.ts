import { statSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import type { Source } from "../base/source.ts";
import type { Finding } from "../diagnostics/finding.ts";
import type { IncludeFailure } from "../model/splice.ts";
import { includedPath, invalidByteFindings, readRuleText, ReadFailure } from "../node/source-store.ts";
import {
  documentOf,
  editDocument,
  partAt,
  type Document,
  type DocumentEdit,
  type Part,
} from "../syntax/document.ts";
import type { SyntaxTree } from "../syntax/tree.ts";
import { locationOf, uriOfLocation } from "./file-location.ts";

/** A document as the client has it; its document's path is its location. */
export interface OpenFile {
  /** As the client writes it. */
  readonly uri: string;
  readonly version: number | null;
  readonly document: Document;
}

/**
 * Rule files by their locations: those that the client has open, and those on the disk, which are
 * read when they are first asked for. The same file is the same object until it changes.
 */
export class Files {
  readonly #open = new Map<string, OpenFile>();
  readonly #disk = new Map<string, DiskFile>();
  readonly #invalid = new WeakMap<Source, readonly Finding[]>();
  readonly #includes = new WeakMap<SyntaxTree, readonly string[]>();

  /** What is wrong with the bytes of a source (CALM001). */
  readonly readingFindings = (source: Source): readonly Finding[] => this.#invalid.get(source) ?? [];

  get opened(): Iterable<readonly [location: string, file: OpenFile]> {
    return this.#open;
  }

  openAt(location: string): OpenFile | undefined {
    return this.#open.get(location);
  }

  /** Returns the location. */
  open(uri: string, version: number | null, text: string): string {
    const location = locationOf(uri);
    this.#open.set(location, { uri, version, document: documentOf(location, text) });
    return location;
  }

  /** The document as it is after one change after the other, as `next` gives them for the text so far. */
  change(
    location: string,
    version: number | null,
    changes: readonly ((text: Source) => DocumentEdit)[],
  ): void {
    const file = this.#open.get(location);
    if (file === undefined) return;
    let text: Source = file.document;
    const edits = changes.map((next): DocumentEdit => {
      const edit = next(text);
      const { path, text: before } = text;
      text = { path, text: before.slice(0, edit.start) + edit.text + before.slice(edit.end) };
      return edit;
    });
    this.#open.set(location, { uri: file.uri, version, document: editDocument(file.document, edits) });
  }

  close(location: string): void {
    this.#open.delete(location);
    this.forget(location);
  }

  /** The document at a location; an open one goes before the disk. */
  read(location: string): Document | IncludeFailure {
    const open = this.#open.get(location);
    if (open !== undefined) return open.document;
    let file = this.#disk.get(location);
    if (file === undefined) {
      file = this.#fromDisk(location);
      this.#disk.set(location, file);
    }
    return file.document;
  }

  /** The document that an `.include` of `from` names. */
  readonly include = (path: string, from: Source): Document | IncludeFailure => {
    const location = includedLocation(path, from);
    return location === null ? { problem: "not found" } : this.read(location);
  };

  /** The locations that a file includes, of missing files too. */
  includesOf(location: string): readonly string[] {
    const document = this.read(location);
    if ("problem" in document || !document.text.includes(".include")) return [];
    return document.parts.flatMap((part) => this.#includesIn(part));
  }

  /** A file on the disk may have changed; it is read again when it is asked for. */
  forget(location: string): void {
    this.#disk.delete(location);
  }

  /** Forgets the files that are not any more what was read, and returns their locations. */
  forgetChanged(): readonly string[] {
    const changed = [...this.#disk]
      .filter(([location, { stamp }]) => !this.#open.has(location) && stampOf(location) !== stamp)
      .map(([location]) => location);
    for (const location of changed) this.forget(location);
    return changed;
  }

  uriOf(location: string): string {
    return this.#open.get(location)?.uri ?? uriOfLocation(location);
  }

  #includesIn(part: Part): readonly string[] {
    let includes = this.#includes.get(part.tree);
    if (includes === undefined) {
      const { items, source } = part.tree;
      includes = items
        .filter((item) => item.kind === "include")
        .map(({ path }) => includedLocation(path, source))
        .filter((location) => location !== null);
      this.#includes.set(part.tree, includes);
    }
    return includes;
  }

  #fromDisk(location: string): DiskFile {
    const stamp = stampOf(location);
    try {
      if (!isAbsolute(location)) return { stamp, document: { problem: "not found" } };
      const { text, invalid } = readRuleText(location);
      const document = documentOf(location, text);
      for (const finding of invalidByteFindings(document, invalid)) this.#keepInvalid(document, finding);
      return { stamp, document };
    } catch (error) {
      if (!(error instanceof ReadFailure)) throw error;
      return { stamp, document: { problem: error.missing ? "not found" : "unreadable" } };
    }
  }

  #keepInvalid(document: Document, finding: Finding): void {
    const part = partAt(document, finding.place.start);
    const { source } = part.tree;
    const place = { source, start: finding.place.start - part.start, end: finding.place.end - part.start };
    this.#invalid.set(source, [...this.readingFindings(source), { ...finding, place }]);
  }
}

interface DiskFile {
  readonly document: Document | IncludeFailure;
  /** Another one when the file changes. */
  readonly stamp: string;
}

/** Null where a document that is not on the disk names a path that counts from its folder. */
function includedLocation(path: string, from: Source): string | null {
  const included = includedPath(path, from);
  return isAbsolute(included) ? resolve(included) : null;
}

function stampOf(location: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(location);
    return `${String(mtimeMs)} ${String(size)} ${String(ino)}`;
  } catch {
    return "";
  }
}
