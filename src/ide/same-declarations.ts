import type { Document, Part } from "../syntax/document.ts";

/**
 * Whether two states of a document declare the same, word for word and in the same order, so that they
 * differ in rules, facts, blanks and comments only. Takes as long as what differs is large.
 */
export function declareTheSame(before: Document, after: Document): boolean {
  const [old, now] = [before.parts, after.parts];
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old[start]?.tree === now[start]?.tree) start++;
  let end = 0;
  while (end < shorter - start && old.at(-1 - end)?.tree === now.at(-1 - end)?.tree) end++;
  return (
    declarationsOf(old.slice(start, old.length - end)) === declarationsOf(now.slice(start, now.length - end))
  );
}

function declarationsOf(parts: readonly Part[]): string {
  const texts = parts.flatMap(({ tree: { items, source } }) =>
    items
      .filter(({ kind }) => kind !== "rule" && kind !== "facts")
      .map(({ span }) => source.text.slice(span.start, span.end)),
  );
  return texts.join("\n");
}
