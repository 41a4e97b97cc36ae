import { CutNetwork } from "../base/minimum-cut.ts";
import { DisjointSets } from "../base/disjoint-sets.ts";
import { sameMembers, sweep, type Memory } from "../base/memory.ts";
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
  const columnsOf = (point: PointOfOrder): Columns => sealableColumns(point, judged);
  const columns = sweep(memory, "sealable columns", broken, columnsOf, undefined, areSameColumns);
  const found: Suggestion[] = [];
  for (const region of regionsOf(judged, broken, columns, breakingViews(judged, memory))) {
    const grounds = [...region.points, null, ...region.columns, null, ...region.outputs.flatMap(groundsOf)];
    region.breaking.forEach((handing, relation) => grounds.push(relation, handing));
    const make = (): Suggested => ({ grounds, suggestions: suggest(region) });
    const fits = (before: Suggested): boolean => sameMembers(before.grounds, grounds);
    const kept = memory?.keep("suggestions", region.about, fits, make) ?? make();
    if (kept.suggestions === null) return [];
    found.push(...kept.suggestions);
  }
  return found.sort((a, b) => a.cost - b.cost);
}

interface Suggested {
  readonly grounds: readonly unknown[];
  readonly suggestions: readonly Suggestion[] | null;
}

type Columns = readonly string[] | null;

function areSameColumns(a: Columns, b: Columns): boolean {
  return a === null || b === null ? a === b : sameMembers(a, b);
}

type BrokenOutput = JudgedProgram["outputs"][number];

function groundsOf({ relation, promise }: BrokenOutput): readonly unknown[] {
  return [relation, promise];
}

/** Of each relation the views that hand on what breaks an output. */
type Breaking = ReadonlyMap<Relation, readonly Handing[]>;

/** A view that hands on what breaks an output, with the readings that do. */
interface Handing {
  readonly view: UnitView;
  readonly readings: readonly Reading[];
}

function breakingViews({ views, movements }: JudgedProgram, memory: Memory | null): Breaking {
  const breaks = ({ relation, direction }: Reading): boolean =>
    // A withdrawal, or an outcome that differs for ever.
    !isMonotone(direction) || movements.of(relation).nondeterministic;
  const handing = (own: readonly UnitView[]): readonly Handing[] => {
    if (!own.some((view) => view.open.readings.some(breaks))) return nothingHanded;
    return own.flatMap((view) => {
      const readings = view.open.readings.filter(breaks);
      return readings.length === 0 ? [] : [{ view, readings }];
    });
  };
  const found = sweep(memory, "breaking views", [...views.values()], handing);
  const breaking = new Map<Relation, readonly Handing[]>();
  let i = 0;
  for (const relation of views.keys()) {
    const own = found[i++] ?? nothingHanded;
    if (own.length > 0) breaking.set(relation, own);
  }
  return breaking;
}

const nothingHanded: readonly Handing[] = [];

/** Broken points, with all that can be reached from them either way: what is suggested for one region says nothing of another. */
interface Region {
  /** The relation of its first point. */
  readonly about: Relation;
  /** In source order. */
  readonly points: readonly PointOfOrder[];
  /** By which columns a seal would cover each of the points. */
  readonly columns: readonly Columns[];
  readonly outputs: readonly BrokenOutput[];
  readonly breaking: Breaking;
}

/** The regions, in the order of their first points. */
function regionsOf(
  judged: JudgedProgram,
  broken: readonly PointOfOrder[],
  columns: readonly Columns[],
  breaking: Breaking,
): readonly Region[] {
  const touching = new DisjointSets<Relation>();
  for (const { relation, reads } of broken) if (reads !== null) touching.join(relation, reads);
  breaking.forEach((own, reader) => {
    for (const { readings } of own) for (const { relation } of readings) touching.join(reader, relation);
  });
  const regions = new Map<Relation, GrowingRegion>();
  for (const [i, point] of broken.entries()) {
    const root = touching.find(point.relation);
    let region = regions.get(root);
    if (region === undefined) {
      region = { about: point.relation, points: [], columns: [], outputs: [], breaking: new Map() };
      regions.set(root, region);
    }
    region.points.push(point);
    region.columns.push(columns[i] ?? null);
  }
  for (const output of judged.outputs)
    if (!output.ok) regions.get(touching.find(output.relation))?.outputs.push(output);
  breaking.forEach((own, relation) => regions.get(touching.find(relation))?.breaking.set(relation, own));
  return [...regions.values()];
}

interface GrowingRegion extends Region {
  readonly points: PointOfOrder[];
  readonly columns: Columns[];
  readonly outputs: BrokenOutput[];
  readonly breaking: Map<Relation, readonly Handing[]>;
}

/** Null when nothing that has a cost separates the points from the outputs. */
function suggest({ points, columns, outputs, breaking }: Region): readonly Suggestion[] | null {
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
  const steps = stepsToOutput(outputs, breaking);
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
  for (const seal of possibleSeals(points, columns)) {
    const shared = node(seal);
    seals.set(network.connect(source, shared, seal.cost), seal);
    for (const point of seal.covers) network.connect(shared, gate(point.relation).into, Infinity);
  }
  const sealable = new Set([...seals.values()].flatMap((seal) => seal.covers));
  for (const point of points) {
    if (!sealable.has(point)) network.connect(source, gate(point.relation).into, Infinity);
  }
  const open = [...entry.keys()];
  const seen = new Set(open);
  const promised = new Set(
    outputs.filter(({ promise }) => promise !== "absence").map(({ relation }) => relation),
  );
  const readers = readersOf(breaking);
  for (const relation of open) {
    if (promised.has(relation)) network.connect(gate(relation).out, sink, Infinity);
    for (const reader of readers.get(relation) ?? []) {
      network.connect(gate(relation).out, gate(reader).into, Infinity);
      if (!seen.has(reader)) open.push(reader);
      seen.add(reader);
    }
  }
  const cut = network.minimumCut(source, sink);
  if (cut === null) return null;
  return [...cut].flatMap((edge): readonly Suggestion[] => {
    const seal = seals.get(edge);
    if (seal !== undefined) return [seal];
    const relation = boundaries.get(edge);
    if (relation === undefined) return [];
    const upstream = upstreamOf(relation, breaking);
    const cost = costs.boundary + costs.perStep * Math.min(steps.get(relation) ?? 0, costs.stepsMax);
    return [
      { kind: "boundary", relation, cost, covers: points.filter((point) => upstream.has(point.relation)) },
    ];
  });
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
  columnsOf: readonly Columns[],
): readonly SealSuggestion[] {
  const seals = new Map<string, SealSuggestion & { readonly covers: PointOfOrder[] }>();
  for (const [i, point] of points.entries()) {
    const { reads: relation } = point;
    const columns = columnsOf[i];
    if (relation === null || columns === null || columns === undefined) continue;
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
function stepsToOutput(outputs: readonly BrokenOutput[], breaking: Breaking): ReadonlyMap<Relation, number> {
  const steps = new Map<Relation, number>();
  const queue = outputs.map((output) => output.relation);
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
