import type { Value } from "../../engine/value-pool.ts";
import { columnKinds } from "../../lattice/column-kind.ts";
import type { PlainLiteral, Program, Relation } from "../../model/program.ts";
import { constantNumber } from "../../model/value-flow.ts";
import type { Term } from "../../syntax/tree.ts";
import type { Direction } from "../direction.ts";
import type { Movements } from "../movements.ts";
import { constantToken, isConstantToken } from "../tokens.ts";
import type { Aim, ClauseParts } from "./clause-parts.ts";
import { hasCuts, signOfColumn } from "./cuts.ts";
import { literalsText } from "./literal-text.ts";
import { variablesOf, type Argument, type Part } from "./part.ts";
import type { Choice } from "./satisfiability.ts";
import type { Fact } from "./state.ts";
import { isRefuted } from "./term-value.ts";

/**
 * A value: a constant's token, the name of one that is none of the constants, or that of a
 * witness, of which is not known which value it is. In an argument `any` asks for some row, whatever
 * its value there, and a cut for one whose value has come so far.
 */
export type Element = string;

/** In an argument: some value. */
export const anyElement: Element = "*";
const any = anyElement;
const cutMark = "≥";
const witnessMark = "!";

/** What a variable can be compared with: symbols or numbers. */
export type Sort = "symbol" | "number";

export interface Domain {
  readonly elements: readonly { readonly element: Element; readonly sort: Sort | null }[];
  /** Whether every constant of the text is among the elements, so that the others are none of the text's. */
  readonly whole: boolean;
  /** Whether the values that bodies speak of beside those of their rows get names of their own. */
  readonly witnessed: boolean;
}

/** What the grounding knows beforehand. */
export interface Setting {
  readonly program: Program;
  readonly movements: Movements;
  /** How the keys of a relation move, or the value in a column, proofs included. */
  readonly direction: (relation: Relation, column: number | null) => Direction;
  readonly given: readonly Fact[];
  /** The relations whose rules say all about them, and may be looked into. */
  readonly isOpen: (relation: Relation) => boolean;
  /** Whether no rule of a derived relation can ever fire. */
  readonly isDead: (relation: Relation) => boolean;
  /** The invariants that are taken for granted: where all of the left holds, one of the right does. */
  readonly assumed: readonly Assumption[];
  /** The values that the rules give a column, where those are integers of the text; null where there are others. */
  readonly valuesAt: (relation: Relation, column: number) => readonly number[] | null;
  /** The values that a relation's clauses tell from others beside those of their text. */
  readonly valuesOf: (relation: Relation) => readonly number[];
  /** The parts of the clauses that derive a relation's rows, or those whose value has come so far. */
  readonly clauses: (relation: Relation, aim: Aim) => readonly ClauseParts[];
}

/** An invariant over rows, with equations; the atoms stand on the left. */
export interface Assumption {
  readonly left: readonly Part[];
  readonly right: readonly (readonly Part[])[];
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
  readonly #steps = new Map<string, { readonly least: number; readonly first: Choice }[]>();
  readonly #witnesses = new Map<Element, Sort | null>();
  readonly #numbers = new Map<ClauseParts, number>();
  #hasUnclear = false;
  #count = 0;

  constructor(setting: Setting, domain: Domain) {
    this.#setting = setting;
    this.#domain = domain;
  }

  get variables(): number {
    return this.#count;
  }

