import { present } from "../base/assert.ts";
import { groupBy } from "../base/group-by.ts";
import { linesOf, placeOf, type Place, type Span } from "../base/source.ts";
import type { Cover, OutputVerdict, PointOfOrder, RelationVerdict, Report } from "../analysis/report.ts";
import type { DependencyEdge, Program, Relation, Rule, Seal } from "../model/program.ts";
import type {
  EdgeKind,
  GraphEdge,
  GraphNode,
  GraphPoint,
  GraphRange,
  GraphRule,
  GraphView,
} from "./graph-view.ts";

/** The graph of a program; `report` is the analysis of the same program. `locate` says where a place stands in its file. */
export function programGraph(
  program: Program,
  report: Report,
  locate: (place: Place) => GraphRange = rangeInSource,
): GraphView {
  const edges = edgeDrafts(program);
  const literals = groupBy(
    edges.flatMap((edge) => edge.literals),
    ({ rule }) => rule,
  );
  const atNodes: { readonly relation: Relation; readonly point: GraphPoint }[] = [];
  for (const [index, point] of report.pointsOfOrder.entries()) {
    const drawn = graphPoint(point, `p${index}`, locate);
    const literal = point.rule === null ? undefined : literalOf(point, literals.get(point.rule) ?? []);
    if (literal === undefined) atNodes.push({ relation: point.relation, point: drawn });
    else literal.points.push(drawn);
  }
  const parts: Parts = {
    program,
    locate,
    literals,
    points: groupBy(atNodes, ({ relation }) => relation),
    rules: groupBy(program.rules.flatMap(headedRules), ({ head }) => head),
    outputs: groupBy(report.outputs, ({ relation }) => relation),
    seals: groupBy(program.seals, ({ relation }) => relation),
    inputs: new Set(program.inputs.map(({ relation }) => relation)),
    recursive: recursiveRelations(program),
  };
  return {
    file: program.sources[0]?.path ?? "",
    nodes: drawnRelations(program).map((relation) =>
      graphNode(present(report.relations.get(relation), `the verdict of ${relation.name}`), parts),
    ),
    edges: edges.map((edge) => graphEdge(edge, locate)),
    components: program.dependencies.components
      .map((relations, component) => ({ component, relations: relations.map(({ name }) => name) }))
      .filter(({ relations }) => relations.length > 1),
    boundaries: [...program.boundaries.values()].map(({ name, protocol, place }) => ({
      name,
      protocol: protocol.kind,
      range: locate(place),
    })),
    coordinationRounds: report.coordinationRounds,
  };
}

/** All but those that the language brings along and the program does not read. */
function drawnRelations({ relations, dependencies, sources }: Program): Relation[] {
  const read = new Set(dependencies.edges.map(({ from }) => from));
  return [...relations.values()].filter(
    (relation) => sources.includes(relation.place.source) || read.has(relation),
  );
}

/** What belongs to each relation or rule, gathered once. */
interface Parts {
  readonly program: Program;
  readonly locate: (place: Place) => GraphRange;
  readonly literals: ReadonlyMap<Rule | null, readonly LiteralDraft[]>;
  readonly points: ReadonlyMap<Relation, readonly { readonly point: GraphPoint }[]>;
  readonly rules: ReadonlyMap<Relation, readonly HeadedRule[]>;
  readonly outputs: ReadonlyMap<Relation, readonly OutputVerdict[]>;
  readonly seals: ReadonlyMap<Relation, readonly Seal[]>;
  readonly inputs: ReadonlySet<Relation>;
  readonly recursive: ReadonlySet<Relation>;
}

/** An edge while its literals are gathered. */
interface EdgeDraft {
  readonly id: string;
  readonly from: Relation;
  readonly to: Relation;
  readonly kind: EdgeKind;
  readonly literals: LiteralDraft[];
}

interface LiteralDraft {
  readonly edge: EdgeDraft;
  readonly place: Place;
  /** Null for a seal. */
  readonly rule: Rule | null;
  readonly points: GraphPoint[];
}

function edgeDrafts(program: Program): EdgeDraft[] {
  const drafts = new Map<string, EdgeDraft>();
  const seen = new Map<Rule, Set<string>>();
  const edgeAt = (from: Relation, to: Relation, kind: EdgeKind): EdgeDraft => {
    const key = JSON.stringify([from.name, to.name, kind]);
    const edge = drafts.get(key) ?? { id: `e${drafts.size}`, from, to, kind, literals: [] };
    drafts.set(key, edge);
    return edge;
  };
  for (const read of program.dependencies.edges) {
    const { from, to, rule, place } = read;
    const edge = edgeAt(from, to, kindOf(read));
    // An aggregate that reads a relation twice has one place.
    const known = seen.get(rule) ?? new Set();
    seen.set(rule, known);
    const key = `${edge.id} ${place.start} ${place.end}`;
    if (!known.has(key)) edge.literals.push({ edge, place, rule, points: [] });
    known.add(key);
  }
  for (const { by, relation, place } of program.seals) {
    const edge = edgeAt(by, relation, "seal");
    edge.literals.push({ edge, place, rule: null, points: [] });
  }
  return [...drafts.values()];
}

function kindOf({ kind, rule, place }: DependencyEdge): EdgeKind {
  const isDifference =
    kind === "negation" &&
    rule.clauses.some(({ literals }) =>
      literals.some((each) => each.kind === "difference" && isWithin(place, each.span)),
    );
  return isDifference ? "difference" : kind;
}

