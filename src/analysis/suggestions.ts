import { CutNetwork } from "../base/minimum-cut.ts";
import type { Memory } from "../base/memory.ts";
import type { Span } from "../base/source.ts";
import type { PlainLiteral, Relation } from "../model/program.ts";
import { absentAtom, aggregatesIn, literalTerms, positiveAtom } from "../model/terms.ts";
import { aggregateClauses } from "../model/value-flow.ts";
import type * as Syntax from "../syntax/tree.ts";
import { isMonotone } from "./direction.ts";
import type { Reading } from "./examination.ts";
import type { JudgedProgram } from "./points-of-order.ts";
import type { UnitView } from "./unit-view.ts";
import type { Construct, PointOfOrder, Suggestion } from "./report.ts";

/** What coordination costs, relative to each other: a seal waits for one key, a boundary for everything. */
const costs = { sealOfKey: 10, sealOfRelation: 20, boundary: 30, perStep: 1, stepsMax: 20 } as const;

/**
 * Where seals and boundaries cover all the points that break an output, at least cost: a minimum
 * cut between the points and the outputs they reach. A boundary near the output costs less than
 * one further up; a seal by key less than either.
 */
export function suggestions(
  judged: JudgedProgram,
  points: readonly PointOfOrder[],
  memory: Memory | null = null,
): readonly Suggestion[] {
  const broken = points.filter((point) => point.severity === "error" && point.rule !== null);
  if (broken.length === 0) return [];
  const breaking = breakingViews(judged);
  const columnsOf = (point: PointOfOrder): readonly string[] | null => {
    const find = (): readonly string[] | null => sealableColumns(point, judged);
    return memory === null ? find() : memory.recall("sealable columns", point, find);
  };
  const ask = (): readonly Suggestion[] => suggest(judged, broken, breaking, columnsOf);
  return memory?.recallList("suggestions", concerned(judged, broken, breaking), ask) ?? ask();
}

/** All that the suggestions rest on: the points, the outputs, and the views that hand on what breaks. */
function concerned(
  judged: JudgedProgram,
  broken: readonly PointOfOrder[],
  breaking: Breaking,
): readonly unknown[] {
  const all: unknown[] = [...broken];
  for (const { relation, ok, promise } of judged.outputs) all.push(relation, ok, promise);
  for (const [relation, views] of breaking) {
    all.push(relation);
    for (const { view } of views) all.push(view);
  }
  return all;
}

/** Of each relation the views that hand on what breaks an output, with the readings that do. */
type Breaking = ReadonlyMap<
  Relation,
  readonly { readonly view: UnitView; readonly readings: readonly Reading[] }[]
>;

function breakingViews(judged: JudgedProgram): Breaking {
  const breaking = new Map<Relation, { readonly view: UnitView; readonly readings: readonly Reading[] }[]>();
  for (const [relation, views] of judged.views) {
    for (const view of views) {
      if (!view.open.readings.some((reading) => breaks(reading, judged))) continue;
      const own = { view, readings: view.open.readings.filter((reading) => breaks(reading, judged)) };
      const known = breaking.get(relation);
      if (known === undefined) breaking.set(relation, [own]);
      else known.push(own);
    }
  }
  return breaking;
}

