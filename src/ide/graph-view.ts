import type { Placement, PointCode, PointOfOrder, Verdict } from "../analysis/report.ts";
import type { Direction } from "../analysis/direction.ts";
import type { Position } from "../base/source.ts";
import type { ColumnKind } from "../lattice/column-kind.ts";
import type { Boundary, OutputPromise, Qualifier } from "../model/program.ts";

/**
 * The dependency graph of a program with what the analysis says about it: plain data, which every
 * drawing is made from and which can be sent to a page as JSON.
 *
 * Relations are identified by their names, edges and points of order by ids that are unique in the
 * view. Every point of order of the report is in it exactly once, at an edge or at a node.
 */
export interface GraphView {
  /** The path of the root file. */
  readonly file: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** The components of several relations that read each other, each by its relations' names. */
  readonly components: readonly GraphComponent[];
  readonly boundaries: readonly GraphBoundary[];
  readonly coordinationRounds: number;
}

/** A range of a file; `file` is a path as users see it. */
export interface GraphRange {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

export interface GraphNode {
  readonly name: string;
  readonly kind: "base" | "derived";
  readonly qualifier: Qualifier;
  readonly columns: readonly GraphColumn[];
  readonly verdict: Verdict;
  readonly direction: Direction;
  readonly placement: Placement;
  readonly stratum: number;
  /** Index in the order of evaluation; equal for relations that read each other. */
  readonly component: number;
  /** Whether it reads itself, directly or through others. */
  readonly recursive: boolean;
  /** Whether an `.input` fills it. */
  readonly input: boolean;
  readonly outputs: readonly GraphOutput[];
  /** The names of the boundaries at which its rules decide. */
  readonly boundaries: readonly string[];
  readonly seals: readonly GraphSeal[];
  readonly rules: readonly GraphRule[];
  /** Those that stand at a directive, or read no relation. */
  readonly points: readonly GraphPoint[];
  readonly range: GraphRange;
}

export interface GraphColumn {
  readonly name: string;
  /** As declared: `max<number>`. */
  readonly type: string;
  readonly lattice: ColumnKind | null;
  /** How the value moves in its own order; null for a key. */
  readonly direction: Direction | null;
}

export interface GraphOutput {
  readonly promise: OutputPromise;
  readonly ok: boolean;
  /** False when it is an output only because nothing reads it. */
  readonly declared: boolean;
  readonly rounds: number;
  readonly range: GraphRange;
}

export interface GraphSeal {
  readonly columns: readonly string[];
  readonly by: string;
  readonly range: GraphRange;
}

export interface GraphRule {
  /** Index among the relation's rules. */
  readonly index: number;
  readonly boundary: string | null;
  /** The whole rule as written. */
  readonly text: string;
  readonly range: GraphRange;
  /** The literals and aggregates that read a relation, as offsets into `text`, in order. */
  readonly literals: readonly GraphLiteral[];
}

export interface GraphLiteral {
  readonly edge: string;
  readonly start: number;
  readonly end: number;
  /** Ids of the points of order at it. */
  readonly points: readonly string[];
}

export type EdgeKind =
  | "positive"
  | "negation"
  | "difference"
  | "aggregate"
  | "exact"
  | "decided"
  /** From a sealing relation to the relation whose partitions it closes. */
  | "seal";

/** All literals of one kind through which `to` reads `from`. */
export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly reads: readonly GraphRead[];
  readonly points: readonly GraphPoint[];
}

/** One literal, aggregate or seal. */
export interface GraphRead {
  readonly text: string;
  readonly range: GraphRange;
  /** Index among the rules of the relation that reads; null for a seal. */
  readonly rule: number | null;
  /** The boundary of the rule. */
  readonly boundary: string | null;
}

export interface GraphPoint {
  readonly id: string;
  readonly code: PointCode;
  readonly construct: PointOfOrder["construct"];
  readonly severity: "error" | "info";
  /** The seals and boundaries that cover it, as in `seal open_blocker(release)`; null if none does. */
  readonly coveredBy: string | null;
  readonly relation: string;
  readonly reads: string | null;
  readonly rule: number | null;
  /** The names of the outputs whose promise it breaks, or would break. */
  readonly seenBy: readonly string[];
  readonly range: GraphRange;
}

export interface GraphComponent {
  readonly component: number;
  readonly relations: readonly string[];
}

export interface GraphBoundary {
  readonly name: string;
  readonly protocol: Boundary["protocol"]["kind"];
  readonly range: GraphRange;
}

/** Every point of order of a view, in the order of the report. */
export function pointsOf(view: GraphView): GraphPoint[] {
  return [...view.edges, ...view.nodes]
    .flatMap(({ points }) => points)
    .sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
}