  /** Witnesses of rows that have one of their rules' bodies: values that the bodies speak of beside the row's own. */
  get witnesses(): readonly { readonly element: Element; readonly sort: Sort | null }[] {
    return [...this.#witnesses].map(([element, sort]) => ({ element, sort }));
  }

  /** Looks into everything that was asked about. Throws `TooLarge`. */
  settle(): void {
    for (let next = this.#open.pop(); next !== undefined; next = this.#open.pop())
      this.#define(next.relation, next.tuple);
    for (const [relation, tuples] of this.#tuples) {
      for (const general of tuples) {
        if (!general.some((element) => element === any || isCut(element))) continue;
        for (const tuple of tuples) {
          if (tuple === general || !general.every((element, i) => isImplied(element, tuple[i] ?? any)))
            continue;
          for (const moment of moments)
            this.#add([-this.row(relation, tuple, moment), this.row(relation, general, moment)]);
        }
      }
    }
    this.#assume();
    this.#identify();
    for (const steps of this.#steps.values()) {
      const sorted = steps.toSorted((a, b) => a.least - b.least);
      for (const [i, { first }] of sorted.entries()) {
        const further = sorted[i + 1];
        if (further === undefined) continue;
        for (const moment of moments) this.#add([-(further.first + moment), first + moment]);
      }
    }
  }

  /** That a relation has a row (or some row). */
  row(relation: Relation, tuple: readonly Element[], moment: Moment): Choice {
    const name = `${relation.name}(${tuple.join("\0")})`;
    const known = this.#propositions.get(name);
    if (known !== undefined) return known + moment;
    const column = tuple.findIndex(isCut);
    const first = this.#proposition(name, this.#setting.direction(relation, column < 0 ? null : column));
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
        const same = this.#same(left, right);
        if (typeof same === "number") return part.negated ? -same : same;
        return same !== part.negated;
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
        const truth = comparisonTruth(part.literals, known);
        if (truth !== null) return truth !== part.negated;
        const name = `[${literalsText(part.literals, known)}]`;
        const first = this.#propositions.get(name) ?? this.#opaque(name, part, known);
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

  /** Whether two names mean the same value: a choice where one is a witness. */
  #same(a: Element, b: Element): boolean | Choice {
    if (!isUnclear(a, b)) return a === b;
    const name = sameName(a, b);
    this.#hasUnclear = true;
    return this.#propositions.get(name) ?? this.#proposition(name, "constant");
  }

  /** Rows that differ in names that mean the same are the same row. */
  #identify(): void {
    if (!this.#hasUnclear) return;
    for (const [relation, tuples] of this.#tuples) {
      for (const [i, one] of tuples.entries()) {
        for (const other of tuples.slice(0, i)) {
          const same: Choice[] = [];
          const isRelated = one.every((element, column) => {
            const second = other[column] ?? any;
            if (element === second) return true;
            const known = isUnclear(element, second)
              ? this.#propositions.get(sameName(element, second))
              : undefined;
            if (known !== undefined) same.push(known);
            return known !== undefined;
          });
          if (!isRelated) continue;
          for (const moment of moments) {
            const [a, b] = [this.row(relation, one, moment), this.row(relation, other, moment)];
            this.#add([...same.map((choice) => -choice), -a, b]);
            this.#add([...same.map((choice) => -choice), a, -b]);
          }
        }
      }
    }
  }

  /** What the assumed invariants say of the rows that were asked about. */
  #assume(): void {
    for (const { left, right } of this.#setting.assumed) {
      const atoms = left.filter((part) => part.kind === "atom");
      const uses = new Map<string, number>();
      for (const name of [...left, ...right.flat()].flatMap(variablesOf))
        uses.set(name, (uses.get(name) ?? 0) + 1);
      const visit = (i: number, values: ReadonlyMap<string, Element>, rows: readonly Choice[]): void => {
        const atom = atoms[i];
        if (atom === undefined) {
          this.#assumeOf(left, right, values, rows);
          return;
        }
        for (const tuple of this.#tuples.get(atom.relation) ?? []) {
          const extended = matched(atom.arguments, tuple, values, uses);
          if (extended !== null) visit(i + 1, extended, [...rows, this.row(atom.relation, tuple, 0)]);
        }
      };
      visit(0, new Map(), []);
    }
  }

  #assumeOf(
    left: readonly Part[],
    right: readonly (readonly Part[])[],
    values: ReadonlyMap<string, Element>,
    rows: readonly Choice[],
  ): void {
    const conditions: Choice[] = [];
    const conclude = (part: Part): Choice | boolean | null =>
      part.kind === "equality" ? this.part(part, values, 0) : null;
    for (const part of left) {
      if (part.kind === "atom") continue;
      const held = conclude(part);
      if (held === null || held === false) return;
      if (held !== true) conditions.push(-held);
    }
    const conclusions: Choice[] = [];
    for (const [only, ...others] of right) {
      const held = only === undefined || others.length > 0 ? null : conclude(only);
      if (held === null || held === true) return;
      if (held !== false) conclusions.push(held);
    }
    for (const moment of moments)
      this.#add([...rows.map((row) => -(row + moment)), ...conditions, ...conclusions]);
  }

