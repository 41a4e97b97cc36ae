import type { Program, Relation } from "../../model/program.ts";
import type { Term } from "../../syntax/tree.ts";
import type { Direction } from "../direction.ts";
import type { Movements } from "../movements.ts";
import { constantToken, isConstantToken } from "../tokens.ts";
import { variablesOf, type ClauseParts, type Part } from "./clause-parts.ts";
import { literalsText } from "./literal-text.ts";
import type { Choice } from "./satisfiability.ts";
import type { Fact } from "./state.ts";

/**
 * A value: a constant's token, or the name of one that is none of the constants. `any` in an
 * argument asks for some row, whatever its value there.
 */
export type Element = string;

const any: Element = "*";

/** What a variable can be compared with: symbols or numbers. */
export type Sort = "symbol" | "number";

export interface Domain {
  readonly elements: readonly { readonly element: Element; readonly sort: Sort | null }[];
  /** Whether every constant of the text is among the elements, so that the others are none of the text's. */
  readonly whole: boolean;
}

/** What the grounding knows beforehand. */
export interface Setting {
  readonly program: Program;
  readonly movements: Movements;
  /** How the keys of a relation move, proofs included. */
  readonly direction: (relation: Relation) => Direction;
  readonly given: readonly Fact[];
  /** The relations whose rules say all about them, and may be looked into. */
  readonly isOpen: (relation: Relation) => boolean;
  /** The parts of the clauses that derive a relation. */
  readonly clauses: (relation: Relation) => readonly ClauseParts[];
}

/** So many propositions and clauses make a grounding too large. */
const [propositionsMax, clausesMax] = [1500, 12_000];

/** Two moments, one after the other, between which information arrives. */
type Moment = 0 | 1;

export class TooLarge extends Error {}

/**
 * What is true of the rows over a few values at two moments, as clauses of propositional logic.
 *
 * Every clause holds in every pair of states D ≤ D' of the whole database, not only over the
 * values at hand: a relation moves in its direction, the facts of the text are there, a row
 * follows from a body over these values, and a row has one of its rules' bodies (with `any` for
 * values that may lie outside). So what has no solution here happens nowhere.
 */
export class Grounding {
  readonly clauses: Choice[][] = [];
  readonly #setting: Setting;
  readonly #domain: Domain;
  readonly #propositions = new Map<string, number>();
  readonly #tuples = new Map<Relation, (readonly Element[])[]>();
  readonly #open: { readonly relation: Relation; readonly tuple: readonly Element[] }[] = [];
  #count = 0;

  constructor(setting: Setting, domain: Domain) {
    this.#setting = setting;
    this.#domain = domain;
  }

  get variables(): number {
    return this.#count;
  }

  /** Looks into everything that was asked about. Throws `TooLarge`. */
  settle(): void {
    for (let next = this.#open.pop(); next !== undefined; next = this.#open.pop())
      this.#define(next.relation, next.tuple);
    for (const [relation, tuples] of this.#tuples) {
      for (const general of tuples) {
        if (!general.includes(any)) continue;
        for (const tuple of tuples) {
          if (tuple === general || !general.every((element, i) => element === any || element === tuple[i]))
            continue;
          for (const moment of moments)
            this.#add([-this.row(relation, tuple, moment), this.row(relation, general, moment)]);
        }
      }
    }
  }

  /** That a relation has a row (or some row). */
  row(relation: Relation, tuple: readonly Element[], moment: Moment): Choice {
    const name = `${relation.name}(${tuple.join(",")})`;
    const known = this.#propositions.get(name);
    if (known !== undefined) return known + moment;
    const first = this.#proposition(name, this.#setting.direction(relation));
    const tuples = this.#tuples.get(relation);
    if (tuples === undefined) this.#tuples.set(relation, [tuple]);
    else tuples.push(tuple);
    this.#open.push({ relation, tuple });
    return first + moment;
  }

  /**
   * That a part holds: true, false or a choice. A variable without a value stands for any in an
   * atom; elsewhere nothing is said, and the answer is null.
   */
  part(part: Part, values: ReadonlyMap<string, Element>, moment: Moment): Choice | boolean | null {
    switch (part.kind) {
      case "never":
        return false;
      case "equality": {
        const [left, right] = [elementOf(part.left, values), elementOf(part.right, values)];
        if (left === null || right === null) return null;
        return (left === right) !== part.negated;
      }
      case "atom": {
        const tuple = part.arguments.map((term) => elementOf(term, values) ?? any);
        const choice = this.row(part.relation, tuple, moment);
        return part.negated ? -choice : choice;
      }
      case "opaque": {
        const known = new Map<string, Element>();
        for (const name of part.variables) {
          const element = values.get(name);
          if (element === undefined) return null;
          known.set(name, element);
        }
        const name = `[${literalsText(part.literals, known)}]`;
        const first = this.#propositions.get(name) ?? this.#proposition(name, part.direction);
        return part.negated ? -(first + moment) : first + moment;
      }
    }
  }

  require(clause: readonly Choice[]): void {
    this.#add([...clause]);
  }

  #proposition(name: string, direction: Direction): number {
    const first = this.#count + 1;
    this.#count += 2;
    if (this.#count > propositionsMax) throw new TooLarge();
    this.#propositions.set(name, first);
    if (direction === "up" || direction === "constant") this.#add([-first, first + 1]);
    if (direction === "down" || direction === "constant") this.#add([first, -(first + 1)]);
    return first;
  }

  #add(clause: Choice[]): void {
    if (this.clauses.length >= clausesMax) throw new TooLarge();
    this.clauses.push(clause);
  }

