import { CutNetwork } from "../base/minimum-cut.ts";
import type { Relation } from "../model/program.ts";
import { absentAtom, positiveAtom } from "../model/terms.ts";
import { aggregateClauses } from "../model/value-flow.ts";
import type * as Syntax from "../syntax/tree.ts";
import { isMonotone } from "./direction.ts";
import type { JudgedProgram } from "./points-of-order.ts";
import type { PointOfOrder, Suggestion } from "./report.ts";

/** What coordination costs, relative to each other: a seal waits for one key, a boundary for everything. */
const costs = { sealOfKey: 10, sealOfRelation: 20, boundary: 30, perStep: 1, stepsMax: 20 } as const;

/**
 * Where seals and boundaries cover all the points that break an output, at least cost: a minimum
 * cut between the points and the outputs they reach. A boundary near the output costs less than
 * one further up; a seal by key less than either.
 */
export function suggestions(judged: JudgedProgram, points: readonly PointOfOrder[]): readonly Suggestion[] {
  const broken = points.filter((point) => point.severity === "error" && point.rule !== null);
  if (broken.length === 0) return [];
  const network = new CutNetwork();
  const numbers = new Map<object, number>();
  const node = (thing: object): number => {
    let number = numbers.get(thing);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(thing, number);
    }
    return number;
  };
  const [source, sink] = [node({}), node({})];
  const [entry, exit] = [new Map<Relation, object>(), new Map<Relation, object>()];
  const boundaries = new Map<number, Relation>();
  const steps = stepsToOutput(judged);
  const gate = (relation: Relation): { readonly into: number; readonly out: number } => {
    const known = entry.has(relation);
    const [into, out] = [node(part(entry, relation)), node(part(exit, relation))];
    if (!known) {
      const cost = costs.boundary + costs.perStep * Math.min(steps.get(relation) ?? 0, costs.stepsMax);
      boundaries.set(network.connect(into, out, cost), relation);
    }
    return { into, out };
  };
  const seals = new Map<number, { readonly point: PointOfOrder; readonly columns: readonly string[] }>();
  for (const point of broken) {
    const columns = sealableColumns(point);
    const cost = columns === null ? Infinity : columns.length === 0 ? costs.sealOfRelation : costs.sealOfKey;
    const edge = network.connect(source, gate(point.relation).into, cost);
    if (columns !== null) seals.set(edge, { point, columns });
  }
  const open = [...entry.keys()];
  const seen = new Set(open);
  const outputs = new Set(
    judged.outputs.filter(({ ok, promise }) => !ok && promise === "final").map((o) => o.relation),
  );
  const readers = readersOf(judged);
  for (const relation of open) {
    if (outputs.has(relation)) network.connect(gate(relation).out, sink, Infinity);
    for (const reader of readers.get(relation) ?? []) {
      network.connect(gate(relation).out, gate(reader).into, Infinity);
      if (!seen.has(reader)) open.push(reader);
      seen.add(reader);
    }
  }
  const cut = network.minimumCut(source, sink);
  if (cut === null) return [];
  return [...cut]
    .flatMap((edge): readonly Suggestion[] => {
      const seal = seals.get(edge);
      if (seal !== undefined && seal.point.reads !== null) {
        const cost = seal.columns.length === 0 ? costs.sealOfRelation : costs.sealOfKey;
        return [
          {
            kind: "seal",
            relation: seal.point.reads,
            columns: seal.columns,
            at: seal.point,
            cost,
            covers: [seal.point],
          },
        ];
      }
      const relation = boundaries.get(edge);
      if (relation === undefined) return [];
      const upstream = upstreamOf(relation, judged);
      const cost = costs.boundary + costs.perStep * Math.min(steps.get(relation) ?? 0, costs.stepsMax);
      return [
        { kind: "boundary", relation, cost, covers: broken.filter((point) => upstream.has(point.relation)) },
      ];
    })
    .toSorted((a, b) => a.cost - b.cost);
}

function part(parts: Map<Relation, object>, relation: Relation): object {
  let known = parts.get(relation);
  if (known === undefined) {
    known = {};
    parts.set(relation, known);
  }
  return known;
}

