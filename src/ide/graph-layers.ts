import { groupBy } from "../base/group-by.ts";
import type { GraphNode, GraphView } from "./graph-view.ts";

export interface GraphLayer {
  readonly title: string;
  readonly nodes: readonly GraphNode[];
}

/** The base relations and each stratum, those that hold a relation, in order. */
export function layers({ nodes }: GraphView): readonly GraphLayer[] {
  return [...groupBy(nodes, layerOf)]
    .sort(([a], [b]) => a - b)
    .map(([layer, members]) => ({ title: layerTitle(layer), nodes: members }));
}

/** The relations of a layer that no box of a recursive component holds, and those boxes. */
export function boxed(
  nodes: readonly GraphNode[],
  { components }: GraphView,
): { readonly alone: readonly GraphNode[]; readonly boxes: ReadonlyMap<number, readonly GraphNode[]> } {
  const grouped = new Set(components.map(({ component }) => component));
  return {
    alone: nodes.filter(({ component }) => !grouped.has(component)),
    boxes: groupBy(
      nodes.filter(({ component }) => grouped.has(component)),
      ({ component }) => component,
    ),
  };
}

/** -1 for base relations, else the stratum. */
function layerOf({ kind, stratum }: GraphNode): number {
  return kind === "base" ? -1 : stratum;
}

function layerTitle(layer: number): string {
  return layer < 0 ? "base relations" : `stratum ${layer}`;
}