  #define(relation: Relation, tuple: readonly Element[]): void {
    const { given, isOpen, clauses } = this.#setting;
    const rows = given.filter((fact) => fact.relation === relation);
    const isClosed = relation.kind === "base" && relation.qualifier === "static" && rows.length > 0;
    const isThere = rows.some(({ row }) =>
      tuple.every((one, i) => one === any || one === valueToken(row[i] ?? 0)),
    );
    if (isThere && relation.qualifier !== "orset")
      for (const moment of moments) this.#add([this.row(relation, tuple, moment)]);
    if (isThere) return;
    const isKnown = this.#domain.whole || tuple.every((one) => one === any || isConstantToken(one));
    if (isClosed && isKnown) for (const moment of moments) this.#add([-this.row(relation, tuple, moment)]);
    if (relation.kind === "base" || !isOpen(relation)) return;
    const bodies: [Choice[], Choice[]] = [[], []];
    for (const clause of clauses(relation)) {
      const values = unify(clause, tuple);
      if (values === null) continue;
      this.#derive(clause, values, (moment) => this.row(relation, tuple, moment));
      for (const moment of moments) {
        const body = this.#weakened(clause, values, moment);
        if (body !== null) bodies[moment].push(body);
      }
    }
    // Where the values at hand may be those of a fact of the text, the row needs no rule.
    if (rows.length === 0 || isKnown)
      for (const moment of moments) this.#add([-this.row(relation, tuple, moment), ...bodies[moment]]);
  }

  /** A row follows from each instance of the body over the domain. */
  #derive(clause: ClauseParts, values: ReadonlyMap<string, Element>, head: (moment: Moment) => Choice): void {
    if (clause.head.arguments.some(({ kind }) => kind !== "variable" && kind !== "constant")) return;
    const free = [...clause.uses.keys()].filter(
      (name) => !values.has(name) && (clause.uses.get(name) ?? 0) > 1,
    );
    const sorts = sortsOf(clause.parts);
    const assign = (i: number, all: ReadonlyMap<string, Element>): void => {
      const name = free[i];
      if (name !== undefined) {
        for (const { element, sort } of this.#domain.elements) {
          const own = sorts.get(name);
          if (own === undefined || sort === null || own === sort)
            assign(i + 1, new Map(all).set(name, element));
        }
        return;
      }
      for (const moment of moments) {
        const clauseOut: Choice[] = [];
        let isPossible = true;
        for (const part of clause.parts) {
          const held = this.part(part, all, moment);
          if (held === false || held === null) isPossible = false;
          else if (held !== true) clauseOut.push(-held);
          if (!isPossible) break;
        }
        if (isPossible) this.#add([...clauseOut, head(moment)]);
      }
    };
    assign(0, values);
  }

  /** A choice that stands for a body, as far as it speaks of the values at hand; null where it cannot hold. */
  #weakened(clause: ClauseParts, values: ReadonlyMap<string, Element>, moment: Moment): Choice | null {
    const needed: Choice[] = [];
    for (const part of clause.parts) {
      const isBound = variablesOf(part).every((name) => values.has(name));
      // That some other value is absent says nothing about this one.
      if (
        !isBound &&
        part.kind === "atom" &&
        part.negated &&
        variablesOf(part).some((name) => !values.has(name) && (clause.uses.get(name) ?? 0) > 1)
      )
        continue;
      const held = this.part(part, values, moment);
      if (held === false) return null;
      if (held !== null && held !== true) needed.push(held);
    }
    const body = ++this.#count;
    for (const choice of needed) this.#add([-body, choice]);
    return body;
  }
}

const moments: readonly Moment[] = [0, 1];

/** The value of a variable or constant; null for a wildcard or a variable without one. */
function elementOf(term: Term, values: ReadonlyMap<string, Element>): Element | null {
  if (term.kind === "constant") return constantToken(term);
  return term.kind === "variable" ? (values.get(term.name) ?? null) : null;
}

export function valueToken(value: number | string): Element {
  return typeof value === "string" ? `"${value}` : `=${String(value)}`;
}

/** The values of the head's variables; null where the head is another row. */
function unify({ head }: ClauseParts, tuple: readonly Element[]): ReadonlyMap<string, Element> | null {
  const values = new Map<string, Element>();
  for (const [i, element] of tuple.entries()) {
    const term = head.arguments[i];
    if (element === any || term === undefined) continue;
    if (term.kind === "constant" && constantToken(term) !== element) return null;
    if (term.kind !== "variable") continue;
    const known = values.get(term.name);
    if (known !== undefined && known !== element) return null;
    values.set(term.name, element);
  }
  return values;
}

/** Of the variables that stand in atoms, whether they are symbols or numbers. */
export function sortsOf(parts: readonly Part[]): ReadonlyMap<string, Sort> {
  const sorts = new Map<string, Sort>();
  for (const part of parts) {
    if (part.kind !== "atom") continue;
    for (const [i, term] of part.arguments.entries()) {
      const type = part.relation.columns[i]?.value;
      if (term.kind === "variable" && type !== undefined)
        sorts.set(term.name, type === "symbol" ? "symbol" : "number");
    }
  }
  return sorts;
}
