import type { PlainLiteral, Program, Relation, Rule } from "../../model/program.ts";
import { aggregatesIn, literalTerms } from "../../model/terms.ts";
import { aggregateClauses } from "../../model/value-flow.ts";
import type * as Syntax from "../../syntax/tree.ts";
import type {
  AnalysisFinding,
  Evidence,
  OutputVerdict,
  PointOfOrder,
  RelationVerdict,
  Report,
  Witness,
} from "../report.ts";
import { analyse } from "../analyse.ts";
import type { EvidenceCache, SearchAnswer } from "./evidence-cache.ts";
import { proofs } from "./proofs.ts";
import { orderIn, relationContents } from "./relation-contents.ts";
import { RunSearch, type Aim, type Effort } from "./find-run.ts";
import { Slices } from "./slices.ts";
import { witnessOf, type Run } from "./witness-text.ts";

/**
 * The report with what can be shown for its verdicts (analysis.md, section 5).
 *
 * Relations that are proved to be better than their directions say are judged anew. Then each
 * point of order that nothing covers, and each broken `absence`, is given a witness as far as one is
 * found. A point without one, or that breaks only outputs of which none is found, is not an error
 * any more: CALM120 takes its place. `cache` keeps answers from one version of a program to the next.
 */
export function withEvidence(program: Program, judged: Report, cache: EvidenceCache | null = null): Report {
  const isClear = judged.outputs.every(({ ok }) => ok) && judged.pointsOfOrder.length === 0;
  if (isClear) return judged;
  const slices = new Slices(program);
  const proved = proofs(program, judged, slices, cache);
  const report = proved.size === 0 ? judged : analyse(program, proved);
  const search = new WitnessSearch(program, slices, cache);
  const hasBrokenSeal = report.findings.some(
    (finding) => finding.code === "CALM204" && finding.problem === "not monotone",
  );

  const points = new Map<PointOfOrder, PointOfOrder>();
  for (const point of bySeverity(report.pointsOfOrder))
    points.set(point, { ...point, witness: search.at(point) });
  const replaced = (point: PointOfOrder): PointOfOrder => points.get(point) ?? point;
  const refuted = new Set(
    [...points.values()].filter(({ witness }) => witness !== null).map(({ relation }) => relation),
  );
  const outputs = report.outputs.map((output): OutputVerdict => {
    const { relation, ok, promise, verdict } = output;
    const own = { ...output, points: output.points.map(replaced) };
    if (ok || verdict === "nondeterministic") return own;
    if (promise === "absence") return { ...own, witness: search.of(relation, "appeared") };
    if (!refuted.has(relation) && search.of(relation, "withdrawn") !== null) refuted.add(relation);
    return own;
  });
  const isRefuted = ({ relation, promise, verdict, witness, exactColumns }: OutputVerdict): boolean =>
    verdict === "nondeterministic" ||
    exactColumns.length > 0 ||
    (promise === "absence" ? witness !== null : refuted.has(relation));
  const broken = new Set(
    outputs.filter((output) => !output.ok && isRefuted(output)).map((output) => output.relation),
  );
  const evidenceOf = ({ relation, verdict, evidence }: RelationVerdict): Evidence => {
    if (verdict !== "nonmonotone" || relation.kind === "base") return evidence;
    if (refuted.has(relation) || search.of(relation, "withdrawn") !== null) return "witness";
    return search.isOver || search.tried(relation) === 0 ? evidence : "bound";
  };
  const numbers = new Map(report.outputs.map((output, i) => [output, i]));
  const replacedOutput = (output: OutputVerdict): OutputVerdict =>
    outputs[numbers.get(output) ?? -1] ?? output;
  return {
    ...report,
    relations: new Map(
      [...report.relations].map(([relation, verdict]) => [
        relation,
        { ...verdict, evidence: evidenceOf(verdict) },
      ]),
    ),
    pointsOfOrder: report.pointsOfOrder.map(replaced),
    outputs,
    suggestions: report.suggestions.map((one) => ({
      ...one,
      ...("at" in one ? { at: replaced(one.at) } : {}),
      covers: one.covers.map(replaced),
    })),
    findings: report.findings.map((finding): AnalysisFinding => {
      if (finding.code === "CALM111") return { ...finding, output: replacedOutput(finding.output) };
      if (!("point" in finding)) return finding;
      const point = replaced(finding.point);
      const { severity, place, witness, seenBy } = point;
      if (finding.code === "CALM202" || finding.code === "CALM110" || severity === "info")
        return { ...finding, point };
      const isShown = witness !== null && seenBy.some((relation) => broken.has(relation));
      // Where nothing was looked for, as the program is too large, nothing is taken back either; nor
      // where a seal that itself goes hides what there is to see.
      return isShown || search.isOver || hasBrokenSeal || search.tried(point.relation) === 0
        ? { ...finding, point }
        : { code: "CALM120", place, point, tried: search.tried(point.relation) };
    }),
  };
}

