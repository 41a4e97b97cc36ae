import { variableTypes, type VariableTypes } from "../../engine/term-types.ts";
import { valueTypeOf } from "../../engine/operation-plan.ts";
import { clausesOf } from "../../model/clauses.ts";
import { effectAtom } from "../../model/effects.ts";
import type { Operation, PlainLiteral, Program, Relation } from "../../model/program.ts";
import { isSound } from "../../model/sound-boundary.ts";
import { aggregatesIn, literalTerms, variablesIn } from "../../model/terms.ts";
import type * as Syntax from "../../syntax/tree.ts";
import type { StartRow } from "./history.ts";
import { linearTerm, minus, scaled, type LinearTerm } from "./linear-terms.ts";
import { allOf, anyOf, integerText, SmtTerms, sumOf, type SmtScope } from "./smt-terms.ts";
import { TermConstraints } from "./term-constraints.ts";
import { guardsOf } from "./operation-writes.ts";
import type { ViolationUnit } from "./violation-units.ts";

/** What is known beside the unit itself. */
export interface MergeKnowledge {
  readonly program: Program;
  /** Whether a relation is the same in all states. */
  readonly isStill: (relation: Relation) => boolean;
  /** The rows that a relation starts with; null where it may start with any. */
  readonly startOf: (relation: Relation) => readonly StartRow[] | null;
}

/**
 * Asks, as SMT-LIB 2, for two states of one execution that a unit is false in, and that merge into
 * one in which it is true. Where no such thing can be, no merge makes the unit true (confluence.md,
 * section 3, C5). Null for a unit that it cannot be asked of.
 *
 * What is asserted is true of every such pair of states, so that nothing is missed. Let `s` and `t`
 * be the states, as the sets of the calls of operations that they have seen. Calls are in three
 * parts: those that both have seen (`M`), those that only `s` has (`A`), only `t` (`B`). Then
 *
 * - no replica has calls in `A` and calls in `B`, as each state has seen a first part of those of
 *   one replica; nor has a boundary, whose calls come one after the other;
 * - a counter is the sum of what the calls add: over all calls of one kind, so often the constants,
 *   and a multiple of the sum of each variable. What a `require` says of each call, as far as it is
 *   linear, it says of these sums. Values are never compared across states but through these sums,
 *   since two states may have the same value by different calls;
 * - a largest or smallest value is what one of the calls inserted, or stood at the start, and no
 *   call inserted one beyond it. A row is there when it was at the start or a call inserted it;
 * - a call saw a state that is within what all have that have seen the call. What it found in
 *   rows that only grow is still so: a row stands, a largest value is no smaller.
 *
 * A unit speaks of the same rows in all states: variables at keys are constants here, and what is
 * asked of other rows is left out. The number of calls, and of replicas, is not bounded, so that no
 * induction is left to do: every state that an execution leads to is one of these.
 */
export function mergeQuery(unit: ViolationUnit, knowledge: MergeKnowledge): string | null {
  try {
    return new MergeQuery(unit, knowledge).text();
  } catch (error) {
    if (error instanceof Unspeakable) return null;
    throw error;
  }
}

/** Thrown where a unit reads what the query has no words for. */
class Unspeakable extends Error {}

type Part = "M" | "A" | "B";

const parts: readonly Part[] = ["M", "A", "B"];

/** States by the parts of the calls that they have seen. */
type StateName = "M" | "MA" | "MB" | "MAB";

const stateNames: readonly StateName[] = ["M", "MA", "MB", "MAB"];

/** The state within which all calls of a part ran: what they saw, all have that have seen them. */
const seenBy = { M: "M", A: "MA", B: "MB" } as const satisfies Record<Part, StateName>;

/** One row that the unit reads, or one sum over the rows of a counter. */
interface Cell {
  readonly name: string;
  readonly relation: Relation;
  readonly kind: "row" | "extreme" | "counter" | "sum";
  /** Null where any key fits. */
  readonly keys: readonly (Syntax.Term | null)[];
  readonly keyTexts: readonly (string | null)[];
}

/** A kind of call: an operation, and which of its effects meet which cells. */
interface Pattern {
  readonly name: string;
  readonly operation: Operation;
  readonly types: VariableTypes;
  readonly guards: readonly PlainLiteral[];
  readonly hits: readonly Meeting[];
  readonly misses: readonly Meeting[];
}

interface Meeting {
  readonly effect: Syntax.Effect;
  readonly cell: Cell;
}

/** More meetings of an operation's effects with cells, or more kinds of calls, are not asked about. */
const meetingsMax = 6;
const patternsMax = 48;
/** So many rows of the start are told one by one. */
const startRowsMax = 50;

