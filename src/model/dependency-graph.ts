import { stronglyConnected } from "../base/graph.ts";
import { placeOf, type Place } from "../base/source.ts";
import type * as Syntax from "../syntax/tree.ts";
import { exactReads } from "./exact-reads.ts";
import type { DependencyEdge, DependencyGraph, Relation, Rule } from "./program.ts";

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
  const decidedAt = decisions(rules);
  const edges: DependencyEdge[] = [];
  for (const rule of rules) {
    const exact = exactReads(rule, relations);
    for (const { atom, kind, place } of readsOf(rule)) {
      const from = relations.get(atom.relation.text);
      if (from === undefined) continue;
      const decided = rule.boundary !== null && decidedAt.get(from) === rule.boundary;
      for (const [index, { relation: to }] of rule.heads.entries()) {
        const isExact = kind === "positive" && exact?.[index]?.has(atom) === true;
        edges.push({ from, to, rule, place, kind: decided ? "decided" : isExact ? "exact" : kind });
      }
    }
  }
  return { edges, ...layers([...relations.values()], edges) };
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

interface Read {
  readonly atom: Syntax.Atom;
  readonly kind: "positive" | "negation" | "aggregate";
  readonly place: Place;
}

/** Every atom that a rule reads, in source order. */
function readsOf({ syntax, source }: Rule): readonly Read[] {
  const reads: Read[] = [];

  const readBody = (body: Syntax.Body, negated: boolean, aggregate: Place | null): void => {
    for (const literals of body) for (const literal of literals) readLiteral(literal, negated, aggregate);
  };
  const readAtom = (
    atom: Syntax.Atom,
    negated: boolean,
    span: Syntax.Atom["span"],
    aggregate: Place | null,
  ): void => {
    const place = aggregate ?? placeOf(source, span);
    reads.push({
      atom,
      kind: aggregate !== null ? "aggregate" : negated ? "negation" : "positive",
      place,
    });
    for (const term of atom.arguments) readTerm(term, aggregate);
  };
  const readLiteral = (literal: Syntax.Literal, negated: boolean, aggregate: Place | null): void => {
    switch (literal.kind) {
      case "atom":
        readAtom(literal, negated, literal.span, aggregate);
        return;
      case "negation":
        readAtom(literal.atom, !negated, literal.span, aggregate);
        return;
      case "difference":
        readAtom(literal.left, negated, literal.span, aggregate);
        readAtom(literal.right, !negated, literal.span, aggregate);
        return;
      case "comparison":
        readTerm(literal.left, aggregate);
        readTerm(literal.right, aggregate);
        return;
      case "test":
        for (const term of literal.arguments) readTerm(term, aggregate);
        return;
      case "truth":
        return;
      case "group":
        readBody(literal.body, literal.negated !== negated, aggregate);
        return;
    }
  };
  const readTerm = (term: Syntax.Term, aggregate: Place | null): void => {
    if (term.kind === "call") for (const argument of term.arguments) readTerm(argument, aggregate);
    if (term.kind !== "aggregate") return;
    const place = aggregate ?? placeOf(source, term.span);
    if (term.target !== null) readTerm(term.target, place);
    readBody(term.body, false, place);
  };

  for (const head of syntax.heads) for (const term of head.arguments) readTerm(term, null);
  if (syntax.body !== null) readBody(syntax.body, false, null);
  return reads;
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