/** Those that break something first, while there is work left. */
function bySeverity(points: readonly PointOfOrder[]): readonly PointOfOrder[] {
  return points.toSorted((a, b) => Number(a.severity === "info") - Number(b.severity === "info"));
}

/** About how much may be done for one program, in rules compiled. */
const workMax = 200_000;

/** How much is tried for one point, and for a relation as a whole. */
const effort: Effort = { states: 24, evaluations: 400 };

/** Looks for witnesses, with a bound on the work for one program as a whole. */
class WitnessSearch {
  readonly #program: Program;
  readonly #slices: Slices;
  readonly #cache: EvidenceCache | null;
  readonly #searches = new Map<Relation, RunSearch>();
  readonly #tried = new Map<Relation, number>();
  readonly #keys = new Map<Relation, string>();
  readonly #found = new Map<string, Witness | null>();
  #contents: ReadonlyMap<Relation, string> | null = null;
  #spent = 0;
  /** What was spent before the present question, and how much more its search wants to be allowed. */
  #begun = 0;
  #wanted = 0;

  constructor(program: Program, slices: Slices, cache: EvidenceCache | null) {
    this.#program = program;
    this.#slices = slices;
    this.#cache = cache;
  }

  at(point: PointOfOrder): Witness | null {
    const { relation, rule, code, place, coveredBy } = point;
    if (coveredBy.length > 0 || code === "CALM110") return null;
    const start = rule === null ? 0 : rule.syntax.span.start;
    const where =
      rule === null ? code : `${place.start - start} ${rule.source.text.slice(start, rule.syntax.span.end)}`;
    return this.#recall(relation, `at ${where}`, () => {
      const way = rule === null && code === "CALM106" ? "outgrown" : "withdrawn";
      const places: readonly Aim["at"][] = rule === null ? [] : placesOf(rule, point);
      for (const at of places.length === 0 ? [null] : places) {
        const run = this.#find({ relation, way, at });
        if (run !== null) return witnessOf(run);
      }
      return null;
    });
  }

  of(relation: Relation, way: "withdrawn" | "appeared"): Witness | null {
    const known = this.#found.get(`${way} ${relation.name}`);
    if (known !== undefined) return known;
    const witness = this.#recall(relation, way, () => {
      const run = this.#find({ relation, way, at: null });
      return run && witnessOf(run);
    });
    this.#found.set(`${way} ${relation.name}`, witness);
    return witness;
  }

  /** Whether the bound for the program as a whole is reached. */
  get isOver(): boolean {
    return this.#spent > workMax;
  }

  /** How many states were evaluated for a relation. */
  tried(relation: Relation): number {
    return this.#tried.get(relation) ?? 0;
  }

  /**
   * What was found for the question before, if it would be found again: with the same content of the
   * program, and as much work allowed as the search wants, or exactly as much as it had.
   */
  #recall(relation: Relation, question: string, answer: () => Witness | null): Witness | null {
    if (this.isOver) return null;
    if (this.#cache === null) return answer();
    const key = `${relation.name} ${this.#contentOf(relation)} ${question}`;
    const before = this.#spent;
    const tried = this.tried(relation);
    const ask = (): SearchAnswer => {
      [this.#begun, this.#wanted] = [before, 0];
      const witness = answer();
      const own = { tried: this.tried(relation) - tried, spent: this.#spent - before };
      return { witness, ...own, before, wanted: this.#wanted };
    };
    const first = this.#cache.recall(key, ask);
    const holds = first.before === before || first.wanted <= workMax - before;
    const known = holds ? first : this.#cache.recall(`${key} after ${String(before)}`, ask);
    this.#tried.set(relation, tried + known.tried);
    this.#spent = before + known.spent;
    return known.witness;
  }

  #contentOf(relation: Relation): string {
    let content = this.#keys.get(relation);
    if (content === undefined) {
      this.#contents ??= relationContents(this.#program);
      const slice = this.#slices.of(relation);
      content = `${this.#contents.get(relation) ?? ""} ${slice === null ? "" : orderIn(slice)}`;
      this.#keys.set(relation, content);
    }
    return content;
  }

  /** Every seal is respected, also one that is not in force: a run that broke it would convince nobody. */
  #find(aim: Aim): Run | null {
    if (this.isOver) return null;
    const { relation } = aim;
    let search = this.#searches.get(relation);
    if (search === undefined) {
      const slice = this.#slices.of(relation);
      if (slice === null) return null;
      search = new RunSearch(slice, this.#program.seals);
      this.#searches.set(relation, search);
    }
    const { trial } = search;
    const before = trial.count;
    const wanted = this.#spent - this.#begun + effort.evaluations * trial.size;
    this.#wanted = Math.max(this.#wanted, wanted);
    const evaluations = Math.min(effort.evaluations, Math.floor((workMax - this.#spent) / trial.size));
    const run = search.find(aim, { ...effort, evaluations });
    this.#spent += (trial.count - before) * trial.size;
    this.#tried.set(relation, this.tried(relation) + trial.count - before);
    return run;
  }
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
