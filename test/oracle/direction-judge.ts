import { clausesOf } from "../../src/model/clauses.ts";
import type { PlainLiteral, Program, Relation } from "../../src/model/program.ts";
import { literalTerms, positiveAtom, absentAtom } from "../../src/model/terms.ts";
import type { Aggregate, Atom, Comparison, Term } from "../../src/syntax/tree.ts";
import { flip, mergeDirections, type Direction } from "../../src/analysis/direction.ts";

/**
 * What a plain direction analysis says of each derived relation: directions are propagated through
 * the rules one literal at a time, and that is all. It knows no seals, invariants or constant
 * relations and compares no rules with each other. The sample of programs is hard enough if this
 * judge raises many false alarms on it.
 */
export function directionsOf(program: Program): ReadonlyMap<Relation, Direction> {
  const state = new Map<Relation, Movement>(
    [...program.relations.values()].map((one) => [one, initial(one)]),
  );
  for (let changed = true; changed;) {
    changed = false;
    for (const rule of program.rules) {
      for (const { relation, atom } of rule.heads) {
        for (const { literals } of rule.clauses) {
          const known = state.get(relation) ?? still;
          const next = merge(known, headMovement(program, state, relation, atom, literals));
          if (next.keys === known.keys && next.value === known.value) continue;
          state.set(relation, next);
          changed = true;
        }
      }
    }
  }
  return new Map([...state].map(([relation, { keys, value }]) => [relation, mergeDirections(keys, value)]));
}

/** Of the keys, and of the values of the lattice columns in their order. */
interface Movement {
  readonly keys: Direction;
  readonly value: Direction;
}

type State = ReadonlyMap<Relation, Movement>;

const still: Movement = { keys: "constant", value: "constant" };

function merge(a: Movement, b: Movement): Movement {
  return { keys: mergeDirections(a.keys, b.keys), value: mergeDirections(a.value, b.value) };
}

function initial({ kind, qualifier, columns }: Relation): Movement {
  if (kind === "derived") return still;
  const grows = columns.every(
    ({ lattice }) => lattice === null || ["max", "min", "gcounter"].includes(lattice),
  );
  return { keys: qualifier === "orset" ? "any" : "up", value: grows ? "up" : "any" };
}

function headMovement(
  program: Program,
  state: State,
  relation: Relation,
  head: Atom,
  literals: readonly PlainLiteral[],
): Movement {
  const judge = new BodyJudge(program, state, literals, new Map());
  let keys = judge.direction();
  let value: Direction = "constant";
  for (const [i, term] of head.arguments.entries()) {
    const moves = judge.movementOf(term);
    if (i < relation.keyCount) keys = mergeDirections(keys, exactly(moves));
    else value = mergeDirections(value, relation.columns[i]?.lattice === "min" ? flip(moves) : moves);
  }
  return { keys, value: mergeDirections(keys, value) };
}

function exactly(direction: Direction): Direction {
  return direction === "constant" ? "constant" : "any";
}

/** One conjunction; the movements of values are in the natural order of numbers. */
class BodyJudge {
  readonly #program: Program;
  readonly #state: State;
  readonly #literals: readonly PlainLiteral[];
  readonly #values: Map<string, Direction>;
  /** Equations that only name an aggregate or another value. */
  readonly #definitions = new Set<PlainLiteral>();

  constructor(
    program: Program,
    state: State,
    literals: readonly PlainLiteral[],
    outer: ReadonlyMap<string, Direction>,
  ) {
    this.#program = program;
    this.#state = state;
    this.#literals = literals;
    this.#values = new Map(outer);
    for (const atom of literals.flatMap(positiveAtom)) this.#bind(atom);
    for (const literal of literals) {
      if (literal.kind !== "comparison" || literal.operator !== "=") continue;
      const { left, right } = literal;
      if (left.kind === "variable" && this.#isFree(left.name)) this.#define(literal, left.name, right);
      else if (right.kind === "variable" && this.#isFree(right.name)) this.#define(literal, right.name, left);
    }
  }

  direction(): Direction {
    return this.#literals.map((literal) => this.#literal(literal)).reduce(mergeDirections, "constant");
  }

  /** How a term's value moves. */
  movementOf(term: Term): Direction {
    switch (term.kind) {
      case "variable":
        return this.#values.get(term.name) ?? "constant";
      case "wildcard":
      case "constant":
        return "constant";
      case "aggregate":
        return this.#aggregate(term).value;
      case "call": {
        const [a = "constant", b = "constant"] = term.arguments.map((one) => this.movementOf(one));
        if (term.functor === "-") return term.arguments.length === 1 ? flip(a) : mergeDirections(a, flip(b));
        if (["+", "min", "max"].includes(term.functor)) return mergeDirections(a, b);
        const factor = term.arguments.find(({ kind }) => kind === "constant");
        if (term.functor === "*" && factor !== undefined) return mergeDirections(a, b);
        return exactly(mergeDirections(a, b));
      }
    }
  }

  #isFree(name: string): boolean {
    if (this.#values.has(name)) return false;
    return !this.#literals
      .flatMap(positiveAtom)
      .some((atom) => atom.arguments.some((term) => isVariable(term, name)));
  }

  #bind(atom: Atom): void {
    for (const { term, moves } of this.#valueTerms(atom)) {
      if (term.kind !== "variable") continue;
      const met = this.#literals
        .flatMap((literal) => [...positiveAtom(literal), ...absentAtom(literal)])
        .flatMap((one) => one.arguments)
        .filter((one) => isVariable(one, term.name));
      this.#values.set(term.name, met.length > 1 ? exactly(moves) : moves);
    }
  }

  #define(literal: PlainLiteral, name: string, term: Term): void {
    this.#definitions.add(literal);
    this.#values.set(name, this.movementOf(term));
  }

