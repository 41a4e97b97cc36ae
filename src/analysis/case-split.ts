import type { PlainLiteral } from "../model/program.ts";
import type * as Syntax from "../syntax/tree.ts";
import { variablesIn } from "../model/terms.ts";
import type { ClauseUnit } from "./clause-unit.ts";

/**
 * P4: drops what other clauses of the same relation make superfluous.
 *
 * Let C = A ∧ ¬s be a clause of h, and C' another whose body, under a substitution that makes the
 * heads equal, is contained in A ∧ s. Then C ∨ C' is A ∨ C': the negation may be dropped. And when
 * C' is contained in C as it stands, C adds nothing and is left out. Both keep the relation's
 * meaning, so they are repeated on the result until nothing changes. Containment is
 * θ-subsumption, searched with a bound; giving up only keeps a literal.
 */
export function caseSplits(units: readonly ClauseUnit[]): readonly ClauseUnit[] {
  if (units.length < 2 || !units.some((unit) => unit.literals.some(isAbsence))) return units;
  let budget = 4 * units.length + 2000;
  const current = [...units];
  for (let changed = true; changed && budget > 0;) {
    changed = false;
    for (const [i, unit] of current.entries()) {
      if (unit.rule.boundary !== null) continue;
      for (const negation of unit.literals) {
        if (!isAbsence(negation)) continue;
        const rest = unit.literals.filter((literal) => literal !== negation);
        const opposite = positiveSides(negation);
        const target = [...rest, ...opposite.kept, opposite.absent];
        const contained = current.some((other, j) => {
          if (j === i || other.rule.boundary !== null || budget <= 0) return false;
          if (!mayContain(other, opposite.absent)) return false;
          budget -= 1;
          return subsumes(other, unit, target);
        });
        if (!contained) continue;
        current[i] = { ...unit, literals: [...rest, ...opposite.kept] };
        changed = true;
        break;
      }
    }
  }
  return withoutContained(current, budget);
}

/** Leaves out the clauses with an absence that another clause contains. */
function withoutContained(units: readonly ClauseUnit[], limit: number): readonly ClauseUnit[] {
  let budget = limit;
  const kept = [...units];
  for (const unit of units) {
    if (unit.rule.boundary !== null || !unit.literals.some(isAbsence)) continue;
    const contained = kept.some((other) => {
      if (other === unit || other.rule.boundary !== null || budget <= 0) return false;
      budget -= 1;
      return subsumes(other, unit, unit.literals);
    });
    if (contained) kept.splice(kept.indexOf(unit), 1);
  }
  return kept;
}

function isAbsence(
  literal: PlainLiteral,
): literal is Extract<PlainLiteral, { kind: "negation" | "difference" }> {
  return literal.kind === "negation" || literal.kind === "difference";
}

function positiveSides(literal: Extract<PlainLiteral, { kind: "negation" | "difference" }>): {
  readonly kept: readonly Syntax.Atom[];
  readonly absent: Syntax.Atom;
} {
  return literal.kind === "negation"
    ? { kept: [], absent: literal.atom }
    : { kept: [literal.left], absent: literal.right };
}

/** A quick sieve: only a clause that reads the absent relation, or has no absence at all, can settle the case. */
function mayContain(unit: ClauseUnit, absent: Syntax.Atom): boolean {
  return (
    unit.literals.some(
      (literal) => literal.kind === "atom" && literal.relation.text === absent.relation.text,
    ) || !unit.literals.some(isAbsence)
  );
}

/** A substitution of the subsuming clause's variables by terms of the other; wildcards there stand for themselves. */
type Substitution = ReadonlyMap<string, Syntax.Term>;

/** Whether `unit`, under some substitution that makes its head that of `other`, has only literals of `target`. */
function subsumes(unit: ClauseUnit, other: ClauseUnit, target: readonly PlainLiteral[]): boolean {
  const heads = matchTerms(unit.head.atom.arguments, other.head.atom.arguments, new Map());
  if (heads === null) return false;
  const steps = { left: 2000 };
  const search = (index: number, substitution: Substitution): boolean => {
    const literal = unit.literals[index];
    if (literal === undefined) return true;
    if (literal.kind === "truth" && literal.value) return search(index + 1, substitution);
    for (const candidate of target) {
      steps.left -= 1;
      if (steps.left < 0) return false;
      const next = matchLiterals(literal, candidate, substitution);
      if (next !== null && search(index + 1, next)) return true;
    }
    return false;
  };
  return search(0, heads);
}

