import type { Source, Span } from "../base/source.ts";

/**
 * The tree of one file, as written: every item in source order, nothing resolved.
 *
 * Spans are offsets into `source`. The parser never fails: what it could not read is in
 * `errors` (and as `unsupported` items), and the items around it are all there.
 */
export interface SyntaxTree {
  readonly source: Source;
  readonly items: readonly Item[];
  /** Every comment, in order, outside the items. */
  readonly comments: readonly Comment[];
  readonly errors: readonly SyntaxProblem[];
}

/** `text` includes the comment's marks; `block` is true for one between slash-star and star-slash. */
export interface Comment extends Span {
  readonly text: string;
  readonly block: boolean;
}

/** What the parser could not read (CALM001), or knows but does not support (CALM010), and where. */
export type SyntaxProblem =
  | {
      readonly kind: "syntax";
      readonly span: Span;
      readonly message: string;
      readonly help?: string;
      readonly insert?: Insertion;
    }
  | { readonly kind: "unsupported"; readonly span: Span; readonly feature: string };

/** A text that, inserted at `offset`, would mend the problem. */
export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

export type Item =
  | TypeDeclaration
  | RelationDeclaration
  | FactRun
  | Rule
  | IoDirective
  | Include
  | Pragma
  | Seal
  | Boundary
  | Invariant
  | Operation
  | Scenario
  | Unsupported;

/** A name where it is written. */
export interface Name {
  readonly text: string;
  readonly span: Span;
}

/** `.type Customer <: symbol` (`subtype`) or `.type Ref = A | B` (`union`, also of one member). */
export interface TypeDeclaration {
  readonly kind: "type";
  readonly name: Name;
  readonly form: "subtype" | "union";
  readonly members: readonly Name[];
  readonly span: Span;
}

/** `.decl a, b(x: number) gset`: one declaration may name several relations. */
export interface RelationDeclaration {
  readonly kind: "relation";
  readonly names: readonly Name[];
  readonly columns: readonly ColumnDeclaration[];
  readonly qualifiers: readonly Name[];
  readonly span: Span;
}

/**
 * `amount: max<number>` is `{ type: "max", element: "number" }`, `n: bounded<0>` is
 * `{ type: "bounded", bound: 0 }`. Whether the type exists is not looked at here.
 */
export interface ColumnDeclaration {
  readonly name: Name;
  readonly type: Name;
  readonly element: Name | null;
  readonly bound: Constant | null;
  readonly span: Span;
}

/**
 * A run of consecutive facts `name(constants).` with only white space between them, kept as its
 * text: a million facts cost their bytes and nothing more. `syntax/facts.ts` reads them again.
 */
export interface FactRun {
  readonly kind: "facts";
  readonly count: number;
  readonly span: Span;
}

/** `.input`, `.output`, `.printsize`, `.limitsize`, each of one or more relations. */
export interface IoDirective {
  readonly kind: "input" | "output" | "printsize" | "limitsize";
  readonly relations: readonly Name[];
  readonly parameters: readonly Parameter[];
  readonly span: Span;
}

/** `name=value`; a bare word, a number, a boolean or a string, all as text. */
export interface Parameter {
  readonly name: Name;
  readonly value: string;
  readonly valueSpan: Span;
  /** How the value was written. */
  readonly form: "symbol" | "number" | "word";
}

export interface Include {
  readonly kind: "include";
  readonly path: string;
  readonly pathSpan: Span;
  readonly span: Span;
}

export interface Pragma {
  readonly kind: "pragma";
  readonly values: readonly string[];
  readonly span: Span;
}

/** `.seal open_blocker(release) by review_closed`. */
export interface Seal {
  readonly kind: "seal";
  readonly relation: Name;
  readonly columns: readonly Name[];
  readonly by: Name;
  readonly span: Span;
}

