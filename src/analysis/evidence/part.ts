import type { PlainLiteral, Relation } from "../../model/program.ts";
import { variablesIn } from "../../model/terms.ts";
import type { Term } from "../../syntax/tree.ts";
import type { Direction } from "../direction.ts";

/** A conjunct of a clause, as far as a grounding looks into it. */
export type Part =
  /** That a relation has a row; at its lattice columns stand wildcards and cuts. */
  | {
      readonly kind: "atom";
      readonly relation: Relation;
      readonly arguments: readonly Argument[];
      readonly negated: boolean;
    }
  /** `=` or `!=` between variables and constants. */
  | { readonly kind: "equality"; readonly left: Term; readonly right: Term; readonly negated: boolean }
  /** Anything else: literals that share a moving value stay together. Of `variables` it says something. */
  | {
      readonly kind: "opaque";
      readonly literals: readonly PlainLiteral[];
      readonly variables: readonly string[];
      readonly direction: Direction;
      readonly negated: boolean;
      /** Where it says that a value goes so far: literals that say so of a value as far or less far are implied. */
      readonly step: Step | null;
    }
  | { readonly kind: "never" };

/** An argument of a part: a variable, a constant, a wildcard, or a cut. */
export type Argument = Term | Cut;

/** That the value of a lattice column has come to an integer, or further, in the column's own order. */
export interface Cut {
  readonly kind: "cut";
  readonly least: number;
}

/** That the value of `term` has come to `least`, or further, where it grows (1) or falls (-1, and then `least` is turned too). */
export interface Step {
  readonly term: Term;
  readonly order: 1 | -1;
  readonly least: number;
  /** The row without which it has not. */
  readonly needs: Part | null;
}

/** The variables of a part, as often as they stand in it. */
export function variablesOf(part: Part): readonly string[] {
  switch (part.kind) {
    case "atom":
      return part.arguments.flatMap((argument) => (argument.kind === "cut" ? [] : variablesIn(argument)));
    case "equality":
      return [part.left, part.right].flatMap(variablesIn);
    case "opaque":
      return part.variables;
    case "never":
      return [];
  }
}