  #opaque(
    name: string,
    { direction, step }: Extract<Part, { kind: "opaque" }>,
    known: ReadonlyMap<string, Element>,
  ): Choice {
    const first = this.#proposition(name, direction);
    if (step === null) return first;
    const { span } = step.term;
    const { term, order, needs } = step;
    for (const moment of moments) {
      const needed = needs === null ? null : this.part(needs, known, moment);
      if (typeof needed === "number") this.#add([-(first + moment), needed]);
    }
    const text = `${String(order)} ${literalsText([{ kind: "comparison", operator: "=", left: term, right: term, span }], known)}`;
    const steps = this.#steps.get(text);
    if (steps === undefined) this.#steps.set(text, [{ least: step.least, first }]);
    else steps.push({ least: step.least, first });
    return first;
  }

  #define(relation: Relation, tuple: readonly Element[]): void {
    const { given, isOpen, clauses } = this.#setting;
    const rows = given.filter((fact) => fact.relation === relation);
    const isClosed = relation.kind === "base" && relation.qualifier === "static" && rows.length > 0;
    const isThere = rows.some(({ row }) => tuple.every((one, i) => isMet(one, row[i] ?? 0, relation, i)));
    if (isThere && relation.qualifier !== "orset")
      for (const moment of moments) this.#add([this.row(relation, tuple, moment)]);
    if (isThere) return;
    const isKnown = tuple.every(
      (one) => one === any || isCut(one) || isConstantToken(one) || (this.#domain.whole && !isWitness(one)),
    );
    if (this.#setting.isDead(relation))
      for (const moment of moments) this.#add([-this.row(relation, tuple, moment)]);
    if (isClosed && isKnown) for (const moment of moments) this.#add([-this.row(relation, tuple, moment)]);
    this.#boundBelow(relation, tuple);
    if (relation.kind === "base" || !isOpen(relation)) return;
    const bodies: [Choice[], Choice[]] = [[], []];
    // Where a rule may give the row for all that is known, nothing is said of what it needs.
    let isClear = true;
    for (const clause of clauses(relation, aimOf(tuple))) {
      const values = unify(clause, tuple);
      if (values === "unclear") isClear = false;
      if (values === null || values === "unclear") continue;
      this.#derive(clause, values, (moment) => this.row(relation, tuple, moment));
      for (const moment of moments) {
        const body = this.#weakened(clause, values, moment, tuple);
        if (body !== null) bodies[moment].push(body);
      }
    }
    // Where the values at hand may be those of a fact of the text, the row needs no rule.
    if (isClear && (rows.length === 0 || isKnown))
      for (const moment of moments) this.#add([-this.row(relation, tuple, moment), ...bodies[moment]]);
  }

  /** A value that is never below a bound has come so far as soon as its key is there. */
  #boundBelow(relation: Relation, tuple: readonly Element[]): void {
    const at = tuple.findIndex(isCut);
    const column = relation.columns[at];
    if (column === undefined || signOfColumn(column) < 0) return;
    const least = column.value === "unsigned" || column.lattice === "gcounter" ? 0 : column.bound;
    if (least === null || leastOf(tuple[at] ?? "") > least) return;
    const there = tuple.with(at, any);
    for (const moment of moments)
      this.#add([-this.row(relation, there, moment), this.row(relation, tuple, moment)]);
  }

  /** A row follows from each instance of the body over the domain. */
  #derive(clause: ClauseParts, values: ReadonlyMap<string, Element>, head: (moment: Moment) => Choice): void {
    if (!isPlainHead(clause)) return;
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
  #weakened(
    clause: ClauseParts,
    own: ReadonlyMap<string, Element>,
    moment: Moment,
    tuple: readonly Element[],
  ): Choice | null {
    const needed: Choice[] = [];
    const values = this.#witnessed(clause, own, moment, tuple);
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

  /** Values for the variables of a body beside those of its row, where witnesses are asked for. */
  #witnessed(
    clause: ClauseParts,
    own: ReadonlyMap<string, Element>,
    moment: Moment,
    tuple: readonly Element[],
  ): ReadonlyMap<string, Element> {
    if (!this.#domain.witnessed || tuple.some(isWitness)) return own;
    const open = [...clause.uses].flatMap(([name, times]) => (times > 1 && !own.has(name) ? [name] : []));
    if (open.length === 0) return own;
    const sorts = sortsOf(clause.parts);
    const values = new Map(own);
    for (const name of open) {
      const witness = `${witnessMark}${String(this.#numberOf(clause))}${name}(${tuple.join(",")})${String(moment)}`;
      values.set(name, witness);
      this.#witnesses.set(witness, sorts.get(name) ?? null);
    }
    return values;
  }

  #numberOf(clause: ClauseParts): number {
    let number = this.#numbers.get(clause);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(clause, number);
    }
    return number;
  }
}

const moments: readonly Moment[] = [0, 1];

function isCut(element: Element): boolean {
  return element.startsWith(cutMark);
}

function leastOf(cut: Element): number {
  return Number(cut.slice(cutMark.length));
}

export function cutElement(least: number): Element {
  return `${cutMark}${String(least)}`;
}

/** The name of a value of which only is known what it is needed for. */
export function witnessElement(name: string): Element {
  return `${witnessMark}${name}`;
}

function isWitness(element: Element): boolean {
  return element.startsWith(witnessMark);
}

