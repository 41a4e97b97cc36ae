import type * as Syntax from "../syntax/tree.ts";
import type { PlainLiteral } from "./program.ts";

/** The atom that a literal reads positively: itself, or the left side of a difference. At most one. */
export function positiveAtom(literal: PlainLiteral): readonly Syntax.Atom[] {
  if (literal.kind === "atom") return [literal];
  return literal.kind === "difference" ? [literal.left] : [];
}

/** The atom whose absence a literal reads: that of a negation, or the right side of a difference. */
export function absentAtom(literal: PlainLiteral): readonly Syntax.Atom[] {
  if (literal.kind === "negation") return [literal.atom];
  return literal.kind === "difference" ? [literal.right] : [];
}

/** The terms that stand directly in a literal, in order. */
export function literalTerms(literal: PlainLiteral): readonly Syntax.Term[] {
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
      return [];
  }
}

/** The aggregates of a term, outside other aggregates. */
export function aggregatesIn(term: Syntax.Term): readonly Syntax.Aggregate[] {
  switch (term.kind) {
    case "aggregate":
      return [term];
    case "call":
      return term.arguments.flatMap(aggregatesIn);
    case "variable":
    case "wildcard":
    case "constant":
      return [];
  }
}

/** Every variable of a term, those inside aggregates included; a type's name in a cast is none. */
export function variablesIn(term: Syntax.Term): readonly string[] {
  switch (term.kind) {
    case "variable":
      return [term.name];
    case "call":
      return (term.functor === "as" ? term.arguments.slice(0, 1) : term.arguments).flatMap(variablesIn);
    case "aggregate":
      return [...(term.target === null ? [] : variablesIn(term.target)), ...variablesOfBody(term.body)];
    case "wildcard":
    case "constant":
      return [];
  }
}

/** Every variable of a body, those inside groups and aggregates included. */
function variablesOfBody(body: Syntax.Body): readonly string[] {
  return body.flatMap((literals) =>
    literals.flatMap((literal) =>
      literal.kind === "group" ? variablesOfBody(literal.body) : literalTerms(literal).flatMap(variablesIn),
    ),
  );
}

/** Whether an aggregate, `replica()` or `now()` stands in a term. */
export function holdsSource(term: Syntax.Term): boolean {
  if (term.kind === "aggregate") return true;
  if (term.kind !== "call") return false;
  return term.functor === "replica" || term.functor === "now" || term.arguments.some(holdsSource);
}
