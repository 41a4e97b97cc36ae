import type { PlainLiteral } from "../../model/program.ts";
import type * as Syntax from "../../syntax/tree.ts";

/** A literal with every variable in it named anew, those of its aggregates included. */
export function renamedLiteral(literal: PlainLiteral, prefix: string): PlainLiteral {
  return renamed(literal, prefix) as PlainLiteral;
}

export function renamedTerm(term: Syntax.Term, prefix: string): Syntax.Term {
  switch (term.kind) {
    case "variable":
      return { ...term, name: prefix + term.name };
    case "wildcard":
    case "constant":
      return term;
    case "call":
      return {
        ...term,
        // What `as` casts to is a type, no variable.
        arguments: term.arguments.map((one, i) =>
          term.functor === "as" && i > 0 ? one : renamedTerm(one, prefix),
        ),
      };
    case "aggregate":
      return {
        ...term,
        target: term.target === null ? null : renamedTerm(term.target, prefix),
        body: term.body.map((literals) => literals.map((literal) => renamed(literal, prefix))),
      };
  }
}

function renamed(literal: Syntax.Literal, prefix: string): Syntax.Literal {
  const terms = (list: readonly Syntax.Term[]): readonly Syntax.Term[] =>
    list.map((term) => renamedTerm(term, prefix));
  const atom = (one: Syntax.Atom): Syntax.Atom => ({ ...one, arguments: terms(one.arguments) });
  switch (literal.kind) {
    case "atom":
      return atom(literal);
    case "negation":
      return { ...literal, atom: atom(literal.atom) };
    case "difference":
      return { ...literal, left: atom(literal.left), right: atom(literal.right) };
    case "comparison":
      return {
        ...literal,
        left: renamedTerm(literal.left, prefix),
        right: renamedTerm(literal.right, prefix),
      };
    case "test":
      return { ...literal, arguments: terms(literal.arguments) };
    case "truth":
      return literal;
    case "group":
      return { ...literal, body: literal.body.map((one) => one.map((inner) => renamed(inner, prefix))) };
  }
}