/** `.boundary majority by quorum(n=5, r=3, w=3)`; `leader(madrid)` has `arguments` instead of parameters. */
export interface Boundary {
  readonly kind: "boundary";
  readonly name: Name;
  readonly protocol: Name;
  readonly arguments: readonly Name[];
  readonly parameters: readonly Parameter[];
  readonly span: Span;
}

/**
 * `heads :- body.`; `body` is a disjunction of conjunctions, `null` for a fact (also one with
 * terms that need evaluation). A boundary written after any head holds for the whole rule.
 */
export interface Rule {
  readonly kind: "rule";
  readonly heads: readonly Atom[];
  readonly boundary: Name | null;
  readonly body: Body | null;
  /** The text after `.plan`, a hint without meaning. */
  readonly plan: Span | null;
  readonly span: Span;
}

/** A disjunction of conjunctions, as written; at least one alternative. */
export type Body = readonly (readonly Literal[])[];

/** `.invariant N assumed: left => right.`; `right` is null for `false`. */
export interface Invariant {
  readonly kind: "invariant";
  readonly name: Name;
  readonly assumed: boolean;
  readonly left: readonly Literal[];
  readonly right: readonly Literal[] | null;
  readonly span: Span;
}

export interface Operation {
  readonly kind: "operation";
  readonly name: Name;
  readonly parameters: readonly OperationParameter[];
  readonly boundary: Name | null;
  /** `require`s and effects, in source order. */
  readonly steps: readonly OperationStep[];
  readonly span: Span;
}

export interface OperationParameter {
  readonly name: Name;
  readonly type: Name;
}

export type OperationStep = Require | Effect;

export interface Require {
  readonly kind: "require";
  readonly body: readonly Literal[];
  readonly span: Span;
}

export type Effect =
  /** `insert R(…)`. */
  | { readonly kind: "insert"; readonly atom: Atom; readonly span: Span }
  /** `delete R(…)`. */
  | { readonly kind: "delete"; readonly atom: Atom; readonly span: Span }
  /** `R(keys) += t` and `R(keys) -= t`: `keys` holds the key terms only. */
  | {
      readonly kind: "add";
      readonly keys: Atom;
      readonly operator: "+=" | "-=";
      readonly amount: Term;
      readonly span: Span;
    }
  /** `R(keys) := t` and `R(keys) := (t, u)`. */
  | { readonly kind: "write"; readonly keys: Atom; readonly values: readonly Term[]; readonly span: Span }
  /** `insert t into R(keys) at i`. */
  | {
      readonly kind: "splice-in";
      readonly keys: Atom;
      readonly element: Term;
      readonly index: Term;
      readonly span: Span;
    }
  /** `delete from R(keys) at i`. */
  | { readonly kind: "splice-out"; readonly keys: Atom; readonly index: Term; readonly span: Span }
  /** `transfer n of R(keys) to r`. */
  | {
      readonly kind: "transfer";
      readonly amount: Term;
      readonly keys: Atom;
      readonly to: Term;
      readonly span: Span;
    };

export interface Scenario {
  readonly kind: "scenario";
  readonly name: Name;
  readonly statements: readonly Statement[];
  readonly span: Span;
}

export type Statement =
  | { readonly kind: "replicas"; readonly names: readonly Name[]; readonly span: Span }
  | {
      readonly kind: "latency";
      readonly between: readonly [Name, Name];
      readonly milliseconds: Term;
      readonly span: Span;
    }
  | { readonly kind: "network"; readonly settings: readonly Parameter[]; readonly span: Span }
  | { readonly kind: "everywhere"; readonly action: Action; readonly span: Span }
  | { readonly kind: "at"; readonly replica: Name; readonly action: Action; readonly span: Span }
  | { readonly kind: "partition"; readonly sides: readonly (readonly Name[])[]; readonly span: Span }
  | { readonly kind: "heal"; readonly span: Span }
  | { readonly kind: "crash" | "recover"; readonly replica: Name; readonly span: Span }
  /** `seal S("v1").` */
  | { readonly kind: "seal"; readonly atom: Atom; readonly span: Span }
  | { readonly kind: "run"; readonly milliseconds: Term; readonly span: Span }
  | { readonly kind: "repeat"; readonly times: Term; readonly statement: Statement; readonly span: Span }
  | { readonly kind: "settle"; readonly span: Span }
  | { readonly kind: "expect"; readonly expectation: Expectation; readonly span: Span };

