import fc from "fast-check";
import { expect, test } from "vitest";
import { shortestPath, stronglyConnected } from "../../src/base/graph.ts";

const graph = fc.integer({ min: 1, max: 12 }).chain((size) => {
  const node = fc.integer({ min: 0, max: size - 1 });
  return fc.array(fc.array(node, { maxLength: 4 }), { minLength: size, maxLength: size });
});

/** All nodes that a walk of at least one edge leads to. */
function reachable(successors: readonly (readonly number[])[], from: number): ReadonlySet<number> {
  const reached = new Set(successors[from]);
  for (const node of reached) for (const next of successors[node] ?? []) reached.add(next);
  return reached;
}

test("two nodes are in one component exactly when each can be reached from the other", () => {
  fc.assert(
    fc.property(graph, (successors) => {
      const { componentOf } = stronglyConnected(successors);
      const reach = successors.map((_, node) => reachable(successors, node));
      for (const a of successors.keys()) {
        for (const b of successors.keys()) {
          const mutual = a === b || (reach[a]?.has(b) === true && reach[b]?.has(a) === true);
          expect(componentOf[a] === componentOf[b]).toBe(mutual);
        }
      }
    }),
  );
});

test("components come before those that their edges lead to, and hold every node once", () => {
  fc.assert(
    fc.property(graph, (successors) => {
      const { components, componentOf } = stronglyConnected(successors);
      expect(components.flat().toSorted((a, b) => a - b)).toEqual([...successors.keys()]);
      for (const [index, component] of components.entries()) {
        for (const node of component) {
          expect(componentOf[node]).toBe(index);
          for (const next of successors[node] ?? []) {
            expect(componentOf[next]).toBeGreaterThanOrEqual(index);
          }
        }
      }
    }),
  );
});

test("a chain of a million nodes needs no deep stack", () => {
  const size = 1_000_000;
  const chain = Array.from({ length: size }, (_, node) => (node + 1 < size ? [node + 1] : []));
  const { components } = stronglyConnected(chain);
  expect(components.slice(0, 3)).toEqual([[0], [1], [2]]);
  expect(components.at(-1)).toEqual([size - 1]);
});

test("a shortest path has as few edges as any walk", () => {
  fc.assert(
    fc.property(graph, fc.nat(11), fc.nat(11), (successors, a, b) => {
      const [from, to] = [a % successors.length, b % successors.length];
      const path = shortestPath(successors, from, to, () => true);
      let frontier = new Set([from]);
      let distance = 0;
      while (!frontier.has(to) && distance <= successors.length) {
        frontier = new Set([...frontier].flatMap((node) => successors[node] ?? []));
        distance++;
      }
      if (path === null) expect(distance).toBeGreaterThan(successors.length);
      else {
        expect(path.length).toBe(distance + 1);
        for (const [index, node] of path.slice(1).entries()) {
          expect(successors[path[index] ?? -1]).toContain(node);
        }
      }
    }),
  );
});

test("a path keeps to the nodes it may visit", () => {
  const successors = [[1, 2], [3], [4], [5], [3], []];
  expect(shortestPath(successors, 0, 5, () => true)).toEqual([0, 1, 3, 5]);
  expect(shortestPath(successors, 0, 5, (node) => node !== 1)).toEqual([0, 2, 4, 3, 5]);
  expect(shortestPath(successors, 0, 5, (node) => node !== 3)).toBeNull();
});
