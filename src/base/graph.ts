/**
 * A directed graph over the nodes `0 … n − 1`: `successors[v]` lists where the edges from v go.
 * Repeated edges and loops are allowed.
 */
export type Successors = readonly (readonly number[])[];

export interface Components {
  /** Strongly connected components, each before those that its edges lead to. */
  readonly components: readonly (readonly number[])[];
  /** The index of each node's component. */
  readonly componentOf: Int32Array;
}

/**
 * The strongly connected components in topological order, in linear time.
 *
 * Tarjan's algorithm with a stack of its own, so that a chain of a million nodes is as good as any
 * other graph. It completes a component after all that can be reached from it, hence the reversal.
 */
export function stronglyConnected(successors: Successors): Components {
  const size = successors.length;
  const order = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const nextEdge = new Int32Array(size);
  const componentOf = new Int32Array(size).fill(-1);
  const components: number[][] = [];
  const open: number[] = [];
  const path: number[] = [];
  let visited = 0;

  const enter = (node: number): void => {
    order[node] = visited;
    low[node] = visited;
    visited++;
    open.push(node);
    path.push(node);
  };

  for (let root = 0; root < size; root++) {
    if (order[root] !== -1) continue;
    enter(root);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const edges = successors[node] ?? [];
      const edge = nextEdge[node] ?? 0;
      const target = edges[edge];
      if (target !== undefined) {
        nextEdge[node] = edge + 1;
        if (order[target] === -1) enter(target);
        else if (componentOf[target] === -1) low[node] = Math.min(low[node] ?? 0, order[target] ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
      if (low[node] !== order[node]) continue;
      const component: number[] = [];
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        componentOf[member] = components.length;
        component.push(member);
        if (member === node) break;
      }
      components.push(component.reverse());
    }
  }

  components.reverse();
  for (let node = 0; node < size; node++) {
    componentOf[node] = components.length - 1 - (componentOf[node] ?? 0);
  }
  return { components, componentOf };
}

/**
 * The nodes of a shortest path from `from` to `to`, both included, or null without one. Only nodes
 * that `within` admits are visited; `from` and `to` are taken as they are.
 */
export function shortestPath(
  successors: Successors,
  from: number,
  to: number,
  within: (node: number) => boolean,
): readonly number[] | null {
  const cameFrom = new Map<number, number>([[from, -1]]);
  const queue = [from];
  for (let head = 0; head < queue.length && !cameFrom.has(to); head++) {
    const node = queue[head] ?? from;
    for (const next of successors[node] ?? []) {
      if (cameFrom.has(next) || (next !== to && !within(next))) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
  }
  if (!cameFrom.has(to)) return null;
  const path: number[] = [];
  for (let node = to; node !== -1; node = cameFrom.get(node) ?? -1) path.push(node);
  return path.reverse();
}