/** `atom` is a call of an operation or an inserted fact; which, the model finds out. */
export type Action = Effect | { readonly kind: "call"; readonly atom: Atom; readonly span: Span };

export type Expectation =
  | { readonly kind: "row"; readonly replica: Name | null; readonly negated: boolean; readonly atom: Atom }
  | { readonly kind: "converged" | "diverged" | "refused" }
  | { readonly kind: "holds" | "violated"; readonly invariant: Name };

/** An item that Soufflé has and this language has not; reported by name (CALM010), then skipped. */
export interface Unsupported {
  readonly kind: "unsupported";
  readonly feature: string;
  /** The type that the item would declare, so that its uses are not unknown too. */
  readonly type: Name | null;
  readonly span: Span;
}

/** `relation(arguments)`. */
export interface Atom {
  readonly kind: "atom";
  readonly relation: Name;
  readonly arguments: readonly Term[];
  readonly span: Span;
}

export type Literal =
  | Atom
  /** `!p(…)`. */
  | { readonly kind: "negation"; readonly atom: Atom; readonly span: Span }
  /** `p(…) except q(…)`. */
  | { readonly kind: "difference"; readonly left: Atom; readonly right: Atom; readonly span: Span }
  | Comparison
  /** `contains(part, whole)`, `match(regex, text)`, each perhaps negated. */
  | {
      readonly kind: "test";
      readonly test: "contains" | "match";
      readonly negated: boolean;
      readonly arguments: readonly Term[];
      readonly span: Span;
    }
  | { readonly kind: "truth"; readonly value: boolean; readonly span: Span }
  /** `(a, b ; c)`, perhaps behind a `!`. */
  | { readonly kind: "group"; readonly negated: boolean; readonly body: Body; readonly span: Span };

export type ComparisonOperator = "=" | "!=" | "<" | "<=" | ">" | ">=";

export interface Comparison {
  readonly kind: "comparison";
  readonly operator: ComparisonOperator;
  readonly left: Term;
  readonly right: Term;
  readonly span: Span;
}

export type Term = Variable | Wildcard | Constant | Call | Aggregate;

export interface Variable {
  readonly kind: "variable";
  readonly name: string;
  readonly span: Span;
}

export interface Wildcard {
  readonly kind: "wildcard";
  readonly span: Span;
}

/**
 * A number or a symbol. `text` is its spelling (`0x1F`, `"a\n"`), `value` what it means;
 * `unsigned` is Soufflé's `5u`. A number is never negative here: `-3` is a call of `-`.
 */
export type Constant =
  | {
      readonly kind: "constant";
      readonly type: "number" | "unsigned" | "float";
      readonly value: number;
      readonly text: string;
      readonly span: Span;
    }
  | {
      readonly kind: "constant";
      readonly type: "symbol";
      readonly value: string;
      readonly text: string;
      readonly span: Span;
    };

/**
 * An operator or a functor applied: `x + 1` is a call of `+` with two arguments, `-x` one of `-`
 * with one, `cat(a, b)` one of `cat`. `infix` tells how it was written.
 */
export interface Call {
  readonly kind: "call";
  readonly functor: string;
  readonly functorSpan: Span;
  readonly arguments: readonly Term[];
  readonly infix: boolean;
  readonly span: Span;
}

export type AggregateOperator = "count" | "sum" | "min" | "max" | "mean";

/** `sum x : { body }`; `target` is null for `count`, `braces` is false for `count : R(x)`. */
export interface Aggregate {
  readonly kind: "aggregate";
  readonly operator: AggregateOperator;
  readonly target: Term | null;
  readonly body: Body;
  readonly braces: boolean;
  readonly span: Span;
}
