import type { PlainLiteral } from "../model/program.ts";
import type * as Syntax from "../syntax/tree.ts";

/** The same literals, with a variable of its own for each wildcard of a positive atom. */
export function withoutWildcards(literals: readonly PlainLiteral[]): readonly PlainLiteral[] {
  return literals.map((literal): PlainLiteral => {
    if (literal.kind === "atom") return named(literal);
    return literal.kind === "difference" ? { ...literal, left: named(literal.left) } : literal;
  });
}

function named(atom: Syntax.Atom): Syntax.Atom {
  if (!atom.arguments.some((term) => term.kind === "wildcard")) return atom;
  return {
    ...atom,
    arguments: atom.arguments.map((term) =>
      // No variable of a program is spelt so.
      term.kind === "wildcard"
        ? { kind: "variable", name: `_@${String(term.span.start)}`, span: term.span }
        : term,
    ),
  };
}
