import { placeOf } from "../base/source.ts";
import { clausesOf } from "../model/clauses.ts";
import type { Boundary, PlainLiteral, Program, Relation, Rule, Seal } from "../model/program.ts";
import { absentAtom, aggregatesIn, literalTerms, positiveAtom } from "../model/terms.ts";
import { aggregateClauses } from "../model/value-flow.ts";
import type * as Syntax from "../syntax/tree.ts";
import { isMonotone } from "./direction.ts";
import type { JudgedProgram } from "./points-of-order.ts";
import type { AnalysisFinding, PointOfOrder } from "./report.ts";
import type { UnitView } from "./unit-view.ts";

/**
 * What is amiss with boundaries and seals themselves: never used (CALM201), a quorum that reads
 * an absence (CALM202, information), superfluous (CALM203), a seal that closes nothing (CALM204).
 */
export function coordinationFindings(
  judged: JudgedProgram,
  points: readonly PointOfOrder[],
  superfluous: ReadonlySet<Rule>,
): readonly AnalysisFinding[] {
  return [
    ...unusedBoundaries(judged.program),
    ...unusedSeals(judged.program),
    ...quorumReads(points),
    ...[...superfluous].flatMap(superfluousBoundary),
    ...invalidSeals(judged),
    ...uncorrelatedSeals(judged),
  ];
}

function unusedBoundaries(program: Program): readonly AnalysisFinding[] {
  const used = new Set<Boundary | null>(program.rules.map((rule) => rule.boundary));
  for (const operation of program.operations.values()) used.add(operation.boundary);
  return [...program.boundaries.values()]
    .filter((boundary) => !used.has(boundary))
    .map((boundary) => ({ code: "CALM201", place: boundary.place, what: "boundary", name: boundary.name }));
}

/**
 * A seal is used where its sealing atom stands in a body, of a rule, an aggregate, an invariant or
 * an operation, beside or around something that reads what it seals.
 */
function unusedSeals(program: Program): readonly AnalysisFinding[] {
  if (program.seals.length === 0) return [];
  const sealsBy = new Map<string, Seal[]>();
  for (const seal of program.seals) {
    const list = sealsBy.get(seal.by.name);
    if (list === undefined) sealsBy.set(seal.by.name, [seal]);
    else list.push(seal);
  }
  const used = new Set<Seal>();
  const readers = new Map(program.seals.map(({ relation }) => [relation, readersOf(relation, program)]));
  const visit = (
    literals: readonly PlainLiteral[],
    terms: readonly Syntax.Term[],
    around: readonly string[],
  ): void => {
    const aggregates = [...literals.flatMap(literalTerms), ...terms].flatMap(aggregatesIn);
    const names = [
      ...around,
      ...literals
        .flatMap(positiveAtom)
        .flatMap(({ relation }) => (sealsBy.has(relation.text) ? [relation.text] : [])),
    ];
    const atoms = names.length === 0 ? [] : [...atomsOf(literals), ...aggregates.flatMap(atomsInside)];
    for (const seal of names.flatMap((name) => sealsBy.get(name) ?? [])) {
      const touches = atoms.some(({ relation }) => {
        const read = program.relations.get(relation.text);
        return read !== undefined && read !== seal.by && readers.get(seal.relation)?.has(read) === true;
      });
      if (touches) used.add(seal);
    }
    for (const aggregate of aggregates) {
      for (const clause of aggregateClauses(aggregate)) visit(clause.literals, [], names);
    }
  };
  for (const rule of program.rules) {
    const terms = rule.heads.flatMap((head) => head.atom.arguments);
    for (const clause of rule.clauses) visit(clause.literals, terms, []);
  }
  const others = [
    ...program.invariants.map(({ syntax }) => [...syntax.left, ...(syntax.right ?? [])]),
    ...[...program.operations.values()].map(({ syntax }) =>
      syntax.steps.flatMap((step) => (step.kind === "require" ? step.body : [])),
    ),
  ];
  for (const body of others) for (const clause of clausesOf([body]).clauses) visit(clause.literals, [], []);
  return program.seals
    .filter((seal) => !used.has(seal))
    .map((seal) => ({ code: "CALM201", place: seal.place, what: "seal", name: seal.relation.name }));
}

