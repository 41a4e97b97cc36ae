import type { PlainLiteral } from "../../model/program.ts";
import { literalTerms, variablesIn } from "../../model/terms.ts";
import type { Atom, Constant, Term, Variable } from "../../syntax/tree.ts";
import type { Argument, Part } from "./part.ts";

/**
 * A head and its body with one term in the place of those that the body equates: a constant, or one of
 * the variables. What has such a variable in an aggregate stays as it is, beside the equation.
 */
export function withoutEquations(
  head: readonly Argument[],
  parts: readonly Part[],
): { readonly head: readonly Argument[]; readonly parts: readonly Part[] } {
  let result = { head, parts };
  const kept = new Set<string>();
  for (;;) {
    const found = result.parts.flatMap((part) => {
      const equation = part.kind === "equality" && !part.negated ? equationOf(part.left, part.right) : null;
      return equation === null || kept.has(equation.name) ? [] : [{ part, ...equation }];
    })[0];
    if (found === undefined) return result;
    const { part, name, value } = found;
    const changed = result.parts.filter((one) => one !== part).map((one) => changedPart(one, name, value));
    const isLeft = changed.some((one) => one.kind === "opaque" && one.variables.includes(name));
    if (isLeft) kept.add(name);
    result = {
      head: result.head.map((argument) =>
        argument.kind === "cut" ? argument : substituted(argument, name, value),
      ),
      parts: isLeft ? [...changed, part] : changed,
    };
  }
}

type Replacement = Constant | Variable;

function equationOf(left: Term, right: Term): { readonly name: string; readonly value: Replacement } | null {
  if (left.kind === "variable" && right.kind === "constant") return { name: left.name, value: right };
  if (right.kind !== "variable") return null;
  if (left.kind === "constant") return { name: right.name, value: left };
  return left.kind === "variable" && left.name !== right.name ? { name: right.name, value: left } : null;
}

function substituted(term: Term, name: string, value: Replacement): Term {
  if (term.kind === "variable") return term.name === name ? value : term;
  if (term.kind !== "call" || term.functor === "as") return term;
  return { ...term, arguments: term.arguments.map((argument) => substituted(argument, name, value)) };
}

function changedPart(part: Part, name: string, value: Replacement): Part {
  const replaced = (term: Term): Term => substituted(term, name, value);
  switch (part.kind) {
    case "never":
      return part;
    case "equality":
      return { ...part, left: replaced(part.left), right: replaced(part.right) };
    case "atom":
      return {
        ...part,
        arguments: part.arguments.map((argument) =>
          argument.kind === "cut" ? argument : replaced(argument),
        ),
      };
    case "opaque": {
      if (!part.variables.includes(name)) return part;
      const literals = part.literals.map((literal) => changedLiteral(literal, replaced));
      if (literals.some((literal) => literalTerms(literal).flatMap(variablesIn).includes(name))) return part;
      const { step } = part;
      return {
        ...part,
        literals,
        variables: [...new Set(part.variables.flatMap((one) => (one === name ? variablesIn(value) : [one])))],
        step: step && {
          ...step,
          term: replaced(step.term),
          needs: step.needs && changedPart(step.needs, name, value),
        },
      };
    }
  }
}

function changedLiteral(literal: PlainLiteral, replaced: (term: Term) => Term): PlainLiteral {
  const changedAtom = (atom: Atom): Atom => ({ ...atom, arguments: atom.arguments.map(replaced) });
  switch (literal.kind) {
    case "atom":
      return changedAtom(literal);
    case "negation":
      return { ...literal, atom: changedAtom(literal.atom) };
    case "difference":
      return { ...literal, left: changedAtom(literal.left), right: changedAtom(literal.right) };
    case "comparison":
      return { ...literal, left: replaced(literal.left), right: replaced(literal.right) };
    case "test":
      return { ...literal, arguments: literal.arguments.map(replaced) };
    case "truth":
      return literal;
  }
}
