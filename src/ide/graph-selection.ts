import { groupBy } from "../base/group-by.ts";
import type { GraphView } from "./graph-view.ts";

/** The part of a view that holds the named relations alone, and the edges between them. */
export function only(view: GraphView, names: ReadonlySet<string>): GraphView {
  return {
    ...view,
    nodes: view.nodes.filter(({ name }) => names.has(name)),
    edges: view.edges.filter(({ from, to }) => names.has(from) && names.has(to)),
    components: view.components
      .map((each) => ({ ...each, relations: each.relations.filter((name) => names.has(name)) }))
      .filter(({ relations }) => relations.length > 1),
  };
}

/** The named relations and everything that they depend on, through any kind of edge. */
export function upstreamOf(view: GraphView, names: Iterable<string>): ReadonlySet<string> {
  const into = groupBy(view.edges, ({ to }) => to);
  const found = new Set(names);
  for (const name of found) for (const { from } of into.get(name) ?? []) found.add(from);
  return found;
}
