import { assert } from "../base/assert.ts";
import { freeNames } from "../model/aggregate-scope.ts";
import type { PlainLiteral, Relation } from "../model/program.ts";
import type * as Syntax from "../syntax/tree.ts";

/**
 * How one conjunction is solved, step by step: each step is inside the loops of those before it.
 *
 * Atoms are put in an order in which each has as many bound columns as possible, smaller relations
 * first; everything that only tests or computes stands as early as its variables are known.
 */
export type Step =
  /** The rows of an atom's relation that agree with what is bound. */
  | {
      readonly kind: "rows";
      readonly atom: Syntax.Atom;
      readonly recent: boolean;
      /** The columns whose value is known before. */
      readonly bound: readonly number[];
      /** The columns that bind a variable. */
      readonly fresh: ReadonlyMap<number, string>;
      /** Columns that repeat a variable which this same atom binds, with that variable. */
      readonly repeated: ReadonlyMap<number, string>;
    }
  /** No row agrees with the atom's arguments, which are all known or wildcards. */
  | { readonly kind: "absent"; readonly atom: Syntax.Atom }
  | { readonly kind: "let"; readonly name: string; readonly term: Syntax.Term }
  | { readonly kind: "each"; readonly name: string; readonly range: Syntax.Call }
  /** A value that is known already is among those of a range. */
  | { readonly kind: "among"; readonly term: Syntax.Term; readonly range: Syntax.Call }
  | { readonly kind: "test"; readonly literal: Extract<PlainLiteral, { kind: "comparison" | "test" }> };

/** What the order of a join depends on. */
export interface JoinContext {
  readonly relations: ReadonlyMap<string, Relation>;
  /** How many rows a relation has, or is taken to have. */
  readonly sizeOf: (relation: Relation) => number;
  /** The names that the conjunction shares with what is around it; its aggregates have others of their own. */
  readonly shared: ReadonlySet<string>;
}

/**
 * The steps for `literals`, with the variables in `known` bound from outside. `recent` is the atom
 * that ranges over recent rows only, and so comes first; null for none. A literal `false` gives null.
 */
export function planJoin(
  literals: readonly PlainLiteral[],
  known: ReadonlySet<string>,
  recent: Syntax.Atom | null,
  context: JoinContext,
): readonly Step[] | null {
  const steps: Step[] = [];
  const bound = new Set(known);
  let { atoms, others } = normalForm(literals);
  if (others.some((other) => other.kind === "truth" && !other.value)) return null;
  others = others.filter((other) => other.kind !== "truth");
  const settle = (): void => {
    for (let progress = true; progress;) {
      const rest = others.filter((other) => {
        const step = readyStep(other, bound, context);
        if (step === null) return true;
        steps.push(step);
        return false;
      });
      progress = rest.length < others.length;
      others = rest;
    }
  };
  settle();
  // How many rows there are so far, while that is not a guess.
  let crossed = 1;
  while (atoms.length > 0) {
    const chosen = chooseAtom(atoms, recent, bound, context);
    const next = smallCrossing(chosen, atoms, bound, crossed, context) ?? chosen;
    crossed *= next.arguments.some((term) => isBound(term, bound)) ? Infinity : roomySize(next, context);
    atoms = atoms.filter((atom) => atom !== next);
    steps.push(rowsStep(next, next === recent, bound));
    for (const term of next.arguments) if (term.kind === "variable") bound.add(term.name);
    settle();
  }
  const [left] = others;
  assert(left === undefined, `a literal of kind ${left?.kind ?? ""} has a variable that nothing binds`);
  return steps;
}

type Other = Exclude<PlainLiteral, { kind: "atom" | "difference" }>;

/** Positive atoms with plain arguments, and the rest: a computed argument becomes a variable and an equation. */
function normalForm(literals: readonly PlainLiteral[]): {
  atoms: readonly Syntax.Atom[];
  others: readonly Other[];
} {
  const atoms: Syntax.Atom[] = [];
  const others: Other[] = [];
  const addAtom = (atom: Syntax.Atom): void => {
    if (!atom.arguments.some(isComputed)) {
      atoms.push(atom);
      return;
    }
    const plain = atom.arguments.map((term, i): Syntax.Term => {
      if (!isComputed(term)) return term;
      const { span } = term;
      const name: Syntax.Term = { kind: "variable", name: `${String(span.start)}:${String(i)}`, span };
      others.push({ kind: "comparison", operator: "=", left: name, right: term, span });
      return name;
    });
    atoms.push({ ...atom, arguments: plain });
  };
  for (const literal of literals) {
    if (literal.kind === "atom") addAtom(literal);
    else if (literal.kind !== "difference") others.push(literal);
    else {
      addAtom(literal.left);
      others.push({ kind: "negation", atom: literal.right, span: literal.span });
    }
  }
  return { atoms, others };
}

function isComputed(term: Syntax.Term): boolean {
  return term.kind === "call" || term.kind === "aggregate";
}