function atomsOf(literals: readonly PlainLiteral[]): readonly Syntax.Atom[] {
  return literals.flatMap((literal) => [...positiveAtom(literal), ...absentAtom(literal)]);
}

function atomsInside(aggregate: Syntax.Aggregate): readonly Syntax.Atom[] {
  return aggregateClauses(aggregate).flatMap(({ literals }) => [
    ...atomsOf(literals),
    ...literals.flatMap(literalTerms).flatMap(aggregatesIn).flatMap(atomsInside),
  ]);
}

/** A relation and all that read it, directly or through others. */
function readersOf(relation: Relation, { dependencies }: Program): ReadonlySet<Relation> {
  const readers = new Map<Relation, Relation[]>();
  for (const { from, to } of dependencies.edges) {
    const list = readers.get(from);
    if (list === undefined) readers.set(from, [to]);
    else list.push(to);
  }
  const reached = new Set([relation]);
  for (const one of reached) for (const reader of readers.get(one) ?? []) reached.add(reader);
  return reached;
}

/** One piece of information for each quorum boundary that covers an absence or an exact value. */
function quorumReads(points: readonly PointOfOrder[]): readonly AnalysisFinding[] {
  const told = new Map<Boundary, AnalysisFinding>();
  for (const point of points) {
    for (const cover of point.coveredBy) {
      if (cover.kind !== "boundary" || cover.boundary.protocol.kind !== "quorum" || told.has(cover.boundary))
        continue;
      told.set(cover.boundary, { code: "CALM202", place: point.place, boundary: cover.boundary, point });
    }
  }
  return [...told.values()];
}

function superfluousBoundary(rule: Rule): readonly AnalysisFinding[] {
  const [head] = rule.heads;
  const name = rule.syntax.boundary;
  if (rule.boundary === null || name === null || head === undefined) return [];
  const place = placeOf(rule.source, name.span);
  return [{ code: "CALM203", place, boundary: rule.boundary, relation: head.relation, rule }];
}

function invalidSeals({ program, movements }: JudgedProgram): readonly AnalysisFinding[] {
  return program.seals
    .filter((seal) => !movements.isValid(seal))
    .map((seal) => ({
      code: "CALM204",
      place: placeOf(seal.place.source, seal.syntax.by.span),
      seal,
      problem: "not monotone",
      columns: [],
      direction: movements.of(seal.by).keys,
    }));
}

/** A sealing atom that stands in a rule with an uncovered point, over what the point reads, but whose columns do not meet. */
function uncorrelatedSeals(judged: JudgedProgram): readonly AnalysisFinding[] {
  if (judged.program.seals.length === 0) return [];
  const findings = new Map<PlainLiteral, Map<Seal, AnalysisFinding>>();
  for (const view of [...judged.views.values()].flat()) {
    const uncovered = view.concerns.some(
      (concern) => view.covers(concern).length === 0 && !isMonotone(concern.direction),
    );
    if (!uncovered) continue;
    for (const [seal, apart] of view.open.sealMisses) {
      if (isHit(seal, view)) continue;
      const atom = view.unit.literals.flatMap(positiveAtom).find((one) => one.relation.text === seal.by.name);
      if (atom === undefined) continue;
      const place = placeOf(view.unit.rule.source, atom.span);
      const columns = apart.flatMap((i) => seal.relation.columns[seal.columns[i] ?? -1]?.name ?? []);
      const known = findings.get(atom) ?? new Map<Seal, AnalysisFinding>();
      findings.set(atom, known);
      known.set(seal, {
        code: "CALM204",
        place,
        seal,
        problem: "not correlated",
        columns,
        direction: null,
      });
    }
  }
  return [...findings.values()].flatMap((known) => [...known.values()]);
}

function isHit(seal: Seal, view: UnitView): boolean {
  return [...view.open.sealHits.values()].some((hits) => hits.includes(seal));
}
