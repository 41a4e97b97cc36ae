import type { PlainLiteral, Program, Relation, Rule } from "../../model/program.ts";
import { aggregatesIn, literalTerms } from "../../model/terms.ts";
import { aggregateClauses } from "../../model/value-flow.ts";
import type * as Syntax from "../../syntax/tree.ts";
import type {
  AnalysisFinding,
  OutputVerdict,
  PointOfOrder,
  RelationVerdict,
  Report,
  Witness,
} from "../report.ts";
import { analyse } from "../analyse.ts";
import { proofs } from "./proofs.ts";
import { RunSearch, type Aim, type Effort } from "./find-run.ts";
import { witnessOf, type Run } from "./witness-text.ts";

/**
 * The report with what can be shown for its verdicts (analysis.md, section 5): a witness for each
 * point of order that nothing covers and for each broken `absence`, as far as one is found within
 * the bound.
 */
export function withEvidence(program: Program, judged: Report): Report {
  const proved = proofs(program, judged);
  const report = proved.size === 0 ? judged : analyse(program, proved);
  const searches = new Map<Relation, RunSearch>();
  let spent = 0;
  const find: Find = (aim) => {
    if (spent > workMax) return null;
    let search = searches.get(aim.relation);
    if (search === undefined) {
      spent += program.rules.length / 10;
      search = new RunSearch(program, new Set([aim.relation]));
      searches.set(aim.relation, search);
    }
    const { trial } = search;
    const before = trial.count;
    const evaluations = Math.min(effort.evaluations, Math.floor((workMax - spent) / trial.size));
    const run = search.find(aim, { ...effort, evaluations });
    spent += (trial.count - before) * trial.size;
    return run;
  };
  const shown = new Map<PointOfOrder, PointOfOrder>();
  for (const point of report.pointsOfOrder) {
    const witness = point.coveredBy.length > 0 || point.code === "CALM110" ? null : witnessAt(point, find);
    shown.set(point, { ...point, witness });
  }
  const replaced = (point: PointOfOrder): PointOfOrder => shown.get(point) ?? point;
  const refuted = new Set(
    [...shown.values()].filter(({ witness }) => witness !== null).map(({ relation }) => relation),
  );
  const relations = new Map<Relation, RelationVerdict>(
    [...report.relations].map(([relation, verdict]) => [
      relation,
      verdict.verdict === "nonmonotone" && refuted.has(relation)
        ? { ...verdict, evidence: "witness" as const }
        : verdict,
    ]),
  );
  const outputs = report.outputs.map((output): OutputVerdict => {
    const points = output.points.map(replaced);
    if (output.ok || output.promise !== "absence") return { ...output, points };
    const { relation } = output;
    const run = find({ relation, way: "appeared", at: null });
    return { ...output, points, witness: run && witnessOf(run) };
  });
  const replacedOutput = (output: OutputVerdict): OutputVerdict =>
    outputs[report.outputs.indexOf(output)] ?? output;
  return {
    ...report,
    relations,
    pointsOfOrder: report.pointsOfOrder.map(replaced),
    outputs,
    suggestions: report.suggestions.map((one) => ({
      ...one,
      ...("at" in one ? { at: replaced(one.at) } : {}),
      covers: one.covers.map(replaced),
    })),
    findings: report.findings.map((finding): AnalysisFinding => {
      if ("point" in finding) return { ...finding, point: replaced(finding.point) };
      if (finding.code !== "CALM111") return finding;
      return { ...finding, output: replacedOutput(finding.output) };
    }),
  };
}

type Find = (aim: Aim) => Run | null;

/** About how much may be done for one program, in rules compiled. */
const workMax = 200_000;

/** How much is tried for one point. */
const effort: Effort = { states: 24, evaluations: 600 };

function witnessAt(point: PointOfOrder, find: Find): Witness | null {
  const { relation, rule } = point;
  const way = rule === null && point.code === "CALM106" ? "outgrown" : "withdrawn";
  const places: readonly Aim["at"][] = rule === null ? [null] : placesOf(rule, point);
  for (const at of places.length === 0 ? [null] : places) {
    const run = find({ relation, way, at });
    if (run !== null) return witnessOf(run);
  }
  return null;
}

/** The clauses of a rule in which a point stands, each with the node at its place. */
function placesOf(rule: Rule, { place }: PointOfOrder): readonly NonNullable<Aim["at"]>[] {
  const heads = rule.heads.flatMap(({ atom }) => atom.arguments);
  return rule.clauses.flatMap(({ literals }) => {
    const nodes = [
      ...literals,
      ...[...literals.flatMap(literalTerms), ...heads].flatMap(aggregatesIn).flatMap(nested),
    ];
    const node = nodes.find(({ span }) => span.start === place.start && span.end === place.end);
    return node === undefined ? [] : [{ rule, literals, node }];
  });
}

/** An aggregate with what stands in it. */
function nested(aggregate: Syntax.Aggregate): readonly (PlainLiteral | Syntax.Aggregate)[] {
  return [
    aggregate,
    ...aggregateClauses(aggregate).flatMap(({ literals }) => [
      ...literals,
      ...literals.flatMap(literalTerms).flatMap(aggregatesIn).flatMap(nested),
    ]),
  ];
}
