import type { PlainLiteral } from "../../model/program.ts";
import type * as Syntax from "../../syntax/tree.ts";

/** What stands for a variable. */
export type Naming = (variable: Syntax.Variable) => Syntax.Term;

/** A literal with another term for every variable in it, those of its aggregates included. */
export function renamedLiteral(literal: PlainLiteral, naming: Naming): PlainLiteral {
  return renamed(literal, naming) as PlainLiteral;
}

export function renamedTerm(term: Syntax.Term, naming: Naming): Syntax.Term {
  switch (term.kind) {
    case "variable":
      return naming(term);
    case "wildcard":
    case "constant":
      return term;
    case "call":
      return {
        ...term,
        // What `as` casts to is a type, no variable.
        arguments: term.arguments.map((one, i) =>
          term.functor === "as" && i > 0 ? one : renamedTerm(one, naming),
        ),
      };
    case "aggregate":
      return {
        ...term,
        target: term.target === null ? null : renamedTerm(term.target, naming),
        body: term.body.map((literals) => literals.map((literal) => renamed(literal, naming))),
      };
  }
}

function renamed(literal: Syntax.Literal, naming: Naming): Syntax.Literal {
  const terms = (list: readonly Syntax.Term[]): readonly Syntax.Term[] =>
    list.map((term) => renamedTerm(term, naming));
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
        left: renamedTerm(literal.left, naming),
        right: renamedTerm(literal.right, naming),
      };
    case "test":
      return { ...literal, arguments: terms(literal.arguments) };
    case "truth":
      return literal;
    case "group":
      return { ...literal, body: literal.body.map((one) => one.map((inner) => renamed(inner, naming))) };
  }
}
