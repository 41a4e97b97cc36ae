import type { Document } from "../syntax/document.ts";
import type { NameKind } from "./occurrence.ts";
import { occurrencesIn } from "./occurrences.ts";
import type { DocumentSpan } from "./program-view.ts";

/** Something declared that a search finds; its span is that of its name. */
export interface WorkspaceSymbol extends DocumentSpan {
  readonly kind: NameKind;
  readonly name: string;
}

/**
 * The declarations whose names have the letters of `query` in its order, whatever their case; the
 * best matches first, at most `limit`. An empty query finds all. Columns, parameters and replicas
 * are found in their own documents only.
 */
export function workspaceSymbols(
  documents: Iterable<Document>,
  query: string,
  limit = 200,
): readonly WorkspaceSymbol[] {
  const found: { readonly symbol: WorkspaceSymbol; readonly cost: number }[] = [];
  for (const document of documents) {
    for (const { start: offset, tree } of document.parts) {
      for (const { kind, name, start, end } of occurrencesIn(tree).declarations()) {
        const cost = isLocal(kind) ? null : matchCost(query, name);
        if (cost === null) continue;
        found.push({ symbol: { document, kind, name, start: offset + start, end: offset + end }, cost });
      }
    }
  }
  found.sort((a, b) => a.cost - b.cost || compareText(a.symbol.name, b.symbol.name));
  return found.slice(0, limit).map(({ symbol }) => symbol);
}

function isLocal(kind: NameKind): boolean {
  return kind === "column" || kind === "variable" || kind === "replica";
}

/**
 * How badly a name matches a query: 0 for the name itself, null without a match. Of all ways to
 * find the letters the best counts: one that follows the one before costs nothing, one that begins
 * a word of the name little, and every letter left over very little.
 */
function matchCost(query: string, name: string): number | null {
  const [letters, lower] = [query.toLowerCase(), name.toLowerCase()];
  /** By where a letter of the query is found, the cost of all up to it. */
  let costs: readonly (readonly [number, number])[] = [[-1, 0]];
  for (const letter of letters) {
    const next: (readonly [number, number])[] = [];
    for (let at = lower.indexOf(letter); at >= 0; at = lower.indexOf(letter, at + 1)) {
      const step = beginsWord(name, at) ? 1 : 3;
      const before = costs.filter(([place]) => place < at);
      const here = before.map(([place, cost]) => (place === at - 1 ? cost : cost + step));
      if (here.length > 0) next.push([at, Math.min(...here)]);
    }
    costs = next;
  }
  if (costs.length === 0) return null;
  return Math.min(...costs.map(([, cost]) => cost)) + (name.length - query.length) / 100;
}

function beginsWord(name: string, at: number): boolean {
  return at === 0 || name[at - 1] === "_" || /[a-z][A-Z]/.test(name.slice(at - 1, at + 1));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
