import { shortestPath } from "../base/graph.ts";
import type { Source } from "../base/source.ts";
import type { CycleEdge, ProgramFinding } from "./finding.ts";
import type { DependencyEdge, DependencyGraph, Relation } from "./program.ts";

/**
 * How many nodes may be visited in all to find shortest cycles: a large component with many such
 * edges would give a square of them. One cycle of each component is always found.
 */
const searchBudget = 500_000;

/**
 * The cycles through negation, aggregates and exact reads (CALM007): for each such edge inside a
 * component the shortest cycle that it closes, with the place of every edge.
 */
export function unstratifiedCycles({
  edges,
  components,
  componentOf,
}: DependencyGraph): readonly ProgramFinding[] {
  const isInside = ({ from, to }: DependencyEdge): boolean => componentOf.get(from) === componentOf.get(to);
  const offending = edges.filter(
    (edge) => edge.kind !== "positive" && edge.kind !== "decided" && isInside(edge),
  );
  if (offending.length === 0) return [];

  const search = new CycleSearch(edges.filter((edge) => edge.kind !== "decided" && isInside(edge)));
  const findings: ProgramFinding[] = [];
  const seen = new Map<Source, Set<string>>();
  const found = new Set<number>();
  let work = 0;
  for (const edge of offending) {
    const component = componentOf.get(edge.to) ?? -1;
    const key = `${edge.place.start} ${edge.place.end} ${edge.from.name} ${edge.to.name}`;
    const { source } = edge.place;
    const known = seen.get(source) ?? new Set();
    if (known.has(key) || (work > searchBudget && found.has(component))) continue;
    seen.set(source, known.add(key));
    found.add(component);
    work += components[component]?.length ?? 0;
    findings.push({ code: "CALM007", place: edge.place, cycle: search.through(edge) });
  }
  return findings;
}

class CycleSearch {
  readonly #nodes: readonly Relation[];
  readonly #indexOf: ReadonlyMap<Relation, number>;
  readonly #successors: number[][];
  readonly #edges = new Map<string, DependencyEdge>();

  constructor(inside: readonly DependencyEdge[]) {
    this.#nodes = [...new Set(inside.flatMap(({ from, to }) => [from, to]))];
    this.#indexOf = new Map(this.#nodes.map((relation, index) => [relation, index]));
    this.#successors = this.#nodes.map(() => []);
    for (const edge of inside) {
      const key = `${edge.from.name} ${edge.to.name}`;
      const known = this.#edges.get(key);
      if (known === undefined) this.#successors[this.#index(edge.from)]?.push(this.#index(edge.to));
      // Of several edges between two relations, a positive one makes the plainer story.
      if (known === undefined || (known.kind !== "positive" && edge.kind === "positive"))
        this.#edges.set(key, edge);
    }
  }

  /** The shortest cycle that begins with `first`; inside one component there is one. */
  through(first: DependencyEdge): readonly CycleEdge[] {
    const path =
      shortestPath(this.#successors, this.#index(first.to), this.#index(first.from), () => true) ?? [];
    const rest = path.slice(1).flatMap((node, index): CycleEdge[] => {
      const [from, to] = [this.#nodes[path[index] ?? -1], this.#nodes[node]];
      const edge =
        from === undefined || to === undefined ? undefined : this.#edges.get(`${from.name} ${to.name}`);
      return edge === undefined ? [] : [cycleEdge(edge)];
    });
    return [cycleEdge(first), ...rest];
  }

  #index(relation: Relation): number {
    return this.#indexOf.get(relation) ?? -1;
  }
}

function cycleEdge({ from, to, kind, place }: DependencyEdge): CycleEdge {
  return { from: from.name, to: to.name, kind: kind === "decided" ? "positive" : kind, place };
}
