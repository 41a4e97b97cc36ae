import type { Chance } from "../../base/chance.ts";
import type { Value } from "../../engine/value-pool.ts";
import type { Column, PlainLiteral, Program, Relation } from "../../model/program.ts";
import { aggregatesIn, literalTerms } from "../../model/terms.ts";
import { aggregateClauses } from "../../model/value-flow.ts";
import type { Term } from "../../syntax/tree.ts";
import type { Fact } from "./state.ts";

/** The values that small states are made of: the program's own constants, and new ones named after columns. */
export class ValueChoice {
  readonly #chance: Chance;
  readonly #numbers: readonly number[];
  readonly #symbols: readonly string[];
  readonly #taken = new Set<Value>();
  readonly #counts = new Map<string, number>();
  #number = 0;

  constructor(program: Program, given: readonly Fact[], chance: Chance) {
    this.#chance = chance;
    const constants = new Set<Value>();
    for (const { row } of given.slice(0, givenMax)) for (const value of row) constants.add(value);
    for (const value of constantsIn(program)) constants.add(value);
    this.#numbers = [...constants].filter((value) => typeof value === "number");
    this.#symbols = [...constants].filter((value) => typeof value === "string");
    for (const value of constants) this.#taken.add(value);
  }

  /** Starts to name new values from the first again. */
  restart(): void {
    this.#counts.clear();
    this.#number = 0;
  }

  /** A value that nothing else has. */
  fresh(column: Column, relation: Relation): Value {
    if (column.value !== "symbol") {
      do this.#number++;
      while (this.#taken.has(this.#number + (column.bound ?? 0)));
      return this.fit(this.#number + (column.bound ?? 0), column);
    }
    for (;;) {
      const noun = saysLittle.test(column.name) ? relation.name : column.name;
      const count = (this.#counts.get(noun) ?? 0) + 1;
      this.#counts.set(noun, count);
      const name = `${noun}${String(count)}`;
      if (!this.#taken.has(name)) return name;
    }
  }

  /** A value at random: one of the program's, one next to it, or a small one. */
  any(column: Column, relation: Relation): Value {
    if (column.value === "symbol") {
      return (
        (this.#chance.happens(0.5) ? this.#chance.pickOf(this.#symbols) : null) ??
        this.fresh(column, relation)
      );
    }
    const own = this.#chance.happens(0.7) ? this.#chance.pickOf(this.#numbers) : null;
    return this.fit((own ?? this.#chance.below(4)) + this.#chance.below(3) - 1, column);
  }

  /** The program's constants of a column's type, and what is next to them. */
  constants(column: Column): readonly Value[] {
    if (column.value === "symbol") return this.#symbols;
    const near = this.#numbers.flatMap((number) => [number, -number, number + 1, number - 1]);
    return [...new Set([...near, 0, 1, -1])].map((number) => this.fit(number, column));
  }

  /** The number itself, or the nearest that the column can hold. */
  fit(number: number, column: Column): number {
    const least =
      column.value === "unsigned" || column.lattice === "gcounter" ? 0 : (column.bound ?? -Infinity);
    if (column.value === "float") return Math.max(number, least);
    const nearest = Math.min(Math.max(Math.round(number), -Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
    return Math.max(nearest, least);
  }
}

/** Names of columns that are a name for anything: what is in them is better called after the relation. */
const saysLittle = /^(?:.|.\d|id|key|name|value|to|from|by)$/;

/** Of very many facts of the text, so many are looked at for their values. */
const givenMax = 200;

/** The constants that stand in the rules of a program. */
export function constantsIn({ rules }: Program): ReadonlySet<Value> {
  const constants = new Set<Value>();
  for (const { heads, clauses } of rules) {
    for (const { atom } of heads) for (const term of atom.arguments) noteConstants(term, constants);
    for (const { literals } of clauses) for (const literal of literals) noteLiteral(literal, constants);
  }
  return constants;
}

function noteLiteral(literal: PlainLiteral, constants: Set<Value>): void {
  for (const term of literalTerms(literal)) noteConstants(term, constants);
}

function noteConstants(term: Term, constants: Set<Value>): void {
  if (term.kind === "constant") constants.add(term.value);
  if (term.kind === "call") {
    const [only] = term.arguments;
    if (
      term.functor === "-" &&
      term.arguments.length === 1 &&
      only?.kind === "constant" &&
      only.type !== "symbol"
    )
      constants.add(-only.value);
    else for (const argument of term.arguments) noteConstants(argument, constants);
  }
  for (const aggregate of aggregatesIn(term)) {
    if (aggregate.target !== null) noteConstants(aggregate.target, constants);
    for (const { literals } of aggregateClauses(aggregate))
      for (const literal of literals) noteLiteral(literal, constants);
  }
}
