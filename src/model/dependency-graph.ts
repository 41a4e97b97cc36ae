import { stronglyConnected } from "../base/graph.ts";
import { sameMembers, type Memory } from "../base/memory.ts";
import { placeOf } from "../base/source.ts";
import { exactReads } from "./exact-reads.ts";
import type { DependencyEdge, DependencyGraph, Relation, Rule } from "./program.ts";
import { ruleReads } from "./reads.ts";

/**
 * The dependency graph of sound rules.
 *
 * An aggregate reads everything in its body as an aggregate, whatever stands before it there. What
 * a rule at a boundary reads of relations that are decided nowhere but there, it reads as it was
 * before: these edges are in no cycle.
 */
export function dependencyGraph(
  relations: ReadonlyMap<string, Relation>,
  rules: readonly Rule[],
  memory: Memory | null = null,
): DependencyGraph {
  const decisionsOf = decisions(rules);
  const decidedAt = memory?.map("decided at", decisionsOf) ?? decisionsOf;
  const edges = rules.flatMap((rule) => {
    const ask = (): readonly DependencyEdge[] => edgesOf(rule, relations, decidedAt);
    return memory?.recall("edges", rule, ask) ?? ask();
  });
  const { components, ...graph } = layers([...relations.values()], edges);
  const kept = components.map((component) => {
    const [first] = component;
    return first === undefined
      ? component
      : (memory?.same("component", first, component, sameMembers) ?? component);
  });
  return { edges, components: kept, ...graph };
}

function edgesOf(
  rule: Rule,
  relations: ReadonlyMap<string, Relation>,
  decidedAt: ReadonlyMap<Relation, Rule["boundary"]>,
): readonly DependencyEdge[] {
  const edges: DependencyEdge[] = [];
  const exact = exactReads(rule, relations);
  for (const { atom, kind, span } of ruleReads(rule)) {
    const from = relations.get(atom.relation.text);
    if (from === undefined) continue;
    const decided = rule.boundary !== null && decidedAt.get(from) === rule.boundary;
    for (const [index, { relation: to }] of rule.heads.entries()) {
      const isExact = kind === "positive" && exact?.[index]?.has(atom) === true;
      const place = placeOf(rule.source, span);
      edges.push({ from, to, rule, place, kind: decided ? "decided" : isExact ? "exact" : kind });
    }
  }
  return edges;
}

/** The boundary of each relation all of whose rules are at one and the same. */
function decisions(rules: readonly Rule[]): ReadonlyMap<Relation, Rule["boundary"]> {
  const decidedAt = new Map<Relation, Rule["boundary"]>();
  for (const { heads, boundary } of rules) {
    for (const { relation } of heads) {
      const known = decidedAt.get(relation);
      decidedAt.set(relation, known === undefined || known === boundary ? boundary : null);
    }
  }
  return decidedAt;
}

/** Components in evaluation order and strata, over all edges but the `decided` ones. */
function layers(
  relations: readonly Relation[],
  edges: readonly DependencyEdge[],
): Pick<DependencyGraph, "components" | "componentOf" | "stratumOf"> {
  const indexOf = new Map(relations.map((relation, index) => [relation, index]));
  const successors: number[][] = relations.map(() => []);
  for (const { from, to, kind } of edges) {
    const target = indexOf.get(to);
    if (kind !== "decided" && target !== undefined) successors[indexOf.get(from) ?? -1]?.push(target);
  }
  const connected = stronglyConnected(successors);
  const components = connected.components.map((component) =>
    component.flatMap((index) => relations[index] ?? []),
  );
  const componentOf = new Map(
    relations.map((relation, index) => [relation, connected.componentOf[index] ?? 0]),
  );

  const into = components.map((): DependencyEdge[] => []);
  for (const edge of edges) if (edge.kind !== "decided") into[componentOf.get(edge.to) ?? -1]?.push(edge);
  const stratumOf = new Map<Relation, number>();
  for (const [index, component] of components.entries()) {
    let stratum = 0;
    for (const { from, kind } of into[index] ?? []) {
      if (componentOf.get(from) === index) continue;
      stratum = Math.max(stratum, (stratumOf.get(from) ?? 0) + (kind === "positive" ? 0 : 1));
    }
    for (const relation of component) stratumOf.set(relation, stratum);
  }
  return { components, componentOf, stratumOf };
}
