import type { PlainLiteral } from "../model/program.ts";
import type * as Syntax from "../syntax/tree.ts";
import { positiveAtom, variablesIn } from "../model/terms.ts";
import type { ClauseUnit } from "./clause-unit.ts";

/** The clauses of a relation that matter, and those that others of them contain. */
export interface CaseSplits {
  readonly units: readonly ClauseUnit[];
  readonly contained: readonly ClauseUnit[];
}

/**
 * P4: drops what other clauses of the same relation make superfluous.
 *
 * Let C = A ∧ ¬s be a clause of h, and C' another whose body, under a substitution that makes the
 * heads equal, is contained in A ∧ s. Then C ∨ C' is A ∨ C': the negation may be dropped. And when
 * C' is contained in C as it stands, C adds nothing and is left out. Both keep the relation's
 * meaning, so they are repeated on the result until nothing changes. Containment is
 * θ-subsumption, searched with a bound; giving up only keeps a literal.
 */
export function caseSplits(units: readonly ClauseUnit[]): CaseSplits {
  if (units.length < 2 || !units.some((unit) => unit.literals.some(isAbsence)))
    return { units, contained: [] };
  const current = [...units];
  const index = candidateIndex(units);
  let budget = attemptsPerClause * units.length;
  const isContained = (i: number, target: readonly PlainLiteral[], absent: Syntax.Atom | null): boolean => {
    const unit = current[i];
    if (unit === undefined || budget <= 0) return false;
    for (const j of candidates(index, target, absent)) {
      const other = current[j];
      if (j === i || other === undefined) continue;
      budget -= 1;
      if (budget > 0 && subsumes(other, unit, target)) return true;
    }
    return false;
  };
  for (let changed = true; changed && budget > 0;) {
    changed = false;
    for (const [i, unit] of current.entries()) {
      if (unit.rule.boundary !== null) continue;
      for (const absence of unit.literals) {
        if (!isAbsence(absence)) continue;
        const { kept, absent } = sides(absence);
        const rest = [...unit.literals.filter((literal) => literal !== absence), ...kept];
        if (!isContained(i, [...rest, absent], absent)) continue;
        current[i] = { ...unit, literals: rest };
        changed = true;
        break;
      }
    }
  }
  const gone = new Set<number>();
  // A clause that lost its absence may now contain one without any, such as the opposite case.
  const hasGrown = current.some((unit, i) => unit !== units[i]);
  for (const [i, unit] of current.entries()) {
    if (unit.rule.boundary !== null || !(hasGrown || unit.literals.some(isAbsence))) continue;
    if (!isContained(i, unit.literals, null)) continue;
    gone.add(i);
    // What is gone may not, in turn, be the reason why another clause goes.
    current[i] = { ...unit, literals: [nothing] };
  }
  return {
    units: current.filter((_, i) => !gone.has(i)),
    contained: units.filter((_, i) => gone.has(i)),
  };
}

/** How many containments are tried, on average, before a relation with very many clauses is left as it is. */
const attemptsPerClause = 12;

const nothing: PlainLiteral = { kind: "truth", value: false, span: { start: 0, end: 0 } };

/**
 * Which clauses could contain others: those that read a relation positively, by its name, and by
 * the name of the first relation that they read.
 */
interface CandidateIndex {
  readonly reading: ReadonlyMap<string, readonly number[]>;
  readonly first: ReadonlyMap<string, readonly number[]>;
}

const withoutAtoms = "";

function candidateIndex(units: readonly ClauseUnit[]): CandidateIndex {
  const [reading, first] = [new Map<string, number[]>(), new Map<string, number[]>()];
  for (const [i, unit] of units.entries()) {
    if (unit.rule.boundary !== null) continue;
    const names = new Set(unit.literals.flatMap(positiveAtom).map((atom) => atom.relation.text));
    for (const name of names) listIn(reading, name).push(i);
    const [name = withoutAtoms] = names;
    listIn(first, name).push(i);
  }
  return { reading, first };
}

function candidates(
  { reading, first }: CandidateIndex,
  target: readonly PlainLiteral[],
  absent: Syntax.Atom | null,
): ReadonlySet<number> {
  const found = new Set(absent === null ? [] : reading.get(absent.relation.text));
  const names = new Set(target.flatMap(positiveAtom).map((atom) => atom.relation.text));
  for (const name of [...names, withoutAtoms]) for (const i of first.get(name) ?? []) found.add(i);
  return found;
}

function listIn(lists: Map<string, number[]>, key: string): number[] {
  let list = lists.get(key);
  if (list === undefined) {
    list = [];
    lists.set(key, list);
  }
  return list;
}

function isAbsence(
  literal: PlainLiteral,
): literal is Extract<PlainLiteral, { kind: "negation" | "difference" }> {
  return literal.kind === "negation" || literal.kind === "difference";
}

function sides(literal: Extract<PlainLiteral, { kind: "negation" | "difference" }>): {
  readonly kept: readonly Syntax.Atom[];
  readonly absent: Syntax.Atom;
} {
  return literal.kind === "negation"
    ? { kept: [], absent: literal.atom }
    : { kept: [literal.left], absent: literal.right };
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
