import type { Place, Source } from "../base/source.ts";
import type { ColumnKind } from "../lattice/column-kind.ts";
import type * as Syntax from "../syntax/tree.ts";
import type { ProgramFinding } from "./finding.ts";

/**
 * A program whose names are resolved: what the engine evaluates and the analyses judge.
 *
 * Only sound parts are in it. A rule, seal, output, … that has a finding of its own (an unknown
 * relation, a wrong number of arguments, a wrong type, an unsafe variable) stands in `findings`
 * and, where what is left of it would mislead, not in the lists, so that no later stage meets an
 * unresolved name. Terms and literals are the syntax tree's own nodes, which also serve as
 * identities; names in them are looked up in the maps here.
 */
export interface Program {
  /** The root file first, then the included ones, in the order in which they were met. */
  readonly sources: readonly Source[];
  readonly types: ReadonlyMap<string, TypeDefinition>;
  readonly relations: ReadonlyMap<string, Relation>;
  /** In source order, includes spliced in where they stand. Facts of the text are not among them. */
  readonly rules: readonly Rule[];
  /** Facts of the text, in source order; `relation` has rows here whether it is base or derived. */
  readonly facts: readonly FactSource[];
  /** The relations with at least one fact in the text, in a run or alone. */
  readonly factRelations: ReadonlySet<Relation>;
  /** The relations that a rule would derive which is left out for a finding of its own: what rows they have is not known. */
  readonly incomplete: ReadonlySet<Relation>;
  readonly inputs: readonly IoDirective[];
  readonly outputs: readonly Output[];
  readonly printsizes: readonly IoDirective[];
  readonly limits: readonly IoDirective[];
  readonly seals: readonly Seal[];
  readonly boundaries: ReadonlyMap<string, Boundary>;
  readonly invariants: readonly Invariant[];
  readonly operations: ReadonlyMap<string, Operation>;
  readonly scenarios: readonly Scenario[];
  readonly dependencies: DependencyGraph;
  /** The names that were to be closed from outside (`--static`) and are no base relations. */
  readonly unknownStatic: readonly string[];
  readonly findings: readonly ProgramFinding[];
}

/** The values a column can hold once types are resolved. */
export type ValueType = "symbol" | "number" | "unsigned" | "float";

export interface TypeDefinition {
  readonly name: string;
  readonly place: Place;
  readonly base: ValueType;
  /** The type's ancestors and itself: a value of type A fits a column of type B when B is among A's. */
  readonly supertypes: ReadonlySet<string>;
}

export type Qualifier = "gset" | "orset" | "static";

/** Identified by object; `name` is unique among relations and operations. */
export interface Relation {
  readonly name: string;
  /** Where the name is declared. */
  readonly place: Place;
  readonly declaration: Syntax.RelationDeclaration;
  /** `derived` when it is the head of a rule; facts of the text alone leave it `base`. */
  readonly kind: "base" | "derived";
  readonly qualifier: Qualifier;
  readonly columns: readonly Column[];
  /** The first columns are keys; from here on they are lattice columns. Equal to `columns.length` without any. */
  readonly keyCount: number;
  /** `eqrel`. */
  readonly equivalence: boolean;
}

export interface Column {
  readonly name: string;
  /** The declared type, or the element's declared type of a lattice column. */
  readonly type: string;
  /** `symbol` where `isTyped` is false. */
  readonly value: ValueType;
  /** Whether the declared type is one. Where it is none everything fits, and no rows are to be made. */
  readonly isTyped: boolean;
  /** Null for a plain column. */
  readonly lattice: ColumnKind | null;
  /** The L of `bounded<L>`. */
  readonly bound: number | null;
  /** As written: `max<number>`, `Customer`. */
  readonly text: string;
}

/**
 * One rule as written. A rule with several heads is one `Rule`; `clauses` are the conjunctions
 * of its body, with disjunctions multiplied out and groups dissolved, in the order written.
 */
