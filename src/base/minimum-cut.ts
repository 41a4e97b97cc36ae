/**
 * A directed network of capacities between numbered nodes, for the cheapest set of edges that
 * separates a source from a sink (Dinic's algorithm: blocking flows on level graphs).
 *
 * Capacities are whole numbers; `Infinity` is an edge that cannot be cut.
 */
export class CutNetwork {
  readonly #heads: number[] = [];
  readonly #capacities: number[] = [];
  readonly #edgesOf: number[][] = [];

  /** Adds an edge and returns its number, to be looked for in the cut. */
  connect(from: number, to: number, capacity: number): number {
    const edge = this.#heads.length;
    this.#heads.push(to, from);
    this.#capacities.push(capacity, 0);
    this.#edges(from).push(edge);
    this.#edges(to).push(edge + 1);
    return edge;
  }

  /** The edges of a minimum cut nearest the sink, or null when only an infinite edge would separate the two. */
  minimumCut(source: number, sink: number): ReadonlySet<number> | null {
    for (;;) {
      const levels = this.#levels(source);
      if (!levels.has(sink)) break;
      const next = new Map<number, number>();
      for (;;) {
        const pushed = this.#augment(source, sink, levels, next);
        if (pushed === Infinity) return null;
        if (pushed === 0) break;
      }
    }
    const reaching = this.#reaching(sink);
    const cut = new Set<number>();
    for (let edge = 0; edge < this.#heads.length; edge += 2) {
      const [to, from] = [this.#heads[edge] ?? -1, this.#heads[edge + 1] ?? -1];
      if (reaching.has(to) && !reaching.has(from)) cut.add(edge);
    }
    return cut;
  }

  #edges(node: number): number[] {
    return (this.#edgesOf[node] ??= []);
  }

  #levels(source: number): Map<number, number> {
    const levels = new Map([[source, 0]]);
    const queue = [source];
    for (const node of queue) {
      for (const edge of this.#edges(node)) {
        const to = this.#heads[edge] ?? -1;
        if ((this.#capacities[edge] ?? 0) <= 0 || levels.has(to)) continue;
        levels.set(to, (levels.get(node) ?? 0) + 1);
        queue.push(to);
      }
    }
    return levels;
  }

  /** Pushes flow along one shortest path; returns how much, 0 when the level graph is blocked. */
  #augment(
    source: number,
    sink: number,
    levels: ReadonlyMap<number, number>,
    next: Map<number, number>,
  ): number {
    const path: number[] = [];
    let node = source;
    while (node !== sink) {
      const edges = this.#edges(node);
      const i = next.get(node) ?? 0;
      const edge = edges[i];
      if (edge === undefined) {
        // A dead end: step back and try the next edge there.
        const back = path.pop();
        if (back === undefined) return 0;
        node = this.#heads[back ^ 1] ?? source;
        next.set(node, (next.get(node) ?? 0) + 1);
        continue;
      }
      const to = this.#heads[edge] ?? -1;
      if ((this.#capacities[edge] ?? 0) > 0 && levels.get(to) === (levels.get(node) ?? 0) + 1) {
        path.push(edge);
        node = to;
      } else {
        next.set(node, i + 1);
      }
    }
    const flow = Math.min(...path.map((edge) => this.#capacities[edge] ?? 0));
    if (flow === Infinity) return Infinity;
    for (const edge of path) {
      this.#capacities[edge] = (this.#capacities[edge] ?? 0) - flow;
      this.#capacities[edge ^ 1] = (this.#capacities[edge ^ 1] ?? 0) + flow;
    }
    return flow;
  }

  /** The nodes from which the sink can still be reached. */
  #reaching(sink: number): ReadonlySet<number> {
    const reached = new Set([sink]);
    const queue = [sink];
    for (const node of queue) {
      for (const edge of this.#edges(node)) {
        // The reverse of `edge` enters this node.
        const from = this.#heads[edge] ?? -1;
        if ((this.#capacities[edge ^ 1] ?? 0) <= 0 || reached.has(from)) continue;
        reached.add(from);
        queue.push(from);
      }
    }
    return reached;
  }
}
