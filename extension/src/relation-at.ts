import type { GraphRelation, Position, Range } from "./protocol.ts";

/** The relation that a position of a file is about: the smallest of the places that hold it decides. */
export function relationAt(
  relations: readonly GraphRelation[],
  uri: string,
  position: Position,
): string | null {
  let best: { readonly name: string; readonly range: Range } | null = null;
  for (const { name, places } of relations) {
    for (const place of places) {
      if (place.uri !== uri || !holds(place.range, position)) continue;
      if (best === null || isWithin(place.range, best.range)) best = { name, range: place.range };
    }
  }
  return best?.name ?? null;
}

function holds({ start, end }: Range, position: Position): boolean {
  return compare(start, position) <= 0 && compare(position, end) <= 0;
}

function isWithin(inner: Range, outer: Range): boolean {
  return compare(outer.start, inner.start) <= 0 && compare(inner.end, outer.end) <= 0;
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}
