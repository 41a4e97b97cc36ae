import { stronglyConnected } from "../base/graph.ts";
import { sameMembers, type Memory } from "../base/memory.ts";
import type { DependencyGraph, Relation } from "../model/program.ts";

/** The recursive components of relations, each after those that it reads. */
export interface ReadingComponents {
  readonly components: readonly (readonly Relation[])[];
  /** Index into `components`. */
  readonly componentOf: ReadonlyMap<Relation, number>;
}

/**
 * The components over every reading. Unlike those that are evaluated, they also follow what a rule
 * at a boundary reads of earlier decisions there: relations that decide in turn, each by the
 * other's decisions, are judged together.
 */
export function readingComponents(
  dependencies: DependencyGraph,
  memory: Memory | null = null,
): ReadingComponents {
  const known = found.get(dependencies);
  if (known !== undefined) return known;
  const { components, componentOf } = find(dependencies);
  const kept = components.map((component) => {
    const [first] = component;
    if (first === undefined || memory === null) return component;
    return memory.same("reading component", first, component, sameMembers);
  });
  const all = { components: kept, componentOf };
  found.set(dependencies, all);
  return all;
}

const found = new WeakMap<DependencyGraph, ReadingComponents>();

function find(dependencies: DependencyGraph): ReadingComponents {
  if (!dependencies.edges.some(({ kind }) => kind === "decided")) return dependencies;
  const relations = dependencies.components.flat();
  const indexOf = new Map(relations.map((relation, index) => [relation, index]));
  const successors: number[][] = relations.map(() => []);
  for (const { from, to } of dependencies.edges) {
    const target = indexOf.get(to);
    if (target !== undefined) successors[indexOf.get(from) ?? -1]?.push(target);
  }
  const { components, componentOf } = stronglyConnected(successors);
  return {
    components: components.map((component) => component.flatMap((index) => relations[index] ?? [])),
    componentOf: new Map(relations.map((relation, index) => [relation, componentOf[index] ?? 0])),
  };
}