function suggest(
  judged: JudgedProgram,
  broken: readonly PointOfOrder[],
  breaking: Breaking,
  columnsOf: (point: PointOfOrder) => readonly string[] | null,
): readonly Suggestion[] {
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
  const steps = stepsToOutput(judged, breaking);
  const gate = (relation: Relation): { readonly into: number; readonly out: number } => {
    const known = entry.has(relation);
    const [into, out] = [node(part(entry, relation)), node(part(exit, relation))];
    if (!known) {
      const cost = costs.boundary + costs.perStep * Math.min(steps.get(relation) ?? 0, costs.stepsMax);
      boundaries.set(network.connect(into, out, cost), relation);
    }
    return { into, out };
  };
  const seals = new Map<number, SealSuggestion>();
  for (const seal of possibleSeals(broken, columnsOf)) {
    const shared = node(seal);
    seals.set(network.connect(source, shared, seal.cost), seal);
    for (const point of seal.covers) network.connect(shared, gate(point.relation).into, Infinity);
  }
  const sealable = new Set([...seals.values()].flatMap((seal) => seal.covers));
  for (const point of broken) {
    if (!sealable.has(point)) network.connect(source, gate(point.relation).into, Infinity);
  }
  const open = [...entry.keys()];
  const seen = new Set(open);
  const outputs = new Set(
    judged.outputs.filter(({ ok, promise }) => !ok && promise !== "absence").map((o) => o.relation),
  );
  const readers = readersOf(breaking);
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
      if (seal !== undefined) return [seal];
      const relation = boundaries.get(edge);
      if (relation === undefined) return [];
      const upstream = upstreamOf(relation, breaking);
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

type SealSuggestion = Extract<Suggestion, { kind: "seal" }>;

/** One for each relation and choice of columns, with all the points that it would cover. */
function possibleSeals(
  points: readonly PointOfOrder[],
  columnsOf: (point: PointOfOrder) => readonly string[] | null,
): readonly SealSuggestion[] {
  const seals = new Map<string, SealSuggestion & { readonly covers: PointOfOrder[] }>();
  for (const point of points) {
    const { reads: relation } = point;
    const columns = columnsOf(point);
    if (relation === null || columns === null) continue;
    const key = `${relation.name}(${columns.join(",")})`;
    const known = seals.get(key);
    if (known !== undefined) {
      known.covers.push(point);
      continue;
    }
    const cost = columns.length === 0 ? costs.sealOfRelation : costs.sealOfKey;
    seals.set(key, { kind: "seal", relation, columns, at: point, cost, covers: [point] });
  }
  return [...seals.values()];
}

/** Whether a reading hands on what breaks an output: a withdrawal, or an outcome that differs for ever. */
function breaks({ relation, direction }: Reading, { movements }: JudgedProgram): boolean {
  return !isMonotone(direction) || movements.of(relation).nondeterministic;
}

/** For each relation, those whose rules read it in a way that is not monotone as it stands. */
function readersOf(breaking: Breaking): ReadonlyMap<Relation, ReadonlySet<Relation>> {
  const readers = new Map<Relation, Set<Relation>>();
  for (const [reader, views] of breaking) {
    for (const { view, readings } of views) {
      if (view.decided) continue;
      for (const { relation } of readings) {
        const known = readers.get(relation);
        if (known === undefined) readers.set(relation, new Set([reader]));
        else known.add(reader);
      }
    }
  }
  return readers;
}

/** How many readings lie between a relation and the nearest broken output. */
function stepsToOutput({ outputs }: JudgedProgram, breaking: Breaking): ReadonlyMap<Relation, number> {
  const steps = new Map<Relation, number>();
  const queue = outputs.filter((output) => !output.ok).map((output) => output.relation);
  for (const relation of queue) steps.set(relation, 0);
  for (const relation of queue) {
    for (const { readings } of breaking.get(relation) ?? []) {
      for (const { relation: read } of readings) {
        if (steps.has(read)) continue;
        steps.set(read, (steps.get(relation) ?? 0) + 1);
        queue.push(read);
      }
    }
  }
  return steps;
}

function upstreamOf(relation: Relation, breaking: Breaking): ReadonlySet<Relation> {
  const reached = new Set([relation]);
  for (const one of reached) {
    for (const { view, readings } of breaking.get(one) ?? []) {
      if (!view.decided) for (const reading of readings) reached.add(reading.relation);
    }
  }
  return reached;
}

/**
 * The columns by which a seal would cover a point: the keys of the base relation it reads that
 * hold a variable of the rule, or else a constant. Empty: only the whole relation can be sealed.
 * Null: the point does not read one base relation and nothing else that moves.
 */
function sealableColumns(point: PointOfOrder, judged: JudgedProgram): readonly string[] | null {
  const { reads, rule, place } = point;
  if (reads?.kind !== "base" || rule === null) return null;
  for (const { literals } of rule.clauses) {
    const literal = literals.find(({ span }) => span.start <= place.start && place.end <= span.end);
    if (literal === undefined) continue;
    const inside = aggregatesAt(literal, place).flatMap(atomsInside);
    const isAggregate = aggregateConstructs.has(point.construct);
    if (isAggregate && inside.some((atom) => atom.relation.text !== reads.name && isMoving(atom, judged)))
      return null;
    const own = [...absentAtom(literal), ...positiveAtom(literal)];
    const [atom, other] = [...own, ...inside].filter(
      ({ relation, span }) =>
        relation.text === reads.name && place.start <= span.start && span.end <= place.end,
    );
    if (atom !== undefined && other === undefined) {
      const around = variablesBound(literals.filter((one) => one !== literal));
      // What a positive atom itself binds, a sealing atom beside it binds too.
      return keysHolding(reads, atom, (name) => literal.kind === "atom" || around.has(name));
    }
    // A growing value that is compared: it was read by an atom elsewhere in the body.
    const [source, second] = literals.flatMap(positiveAtom).filter((one) => one.relation.text === reads.name);
    if (atom !== undefined || source === undefined || second !== undefined) return null;
    return keysHolding(reads, source, () => true);
  }
  return null;
}

const aggregateConstructs: ReadonlySet<Construct> = new Set(["count", "sum", "mean", "min", "max"]);

function keysHolding(
  relation: Relation,
  atom: Syntax.Atom,
  isBound: (name: string) => boolean,
): readonly string[] {
  const keys = relation.columns.slice(0, relation.keyCount);
  const names = (holds: (term: Syntax.Term | undefined) => boolean): readonly string[] =>
    keys.filter((_, i) => holds(atom.arguments[i])).map((column) => column.name);
  const variables = names((term) => term?.kind === "variable" && isBound(term.name));
  return variables.length > 0 ? variables : names((term) => term?.kind === "constant");
}

function isMoving(atom: Syntax.Atom, { program, movements }: JudgedProgram): boolean {
  const relation = program.relations.get(atom.relation.text);
  if (relation === undefined) return false;
  const { keys, values } = movements.of(relation);
  return [keys, ...values].some((direction) => direction !== "constant");
}

/** The aggregates of a literal that hold a place or are at it, outside others. */
function aggregatesAt(literal: PlainLiteral, place: Span): readonly Syntax.Aggregate[] {
  return literalTerms(literal)
    .flatMap(aggregatesIn)
    .filter(({ span }) => span.start <= place.start && place.end <= span.end);
}

function atomsInside(aggregate: Syntax.Aggregate): readonly Syntax.Atom[] {
  return aggregateClauses(aggregate).flatMap(({ literals }) => [
    ...literals.flatMap((literal) => [...positiveAtom(literal), ...absentAtom(literal)]),
    ...literals.flatMap(literalTerms).flatMap(aggregatesIn).flatMap(atomsInside),
  ]);
}

function variablesBound(literals: readonly PlainLiteral[]): ReadonlySet<string> {
  const atoms = literals.flatMap(positiveAtom);
  return new Set(
    atoms.flatMap((atom) => atom.arguments).flatMap((term) => (term.kind === "variable" ? [term.name] : [])),
  );
}
