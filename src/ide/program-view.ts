import type { Place, Source, Span } from "../base/source.ts";
import { checkProgram, type Checked, type CheckSettings } from "../diagnostics/check.ts";
import type { IncludeFailure } from "../model/splice.ts";
import type { Document } from "../syntax/document.ts";
import type { SyntaxTree } from "../syntax/tree.ts";

/**
 * One program as an editor shows it: a root document with what it includes, and everything that is
 * concluded about it. Places in it count in the parts of its documents; `inDocument` translates.
 */
export interface ProgramView extends Checked {
  /** The root first, then the included ones, each once. */
  readonly documents: readonly Document[];
}

/** The document that an `.include` of `from` names; two are the same file when their paths are equal. */
export type ReadDocument = (path: string, from: Source) => Document | IncludeFailure;

/** A range of a document, in its own offsets. */
export interface DocumentSpan extends Span {
  readonly document: Document;
}

/** Checks the program that begins with `root`. Never throws. */
export function viewProgram(
  root: Document,
  include: ReadDocument,
  settings: CheckSettings = {},
): ProgramView {
  const documents = new Map<string, Document>([[root.path, root]]);
  const checked = checkProgram(
    treesOf(root),
    (path, from) => {
      const read = include(path, from);
      if ("problem" in read) return read;
      const known = documents.get(read.path) ?? read;
      documents.set(known.path, known);
      return treesOf(known);
    },
    settings,
  );
  return { ...checked, documents: [...documents.values()] };
}

/** Where a place of the program stands in its document; null for a source that is not the program's. */
export function inDocument(view: ProgramView, place: Place): DocumentSpan | null {
  for (const document of view.documents) {
    if (document.path !== place.source.path) continue;
    const start = startsOf(document).get(place.source);
    if (start !== undefined) return { document, start: start + place.start, end: start + place.end };
  }
  return null;
}

const starts = new WeakMap<Document, ReadonlyMap<Source, number>>();

/** Where the parts of a document begin. */
function startsOf(document: Document): ReadonlyMap<Source, number> {
  let known = starts.get(document);
  if (known === undefined) {
    known = new Map(document.parts.map(({ start, tree }) => [tree.source, start]));
    starts.set(document, known);
  }
  return known;
}

function treesOf({ parts }: Document): readonly SyntaxTree[] {
  return parts.map(({ tree }) => tree);
}