  /** The arguments at lattice columns, with how the value there moves. */
  #valueTerms(atom: Atom): { readonly term: Term; readonly moves: Direction }[] {
    const relation = this.#program.relations.get(atom.relation.text);
    const value = (relation && this.#state.get(relation)?.value) ?? "constant";
    return atom.arguments.flatMap((term, i) => {
      const lattice = relation?.columns[i]?.lattice ?? null;
      return lattice === null ? [] : [{ term, moves: lattice === "min" ? flip(value) : value }];
    });
  }

  #literal(literal: PlainLiteral): Direction {
    switch (literal.kind) {
      case "atom":
        return this.#atom(literal);
      case "negation":
        return flip(this.#atom(literal.atom));
      case "difference":
        return mergeDirections(this.#atom(literal.left), flip(this.#atom(literal.right)));
      case "comparison":
        return mergeDirections(
          this.#definitions.has(literal) ? "constant" : this.#comparison(literal),
          this.#exists(literal),
        );
      case "test":
        return literalTerms(literal)
          .map((term) => exactly(this.movementOf(term)))
          .reduce(mergeDirections, "constant");
      case "truth":
        return "constant";
    }
  }

  #atom(atom: Atom): Direction {
    const relation = this.#program.relations.get(atom.relation.text);
    const keys = (relation && this.#state.get(relation)?.keys) ?? "constant";
    const exact = this.#valueTerms(atom).map(({ term, moves }) => {
      if (term.kind === "wildcard") return "constant";
      return term.kind === "variable" && this.#values.get(term.name) !== "any" ? "constant" : exactly(moves);
    });
    return [keys, ...exact].reduce(mergeDirections, "constant");
  }

  #comparison({ operator, left, right }: Comparison): Direction {
    const moves = mergeDirections(this.movementOf(left), flip(this.movementOf(right)));
    const counts = left.kind === "aggregate" && left.operator === "count";
    const zero = right.kind === "constant" && right.value === 0;
    switch (operator) {
      case ">":
      case ">=":
        return moves;
      case "<":
      case "<=":
        return flip(moves);
      case "=":
        return counts && zero ? flip(moves) : exactly(moves);
      case "!=":
        return counts && zero ? moves : exactly(moves);
    }
  }

  /** Whether the aggregates of a comparison have a value at all. */
  #exists(literal: Comparison): Direction {
    return literalTerms(literal)
      .flatMap((term) => (term.kind === "aggregate" ? [this.#aggregate(term).exists] : []))
      .reduce(mergeDirections, "constant");
  }

  #aggregate({ operator, target, body }: Aggregate): {
    readonly value: Direction;
    readonly exists: Direction;
  } {
    let inside: Direction = "constant";
    let term: Direction = "constant";
    let positive = true;
    for (const { literals } of clausesOf(body).clauses) {
      const judge = new BodyJudge(this.#program, this.#state, literals, this.#values);
      inside = mergeDirections(inside, judge.direction());
      if (target !== null) term = mergeDirections(term, judge.movementOf(target));
      positive &&= target !== null && literals.some((literal) => this.#bounds(literal, target));
    }
    switch (operator) {
      case "count":
        return { value: inside, exists: "constant" };
      case "sum":
        return {
          value: positive ? mergeDirections(inside, term) : exactly(mergeDirections(inside, term)),
          exists: "constant",
        };
      case "max":
        return { value: mergeDirections(inside, term), exists: inside };
      case "min":
        return { value: mergeDirections(flip(inside), term), exists: inside };
      case "mean":
        return { value: exactly(mergeDirections(inside, term)), exists: inside };
    }
  }

  /** Whether a literal says that the term is not negative. */
  #bounds(literal: PlainLiteral, target: Term): boolean {
    if (target.kind !== "variable") return target.kind === "constant";
    if (literal.kind === "comparison") {
      const zero = literal.right.kind === "constant" && literal.right.value === 0;
      return zero && [">=", ">"].includes(literal.operator) && isVariable(literal.left, target.name);
    }
    return positiveAtom(literal).some((atom) => {
      const column = this.#program.relations.get(atom.relation.text)?.columns[
        atom.arguments.findIndex((term) => isVariable(term, target.name))
      ];
      return column?.value === "unsigned" || column?.lattice === "gcounter";
    });
  }
}

function isVariable(term: Term, name: string): boolean {
  return term.kind === "variable" && term.name === name;
}
