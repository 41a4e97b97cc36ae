import { placeOf } from "../base/source.ts";
import type { Boundary, Program, Relation, Rule, Seal } from "../model/program.ts";
import { absentAtom, positiveAtom } from "../model/terms.ts";
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

/** A seal is used where its sealing atom stands in a body beside something that reads what it seals. */
function unusedSeals(program: Program): readonly AnalysisFinding[] {
  if (program.seals.length === 0) return [];
  const reads = (relation: Relation, target: Relation): boolean => upstream(relation, program).has(target);
  const used = new Set<Seal>();
  for (const rule of program.rules) {
    for (const clause of rule.clauses) {
      const names = new Set(clause.literals.flatMap(positiveAtom).map((atom) => atom.relation.text));
      for (const seal of program.seals) {
        if (used.has(seal) || !names.has(seal.by.name)) continue;
        const atoms = clause.literals.flatMap((literal) => [
          ...positiveAtom(literal),
          ...absentAtom(literal),
          ...(literal.kind === "comparison" ? [literal.left, literal.right].flatMap(aggregateAtoms) : []),
        ]);
        const touches = atoms.some((atom) => {
          const relation = program.relations.get(atom.relation.text);
          return relation !== undefined && relation !== seal.by && reads(relation, seal.relation);
        });
        if (touches) used.add(seal);
      }
    }
  }
  return program.seals
    .filter((seal) => !used.has(seal))
    .map((seal) => ({ code: "CALM201", place: seal.place, what: "seal", name: seal.relation.name }));
}

function aggregateAtoms(term: Syntax.Term): readonly Syntax.Atom[] {
  if (term.kind === "call") return term.arguments.flatMap(aggregateAtoms);
  if (term.kind !== "aggregate") return [];
  return aggregateClauses(term).flatMap((clause) =>
    clause.literals.flatMap((literal) => [...positiveAtom(literal), ...absentAtom(literal)]),
  );
}

function upstream(relation: Relation, program: Program): ReadonlySet<Relation> {
  const reached = new Set([relation]);
  for (const one of reached) {
    for (const edge of program.dependencies.edges) if (edge.to === one) reached.add(edge.from);
  }
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
  const findings = new Map<string, AnalysisFinding>();
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
      const key = `${place.source.path}:${String(place.start)}:${String(seal.place.start)}`;
      findings.set(key, {
        code: "CALM204",
        place,
        seal,
        problem: "not correlated",
        columns,
        direction: null,
      });
    }
  }
  return [...findings.values()];
}

function isHit(seal: Seal, view: UnitView): boolean {
  return [...view.open.sealHits.values()].some((hits) => hits.includes(seal));
}
