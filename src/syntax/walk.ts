import type { Atom, Body, Literal, Term, Variable } from "./tree.ts";

/** Whether a walk goes into aggregates, into their targets and bodies. By default it does. */
export interface WalkOptions {
  readonly aggregates: boolean;
}

const EVERYWHERE: WalkOptions = { aggregates: true };

/**
 * Visits the literals of a body in source order: a group before the literals in it, and a literal
 * before those in its aggregates.
 */
export function forEachLiteral(
  body: Body,
  visit: (literal: Literal) => void,
  options: WalkOptions = EVERYWHERE,
): void {
  for (const conjunction of body) {
    for (const literal of conjunction) {
      visit(literal);
      if (literal.kind === "group") forEachLiteral(literal.body, visit, options);
      else if (options.aggregates) forEachLiteralInside(termsOf(literal), visit);
    }
  }
}

/** The literals in the aggregates that terms hold. */
function forEachLiteralInside(terms: readonly Term[], visit: (literal: Literal) => void): void {
  for (const term of terms) {
    if (term.kind === "call") forEachLiteralInside(term.arguments, visit);
    else if (term.kind === "aggregate") {
      if (term.target !== null) forEachLiteralInside([term.target], visit);
      forEachLiteral(term.body, visit);
    }
  }
}

/** The atoms that a literal is made of; none where it is a group, a comparison or a test. */
export function ownAtoms(literal: Literal): readonly Atom[] {
  switch (literal.kind) {
    case "atom":
      return [literal];
    case "negation":
      return [literal.atom];
    case "difference":
      return [literal.left, literal.right];
    case "comparison":
    case "test":
    case "truth":
    case "group":
      return [];
  }
}

/** The terms that a literal holds itself, whole. Those of a group belong to the literals in it. */
function termsOf(literal: Literal): readonly Term[] {
  switch (literal.kind) {
    case "atom":
      return literal.arguments;
    case "negation":
      return literal.atom.arguments;
    case "difference":
      return [...literal.left.arguments, ...literal.right.arguments];
    case "comparison":
      return [literal.left, literal.right];
    case "test":
      return literal.arguments;
    case "truth":
    case "group":
      return [];
  }
}

/**
 * Visits a term, or the terms of a literal, and all their parts in source order, each before its
 * parts. The type that `as(x, T)` names is not visited: it is no term.
 */
export function forEachTerm(
  node: Literal | Term,
  visit: (term: Term) => void,
  options: WalkOptions = EVERYWHERE,
): void {
  switch (node.kind) {
    case "variable":
    case "wildcard":
    case "constant":
      visit(node);
      return;
    case "call":
      visit(node);
      for (const argument of isCast(node) ? node.arguments.slice(0, 1) : node.arguments)
        forEachTerm(argument, visit, options);
      return;
    case "aggregate":
      visit(node);
      if (!options.aggregates) return;
      if (node.target !== null) forEachTerm(node.target, visit, options);
      forEachTermInBody(node.body, visit, options);
      return;
    case "group":
      forEachTermInBody(node.body, visit, options);
      return;
    case "atom":
    case "negation":
    case "difference":
    case "comparison":
    case "test":
    case "truth":
      for (const term of termsOf(node)) forEachTerm(term, visit, options);
  }
}

function forEachTermInBody(body: Body, visit: (term: Term) => void, options: WalkOptions): void {
  for (const conjunction of body) for (const literal of conjunction) forEachTerm(literal, visit, options);
}

function isCast(call: Extract<Term, { kind: "call" }>): boolean {
  return call.functor === "as" && !call.infix && call.arguments.length === 2;
}

/** The occurrences of variables in a literal or a term, in source order. */
export function variablesIn(node: Literal | Term, options: WalkOptions = EVERYWHERE): readonly Variable[] {
  const variables: Variable[] = [];
  forEachTerm(
    node,
    (term) => {
      if (term.kind === "variable") variables.push(term);
    },
    options,
  );
  return variables;
}
