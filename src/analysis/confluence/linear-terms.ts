import { constantNumber } from "../../model/value-flow.ts";
import { holdsSource } from "../../model/terms.ts";
import type * as Syntax from "../../syntax/tree.ts";

/** A sum of a number and of multiples of parts, each of which is a variable or a term that is no sum. */
export interface LinearTerm {
  readonly constant: number;
  /** By the name of the part: equal names have equal values. */
  readonly parts: ReadonlyMap<string, number>;
}

/** A number as a sum; what is not made by `+`, `-` and multiples is a part as it stands. */
export function linearTerm(term: Syntax.Term): LinearTerm {
  const value = constantNumber(term);
  if (value !== null) return { constant: value, parts: new Map() };
  if (term.kind === "call") {
    const [left, right] = term.arguments;
    if (left !== undefined && right === undefined && term.functor === "-")
      return scaled(linearTerm(left), -1);
    if (left !== undefined && right !== undefined) {
      if (term.functor === "+") return plus(linearTerm(left), linearTerm(right));
      if (term.functor === "-") return plus(linearTerm(left), scaled(linearTerm(right), -1));
      if (term.functor === "*") {
        const [a, b] = [linearTerm(left), linearTerm(right)];
        if (a.parts.size === 0) return scaled(b, a.constant);
        if (b.parts.size === 0) return scaled(a, b.constant);
      }
    }
  }
  return { constant: 0, parts: new Map([[partName(term), 1]]) };
}

export function minus(a: LinearTerm, b: LinearTerm): LinearTerm {
  return plus(a, scaled(b, -1));
}

function plus(a: LinearTerm, b: LinearTerm): LinearTerm {
  const parts = new Map(a.parts);
  for (const [name, factor] of b.parts) parts.set(name, (parts.get(name) ?? 0) + factor);
  return { constant: a.constant + b.constant, parts };
}

export function scaled({ constant, parts }: LinearTerm, factor: number): LinearTerm {
  return {
    constant: constant * factor,
    parts: new Map([...parts].map(([name, own]) => [name, own * factor])),
  };
}

/** Variables by their names; terms by what they say, but for those that may differ each time. */
function partName(term: Syntax.Term): string {
  switch (term.kind) {
    case "variable":
      return `variable ${term.name}`;
    case "wildcard":
    case "aggregate":
      return placed(term);
    case "constant":
      return `constant ${JSON.stringify(term.value)}`;
    case "call":
      return mayDiffer(term) ? placed(term) : `${term.functor}(${term.arguments.map(partName).join(", ")})`;
  }
}

/** Whether two terms that say the same may have different values in one call. */
function mayDiffer(term: Syntax.Term): boolean {
  if (holdsSource(term)) return true;
  return term.kind === "call" && (term.functor === "range" || term.arguments.some(mayDiffer));
}

function placed({ kind, span }: Syntax.Term): string {
  return `${kind} at ${String(span.start)}`;
}
