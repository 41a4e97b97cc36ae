import { present } from "../base/assert.ts";
import type { Source } from "../base/source.ts";
import { parse } from "./parse.ts";
import type { SyntaxTree } from "./tree.ts";

/**
 * A file as an editor has it: its text, and the trees of the parts that it is cut into.
 *
 * The parts cover the text in order, so a part ends where the next begins; a cut stands at the
 * beginning of a line, between items. Each part is a source of its own, in which its spans count,
 * and all of them have the path of the document: after an edit the parts that it did not touch are
 * the same objects, with everything that is remembered of them. Put together, the parts say what
 * one parse of the whole text says. The document is itself the source in which its own offsets count.
 */
export interface Document extends Source {
  /** At least one. */
  readonly parts: readonly Part[];
}

export interface Part {
  /** Where the text of `tree.source` begins in the document. */
  readonly start: number;
  readonly tree: SyntaxTree;
}

/** Reads a text into a document. */
export function documentOf(path: string, text: string): Document {
  return { path, text, parts: [{ start: 0, tree: parse({ path, text }) }] };
}

/** The part in which an offset of the document lies; where one part ends, the next. */
export function partAt(document: Document, offset: number): Part {
  const { parts } = document;
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((parts[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return present(parts[low], "the last part");
}
