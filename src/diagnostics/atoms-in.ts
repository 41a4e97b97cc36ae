import type { Aggregate, Atom, Body, Literal, Term } from "../syntax/tree.ts";

/** Every atom in a literal, also in its aggregates and groups, in source order. */
export function atomsIn(literal: Literal): readonly Atom[] {
  const found: Atom[] = [];
  visitLiteral(literal, { atom: (atom) => found.push(atom), variable: () => undefined });
  return found;
}

/** The names of the variables in a literal; those of its aggregates only with `inside`. */
export function variablesIn(literal: Literal, inside: boolean): ReadonlySet<string> {
  const found = new Set<string>();
  visitLiteral(literal, { atom: () => undefined, variable: (name) => found.add(name) }, inside);
  return found;
}

interface Visitor {
  atom(atom: Atom): void;
  variable(name: string): void;
}

function visitLiteral(literal: Literal, visitor: Visitor, inside = true): void {
  switch (literal.kind) {
    case "atom":
      visitAtom(literal, visitor, inside);
      return;
    case "negation":
      visitAtom(literal.atom, visitor, inside);
      return;
    case "difference":
      visitAtom(literal.left, visitor, inside);
      visitAtom(literal.right, visitor, inside);
      return;
    case "comparison":
      visitTerm(literal.left, visitor, inside);
      visitTerm(literal.right, visitor, inside);
      return;
    case "test":
      for (const term of literal.arguments) visitTerm(term, visitor, inside);
      return;
    case "group":
      visitBody(literal.body, visitor, inside);
      return;
    case "truth":
      return;
  }
}

function visitBody(body: Body, visitor: Visitor, inside: boolean): void {
  for (const alternative of body) for (const literal of alternative) visitLiteral(literal, visitor, inside);
}

function visitAtom(atom: Atom, visitor: Visitor, inside: boolean): void {
  visitor.atom(atom);
  for (const term of atom.arguments) visitTerm(term, visitor, inside);
}

function visitTerm(term: Term, visitor: Visitor, inside: boolean): void {
  switch (term.kind) {
    case "variable":
      visitor.variable(term.name);
      return;
    case "call":
      for (const argument of term.arguments) visitTerm(argument, visitor, inside);
      return;
    case "aggregate":
      if (inside) visitAggregate(term, visitor);
      return;
    case "wildcard":
    case "constant":
      return;
  }
}

function visitAggregate(aggregate: Aggregate, visitor: Visitor): void {
  if (aggregate.target !== null) visitTerm(aggregate.target, visitor, true);
  visitBody(aggregate.body, visitor, true);
}
