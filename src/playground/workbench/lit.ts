import type { Position } from "../../base/source.ts";
import type { GraphRange, GraphView } from "../../ide/graph-view.ts";

/** Relations, by their names, and edges, by their ids, that are set off against the others. */
export interface Lit {
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
  /** Whether they were pointed at in the graph rather than in the text. */
  readonly isChosen: boolean;
}

/**
 * What stands at a range of a file: the literal there with the relations at its ends; else the
 * relation that is declared there; else the relation whose rule it is with all that the rule reads.
 */
export function relationsAndEdgesAt(
  view: GraphView,
  file: string,
  place: { readonly start: Position; readonly end: Position },
): Lit {
  const touches = (range: GraphRange): boolean =>
    range.file === file && !isBefore(range.end, place.start) && !isBefore(place.end, range.start);
  const literals = view.edges.filter(({ reads }) => reads.some(({ range }) => touches(range)));
  if (literals.length > 0)
    return {
      nodes: [...new Set(literals.flatMap(({ from, to }) => [from, to]))],
      edges: literals.map(({ id }) => id),
      isChosen: false,
    };
  const declared = view.nodes.filter(
    ({ range, outputs }) => touches(range) || outputs.some((output) => touches(output.range)),
  );
  if (declared.length > 0) return { nodes: declared.map(({ name }) => name), edges: [], isChosen: false };
  const rules = view.nodes.flatMap(({ name, rules: own }) =>
    own
      .filter(({ range }) => touches(range))
      .map((rule) => ({ name, edges: rule.literals.map(({ edge }) => edge) })),
  );
  return {
    nodes: [...new Set(rules.map(({ name }) => name))],
    edges: [...new Set(rules.flatMap(({ edges }) => edges))],
    isChosen: false,
  };
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