/**
 * The literal at which a point of order stands, of those of its rule; undefined for a point that
 * reads no relation.
 */
function literalOf(point: PointOfOrder, literals: readonly LiteralDraft[]): LiteralDraft | undefined {
  return literals
    .filter(({ edge }) => edge.from === point.reads && edge.to === point.relation)
    .map((literal) => ({ literal, nearness: nearness(literal, point) }))
    .sort((a, b) => b.nearness - a.nearness)[0]?.literal;
}

/** The literal or aggregate itself before one that only overlaps, before any other of the rule. */
function nearness({ place, edge }: LiteralDraft, { place: wanted }: PointOfOrder): number {
  const overlaps = place.start < wanted.end && wanted.start < place.end;
  const same = isWithin(place, wanted) && isWithin(wanted, place);
  return (same ? 4 : overlaps ? 2 : 0) + (edge.kind === "positive" ? 0 : 1);
}

function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

interface HeadedRule {
  readonly head: Relation;
  readonly rule: Rule;
}

function headedRules(rule: Rule): HeadedRule[] {
  return [...new Set(rule.heads.map(({ relation }) => relation))].map((head) => ({ head, rule }));
}

function recursiveRelations({ dependencies }: Program): ReadonlySet<Relation> {
  const { componentOf, edges } = dependencies;
  const inside = edges.filter(({ from, to }) => componentOf.get(from) === componentOf.get(to));
  return new Set(inside.map(({ to }) => to));
}

function graphNode(verdict: RelationVerdict, parts: Parts): GraphNode {
  const { relation } = verdict;
  const { dependencies } = parts.program;
  const rules = (parts.rules.get(relation) ?? []).map(({ rule }) => rule);
  return {
    name: relation.name,
    kind: relation.kind,
    qualifier: relation.qualifier,
    columns: relation.columns.map(({ name, text, lattice }, index) => ({
      name,
      type: text,
      lattice,
      direction: verdict.values[index] ?? null,
    })),
    verdict: verdict.verdict,
    direction: verdict.direction,
    placement: verdict.placement,
    stratum: dependencies.stratumOf.get(relation) ?? 0,
    component: present(dependencies.componentOf.get(relation), `the component of ${relation.name}`),
    recursive: parts.recursive.has(relation),
    input: parts.inputs.has(relation),
    outputs: (parts.outputs.get(relation) ?? []).map(({ promise, ok, declared, rounds, place }) => ({
      promise,
      ok,
      declared,
      rounds,
      range: parts.locate(place),
    })),
    boundaries: [...new Set(rules.flatMap(({ boundary }) => (boundary === null ? [] : [boundary.name])))],
    seals: (parts.seals.get(relation) ?? []).map((seal) => ({
      columns: sealedColumns(seal),
      by: seal.by.name,
      range: parts.locate(seal.place),
    })),
    rules: rules.map((rule) => graphRule(rule, relation, parts)),
    points: (parts.points.get(relation) ?? []).map(({ point }) => point),
    range: parts.locate(relation.place),
  };
}

function graphRule(rule: Rule, relation: Relation, { literals, locate }: Parts): GraphRule {
  const place = placeOf(rule.source, rule.syntax.span);
  return {
    index: indexOf(rule, relation),
    boundary: rule.boundary?.name ?? null,
    text: textOf(place),
    range: locate(place),
    literals: (literals.get(rule) ?? [])
      .filter(({ edge }) => edge.to === relation)
      .map(({ edge, place: { start, end }, points }) => ({
        edge: edge.id,
        start: start - place.start,
        end: end - place.start,
        points: points.map(({ id }) => id),
      }))
      .sort((a, b) => a.start - b.start || b.end - a.end),
  };
}

function graphEdge({ id, from, to, kind, literals }: EdgeDraft, locate: Parts["locate"]): GraphEdge {
  return {
    id,
    from: from.name,
    to: to.name,
    kind,
    reads: literals.map(({ place, rule }) => ({
      text: textOf(place),
      range: locate(place),
      rule: rule === null ? null : indexOf(rule, to),
      boundary: rule?.boundary?.name ?? null,
    })),
    points: literals.flatMap(({ points }) => points),
  };
}

function graphPoint(point: PointOfOrder, id: string, locate: Parts["locate"]): GraphPoint {
  return {
    id,
    code: point.code,
    construct: point.construct,
    severity: point.severity,
    coveredBy: point.coveredBy.length === 0 ? null : point.coveredBy.map(coverText).join(", "),
    relation: point.relation.name,
    reads: point.reads?.name ?? null,
    rule: point.ruleIndex,
    seenBy: point.seenBy.map(({ name }) => name),
    range: locate(point.place),
  };
}

function coverText(cover: Cover): string {
  return cover.kind === "boundary"
    ? `boundary ${cover.boundary.name}`
    : `seal ${cover.seal.relation.name}(${sealedColumns(cover.seal).join(", ")})`;
}

function sealedColumns({ relation, columns }: Seal): string[] {
  return columns.map((index) => present(relation.columns[index], `column ${index} of ${relation.name}`).name);
}

function indexOf(rule: Rule, relation: Relation): number {
  const head = rule.heads.find((each) => each.relation === relation);
  return present(head, `the head ${relation.name} of a rule`).index;
}

function rangeInSource({ source, start, end }: Place): GraphRange {
  const lines = linesOf(source);
  return { file: source.path, start: lines.position(start), end: lines.position(end) };
}

function textOf({ source, start, end }: Place): string {
  return source.text.slice(start, end);
}