/** For each relation, those whose rules read it in a way that is not monotone as it stands. */
function readersOf(judged: JudgedProgram): ReadonlyMap<Relation, ReadonlySet<Relation>> {
  const readers = new Map<Relation, Set<Relation>>();
  for (const [reader, views] of judged.views) {
    for (const view of views) {
      if (view.decided) continue;
      for (const { relation, direction } of view.open.readings) {
        if (isMonotone(direction)) continue;
        const known = readers.get(relation);
        if (known === undefined) readers.set(relation, new Set([reader]));
        else known.add(reader);
      }
    }
  }
  return readers;
}

/** How many readings lie between a relation and the nearest broken output. */
function stepsToOutput(judged: JudgedProgram): ReadonlyMap<Relation, number> {
  const steps = new Map<Relation, number>();
  const queue = judged.outputs.filter((output) => !output.ok).map((output) => output.relation);
  for (const relation of queue) steps.set(relation, 0);
  for (const relation of queue) {
    for (const view of judged.views.get(relation) ?? []) {
      for (const reading of view.open.readings) {
        if (isMonotone(reading.direction) || steps.has(reading.relation)) continue;
        steps.set(reading.relation, (steps.get(relation) ?? 0) + 1);
        queue.push(reading.relation);
      }
    }
  }
  return steps;
}

function upstreamOf(relation: Relation, judged: JudgedProgram): ReadonlySet<Relation> {
  const reached = new Set([relation]);
  for (const one of reached) {
    for (const view of judged.views.get(one) ?? []) {
      if (view.decided) continue;
      for (const reading of view.open.readings)
        if (!isMonotone(reading.direction)) reached.add(reading.relation);
    }
  }
  return reached;
}

/**
 * The columns by which a seal would cover a point: those of the base relation it reads that hold
 * a variable or constant of the rule. Empty: only the whole relation can be sealed. Null: the
 * point does not read one base relation.
 */
function sealableColumns(point: PointOfOrder): readonly string[] | null {
  const { reads, rule } = point;
  if (reads?.kind !== "base" || rule === null) return null;
  for (const clause of rule.clauses) {
    const bound = new Set(
      clause.literals.flatMap(positiveAtom).flatMap((atom) => atom.arguments.flatMap(variableName)),
    );
    for (const literal of clause.literals) {
      const atoms = [...absentAtom(literal), ...positiveAtom(literal), ...aggregateAtoms(literal)];
      const atom = atoms.find(
        (one) =>
          one.relation.text === reads.name &&
          literal.span.start <= point.place.start &&
          point.place.end <= literal.span.end,
      );
      if (atom === undefined) continue;
      const others = otherNames(clause.literals.filter((other) => other !== literal));
      return reads.columns
        .slice(0, reads.keyCount)
        .filter((_, i) => {
          const term = atom.arguments[i];
          if (term?.kind === "constant") return true;
          return term?.kind === "variable" && bound.has(term.name) && others.has(term.name);
        })
        .map((column) => column.name);
    }
  }
  return null;
}

function otherNames(literals: readonly Parameters<typeof positiveAtom>[0][]): ReadonlySet<string> {
  return new Set(literals.flatMap(positiveAtom).flatMap((atom) => atom.arguments.flatMap(variableName)));
}

function variableName(term: Syntax.Term): readonly string[] {
  return term.kind === "variable" ? [term.name] : [];
}

function aggregateAtoms(literal: Parameters<typeof positiveAtom>[0]): readonly Syntax.Atom[] {
  if (literal.kind !== "comparison") return [];
  const inside = (term: Syntax.Term): readonly Syntax.Atom[] => {
    if (term.kind === "call") return term.arguments.flatMap(inside);
    if (term.kind !== "aggregate") return [];
    return aggregateClauses(term).flatMap((clause) =>
      clause.literals.flatMap((one) => [...positiveAtom(one), ...absentAtom(one)]),
    );
  };
  return [...inside(literal.left), ...inside(literal.right)];
}