/** The step that a literal makes once its variables are bound, else null. A definition binds its variable. */
function readyStep(literal: Other, bound: Set<string>, context: JoinContext): Step | null {
  const ready = (term: Syntax.Term): boolean => isReady(term, bound, context.shared);
  switch (literal.kind) {
    case "truth":
      return null;
    case "test":
      return literal.arguments.every(ready) ? { kind: "test", literal } : null;
    case "negation":
      return literal.atom.arguments.every(ready) ? { kind: "absent", atom: literal.atom } : null;
    case "comparison": {
      const { left, operator, right } = literal;
      if (operator === "=") {
        const definition =
          definitionStep(left, right, bound, ready) ?? definitionStep(right, left, bound, ready);
        if (definition !== null) return definition;
      }
      if (!ready(left) || !ready(right)) return null;
      if (operator === "=" && isRange(right)) return { kind: "among", term: left, range: right };
      if (operator === "=" && isRange(left)) return { kind: "among", term: right, range: left };
      return { kind: "test", literal };
    }
  }
}

function definitionStep(
  name: Syntax.Term,
  term: Syntax.Term,
  bound: Set<string>,
  ready: (term: Syntax.Term) => boolean,
): Step | null {
  if (name.kind !== "variable" || bound.has(name.name) || !ready(term)) return null;
  bound.add(name.name);
  if (isRange(term)) return { kind: "each", name: name.name, range: term };
  return { kind: "let", name: name.name, term };
}

function isRange(term: Syntax.Term): term is Syntax.Call {
  return term.kind === "call" && term.functor === "range";
}

/** Whether every variable of a term is bound; of an aggregate's own variables nothing is asked. */
function isReady(term: Syntax.Term, bound: ReadonlySet<string>, shared: ReadonlySet<string>): boolean {
  if (term.kind === "aggregate") return freeNames(term).every((name) => bound.has(name) || !shared.has(name));
  if (term.kind === "call")
    return term.arguments.slice(0, argumentCount(term)).every((one) => isReady(one, bound, shared));
  return term.kind !== "variable" || bound.has(term.name);
}

/** The second argument of a cast names a type. */
function argumentCount(call: Syntax.Call): number {
  return call.functor === "as" ? 1 : call.arguments.length;
}

function chooseAtom(
  atoms: readonly Syntax.Atom[],
  recent: Syntax.Atom | null,
  bound: ReadonlySet<string>,
  context: JoinContext,
): Syntax.Atom {
  let best: Syntax.Atom | undefined;
  let bestCost = Infinity;
  for (const atom of atoms) {
    const cost = atom === recent ? -1 : costOf(atom, bound, context);
    if (cost < bestCost) [best, bestCost] = [atom, cost];
  }
  assert(best !== undefined, "there is an atom to choose");
  return best;
}

/**
 * An atom without bound columns that is to come before `chosen`, or null: all combinations are far
 * fewer than the rows of `chosen`, each of which would have to be put in an index to be looked up.
 */
function smallCrossing(
  chosen: Syntax.Atom,
  atoms: readonly Syntax.Atom[],
  bound: ReadonlySet<string>,
  crossed: number,
  context: JoinContext,
): Syntax.Atom | null {
  const count = chosen.arguments.filter((term) => isBound(term, bound)).length;
  if (count === 0 || count === chosen.arguments.length) return null;
  const most = sizeOfAtom(chosen, context) / 4;
  const [smallest = null] = atoms
    .filter((atom) => !atom.arguments.some((term) => isBound(term, bound)))
    .filter((atom) => crossed * roomySize(atom, context) < most)
    .toSorted((a, b) => roomySize(a, context) - roomySize(b, context));
  return smallest;
}

/** A small relation may grow. */
function roomySize(atom: Syntax.Atom, context: JoinContext): number {
  return Math.max(256, sizeOfAtom(atom, context));
}

function sizeOfAtom(atom: Syntax.Atom, { relations, sizeOf }: JoinContext): number {
  const relation = relations.get(atom.relation.text);
  assert(relation !== undefined, `the relation ${atom.relation.text} is known`);
  return sizeOf(relation) + 1;
}

/** An estimate of the rows that a look-up gives: each bound column cuts a relation to its root. */
function costOf(atom: Syntax.Atom, bound: ReadonlySet<string>, context: JoinContext): number {
  const count = atom.arguments.filter((term) => isBound(term, bound)).length;
  return count === atom.arguments.length
    ? 0
    : sizeOfAtom(atom, context) ** (1 - count / atom.arguments.length) * (count === 0 ? 1000 : 1);
}

function isBound(term: Syntax.Term, bound: ReadonlySet<string>): boolean {
  return term.kind === "constant" || (term.kind === "variable" && bound.has(term.name));
}

function rowsStep(atom: Syntax.Atom, recent: boolean, known: ReadonlySet<string>): Step {
  const bound: number[] = [];
  const fresh = new Map<number, string>();
  const repeated = new Map<number, string>();
  const own = new Set<string>();
  for (const [column, term] of atom.arguments.entries()) {
    if (isBound(term, known)) bound.push(column);
    else if (term.kind === "variable") {
      (own.has(term.name) ? repeated : fresh).set(column, term.name);
      own.add(term.name);
    }
  }
  return { kind: "rows", atom, recent, bound, fresh, repeated };
}
