import type { Span } from "../base/source.ts";
import type * as Syntax from "../syntax/tree.ts";
import { freeNames, namesAround, sharedWith, type SharedNames } from "./aggregate-scope.ts";
import { cast } from "./functors.ts";
import type { PlainLiteral } from "./program.ts";
import { literalTerms, positiveAtom, variablesIn } from "./terms.ts";
import { aggregateClauses } from "./value-flow.ts";

export type UnsafePosition = "head" | "negated atom" | "comparison" | "term" | "wildcard in head" | "effect";

/** A variable (or `_`) that nothing binds, at one of its occurrences. */
export interface UnsafeOccurrence {
  readonly variable: string;
  readonly position: UnsafePosition;
  readonly span: Span;
}

/**
 * The variables that a conjunction binds, from those in `bound` on: what stands alone as an argument
 * of a positive atom, and what is equated with a term of bound variables, which are those that group
 * an aggregate too.
 */
export function boundVariables(
  literals: readonly PlainLiteral[],
  bound: ReadonlySet<string>,
  around: SharedNames,
): ReadonlySet<string> {
  return boundWith("awaited", literals, bound, around);
}

/**
 * Whether an aggregate has a value before what groups it has one: where it is assumed, a group that
 * nothing binds is one finding, and what is equated with the aggregate no further one.
 */
type Groups = "awaited" | "assumed";

function boundWith(
  groups: Groups,
  literals: readonly PlainLiteral[],
  bound: ReadonlySet<string>,
  around: SharedNames,
): ReadonlySet<string> {
  const known = new Set(bound);
  const reached: string[] = [];
  const bind = (name: string): void => {
    if (known.has(name)) return;
    known.add(name);
    reached.push(name);
  };
  for (const literal of literals) {
    for (const atom of positiveAtom(literal)) {
      for (const term of atom.arguments) {
        const name = boundByValue(term);
        if (name !== null) bind(name);
      }
    }
  }

  // Each equation waits until the last variable of one side is bound, and then binds the other.
  const waiting = new Map<string, Equation[]>();
  const defer = (value: Syntax.Term, target: Syntax.Term): void => {
    const name = boundByValue(target);
    if (name === null || known.has(name)) return;
    const missing = new Set(neededBy(value, name, groups, around).filter((needed) => !known.has(needed)));
    if (missing.has("_")) return;
    if (missing.size === 0) bind(name);
    const equation: Equation = { name, missing: missing.size };
    for (const needed of missing) {
      const equations = waiting.get(needed);
      if (equations === undefined) waiting.set(needed, [equation]);
      else equations.push(equation);
    }
  };
  reached.length = 0;
  for (const literal of literals) {
    if (literal.kind !== "comparison" || literal.operator !== "=") continue;
    defer(literal.left, literal.right);
    defer(literal.right, literal.left);
  }
  // The list grows while it is worked off.
  for (const name of reached) {
    for (const equation of waiting.get(name) ?? []) if (--equation.missing === 0) bind(equation.name);
  }
  return known;
}

interface Equation {
  readonly name: string;
  missing: number;
}

/** The variable that is bound when the term's value is known. */
function boundByValue(term: Syntax.Term): string | null {
  if (term.kind === "variable") return term.name;
  const [value] = term.kind === "call" && term.functor === cast ? term.arguments : [];
  return value?.kind === "variable" ? value.name : null;
}

/** The variables that must be bound before a term binds `target`; `_` where it never has a value. */
function neededBy(term: Syntax.Term, target: string, groups: Groups, around: SharedNames): readonly string[] {
  switch (term.kind) {
    case "variable":
      return [term.name];
    case "wildcard":
      return ["_"];
    case "constant":
      return [];
    case "call":
      return operands(term).flatMap((argument) => neededBy(argument, target, groups, around));
    case "aggregate":
      return freeNames(term).filter((name) => around.has(name) && (groups === "awaited" || name === target));
  }
}

function operands(call: Syntax.Call): readonly Syntax.Term[] {
  return call.functor === cast ? call.arguments.slice(0, 1) : call.arguments;
}

/**
 * Every occurrence of an unbound variable in a conjunction whose variables `bound` are known
 * beforehand, in source order but for repetitions; `terms` stand beside it, such as a head's.
 */
