import type * as Syntax from "../syntax/tree.ts";
import type { Clause, PlainLiteral } from "./program.ts";
import { literalTerms } from "./terms.ts";

/** How many conjunctions one body may have when everything in it is multiplied out. */
export const clauseLimit = 1000;

/**
 * The conjunctions of a body: disjunctions multiplied out in the order written, groups dissolved,
 * a negated group pushed inwards by De Morgan's laws. `overflow` says that there are more than
 * `clauseLimit`; the first ones are returned.
 *
 * Literals keep their identity where nothing is pushed into them. A negation made here stands at
 * its literal's place.
 */
export function clausesOf(body: Syntax.Body): {
  readonly clauses: readonly Clause[];
  readonly overflow: boolean;
} {
  const state = { overflow: false };
  const clauses = disjunction(body, false, state);
  return { clauses: clauses.map((literals) => ({ literals })), overflow: state.overflow };
}

/**
 * How many conjunctions a body has when everything in it is multiplied out, those of the aggregates
 * in each of its conjunctions included but for one of each. Found without doing so.
 */
export function clauseCount(body: Syntax.Body): number {
  const { alternatives, inside } = sizeOfBody(body, false);
  return alternatives + inside;
}

/** `inside` counts the further conjunctions of aggregates, over all the alternatives. */
interface Size {
  readonly alternatives: number;
  readonly inside: number;
}

function sizeOfBody(body: Syntax.Body, negated: boolean): Size {
  const parts = body.map((literals) => {
    const sizes = literals.map((literal) => sizeOfLiteral(literal, negated));
    return negated
      ? sizes.reduce(either, { alternatives: 0, inside: 0 })
      : sizes.reduce(both, { alternatives: 1, inside: 0 });
  });
  return negated
    ? parts.reduce(both, { alternatives: 1, inside: 0 })
    : parts.reduce(either, { alternatives: 0, inside: 0 });
}

function either(a: Size, b: Size): Size {
  return { alternatives: a.alternatives + b.alternatives, inside: a.inside + b.inside };
}

function both(a: Size, b: Size): Size {
  const inside = a.inside * b.alternatives + b.inside * a.alternatives;
  return { alternatives: a.alternatives * b.alternatives, inside };
}

function sizeOfLiteral(literal: Syntax.Literal, negated: boolean): Size {
  if (literal.kind === "group") return sizeOfBody(literal.body, literal.negated !== negated);
  const alternatives = negated && literal.kind === "difference" ? 2 : 1;
  return {
    alternatives,
    inside: literalTerms(literal).reduce((sum, term) => sum + aggregatedClauses(term), 0),
  };
}

/** The conjunctions of all the aggregates in a term, but for one of each. */
export function aggregatedClauses(term: Syntax.Term): number {
  if (term.kind === "call")
    return term.arguments.reduce((sum, argument) => sum + aggregatedClauses(argument), 0);
  if (term.kind !== "aggregate") return 0;
  return clauseCount(term.body) - 1 + (term.target === null ? 0 : aggregatedClauses(term.target));
}

type Conjunction = readonly PlainLiteral[];

function disjunction(
  body: Syntax.Body,
  negated: boolean,
  state: { overflow: boolean },
): readonly Conjunction[] {
  const parts = body.map((alternative) => conjunction(alternative, negated, state));
  return negated ? product(parts, state) : concat(parts, state);
}

function conjunction(
  literals: readonly Syntax.Literal[],
  negated: boolean,
  state: { overflow: boolean },
): readonly Conjunction[] {
  const parts: (readonly Conjunction[])[] = [];
  let run: PlainLiteral[] | null = null;
  for (const literal of literals) {
    if (literal.kind === "group") {
      run = null;
      parts.push(disjunction(literal.body, literal.negated !== negated, state));
    } else if (negated) {
      parts.push(negate(literal).map((one) => [one]));
    } else if (run === null) {
      run = [literal];
      parts.push([run]);
    } else {
      run.push(literal);
    }
  }
  return negated ? concat(parts, state) : product(parts, state);
}

function concat(
  parts: readonly (readonly Conjunction[])[],
  state: { overflow: boolean },
): readonly Conjunction[] {
  const all = parts.flat();
  if (all.length <= clauseLimit) return all;
  state.overflow = true;
  return all.slice(0, clauseLimit);
}

function product(
  parts: readonly (readonly Conjunction[])[],
  state: { overflow: boolean },
): readonly Conjunction[] {
  let all: readonly Conjunction[] = [[]];
  for (const part of parts) {
    if (part.length === 1) {
      const [only = []] = part;
      all = all.map((one) => (one.length === 0 ? only : [...one, ...only]));
      continue;
    }
    if (all.length * part.length > clauseLimit) state.overflow = true;
    const next: Conjunction[] = [];
    for (const left of all) {
      for (const right of part) {
        if (next.length < clauseLimit) next.push([...left, ...right]);
      }
    }
    all = next;
  }
  return all;
}

const opposite = { "=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<" } as const;

/** The alternatives of which one holds exactly when `literal` does not. */
function negate(literal: PlainLiteral): readonly PlainLiteral[] {
  switch (literal.kind) {
    case "atom":
      return [{ kind: "negation", atom: literal, span: literal.span }];
    case "negation":
      return [literal.atom];
    case "difference":
      return [{ kind: "negation", atom: literal.left, span: literal.span }, literal.right];
    case "comparison":
      return [{ ...literal, operator: opposite[literal.operator] }];
    case "test":
      return [{ ...literal, negated: !literal.negated }];
    case "truth":
      return [{ ...literal, value: !literal.value }];
  }
}
