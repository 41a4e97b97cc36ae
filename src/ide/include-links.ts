import type { Span } from "../base/source.ts";
import { partAt, type Document, type Part } from "../syntax/document.ts";
import type { ReadDocument } from "./program-view.ts";

/** An `.include`; its span is that of the path without its quotes, in the document. */
export interface IncludeLink extends Span {
  /** The path as the text means it. */
  readonly written: string;
  /** The path of the document that it names; null when there is none. */
  readonly target: string | null;
}

/** The files that a document includes, in its order. */
export function includeLinks(document: Document, include: ReadDocument): readonly IncludeLink[] {
  return document.parts.flatMap((part) => linksIn(part, include));
}

/** The `.include` whose path stands at an offset of a document, its quotes among it; null elsewhere. */
export function includeLinkAt(document: Document, offset: number, include: ReadDocument): IncludeLink | null {
  const links = linksIn(partAt(document, offset), include);
  return links.find(({ start, end }) => start - 1 <= offset && offset <= end + 1) ?? null;
}

function linksIn({ start, tree }: Part, include: ReadDocument): readonly IncludeLink[] {
  return tree.items.flatMap((item): readonly IncludeLink[] => {
    if (item.kind !== "include") return [];
    const read = include(item.path, tree.source);
    const target = "problem" in read ? null : read.path;
    const { pathSpan, path } = item;
    return [{ start: start + pathSpan.start + 1, end: start + pathSpan.end - 1, written: path, target }];
  });
}
