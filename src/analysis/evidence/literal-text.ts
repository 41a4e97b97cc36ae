import { variablesIn } from "../../model/terms.ts";
import type { Aggregate, Literal, Term } from "../../syntax/tree.ts";
import { constantToken } from "../tokens.ts";

/**
 * What literals say, as a text: variables in `known` as what they stand for, others by the order
 * in which they first occur. Equal texts say the same of the same values.
 */
export function literalsText(literals: readonly Literal[], known: ReadonlyMap<string, string>): string {
  const locals = new Map<string, string>();
  return literals.map((literal) => literalText(literal, { known, locals })).join(",");
}

interface Scope {
  readonly known: ReadonlyMap<string, string>;
  readonly locals: Map<string, string>;
}

function literalText(literal: Literal, scope: Scope): string {
  switch (literal.kind) {
    case "atom":
      return `${literal.relation.text}(${termsText(literal.arguments, scope)})`;
    case "negation":
      return `!${literalText(literal.atom, scope)}`;
    case "difference":
      return `${literalText(literal.left, scope)}\\${literalText(literal.right, scope)}`;
    case "comparison":
      return `${termText(literal.left, scope)}${literal.operator}${termText(literal.right, scope)}`;
    case "test":
      return `${literal.negated ? "!" : ""}${literal.test}(${termsText(literal.arguments, scope)})`;
    case "truth":
      return String(literal.value);
    case "group":
      return `${literal.negated ? "!" : ""}(${literal.body
        .map((part) => part.map((one) => literalText(one, scope)).join(","))
        .join(";")})`;
  }
}

function termsText(terms: readonly Term[], scope: Scope): string {
  return terms.map((term) => termText(term, scope)).join(",");
}

function termText(term: Term, scope: Scope): string {
  switch (term.kind) {
    case "constant":
      return constantToken(term);
    case "wildcard":
      return "_";
    case "variable":
      return variableText(term.name, scope);
    case "call":
      if (term.functor === "as") {
        const [value, type] = term.arguments;
        const name = type?.kind === "variable" ? type.name : "";
        return `as(${value === undefined ? "" : termText(value, scope)},${name})`;
      }
      return `${term.functor}(${termsText(term.arguments, scope)})`;
    case "aggregate":
      return aggregateText(term, scope);
  }
}

/** The variables of the aggregated term are the aggregate's own, whatever is called so outside. */
function aggregateText({ operator, target, body }: Aggregate, scope: Scope): string {
  const own = new Set(target === null ? [] : variablesIn(target));
  const inner: Scope = {
    known: new Map([...scope.known].filter(([name]) => !own.has(name))),
    locals: new Map([...scope.locals].filter(([name]) => !own.has(name))),
  };
  const text = body.map((part) => part.map((one) => literalText(one, inner)).join(",")).join(";");
  return `${operator} ${target === null ? "" : termText(target, inner)}{${text}}`;
}

function variableText(name: string, { known, locals }: Scope): string {
  const element = known.get(name) ?? locals.get(name);
  if (element !== undefined) return element;
  const local = `$${String(locals.size)}`;
  locals.set(name, local);
  return local;
}
