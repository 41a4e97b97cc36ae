import { stronglyConnected } from "../base/graph.ts";
import { sameMembers, type Memory } from "../base/memory.ts";
import { placeOf } from "../base/source.ts";
import { exactReads } from "./exact-reads.ts";
import type { DependencyEdge, DependencyGraph, Relation, Rule } from "./program.ts";
import { ruleReads } from "./reads.ts";
import { RelationNumbers } from "./relation-numbers.ts";

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
): DependencyGraph {
  return rememberedGraph(relations, [rules], null);
}

/** The same of rules in groups, with what was worked out of each rule and each group in a run before. */
export function rememberedGraph(
  relations: ReadonlyMap<string, Relation>,
  groups: readonly (readonly Rule[])[],
  memory: Memory | null,
): DependencyGraph {
  const decisionsOf = decisions(groups);
  const decidedAt = memory?.map("decided at", decisionsOf) ?? decisionsOf;
  const edgesOfRule = (rule: Rule): readonly DependencyEdge[] => {
    const ask = (): readonly DependencyEdge[] => edgesOf(rule, relations, decidedAt);
    return memory?.recall("edges", rule, ask) ?? ask();
  };
  const edges = groups.flatMap((rules) => {
    const ask = (): readonly DependencyEdge[] => rules.flatMap(edgesOfRule);
    return memory?.recall("edges of a group", rules, ask) ?? ask();
  });
  const all = [...relations.values()];
  const make = (): DependencyGraph => {
    const { components, ...graph } = layers(all, edges);
    return { edges, components: components.map((one) => kept(one, memory)), ...graph };
  };
  if (memory === null) return make();
  const lists = [memory.sameList("related", all), memory.sameList("edges", edges)];
  return memory.recallList("graph", lists, make);
}

const alone = new WeakMap<Relation, readonly [Relation]>();

/** The component as the list that it was before, where its members are the same. */
function kept(component: readonly Relation[], memory: Memory | null): readonly Relation[] {
  const [first] = component;
  if (first === undefined) return component;
  if (component.length > 1) return memory?.same("component", first, component, sameMembers) ?? component;
  let known = alone.get(first);
  if (known === undefined) {
    known = [first];
    alone.set(first, known);
  }
  return known;
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

/** The boundary of each relation all of whose rules are at one and the same; without boundaries, of none. */
function decisions(groups: readonly (readonly Rule[])[]): ReadonlyMap<Relation, Rule["boundary"]> {
  const decidedAt = new Map<Relation, Rule["boundary"]>();
  if (!groups.some((rules) => rules.some(({ boundary }) => boundary !== null))) return decidedAt;
  for (const { heads, boundary } of groups.flat()) {
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
  const into: Into[][] = relations.map(() => []);
  for (const { from, to, kind } of edges) {
    const [source, target] = [indexOf.get(from), indexOf.get(to)];
    if (kind === "decided" || source === undefined || target === undefined) continue;
    successors[source]?.push(target);
    into[target]?.push({ source, step: kind === "positive" ? 0 : 1 });
  }
  const { components, componentOf } = stronglyConnected(successors);
  const strata = new Int32Array(relations.length);
  for (const [component, members] of components.entries()) {
    let stratum = 0;
    for (const member of members) {
      for (const { source, step } of into[member] ?? []) {
        if (componentOf[source] !== component) stratum = Math.max(stratum, (strata[source] ?? 0) + step);
      }
    }
    for (const member of members) strata[member] = stratum;
  }
  return {
    components: components.map((members) => members.flatMap((index) => relations[index] ?? [])),
    componentOf: new RelationNumbers(indexOf, componentOf),
    stratumOf: new RelationNumbers(indexOf, strata),
  };
}

interface Into {
  readonly source: number;
  /** How many strata the edge goes up. */
  readonly step: 0 | 1;
}