/** Whether two names may or may not mean the same value. */
function isUnclear(a: Element, b: Element): boolean {
  return a !== b && (isWitness(a) || isWitness(b));
}

function aimOf(tuple: readonly Element[]): Aim {
  const column = tuple.findIndex(isCut);
  return column < 0 ? null : { column, least: leastOf(tuple[column] ?? "") };
}

/** Whether a row that has `element` at a place has `general` there too. */
function isImplied(general: Element, element: Element): boolean {
  if (general === any || general === element) return true;
  return isCut(general) && isCut(element) && leastOf(general) <= leastOf(element);
}

/** Whether a fact of the text has, and keeps, what a row is asked for at a column. */
function isMet(element: Element, value: Value, relation: Relation, i: number): boolean {
  if (element === any) return true;
  if (!isCut(element)) return element === valueToken(value);
  const column = relation.columns[i];
  if (column === undefined || !hasCuts(column) || columnKinds[column.lattice ?? "lww"].order === "any")
    return false;
  return typeof value === "number" && signOfColumn(column) * value >= leastOf(element);
}

/** Whether a comparison of constants holds; null for anything else. */
function comparisonTruth(
  literals: readonly PlainLiteral[],
  values: ReadonlyMap<string, Element>,
): boolean | null {
  const [literal, ...others] = literals;
  if (literal?.kind !== "comparison" || others.length > 0) return null;
  const [left, right] = [numberOf(literal.left, values), numberOf(literal.right, values)];
  if (left === null || right === null) return null;
  const { span } = literal;
  const [a, b] = [left, right].map((value): Term => ({
    kind: "constant",
    type: "number",
    value,
    text: "",
    span,
  }));
  return a === undefined || b === undefined ? null : !isRefuted({ ...literal, left: a, right: b }, new Map());
}

/** The number that a term is. What is computed is no number of the text, and is left open. */
function numberOf(term: Term, values: ReadonlyMap<string, Element>): number | null {
  if (term.kind !== "variable") return constantNumber(term);
  const element = values.get(term.name);
  return element?.startsWith("=") === true ? Number(element.slice(1)) : null;
}

function sameName(a: Element, b: Element): string {
  return a < b ? `${a}\0=\0${b}` : `${b}\0=\0${a}`;
}

/** The values with which an atom of an invariant is a row; null where it is not, or that is not known. */
function matched(
  patterns: readonly Argument[],
  tuple: readonly Element[],
  values: ReadonlyMap<string, Element>,
  uses: ReadonlyMap<string, number>,
): ReadonlyMap<string, Element> | null {
  const extended = new Map(values);
  for (const [i, element] of tuple.entries()) {
    const pattern = patterns[i];
    if (pattern === undefined) return null;
    if (pattern.kind === "wildcard") continue;
    if (pattern.kind === "variable" && (uses.get(pattern.name) ?? 0) === 1) continue;
    if (element === any || isCut(element)) return null;
    const known = pattern.kind === "variable" ? extended.get(pattern.name) : elementOf(pattern, values);
    if (known === null || (known !== undefined && known !== element)) return null;
    if (pattern.kind === "variable") extended.set(pattern.name, element);
  }
  return extended;
}

/** The value of a variable or constant; null for a wildcard or a variable without one. */
function elementOf(argument: Argument, values: ReadonlyMap<string, Element>): Element | null {
  switch (argument.kind) {
    case "cut":
      return cutElement(argument.least);
    case "constant":
      return constantToken(argument);
    case "variable":
      return values.get(argument.name) ?? null;
    case "wildcard":
    case "call":
    case "aggregate":
      return null;
  }
}

export function valueToken(value: number | string): Element {
  return typeof value === "string" ? `"${value}` : `=${String(value)}`;
}

export function isPlainHead({ head }: ClauseParts): boolean {
  return head.every(({ kind }) => kind !== "call" && kind !== "aggregate");
}

/** The values of the head's variables; null where the head is another row. */
function unify(
  { head }: ClauseParts,
  tuple: readonly Element[],
): ReadonlyMap<string, Element> | null | "unclear" {
  const values = new Map<string, Element>();
  let isClear = true;
  for (const [i, element] of tuple.entries()) {
    const term = head[i];
    if (element === any || isCut(element) || term === undefined) continue;
    const known =
      term.kind === "constant"
        ? constantToken(term)
        : term.kind === "variable"
          ? (values.get(term.name) ?? element)
          : element;
    if (isUnclear(known, element)) isClear = false;
    else if (known !== element) return null;
    if (term.kind === "variable") values.set(term.name, known);
  }
  return isClear ? values : "unclear";
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