export function unsafeOccurrences(
  literals: readonly PlainLiteral[],
  beside: readonly { readonly term: Syntax.Term; readonly position: UnsafePosition }[],
  bound: ReadonlySet<string>,
): readonly UnsafeOccurrence[] {
  const besideTerms = beside.map(({ term }) => term);
  const around = namesAround(literals, besideTerms, bound);
  const found = (groups: Groups): readonly UnsafeOccurrence[] => {
    const unsafe: Unsafe = { groups, occurrences: [] };
    const known = boundWith(groups, literals, bound, around);
    for (const { term, position } of beside) checkTerm(term, position, known, around, unsafe);
    checkLiterals(literals, known, around, unsafe);
    return unsafe.occurrences;
  };
  // What is left then are aggregates that wait for each other.
  const assumed = found("assumed");
  return assumed.length > 0 ? assumed : found("awaited");
}

interface Unsafe {
  readonly groups: Groups;
  readonly occurrences: UnsafeOccurrence[];
}

function checkLiterals(
  literals: readonly PlainLiteral[],
  known: ReadonlySet<string>,
  around: SharedNames,
  unsafe: Unsafe,
): void {
  for (const literal of literals) {
    switch (literal.kind) {
      case "atom":
        checkArguments(literal, "term", known, around, unsafe);
        break;
      case "negation":
        checkArguments(literal.atom, "negated atom", known, around, unsafe);
        break;
      case "difference":
        checkArguments(literal.left, "term", known, around, unsafe);
        checkArguments(literal.right, "negated atom", known, around, unsafe);
        break;
      case "comparison":
      case "test":
        for (const term of literalTerms(literal)) checkTerm(term, "comparison", known, around, unsafe);
        break;
      case "truth":
        break;
    }
  }
}

/** A wildcard is at home as an argument of an atom, and nowhere deeper. */
function checkArguments(
  atom: Syntax.Atom,
  position: UnsafePosition,
  known: ReadonlySet<string>,
  around: SharedNames,
  unsafe: Unsafe,
): void {
  for (const term of atom.arguments) {
    if (term.kind !== "wildcard") checkTerm(term, position, known, around, unsafe);
  }
}

function checkTerm(
  term: Syntax.Term,
  position: UnsafePosition,
  known: ReadonlySet<string>,
  around: SharedNames,
  unsafe: Unsafe,
): void {
  switch (term.kind) {
    case "variable":
      if (!known.has(term.name)) unsafe.occurrences.push({ variable: term.name, position, span: term.span });
      break;
    case "wildcard":
      unsafe.occurrences.push({
        variable: "_",
        position: position === "head" ? "wildcard in head" : position,
        span: term.span,
      });
      break;
    case "constant":
      break;
    case "call":
      for (const argument of operands(term)) checkTerm(argument, position, known, around, unsafe);
      break;
    case "aggregate":
      checkAggregate(term, known, around, unsafe);
      break;
  }
}

/** Inside, the shared variables that are bound outside are bound; the aggregate's own it must bind itself. */
function checkAggregate(
  aggregate: Syntax.Aggregate,
  known: ReadonlySet<string>,
  around: SharedNames,
  unsafe: Unsafe,
): void {
  const shared = sharedWith(aggregate, around);
  const names = new Set(variablesIn(aggregate));
  const bound = new Set([...names].filter((name) => shared.has(name) && known.has(name)));
  for (const { literals } of aggregateClauses(aggregate)) {
    const terms = aggregate.target === null ? [] : [aggregate.target];
    const inside = namesAround(literals, terms, shared);
    const inner = new Set(
      [...boundWith(unsafe.groups, literals, bound, inside)].filter(
        (name) => !shared.has(name) || known.has(name),
      ),
    );
    for (const term of terms) checkTerm(term, "term", inner, inside, unsafe);
    checkLiterals(literals, inner, inside, unsafe);
    for (const literal of literals) {
      for (const atom of positiveAtom(literal)) {
        for (const term of atom.arguments) {
          const name = boundByValue(term);
          if (name !== null && shared.has(name) && !known.has(name)) {
            unsafe.occurrences.push({ variable: name, position: "term", span: term.span });
          }
        }
      }
    }
  }
}
