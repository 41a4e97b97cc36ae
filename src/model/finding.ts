import type { Place } from "../base/source.ts";

/**
 * Something wrong in the user's program, found while reading and resolving it. Findings know no
 * English: the catalogue in `diagnostics/` turns each into a sentence.
 */
export type ProgramFinding =
  | {
      readonly code: "CALM001";
      readonly place: Place;
      readonly message: string;
      readonly help?: string;
      readonly insert?: { readonly offset: number; readonly text: string };
    }
  | {
      readonly code: "CALM002";
      readonly place: Place;
      readonly what: NamedThing;
      readonly name: string;
      /** The nearest known name. */ readonly nearest: string | null;
      /** All the known names, when there are few. */ readonly known: readonly string[];
    }
  | {
      readonly code: "CALM003";
      readonly place: Place;
      readonly what: string;
      readonly name: string;
      readonly expected: number;
      readonly found: number;
      readonly declared: Place | null;
    }
  | { readonly code: "CALM004"; readonly place: Place; readonly problem: TypeProblem }
  | {
      readonly code: "CALM005";
      readonly place: Place;
      readonly variable: string;
      readonly position: "head" | "negated atom" | "comparison" | "term" | "wildcard in head" | "effect";
    }
  | {
      readonly code: "CALM006";
      readonly place: Place;
      readonly what: string;
      readonly name: string;
      readonly first: Place;
    }
  | {
      readonly code: "CALM007";
      readonly place: Place;
      /** The whole cycle, each edge from the relation read to the one that reads it; the first is the one that must not be in a cycle. */ readonly cycle: readonly CycleEdge[];
    }
  | { readonly code: "CALM008"; readonly place: Place; readonly variable: string }
  | {
      readonly code: "CALM009";
      readonly place: Place;
      readonly relation: string;
      readonly problem: "never read" | "never filled" | "can never fire";
    }
  | { readonly code: "CALM010"; readonly place: Place; readonly feature: string }
  | {
      readonly code: "CALM011";
      readonly place: Place;
      readonly relation: string;
      readonly problem: "derived into a replicated relation" | "operation writes a derived relation";
      readonly qualifier: string;
      readonly declared: Place;
    }
  | {
      readonly code: "CALM012";
      readonly place: Place;
      readonly path: string;
      readonly problem: "not found" | "cyclic" | "unreadable";
      readonly chain: readonly string[];
    }
  | {
      readonly code: "CALM013";
      readonly place: Place;
      /** The relation; the type's name where a `.type` is malformed. */
      readonly relation: string;
      /** Empty where no single column is meant. */
      readonly column: string;
      readonly problem: DeclarationProblem;
    }
  | {
      readonly code: "CALM202";
      readonly place: Place;
      readonly boundary: string;
      readonly problem: "no overlap" | "wrong n" | "does not close";
      readonly n: number;
      readonly r: number;
      readonly w: number;
      /** The scenario's number of replicas, for `wrong n`. */ readonly replicas: number | null;
    }
  | {
      readonly code: "CALM303";
      readonly place: Place;
      readonly what: "operation" | "idle operation" | "invariant";
      readonly name: string;
    }
  | {
      readonly code: "CALM304";
      readonly place: Place;
      readonly operation: string;
      readonly reads: "absence" | "exact value" | "replica()" | "now()";
      readonly relation: string | null;
    }
  | {
      readonly code: "CALM401";
      readonly place: Place;
      readonly relation: string;
      readonly effect: string;
      readonly type: string;
      readonly allowed: readonly string[];
      readonly declared: Place;
    }
  | { readonly code: "CALM402"; readonly place: Place; readonly relation: string; readonly column: string };

export type NamedThing =
  | "relation"
  | "sealing relation"
  | "column"
  | "type"
  | "qualifier"
  | "functor"
  | "boundary"
  | "boundary kind"
  | "operation"
  | "invariant"
  | "scenario"
  | "replica"
  | "parameter"
  | "parameter value"
  | "network setting";

/** What is malformed about a declaration (language.md, section 1). */
export type DeclarationProblem =
  /** A lattice column before a plain one. */
  | "not last"
  /** A second lattice column beside one that allows none. */
  | "not alone"
  /** A lattice of a type it cannot hold. */
  | "cannot hold"
  /** `max`, `min`, `lww`, `mv` without a type in angle brackets. */
  | "element missing"
  /** `bounded` without its lower bound. */
  | "bound missing"
  /** A lattice column in an `orset`. */
  | "in an orset"
  /** A lattice column other than `max` and `min` in a `static` relation. */
  | "in a static relation"
  /** Two of `gset`, `orset` and `static`. */
  | "several qualifiers"
  /** `eqrel` on a relation without exactly two columns of one type. */
  | "eqrel not binary"
  /** A `.type` with the name of a base type. */
  | "redefines a base type"
  /** A `.type` that is defined through itself. */
  | "cyclic type"
  /** A `.type` of unions that lie too deep in one another. */
  | "nested too deeply";

export type TypeProblem =
  | {
      readonly kind: "argument";
      readonly expected: string;
      readonly found: string;
      /** The relation; or the operation, whose parameter is then the column. */
      readonly relation: string;
      readonly isOperation?: boolean;
      readonly column: string;
    }
  | { readonly kind: "operands"; readonly operator: string; readonly left: string; readonly right: string }
  | { readonly kind: "operand"; readonly operator: string; readonly expected: string; readonly found: string }
  | { readonly kind: "variable"; readonly variable: string; readonly first: string; readonly second: string }
  /** A union over two base types. */
  | { readonly kind: "union"; readonly type: string; readonly first: string; readonly second: string }
  | { readonly kind: "range"; readonly text: string; readonly type: string };

export interface CycleEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: "positive" | "negation" | "aggregate" | "exact";
  readonly place: Place;
}
