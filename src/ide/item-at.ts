import type { Span } from "../base/source.ts";
import type { Comment, Item, SyntaxTree } from "../syntax/tree.ts";

/** The item that an offset of a tree's source lies in, or ends directly before; null between items. */
export function itemAt(tree: SyntaxTree, offset: number): Item | null {
  return lastAround(tree.items, offset, ({ span }) => span);
}

/** The comment in which an offset lies, at its end only where it is one of a line; else null. */
export function commentAt(tree: SyntaxTree, offset: number): Comment | null {
  const comment = lastAround(tree.comments, offset, (one) => one);
  if (comment === null || comment.start === offset) return null;
  return comment.block && comment.end === offset ? null : comment;
}

/** The string literal in which an offset lies, its quotes included, as far as its line goes; null elsewhere. */
export function stringAt(text: string, offset: number): Span | null {
  let start = offset;
  while (start > 0 && text[start - 1] !== "\n" && text[start - 1] !== "\r") start--;
  let open: number | null = null;
  for (let i = start; i < text.length && text[i] !== "\n" && text[i] !== "\r"; i++) {
    if (open !== null && text[i] === "\\") i++;
    else if (text[i] === '"') {
      if (open !== null && i >= offset) return { start: open, end: i + 1 };
      open = open === null ? i : null;
    }
    if (i >= offset && open === null) return null;
    if (open !== null && open >= offset) return null;
  }
  return open === null || open >= offset ? null : { start: open, end: offset };
}

/** The last of the placed values that begin at or before an offset, if it reaches to it. */
function lastAround<T>(placed: readonly T[], offset: number, spanOf: (one: T) => Span): T | null {
  let low = 0;
  let high = placed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = placed[middle];
    if (one !== undefined && spanOf(one).start <= offset) low = middle + 1;
    else high = middle;
  }
  const last = placed[low - 1];
  return last !== undefined && offset <= spanOf(last).end ? last : null;
}
