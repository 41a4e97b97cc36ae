import type { InvariantVerdict } from "./confluence/confluence.ts";
import type { Conflict } from "./confluence/counterexample-search.ts";
import type { Place } from "../base/source.ts";
import type { OutputPromise, Relation, Boundary, Rule, Seal } from "../model/program.ts";
import type { Direction } from "./direction.ts";

/**
 * What the analysis concludes about a program: one value, from which the messages, the JSON, the
 * editor's hovers and the graph are all made.
 */
export interface Report {
  readonly relations: ReadonlyMap<Relation, RelationVerdict>;
  readonly outputs: readonly OutputVerdict[];
  /** In source order. */
  readonly pointsOfOrder: readonly PointOfOrder[];
  /** What is concluded of invariants; none until they are judged. */
  readonly invariants: readonly InvariantVerdict[];
  /** The pairs of operations that break an invariant together. */
  readonly conflicts: readonly Conflict[];
  /** The longest chain of points that `final` and `absence` outputs see: what a correct execution pays, in sequence. */
  readonly coordinationRounds: number;
  /** Where boundaries or seals would cover all uncovered points that matter, cheapest first. */
  readonly suggestions: readonly Suggestion[];
  /** How many of the uncovered error points would go if all `.input` relations were static: a second analysis, made when asked. */
  closedInputs(): { readonly points: number; readonly gone: number };
  readonly findings: readonly AnalysisFinding[];
}

export type Verdict =
  "constant" | "monotone" | "antitone" | "coordinated" | "nonmonotone" | "nondeterministic";

/** Coordination-free when data is placed by key, and how (analysis.md, section 4). */
export type Placement = "monotone" | "domain-distinct" | "domain-disjoint" | "none";

export type Evidence = "direction" | "small-model" | "witness" | "bound";

export interface RelationVerdict {
  readonly relation: Relation;
  /** Of the keys and the lattice columns together. */
  readonly direction: Direction;
  readonly keys: Direction;
  /** One per column; null for a key column, else the direction in the column's own order. */
  readonly values: readonly (Direction | null)[];
  readonly nondeterministic: boolean;
  readonly verdict: Verdict;
  readonly placement: Placement;
  readonly evidence: Evidence;
  /** The boundaries and seals without which it would not keep its direction: where it is `coordinated`, or `antitone` thanks to them. */
  readonly thanksTo: readonly Cover[];
  /** Whether a `final` or `absence` output sees it. */
  readonly seenBy: readonly Relation[];
}

export type Cover =
  { readonly kind: "boundary"; readonly boundary: Boundary } | { readonly kind: "seal"; readonly seal: Seal };

export interface OutputVerdict {
  readonly relation: Relation;
  /** The directive; the relation's own place when no output is declared. */
  readonly place: Place;
  readonly promise: OutputPromise;
  /** False when it counts as an output only because nothing reads it and no `.output` is declared. */
  readonly declared: boolean;
  readonly verdict: Verdict;
  readonly ok: boolean;
  /** Growing columns are read exactly although only their bound stands (`exact=true`). */
  readonly exactColumns: readonly string[];
  /** Sequential rounds of coordination below it. */
  readonly rounds: number;
  /** The points that break or would break its promise. */
  readonly points: readonly PointOfOrder[];
  /** For a broken `absence`: a run in which a missing row appears. */
  readonly witness: Witness | null;
}

export type PointCode =
  "CALM101" | "CALM102" | "CALM103" | "CALM104" | "CALM105" | "CALM106" | "CALM107" | "CALM108" | "CALM110";

export type Construct =
  | "negation"
  | "difference"
  | "count"
  | "sum"
  | "mean"
  | "min"
  | "max"
  | "exact-read"
  | "removable-read"
  | "register-read"
  | "counter-read"
  | "sequence-read"
  | "arrival-order";

/** A literal, aggregate or directive at which a conclusion could be withdrawn. */
export interface PointOfOrder {
  readonly code: PointCode;
  readonly construct: Construct;
  readonly place: Place;
  /** The head (of several: the first that an output demands), or the relation of the directive. */
  readonly relation: Relation;
  /** Null at a directive. */
  readonly rule: Rule | null;
  /** Index among the relation's rules, null at a directive. */
  readonly ruleIndex: number | null;
  /** The relation whose absence, value or removal is read; null for `replica()` and `now()`. */
  readonly reads: Relation | null;
  /** What was written, for the message: an operator such as `<=`, a column, a functor. */
  readonly detail: string | null;
  readonly direction: Direction;
  readonly coveredBy: readonly Cover[];
  /** `error` when a `final` output is broken here, `info` when it is covered or no such output sees it. */
  readonly severity: "error" | "info";
  /** The outputs whose promise it breaks, or would break were it not covered. */
  readonly seenBy: readonly Relation[];
  readonly witness: Witness | null;
}

/** A run that shows a withdrawal, in the program's own words, confirmed by the evaluator. */
export interface Witness {
  readonly facts: readonly string[];
  readonly changes: readonly WitnessChange[];
  readonly withdrawn?: string;
  readonly appeared?: string;
  /** A value that was demanded exactly and has grown: the row says less than the one in its place. */
  readonly outgrown?: string;
}

export type WitnessChange =
  { readonly insert: string } | { readonly delete: string } | { readonly write: string };

export type Suggestion =
  | {
      readonly kind: "seal";
      readonly relation: Relation;
      readonly columns: readonly string[];
      readonly at: PointOfOrder;
      readonly cost: number;
      readonly covers: readonly PointOfOrder[];
    }
  | {
      readonly kind: "boundary";
      readonly relation: Relation;
      readonly cost: number;
      readonly covers: readonly PointOfOrder[];
    };

export type AnalysisFinding =
  | {
      readonly code: PointCode;
      readonly place: Place;
      readonly severity: "error" | "info";
      readonly point: PointOfOrder;
    }
  | {
      readonly code: "CALM120";
      readonly place: Place;
      /** Takes the place of the point's own finding. */
      readonly point: PointOfOrder;
      /** How many pairs of states were tried. */
      readonly tried: number;
    }
  | {
      readonly code: "CALM111";
      readonly place: Place;
      readonly output: OutputVerdict;
      /** The promise it does keep, if any. */ readonly keeps: OutputPromise | null;
    }
  | {
      readonly code: "CALM301";
      readonly place: Place;
      readonly verdict: InvariantVerdict & { readonly verdict: "not confluent" };
    }
  | {
      readonly code: "CALM302";
      readonly place: Place;
      readonly verdict: InvariantVerdict & { readonly verdict: "undecided" };
    }
  | {
      readonly code: "CALM201";
      readonly place: Place;
      readonly what: "boundary" | "seal";
      readonly name: string;
    }
  | {
      readonly code: "CALM202";
      readonly place: Place;
      readonly boundary: Boundary;
      readonly point: PointOfOrder;
    }
  | {
      readonly code: "CALM203";
      readonly place: Place;
      readonly boundary: Boundary;
      readonly relation: Relation;
      readonly rule: Rule;
    }
  | {
      readonly code: "CALM204";
      readonly place: Place;
      readonly seal: Seal;
      /** `columns`: the sealed columns that the sealing atom of this rule does not meet; empty for a sealing relation that is not monotone. */
      readonly problem: "not correlated" | "not monotone";
      readonly columns: readonly string[];
      readonly direction: Direction | null;
    };