export interface Rule {
  readonly source: Source;
  readonly syntax: Syntax.Rule;
  readonly heads: readonly RuleHead[];
  readonly clauses: readonly Clause[];
  readonly boundary: Boundary | null;
}

export interface RuleHead {
  readonly relation: Relation;
  readonly atom: Syntax.Atom;
  /** The rule's index among those of `relation`, in source order (facts do not count). */
  readonly index: number;
}

/** A conjunction without groups: `literals` are nodes of the tree, negated groups pushed inwards. */
export interface Clause {
  readonly literals: readonly PlainLiteral[];
}

export type PlainLiteral = Exclude<Syntax.Literal, { kind: "group" }>;

/** A run of facts, or one fact that the rule parser read; `text` of a run is read with `syntax/facts.ts`. */
export type FactSource =
  | { readonly kind: "run"; readonly source: Source; readonly run: Syntax.FactRun }
  /** Heads without a body. All arguments are constant terms, perhaps computed. */
  | {
      readonly kind: "fact";
      readonly source: Source;
      readonly relation: Relation;
      readonly atom: Syntax.Atom;
    };

/** One relation of an `.input`, `.printsize` or `.limitsize`. */
export interface IoDirective {
  readonly relation: Relation;
  readonly place: Place;
  readonly parameters: ReadonlyMap<string, string>;
  readonly syntax: Syntax.IoDirective;
}

export type OutputPromise = "final" | "eventual" | "absence";

export interface Output extends IoDirective {
  readonly promise: OutputPromise;
  /** `exact=true`: the value of a growing column itself is promised. */
  readonly exact: boolean;
}

/** `.seal relation(columns) by sealing`; `columns` are indexes into the relation's, in the order of the sealing relation's. */
export interface Seal {
  readonly place: Place;
  readonly syntax: Syntax.Seal;
  readonly relation: Relation;
  readonly columns: readonly number[];
  readonly by: Relation;
}

export interface Boundary {
  readonly name: string;
  readonly place: Place;
  readonly syntax: Syntax.Boundary;
  readonly protocol: BoundaryProtocol;
}

export type BoundaryProtocol =
  | { readonly kind: "leader"; readonly replica: string | null }
  | { readonly kind: "barrier" }
  /** `sound` is false when r + w <= n or n is not the number of replicas of a scenario: it covers nothing. */
  | {
      readonly kind: "quorum";
      readonly n: number;
      readonly r: number;
      readonly w: number;
      readonly sound: boolean;
    };

export interface Invariant {
  readonly name: string;
  readonly source: Source;
  readonly syntax: Syntax.Invariant;
  readonly assumed: boolean;
}

export interface Operation {
  readonly name: string;
  readonly source: Source;
  readonly syntax: Syntax.Operation;
  readonly boundary: Boundary | null;
}

export interface Scenario {
  readonly name: string;
  readonly source: Source;
  readonly syntax: Syntax.Scenario;
}

/**
 * Which relation reads which: nodes are relations, an edge goes from the relation read to the
 * head that reads it. Components are strongly connected and come in evaluation order.
 */
export interface DependencyGraph {
  readonly edges: readonly DependencyEdge[];
  readonly components: readonly (readonly Relation[])[];
  /** Index into `components`. */
  readonly componentOf: ReadonlyMap<Relation, number>;
  /** 0 for base relations; one more at each negation, aggregate or exact read. */
  readonly stratumOf: ReadonlyMap<Relation, number>;
}

export interface DependencyEdge {
  readonly from: Relation;
  readonly to: Relation;
  readonly rule: Rule;
  /** The literal or aggregate through which it is read. */
  readonly place: Place;
  /** `positive` keeps the stratum. A read of the same boundary's own earlier decisions is `decided`, and keeps it too. */
  readonly kind: "positive" | "negation" | "aggregate" | "exact" | "decided";
}