function matchLiterals(
  pattern: PlainLiteral,
  literal: PlainLiteral,
  substitution: Substitution,
): Substitution | null {
  switch (pattern.kind) {
    case "atom":
      // A positive atom may also stand as the left side of a difference.
      if (literal.kind === "atom") return matchAtoms(pattern, literal, substitution);
      return literal.kind === "difference" ? matchAtoms(pattern, literal.left, substitution) : null;
    case "negation":
      if (literal.kind === "negation") return matchAbsent(pattern.atom, literal.atom, substitution);
      return literal.kind === "difference" ? matchAbsent(pattern.atom, literal.right, substitution) : null;
    case "difference": {
      if (literal.kind !== "difference") return null;
      const left = matchAtoms(pattern.left, literal.left, substitution);
      return left === null ? null : matchAbsent(pattern.right, literal.right, left);
    }
    case "comparison": {
      if (literal.kind !== "comparison" || literal.operator !== pattern.operator) return null;
      return matchTerms([pattern.left, pattern.right], [literal.left, literal.right], substitution);
    }
    case "test":
      if (literal.kind !== "test" || literal.test !== pattern.test || literal.negated !== pattern.negated)
        return null;
      return matchTerms(pattern.arguments, literal.arguments, substitution);
    case "truth":
      return literal.kind === "truth" && literal.value === pattern.value ? substitution : null;
  }
}

function matchAtoms(
  pattern: Syntax.Atom,
  atom: Syntax.Atom,
  substitution: Substitution,
): Substitution | null {
  return pattern.relation.text === atom.relation.text
    ? matchTerms(pattern.arguments, atom.arguments, substitution)
    : null;
}

/**
 * A negated pattern must say exactly what the literal says: a wildcard (no row whatever the
 * value) only meets a wildcard, for `!s(x, _)` is more than `!s(x, y)`.
 */
function matchAbsent(
  pattern: Syntax.Atom,
  atom: Syntax.Atom,
  substitution: Substitution,
): Substitution | null {
  const sameWildcards = pattern.arguments.every(
    (term, i) => (term.kind === "wildcard") === (atom.arguments[i]?.kind === "wildcard"),
  );
  return sameWildcards ? matchAtoms(pattern, atom, substitution) : null;
}

function matchTerms(
  patterns: readonly Syntax.Term[],
  terms: readonly Syntax.Term[],
  substitution: Substitution,
): Substitution | null {
  if (patterns.length !== terms.length) return null;
  let current: Substitution | null = substitution;
  for (const [i, pattern] of patterns.entries()) {
    const term = terms[i];
    if (term === undefined || current === null) return null;
    current = matchTerm(pattern, term, current);
  }
  return current;
}

function matchTerm(pattern: Syntax.Term, term: Syntax.Term, substitution: Substitution): Substitution | null {
  switch (pattern.kind) {
    case "wildcard":
      return substitution;
    case "variable": {
      const known = substitution.get(pattern.name);
      if (known === undefined) return new Map(substitution).set(pattern.name, term);
      return sameTerm(known, term) ? substitution : null;
    }
    case "constant":
      return sameTerm(pattern, term) ? substitution : null;
    case "call":
      if (term.kind !== "call" || term.functor !== pattern.functor) return null;
      return matchTerms(pattern.arguments, term.arguments, substitution);
    case "aggregate":
      return sameTerm(pattern, term) ? fixVariables(pattern, substitution) : null;
  }
}

/** Equal aggregates are the same only of the same variables: each is bound to itself from here on. */
function fixVariables(aggregate: Syntax.Aggregate, substitution: Substitution): Substitution | null {
  const fixed = new Map(substitution);
  for (const name of variablesIn(aggregate)) {
    const known = fixed.get(name);
    if (known === undefined) fixed.set(name, { kind: "variable", name, span: aggregate.span });
    else if (known.kind !== "variable" || known.name !== name) return null;
  }
  return fixed;
}

/** Equal terms; two wildcards are different unknowns unless they are the same node. */
function sameTerm(a: Syntax.Term, b: Syntax.Term): boolean {
  if (a === b) return true;
  if (a.kind === "variable" && b.kind === "variable") return a.name === b.name;
  if (a.kind === "constant" && b.kind === "constant") return a.value === b.value;
  if (a.kind !== b.kind || a.kind === "wildcard") return false;
  return JSON.stringify(a, withoutSpans) === JSON.stringify(b, withoutSpans);
}

function withoutSpans(key: string, value: unknown): unknown {
  return key === "span" || key === "functorSpan" ? undefined : value;
}