class MergeQuery {
  readonly #unit: ViolationUnit;
  readonly #knowledge: MergeKnowledge;
  readonly #terms = new SmtTerms();
  readonly #asserted: string[] = [];
  readonly #cells: Cell[] = [];
  readonly #types: VariableTypes;
  /** The literals that are neither rows nor definitions. */
  readonly #tests: PlainLiteral[] = [];
  readonly #definitions = new Map<string, Syntax.Term>();
  /** What a variable is that stands at a value: which column of which cell. */
  readonly #values = new Map<string, { readonly cell: Cell; readonly column: number }>();
  readonly #known = new Set<string>();
  /** Values that a row must have beside those that bind a variable. */
  readonly #matches: { readonly cell: Cell; readonly column: number; readonly term: Syntax.Term }[] = [];
  readonly #absent: Cell[] = [];
  readonly #sums = new Map<Syntax.Aggregate, Cell>();
  readonly #present: Cell[] = [];
  readonly #still: Syntax.Atom[] = [];
  readonly #partIndexes = new Map<string, number>();
  #fresh = 0;

  constructor(unit: ViolationUnit, knowledge: MergeKnowledge) {
    this.#unit = unit;
    this.#knowledge = knowledge;
    if (unit.relations.length > 0) throw new Unspeakable();
    this.#types = variableTypes([...unit.atoms, ...unit.rest], new Map(), knowledge.program);
  }

  text(): string {
    this.#readAtoms();
    this.#readTests();
    for (const atom of this.#still) this.#asserted.push(...this.#stillTexts(atom, this.#keyScope()));
    const patterns = this.#patterns();
    for (const cell of this.#cells) this.#describe(cell, patterns);
    for (const pattern of patterns) for (const part of parts) this.#describeCalls(pattern, part);
    this.#asserted.push(
      this.#isBroken("MAB"),
      `(not ${this.#isBroken("MA")})`,
      `(not ${this.#isBroken("MB")})`,
    );
    return [...this.#terms.declarations, ...this.#asserted.map((one) => `(assert ${one})`)].join("\n");
  }

  // The unit.

  #readAtoms(): void {
    const { isStill } = this.#knowledge;
    const moving: Syntax.Atom[] = [];
    for (const atom of this.#unit.atoms) {
      const relation = this.#relation(atom);
      if (isStill(relation)) this.#still.push(atom);
      else {
        this.#demandCells(relation);
        moving.push(atom);
      }
    }
    // What stands at keys, and in rows that never change, is the same in all states.
    for (const atom of this.#still) this.#know(atom.arguments);
    for (const atom of moving) this.#know(atom.arguments.slice(0, this.#relation(atom).keyCount));
    for (const atom of moving) {
      const relation = this.#relation(atom);
      const cell = this.#addCell(relation, atom.arguments.slice(0, relation.keyCount));
      this.#present.push(cell);
      for (let column = relation.keyCount; column < relation.columns.length; column++) {
        const term = atom.arguments[column];
        if (term === undefined || term.kind === "wildcard") continue;
        if (!isWhole(relation, column)) throw new Unspeakable();
        if (term.kind === "variable" && !this.#known.has(term.name) && !this.#values.has(term.name))
          this.#values.set(term.name, { cell, column });
        else this.#matches.push({ cell, column, term });
      }
    }
  }

  #readTests(): void {
    const waiting: PlainLiteral[] = [];
    for (const literal of this.#unit.rest) {
      const definition = literal.kind === "comparison" ? this.#definitionIn(literal) : null;
      if (definition === null) waiting.push(literal);
      else this.#definitions.set(definition.name, definition.term);
    }
    for (const literal of waiting) {
      if (literal.kind === "negation" && !this.#knowledge.isStill(this.#relation(literal.atom)))
        this.#absent.push(this.#absentCell(literal.atom));
      else {
        if (literal.kind === "atom" || literal.kind === "difference") throw new Unspeakable();
        this.#tests.push(literal);
      }
    }
    // What sums there are is known once all has been written.
    this.#isBroken("MAB");
  }

  /** `x = t` where nothing else says what `x` is, and `t` does not rest on it. */
  #definitionIn({ operator, left, right }: Syntax.Comparison): {
    readonly name: string;
    readonly term: Syntax.Term;
  } | null {
    if (operator !== "=") return null;
    for (const [one, term] of [
      [left, right],
      [right, left],
    ] as const)
      if (
        one.kind === "variable" &&
        !this.#known.has(one.name) &&
        !this.#values.has(one.name) &&
        !this.#definitions.has(one.name) &&
        !this.#basis(term).has(one.name)
      )
        return { name: one.name, term };
    return null;
  }

  /** The variables that a term rests on, once definitions are put in. */
  #basis(term: Syntax.Term, found = new Set<string>()): Set<string> {
    for (const name of variablesIn(term)) {
      if (found.has(name)) continue;
      found.add(name);
      const definition = this.#definitions.get(name);
      if (definition !== undefined) this.#basis(definition, found);
    }
    return found;
  }

  #absentCell(atom: Syntax.Atom): Cell {
    const relation = this.#relation(atom);
    this.#demandCells(relation);
    if (atom.arguments.slice(relation.keyCount).some(({ kind }) => kind !== "wildcard"))
      throw new Unspeakable();
    return this.#addCell(
      relation,
      atom.arguments.slice(0, relation.keyCount).map((term) => (term.kind === "wildcard" ? null : term)),
    );
  }

  /** Whether what a literal says may be otherwise in another state. */
  #mayChange(literal: PlainLiteral): boolean {
    return literalTerms(literal).some((term) => {
      const names = [...this.#basis(term)];
      const within = [term, ...names.flatMap((name) => this.#definitions.get(name) ?? [])];
      return (
        names.some((name) => !this.#known.has(name) && !this.#definitions.has(name)) ||
        within.some((one) => aggregatesIn(one).some((aggregate) => this.#readsMoving(aggregate)))
      );
    });
  }

  #readsMoving({ body }: Syntax.Aggregate): boolean {
    return clausesOf(body).clauses.some(({ literals }) =>
      literals.some((literal) => {
        if (literalTerms(literal).some((term) => aggregatesIn(term).length > 0)) return true;
        const atoms =
          literal.kind === "atom"
            ? [literal]
            : literal.kind === "negation"
              ? [literal.atom]
              : literal.kind === "difference"
                ? [literal.left, literal.right]
                : [];
        return atoms.some((atom) => !this.#knowledge.isStill(this.#relation(atom)));
      }),
    );
  }

  /** Null where a test has no text, and need not have one, as it says the same of all states. */
  #testText(literal: PlainLiteral, state: StateName): string | null {
    const scope = this.#unitScope(state);
    const text =
      literal.kind === "comparison"
        ? this.#terms.comparison(literal, scope)
        : literal.kind === "truth"
          ? String(literal.value)
          : null;
    if (text === null && this.#mayChange(literal)) throw new Unspeakable();
    return text;
  }

  #unitScope(state: StateName): SmtScope {
    const scope: SmtScope = {
      types: this.#types,
      replica: null,
      aggregate: (aggregate) => {
        const cell = this.#sumCell(aggregate);
        return cell === null ? null : this.#value(cell, cell.relation.keyCount, state);
      },
      variable: (name) => {
        const value = this.#values.get(name);
        if (value !== undefined) return this.#value(value.cell, value.column, state);
        const definition = this.#definitions.get(name);
        if (definition !== undefined) return this.#terms.term(definition, scope)?.text ?? null;
        return this.#known.has(name) ? this.#terms.integer(`unit ${name}`) : null;
      },
    };
    return scope;
  }

  #isBroken(state: StateName): string {
    const scope = this.#unitScope(state);
    return allOf([
      ...this.#present.map((cell) => this.#isThere(cell, state)),
      ...this.#absent.map((cell) => `(not ${this.#isThere(cell, state)})`),
      ...this.#matches.map(({ cell, column, term }) => {
        const text = this.#terms.term(term, scope)?.text;
        if (text === undefined) throw new Unspeakable();
        return `(= ${this.#value(cell, column, state)} ${text})`;
      }),
      ...this.#tests.flatMap((test) => this.#testText(test, state) ?? []),
    ]);
  }

  /** `sum n : { counter(k, _, n) }`, where nothing else is asked of the rows; null for what else is summed up. */
  #sumCell(aggregate: Syntax.Aggregate): Cell | null {
    const known = this.#sums.get(aggregate);
    if (known !== undefined) return known;
    const { operator, target, body } = aggregate;
    const { clauses } = clausesOf(body);
    const [atom] = clauses[0]?.literals ?? [];
    if (operator !== "sum" || target?.kind !== "variable" || clauses.length !== 1) return null;
    if (clauses[0]?.literals.length !== 1 || atom?.kind !== "atom") return null;
    const relation = this.#relation(atom);
    if (this.#knowledge.isStill(relation) || kindOf(relation) !== "counter") return null;
    const value = atom.arguments[relation.keyCount];
    if (value?.kind !== "variable" || value.name !== target.name) return null;
    if (this.#isOutside(target.name)) return null;
    this.#demandCells(relation);
    const own = atom.arguments.slice(0, relation.keyCount);
    const named = own.flatMap((term) => (term.kind === "variable" ? term.name : []));
    const keys = own.map((term) => {
      if (term.kind === "wildcard") return null;
      if (term.kind === "constant") return term;
      if (term.kind !== "variable" || term.name === target.name) throw new Unspeakable();
      if (this.#isOutside(term.name)) return term;
      // A local variable that stands once fits any key.
      if (named.filter((name) => name === term.name).length > 1) throw new Unspeakable();
      return null;
    });
    const cell = this.#addCell(relation, keys, "sum");
    this.#sums.set(aggregate, cell);
    return cell;
  }

  /** Whether a variable stands anywhere in the unit but in aggregates. */
  #isOutside(name: string): boolean {
    const standsIn = (term: Syntax.Term): boolean =>
      term.kind === "variable"
        ? term.name === name
        : term.kind === "call" && term.arguments.some((one) => standsIn(one));
    return [...this.#unit.atoms, ...this.#unit.rest].some((literal) => literalTerms(literal).some(standsIn));
  }

  // Rows.

  #relation(atom: Syntax.Atom): Relation {
    const relation = this.#knowledge.program.relations.get(atom.relation.text);
    if (relation === undefined) throw new Unspeakable();
    return relation;
  }

  /** Whether a relation's rows are what calls add up to: base, and nothing in it is ever taken away or replaced. */
  #demandCells(relation: Relation): void {
    const { program } = this.#knowledge;
    const isDeleted = [...program.operations.values()].some(({ syntax }) =>
      syntax.steps.some((step) => step.kind === "delete" && step.atom.relation.text === relation.name),
    );
    if (
      relation.kind !== "base" ||
      relation.equivalence ||
      isDeleted ||
      kindOf(relation) === null ||
      program.incomplete.has(relation) ||
      program.seals.some(({ by }) => by === relation)
    )
      throw new Unspeakable();
  }

  #know(terms: readonly Syntax.Term[]): void {
    for (const name of terms.flatMap(variablesIn)) this.#known.add(name);
  }

  #addCell(
    relation: Relation,
    keys: readonly (Syntax.Term | null)[],
    kind: Cell["kind"] | null = kindOf(relation),
  ): Cell {
    if (kind === null) throw new Unspeakable();
    const name = `cell ${String(this.#cells.length)}`;
    const scope = this.#keyScope();
    const keyTexts = keys.map((term, i) => {
      if (term === null) return null;
      if (relation.columns[i]?.value === "float") throw new Unspeakable();
      // A key that is not named is some key.
      if (term.kind === "wildcard") return this.#terms.integer(`${name} key ${String(i)}`);
      const text = this.#terms.term(term, scope)?.text;
      if (text === undefined) throw new Unspeakable();
      return text;
    });
    const cell: Cell = { name, relation, kind, keys, keyTexts };
    this.#cells.push(cell);
    return cell;
  }

  /** Keys are the same in all states, and so is what they are made of. */
  #keyScope(): SmtScope {
    return {
      types: this.#types,
      replica: null,
      aggregate: () => null,
      variable: (name) => {
        const definition = this.#definitions.get(name);
        if (definition !== undefined && !this.#known.has(name))
          return this.#terms.term(definition, this.#keyScope())?.text ?? null;
        return this.#known.has(name) ? this.#terms.integer(`unit ${name}`) : null;
      },
    };
  }

  #isThere(cell: Cell, state: StateName): string {
    return anyOf([
      this.#terms.truth(`${cell.name} there at start`),
      ...partsOf(state).map((part) => this.#isWritten(cell, part)),
    ]);
  }

  #isWritten(cell: Cell, part: Part): string {
    return this.#terms.truth(`${cell.name} written in ${part}`);
  }

  #startValue(cell: Cell, column: number): string {
    return this.#terms.integer(`${cell.name} value ${String(column)} at start`);
  }

  /** The furthest value that calls of a part inserted. */
  #inserted(cell: Cell, column: number, part: Part): string {
    return this.#terms.integer(`${cell.name} value ${String(column)} in ${part}`);
  }

  #added(cell: Cell, part: Part): string {
    return this.#terms.integer(`${cell.name} added in ${part}`);
  }

  #value(cell: Cell, column: number, state: StateName): string {
    if (cell.kind === "extreme")
      return this.#terms.integer(`${cell.name} value ${String(column)} of ${state}`);
    return sumOf([this.#startValue(cell, column), ...partsOf(state).map((part) => this.#added(cell, part))]);
  }

  /** What holds of a cell, whatever it is read for. */
  #describe(cell: Cell, patterns: readonly Pattern[]): void {
    this.#describeStart(cell);
    const { relation } = cell;
    for (const part of parts) {
      const writing = patterns.filter(({ hits }) => hits.some((hit) => hit.cell === cell));
      const isCalled = anyOf(writing.map((pattern) => `(>= ${this.#count(pattern, part)} 1)`));
      const written = this.#isWritten(cell, part);
      switch (cell.kind) {
        case "row":
          this.#asserted.push(`(= ${written} ${isCalled})`);
          break;
        case "extreme":
          this.#asserted.push(`(= ${written} ${isCalled})`);
          for (let column = relation.keyCount; column < relation.columns.length; column++)
            this.#asserted.push(
              `(=> ${written} ${anyOf(writing.map((pattern) => this.#isInsertedBy(pattern, cell, column, part)))})`,
            );
          break;
        case "counter":
        case "sum":
          // Whether adding nothing makes a row is left open.
          this.#asserted.push(
            `(=> ${written} ${isCalled})`,
            `(=> (not (= ${this.#added(cell, part)} 0)) ${written})`,
            `(= ${this.#added(cell, part)} ${this.#addedBy(writing, cell, part)})`,
          );
      }
    }
    const { keyCount, columns } = relation;
    const column = columns[keyCount];
    const least = integerText(column?.bound ?? 0);
    if (cell.kind === "extreme")
      for (const state of stateNames)
        for (let i = keyCount; i < columns.length; i++) this.#joinValues(cell, i, state);
    if (cell.kind === "counter" && column?.lattice === "bounded")
      for (const state of ["MA", "MB", "MAB"] as const)
        this.#asserted.push(
          `(=> ${this.#isThere(cell, state)} (>= ${this.#value(cell, keyCount, state)} ${least}))`,
        );
  }

  #describeStart(cell: Cell): void {
    const { relation } = cell;
    const { keyCount, columns } = relation;
    const there = this.#terms.truth(`${cell.name} there at start`);
    const kind = columns[keyCount]?.lattice;
    const rows = this.#startRows(relation);
    const value = this.#startValue(cell, keyCount);
    if (cell.kind === "sum") {
      if (rows !== null)
        this.#asserted.push(
          `(= ${value} ${sumOf(rows.map(({ row }) => `(ite ${this.#hasKeyOf(cell, row)} ${integerText(Number(row[keyCount]))} 0)`))})`,
        );
      else if (kind === "gcounter") this.#asserted.push(`(>= ${value} 0)`);
      return;
    }
    if (rows !== null) {
      this.#asserted.push(`(= ${there} ${anyOf(rows.map(({ row }) => this.#hasKeyOf(cell, row)))})`);
      if (cell.kind !== "row")
        for (const { row } of rows)
          for (let column = keyCount; column < columns.length; column++) {
            const text = isWhole(relation, column)
              ? this.#terms.value(row[column] ?? 0, columns[column]?.value ?? "number")
              : null;
            if (text !== null && !cell.keys.includes(null))
              this.#asserted.push(
                `(=> ${this.#hasKeyOf(cell, row)} (= ${this.#startValue(cell, column)} ${text}))`,
              );
          }
    }
    if (cell.kind !== "counter") return;
    if (kind === "gcounter") this.#asserted.push(`(>= ${value} 0)`);
    if (kind !== "bounded") this.#asserted.push(`(=> (not ${there}) (= ${value} 0))`);
  }

  #startRows(relation: Relation): readonly StartRow[] | null {
    const rows = this.#knowledge.startOf(relation);
    return rows === null || rows.length > startRowsMax ? null : rows;
  }

  #hasKeyOf(cell: Cell, row: readonly (string | number)[]): string {
    return allOf(
      cell.keyTexts.flatMap((text, i) => {
        const value = this.#terms.value(row[i] ?? 0, cell.relation.columns[i]?.value ?? "number");
        return text === null || value === null ? [] : `(= ${text} ${value})`;
      }),
    );
  }

  /** The value of a state is the furthest of those that it was ever given. */
  #joinValues(cell: Cell, column: number, state: StateName): void {
    const value = this.#value(cell, column, state);
    const operator = cell.relation.columns[column]?.lattice === "min" ? "<=" : ">=";
    const given: (readonly [string, string])[] = [
      [this.#terms.truth(`${cell.name} there at start`), this.#startValue(cell, column)],
      ...partsOf(state).map(
        (part) => [this.#isWritten(cell, part), this.#inserted(cell, column, part)] as const,
      ),
    ];
    for (const [there, one] of given) this.#asserted.push(`(=> ${there} (${operator} ${value} ${one}))`);
    this.#asserted.push(
      `(=> ${this.#isThere(cell, state)} ${anyOf(given.map(([there, one]) => `(and ${there} (= ${value} ${one}))`))})`,
    );
  }

  // Calls.

  #patterns(): readonly Pattern[] {
    const patterns: Pattern[] = [];
    for (const operation of this.#knowledge.program.operations.values()) {
      const meetings = operation.syntax.steps.flatMap((effect) =>
        effect.kind === "require"
          ? []
          : this.#cells
              .filter(({ relation }) => relation.name === effectAtom(effect).relation.text)
              .map((cell): Meeting => ({ effect, cell })),
      );
      if (meetings.length > meetingsMax) throw new Unspeakable();
      const guards = guardsOf(operation).flatMap((literal) => (literal.kind === "group" ? [] : literal));
      const outer = new Map(
        operation.syntax.parameters.map(({ name, type }) => [
          name.text,
          valueTypeOf(type.text, this.#knowledge.program),
        ]),
      );
      const written = operation.syntax.steps.flatMap((step) =>
        step.kind === "require" ? [] : effectAtom(step),
      );
      const types = variableTypes(guards, outer, this.#knowledge.program, written);
      for (let mask = 1; mask < 1 << meetings.length; mask++) {
        const pattern: Pattern = {
          name: `calls ${String(patterns.length)}`,
          operation,
          types,
          guards,
          hits: meetings.filter((_, i) => (mask & (1 << i)) !== 0),
          misses: meetings.filter((_, i) => (mask & (1 << i)) === 0),
        };
        if (this.#isPossible(pattern)) patterns.push(pattern);
      }
    }
    if (patterns.length > patternsMax) throw new Unspeakable();
    return patterns;
  }

  /** Whether nothing that is known of texts and of equal keys speaks against effects meeting just these cells. */
  #isPossible({ guards, hits, misses }: Pattern): boolean {
    const constraints = new TermConstraints();
    for (const literal of this.#unit.rest) constraints.assume(literal, "unit", null);
    for (const guard of guards) constraints.assume(guard, "call", 0);
    const pairs = ({ effect, cell }: Meeting): readonly (readonly [number, number])[] =>
      cell.keys.flatMap((term, i) => {
        const other = effectAtom(effect).arguments[i];
        return term === null || term.kind === "wildcard" || other === undefined
          ? []
          : [[constraints.term(term, "unit", null), constraints.term(other, "call", 0)] as const];
      });
    for (const hit of hits) for (const [a, b] of pairs(hit)) constraints.equate(a, b);
    const missed = misses.map((miss) => ({ miss, pairs: pairs(miss) }));
    if (constraints.isContradictory()) return false;
    return !missed.some(
      (one) =>
        one.miss.cell.keys.every((term) => term?.kind !== "wildcard") &&
        one.pairs.every(([a, b]) => constraints.areEqual(a, b)),
    );
  }

  #count({ name }: Pattern, part: Part): string {
    return this.#terms.integer(`${name} in ${part}`);
  }

  /** What holds of the calls of one kind in one part: of one of them, if there is one, and of their sums. */
  #describeCalls(pattern: Pattern, part: Part): void {
    const count = this.#count(pattern, part);
    this.#asserted.push(`(>= ${count} 0)`, `(=> (>= ${count} 1) ${this.#someCall(pattern, part, null)})`);
    const used = new Set<string>();
    const total = (linear: LinearTerm): string => this.#total(linear, pattern, part, used);
    const sums: string[] = [];
    const scope = this.#callScope(pattern, "typed");
    for (const guard of pattern.guards) {
      if (guard.kind !== "comparison" || this.#terms.comparison(guard, scope) === null) continue;
      if ([guard.left, guard.right].some((term) => this.#terms.term(term, scope)?.kind !== "number"))
        continue;
      const difference = total(minus(linearTerm(guard.left), linearTerm(guard.right)));
      switch (guard.operator) {
        case "=":
          sums.push(`(= ${difference} 0)`);
          break;
        case "<":
          sums.push(`(<= (+ ${difference} ${count}) 0)`);
          break;
        case "<=":
          sums.push(`(<= ${difference} 0)`);
          break;
        case ">":
          sums.push(`(>= (- ${difference} ${count}) 0)`);
          break;
        case ">=":
          sums.push(`(>= ${difference} 0)`);
          break;
        case "!=":
      }
    }
    for (const { effect, cell } of pattern.hits)
      if (effect.kind === "add" && cell.relation.columns[cell.relation.keyCount]?.lattice === "gcounter")
        sums.push(`(>= ${total(linearTerm(effect.amount))} 0)`);
    for (const [name, type] of pattern.types)
      if (type === "unsigned")
        sums.push(`(>= ${total({ constant: 0, parts: new Map([[`variable ${name}`, 1]]) })} 0)`);
    for (const one of sums) this.#asserted.push(one);
    for (const one of used) this.#asserted.push(`(=> (= ${count} 0) (= ${one} 0))`);
  }

  /** The sum over all calls of one kind in one part. `used` takes the names that stand for sums. */
  #total({ constant, parts: own }: LinearTerm, pattern: Pattern, part: Part, used: Set<string>): string {
    const texts = [...own].map(([name, factor]) => {
      const sum = this.#terms.integer(`${pattern.name} in ${part} sum ${String(this.#partIndex(name))}`);
      used.add(sum);
      return product(factor, sum);
    });
    return sumOf([product(constant, this.#count(pattern, part)), ...texts]);
  }

  #partIndex(name: string): number {
    const index = this.#partIndexes.get(name) ?? this.#partIndexes.size;
    this.#partIndexes.set(name, index);
    return index;
  }

  #addedBy(patterns: readonly Pattern[], cell: Cell, part: Part): string {
    return sumOf(
      patterns.flatMap((pattern) =>
        pattern.hits.flatMap(({ effect, cell: own }) => {
          if (own !== cell || effect.kind !== "add") return [];
          const linear = scaled(linearTerm(effect.amount), effect.operator === "+=" ? 1 : -1);
          const used = new Set<string>();
          const text = this.#total(linear, pattern, part, used);
          const count = this.#count(pattern, part);
          for (const one of used) this.#asserted.push(`(=> (= ${count} 0) (= ${one} 0))`);
          return text;
        }),
      ),
    );
  }

  #isInsertedBy(pattern: Pattern, cell: Cell, column: number, part: Part): string {
    return anyOf(
      pattern.hits.flatMap(({ effect, cell: own }) =>
        own === cell
          ? allOf([
              `(>= ${this.#count(pattern, part)} 1)`,
              this.#someCall(pattern, part, { effect, cell, column }),
            ])
          : [],
      ),
    );
  }

  /** What holds of one call: of the one that inserted the furthest value, where `inserting` says which. */
  #someCall(pattern: Pattern, part: Part, inserting: (Meeting & { readonly column: number }) | null): string {
    const name = `call ${String(this.#fresh++)}`;
    const scope = this.#callScope(pattern, name);
    const texts: string[] = [];
    const add = (text: string | null): void => {
      if (text !== null) texts.push(text);
    };
    for (const [variable, type] of pattern.types)
      if (type === "unsigned") add(`(>= ${this.#terms.integer(`${name} variable ${variable}`)} 0)`);
    for (const guard of pattern.guards) {
      if (guard.kind === "comparison") add(this.#terms.comparison(guard, scope));
      if (guard.kind === "truth") add(String(guard.value));
      if (guard.kind === "atom") texts.push(...this.#foundBy(guard, pattern, scope, part));
    }
    for (const hit of pattern.hits) {
      const { effect, cell } = hit;
      for (const text of this.#keyEquations(hit, scope)) add(text);
      if (effect.kind === "add") {
        const amount = this.#terms.term(effect.amount, scope)?.text;
        if (amount !== undefined) {
          if (cell.kind === "counter") add(`(=> (not (= ${amount} 0)) ${this.#isWritten(cell, part)})`);
          if (cell.relation.columns[cell.relation.keyCount]?.lattice === "gcounter") add(`(>= ${amount} 0)`);
        }
      }
      if (effect.kind === "insert" && cell.kind === "extreme")
        for (let column = cell.relation.keyCount; column < cell.relation.columns.length; column++) {
          const term = effect.atom.arguments[column];
          const text = this.#text(term, scope);
          if (text === undefined || !isWhole(cell.relation, column)) continue;
          const isMin = cell.relation.columns[column]?.lattice === "min";
          const furthest = this.#inserted(cell, column, part);
          add(`(${isMin ? "<=" : ">="} ${furthest} ${text})`);
          if (inserting?.effect === effect && inserting.cell === cell && inserting.column === column)
            add(`(= ${furthest} ${text})`);
        }
    }
    for (const miss of pattern.misses) {
      const equations = this.#keyEquations(miss, scope);
      if (equations.length === miss.cell.keys.filter((term) => term !== null).length)
        add(`(not ${allOf(equations)})`);
    }
    const { boundary } = pattern.operation;
    const isOnOneSide =
      boundary === null
        ? this.#terms.apply("acts in A", [this.#terms.integer(`${name} replica`)], "Bool")
        : isSound(boundary)
          ? this.#terms.truth(`boundary ${boundary.name} acts in A`)
          : null;
    if (isOnOneSide !== null && part !== "M") add(part === "A" ? isOnOneSide : `(not ${isOnOneSide})`);
    return allOf(texts);
  }

  #text(term: Syntax.Term | undefined, scope: SmtScope): string | undefined {
    return term === undefined ? undefined : this.#terms.term(term, scope)?.text;
  }

  #keyEquations({ effect, cell }: Meeting, scope: SmtScope): readonly string[] {
    return cell.keyTexts.flatMap((text, i) => {
      const term = effectAtom(effect).arguments[i];
      const other = this.#text(term, scope);
      return text === null || other === undefined ? [] : `(= ${text} ${other})`;
    });
  }

  /** What a row that a call found says of all states that have seen the call. */
  #foundBy(guard: Syntax.Atom, { operation }: Pattern, scope: SmtScope, part: Part): readonly string[] {
    const relation = this.#relation(guard);
    if (this.#knowledge.isStill(relation)) return this.#stillTexts(guard, scope);
    // Who calls at a boundary need not get all that the boundary saw.
    if (operation.boundary !== null) return [];
    const state = seenBy[part];
    return this.#cells
      .filter((cell) => cell.relation === relation && cell.kind !== "sum" && !cell.keys.includes(null))
      .flatMap((cell) => {
        const equations = cell.keyTexts.flatMap((text, i) => {
          const term = guard.arguments[i];
          const other = this.#text(term, scope);
          return text === null || other === undefined ? [] : `(= ${text} ${other})`;
        });
        if (equations.length < cell.keyTexts.length) return [];
        const found = [this.#isThere(cell, state)];
        for (let column = relation.keyCount; column < relation.columns.length; column++) {
          const term = guard.arguments[column];
          const kind = relation.columns[column]?.lattice;
          const text = this.#text(term, scope);
          if (text === undefined || !isWhole(relation, column)) continue;
          if (kind === "max" || kind === "gcounter")
            found.push(`(>= ${this.#value(cell, column, state)} ${text})`);
          if (kind === "min") found.push(`(<= ${this.#value(cell, column, state)} ${text})`);
        }
        return `(=> ${allOf(equations)} ${allOf(found)})`;
      });
  }

  #callScope({ types }: Pattern, name: string): SmtScope {
    return {
      types,
      replica: this.#terms.integer(`${name} replica`),
      aggregate: () => null,
      variable: (variable) => this.#terms.integer(`${name} variable ${variable}`),
    };
  }

  // Rows that never change.

  #stillTexts(atom: Syntax.Atom, scope: SmtScope): readonly string[] {
    const relation = this.#relation(atom);
    const rows = relation.kind === "base" ? this.#startRows(relation) : null;
    const texts = atom.arguments.map((term) => this.#terms.term(term, scope)?.text ?? null);
    if (rows === null) return [];
    return [
      anyOf(
        rows.map(({ row }) =>
          allOf(
            texts.flatMap((text, i) => {
              const value = this.#terms.value(row[i] ?? 0, relation.columns[i]?.value ?? "number");
              return text === null || value === null ? [] : `(= ${text} ${value})`;
            }),
          ),
        ),
      ),
    ];
  }
}

function partsOf(state: StateName): readonly Part[] {
  return parts.filter((part) => state.includes(part));
}

function kindOf({ columns, keyCount }: Relation): "row" | "extreme" | "counter" | null {
  const kind = columns[keyCount]?.lattice ?? null;
  switch (kind) {
    case null:
      return keyCount === columns.length ? "row" : null;
    case "max":
    case "min":
      return "extreme";
    case "gcounter":
    case "pncounter":
    case "bounded":
      return "counter";
    case "lww":
    case "mv":
    case "sequence":
      return null;
  }
}

/** Whether the values of a column are integers. */
function isWhole({ columns }: Relation, column: number): boolean {
  const value = columns[column]?.value;
  return value === "number" || value === "unsigned";
}

/** Throws for factors that are no exact integers. */
function product(factor: number, text: string): string {
  if (!Number.isSafeInteger(factor)) throw new Unspeakable();
  return factor === 1 ? text : `(* ${integerText(factor)} ${text})`;
}
