import { assert, present } from "../../src/base/assert.ts";
import { clausesOf } from "../../src/model/clauses.ts";
import type { PlainLiteral, Program, Relation } from "../../src/model/program.ts";
import { literalTerms, positiveAtom, variablesIn } from "../../src/model/terms.ts";
import type {
  Aggregate,
  Atom,
  ComparisonOperator,
  Invariant,
  Literal,
  Term,
  Wildcard,
} from "../../src/syntax/tree.ts";
import { applyFunctor } from "../reference/functors.ts";
import type { Row } from "../reference/table.ts";
import { compareValues, type Typed, type Value } from "../reference/value.ts";
import type { PossibleRow, Space } from "./states.ts";
import { always, and, andNot, isNever, never, or, type Truth } from "./truth.ts";

/** The rows that a relation has in some state, each with the states in which it has them. */
export type AllRows = ReadonlyMap<string, readonly PossibleRow[]>;

export interface Evaluated {
  readonly rows: AllRows;
  /** The states of the space in which every assumed invariant holds. */
  readonly valid: Truth;
}

/** A part of the language that is not evaluated in all states at once. */
class NotCovered extends Error {}

/**
 * A program made ready to be evaluated in all states of a space at once: naive evaluation in
 * which a row's truth is a table over the states and not a single bit. A join conjoins tables, a
 * negation complements one, an aggregate gives each value it can have with the states in which
 * it has it. What it computes in one state is what `evaluate` of the reference computes there.
 *
 * `frozen` says which literals and aggregates are evaluated in other states, those of `before`; a
 * frozen comparison takes the atoms with it that give it values of lattice columns.
 * Throws `NotCovered` for `eqrel`, `replica()` and `now()`.
 */
export function compile(
  program: Program,
  facts: ReadonlyMap<string, readonly Row[]>,
  frozen: (node: PlainLiteral | Aggregate) => boolean = () => false,
): (space: Space, before?: AllRows) => Evaluated {
  if ([...program.relations.values()].some(({ equivalence }) => equivalence)) throw new NotCovered("eqrel");
  const machine = new Machine(program, frozen);
  const components = program.dependencies.components
    .map((all) => all.filter(({ kind }) => kind === "derived"))
    .filter((relations) => relations.length > 0)
    .map((relations) => ({
      relations,
      rules: program.rules.flatMap((rule) =>
        rule.heads
          .filter(({ relation }) => relations.includes(relation))
          .flatMap(({ relation, atom }) =>
            rule.clauses.map(({ literals }) => machine.rule(relation, atom, literals)),
          ),
      ),
      recursive: program.dependencies.edges.some(
        ({ from, to }) => relations.includes(from) && relations.includes(to),
      ),
    }));
  const assumed = program.invariants
    .filter((one) => one.assumed)
    .map(({ syntax }) => machine.implication(syntax));

  return (space, before = new Map()) => {
    machine.enter(space, before);
    for (const { relations, rules, recursive } of components) {
      const collected = relations.map((relation) => new Collected(relation, space.words));
      const show = (): void => {
        for (const [i, relation] of relations.entries())
          machine.now.set(relation.name, collected[i]?.visible() ?? []);
      };
      for (const [i, relation] of relations.entries()) {
        for (const row of facts.get(relation.name) ?? []) collected[i]?.add(row, always(space.words));
      }
      show();
      for (let changed = true; changed;) {
        changed = false;
        for (const rule of rules) {
          const target = present(collected[relations.indexOf(rule.relation)], rule.relation.name);
          rule.run((row, truth) => (changed = target.add(row, truth) || changed));
        }
        show();
        if (!recursive) break;
      }
    }
    const valid = space.valid.slice();
    for (const restrict of assumed) restrict(valid);
    return { rows: new Map(machine.now), valid };
  };
}

/** The rows derived for one relation so far; `max` and `min` columns keep every value that was derived. */
class Collected {
  readonly #relation: Relation;
  readonly #words: number;
  readonly #keys = new Map<
    string,
    { readonly key: Row; readonly truth: Truth; readonly columns: Map<Value, Truth>[] }
  >();

  constructor(relation: Relation, words: number) {
    this.#relation = relation;
    this.#words = words;
  }

  add(row: Row, truth: Truth): boolean {
    const { keyCount } = this.#relation;
    const key = row.slice(0, keyCount);
    const name = key.join("\u0000");
    let entry = this.#keys.get(name);
    if (entry === undefined) {
      entry = {
        key,
        truth: never(this.#words),
        columns: row.slice(keyCount).map(() => new Map<Value, Truth>()),
      };
      this.#keys.set(name, entry);
    }
    let changed = or(truth, entry.truth);
    for (const [i, values] of entry.columns.entries()) {
      const value = row[keyCount + i] ?? 0;
      const known = values.get(value) ?? never(this.#words);
      values.set(value, known);
      changed = or(truth, known) || changed;
    }
    return changed;
  }

  visible(): PossibleRow[] {
    return [...this.#keys.values()].flatMap(({ key, truth, columns }) => {
      let rows: PossibleRow[] = [{ row: key, truth }];
      for (const [i, values] of columns.entries()) {
        const down = this.#relation.columns[this.#relation.keyCount + i]?.lattice === "min";
        const furthest = [...values].sort(([a], [b]) => (down ? compareValues(a, b) : compareValues(b, a)));
        rows = rows.flatMap((one) =>
          firstOf(furthest, one.truth).map((best) => ({ row: [...one.row, best.value], truth: best.truth })),
        );
      }
      return rows;
    });
  }
}

interface Outcome {
  readonly value: Value;
  readonly truth: Truth;
}

/** Of values in order of preference, the states in which each is the first that is there. */
function firstOf(values: Iterable<readonly [Value, Truth]>, where: Truth): Outcome[] {
  const open = where.slice();
  const outcomes: Outcome[] = [];
  for (const [value, truth] of values) {
    const here = never(open.length);
    if (!and(open, truth, here)) continue;
    outcomes.push({ value, truth: here });
    if (!andNot(open, truth, open)) break;
  }
  return outcomes;
}

/** What has been bound, by slot. */
type Frame = Value[];
/** Goes on with what holds in the states of `truth`; these tables are overwritten afterwards. */
type Then = (truth: Truth) => void;
type Step = (truth: Truth, then: Then) => void;
/** Every value that a term can have, with the states in which it has it. */
type TermValues = (truth: Truth, then: (value: Value, truth: Truth) => void) => void;

/** Where the variables and wildcards of a rule are in its frame. */
class Slots {
  readonly #slots = new Map<string | Wildcard, number>();
  readonly #outer: Slots | null;
  readonly #shared: ReadonlySet<string>;
  readonly #count: { used: number };

  constructor(outer: Slots | null = null, shared: ReadonlySet<string> = new Set()) {
    this.#outer = outer;
    this.#shared = shared;
    this.#count = outer === null ? { used: 0 } : outer.#count;
  }

  of(name: string | Wildcard): number {
    if (this.#outer !== null && typeof name === "string" && this.#shared.has(name))
      return this.#outer.of(name);
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    this.#slots.set(name, this.#count.used);
    return this.#count.used++;
  }

  /** Every variable and wildcard of this body alone. */
  get own(): [string | Wildcard, number][] {
    return [...this.#slots];
  }
}

interface Pattern {
  readonly reads: readonly { readonly column: number; readonly slot: number }[];
  readonly tests: readonly { readonly column: number; readonly slot: number }[];
  readonly constants: readonly { readonly column: number; readonly value: Value }[];
}

interface Context {
  readonly slots: Slots;
  /** Names bound so far. */
  readonly bound: Set<string>;
  /** Names that occur outside the aggregates at hand. */
  readonly names: ReadonlySet<string>;
  readonly frozen: boolean;
}

class Machine {
  readonly now = new Map<string, readonly PossibleRow[]>();
  #before: AllRows = new Map();
  #words = 1;
  #all: Truth = always(1);
  readonly #program: Program;
  readonly #frozen: (node: PlainLiteral | Aggregate) => boolean;
  readonly #frame: Frame = [];
  readonly #scratch: { truth: Truth }[] = [];

  constructor(program: Program, frozen: (node: PlainLiteral | Aggregate) => boolean) {
    this.#program = program;
    this.#frozen = frozen;
  }

  enter(space: Space, before: AllRows): void {
    this.now.clear();
    for (const [name, rows] of space.rows) this.now.set(name, rows);
    this.#before = before;
    if (this.#words !== space.words) {
      this.#words = space.words;
      for (const one of this.#scratch) one.truth = never(space.words);
    }
    this.#all = always(space.words);
  }

  rule(
    relation: Relation,
    head: Atom,
    literals: readonly PlainLiteral[],
  ): { readonly relation: Relation; readonly run: (emit: (row: Row, truth: Truth) => void) => void } {
    const names = new Set([...namesOf(head.arguments), ...literals.flatMap(namesOfLiteral)]);
    const context: Context = { slots: new Slots(), bound: new Set(), names, frozen: false };
    const body = this.#body(literals, context);
    const terms = head.arguments.map((term) => this.#term(term, context));
    const run = (emit: (row: Row, truth: Truth) => void): void => {
      body(this.#all, (truth) => this.#each(terms, truth, [], emit));
    };
    return { relation, run };
  }

  /** Takes from `valid` the states in which the left side of an invariant has a solution and the right side none. */
  implication({ left, right }: Invariant): (valid: Truth) => void {
    const names = new Set(
      [...left, ...(right ?? [])].flatMap((one) => (one.kind === "group" ? [] : namesOf(literalTerms(one)))),
    );
    const context: Context = { slots: new Slots(), bound: new Set(), names, frozen: false };
    const premise = this.#body(plain(left), context);
    const conclusion = right && this.#body(plain(right), context);
    return (valid) => {
      const broken = never(this.#words);
      premise(this.#all, (truth) => {
        const shown = never(this.#words);
        conclusion?.(truth, (where) => or(where, shown));
        const without = never(this.#words);
        if (andNot(truth, shown, without)) or(without, broken);
      });
      andNot(valid, broken, valid);
    };
  }

  #each(
    terms: readonly TermValues[],
    truth: Truth,
    row: Value[],
    emit: (row: Row, truth: Truth) => void,
  ): void {
    const term = terms[row.length];
    if (term === undefined) {
      emit(row, truth);
      return;
    }
    term(truth, (value, where) => this.#each(terms, where, [...row, value], emit));
  }

  /** A table that is overwritten at every use. */
  #space(): { truth: Truth } {
    const scratch = { truth: never(this.#words) };
    this.#scratch.push(scratch);
    return scratch;
  }

  #body(literals: readonly PlainLiteral[], context: Context): Step {
    const open = [...literals];
    const steps: Step[] = [];
    const decided = new Set(
      literals.filter((one) => one.kind === "comparison" && this.#frozen(one)).flatMap(namesOfLiteral),
    );
    while (open.length > 0) {
      const ready = open.filter((literal) => isReady(literal, context));
      const next = ready.find(({ kind }) => kind !== "atom" && kind !== "difference") ?? ready[0];
      assert(next !== undefined, "the program has an unsafe rule");
      open.splice(open.indexOf(next), 1);
      const frozen =
        context.frozen || this.#frozen(next) || positiveAtom(next).some((atom) => this.#reads(atom, decided));
      steps.push(this.#literal(next, frozen ? { ...context, frozen } : context));
    }
    return steps.reduceRight<Step>(
      (rest, step) => (truth, then) => step(truth, (where) => rest(where, then)),
      (truth, then) => then(truth),
    );
  }

  /** Whether an atom binds one of the names to the value of a lattice column. */
  #reads(atom: Atom, names: ReadonlySet<string>): boolean {
    const keyCount = this.#program.relations.get(atom.relation.text)?.keyCount ?? 0;
    return atom.arguments.some(
      (term, i) => i >= keyCount && term.kind === "variable" && names.has(term.name),
    );
  }

  #literal(literal: PlainLiteral, context: Context): Step {
    switch (literal.kind) {
      case "atom":
        return this.#atom(literal, context);
      case "negation":
        return this.#negation(literal.atom, context);
      case "difference": {
        const left = this.#atom(literal.left, this.#within(literal.left, context));
        const right = this.#negation(literal.right, this.#within(literal.right, context));
        return (truth, then) => left(truth, (where) => right(where, then));
      }
      case "comparison":
        return this.#comparison(literal.operator, literal.left, literal.right, context);
      case "test": {
        const terms = literal.arguments.map((term) => this.#term(term, context));
        const passes = (row: Row): boolean =>
          (literal.test === "contains"
            ? String(row[1]).includes(String(row[0]))
            : new RegExp(`^(?:${String(row[0])})$`, "su").test(String(row[1]))) !== literal.negated;
        return this.#union((truth, emit) =>
          this.#each(terms, truth, [], (row, where) => passes(row) && emit(where)),
        );
      }
      case "truth":
        return literal.value ? (truth, then) => then(truth) : () => undefined;
    }
  }

  /** Goes on once, where anything was emitted. */
  #union(search: (truth: Truth, emit: (where: Truth) => void) => void): Step {
    const total = this.#space();
    return (truth, then) => {
      total.truth.fill(0);
      search(truth, (where) => or(where, total.truth));
      if (!isNever(total.truth)) then(total.truth);
    };
  }

  #rows(relation: string, frozen: boolean): readonly PossibleRow[] {
    return present((frozen ? this.#before : this.now).get(relation), relation);
  }

  #atom(atom: Atom, context: Context): Step {
    const { frozen } = context;
    const { reads, tests, constants } = this.#pattern(atom, context, true);
    const here = this.#space();
    const frame = this.#frame;
    const name = atom.relation.text;
    return (truth, then) => {
      for (const { row, truth: there } of this.#rows(name, frozen)) {
        let fits = true;
        for (const { column, value } of constants) fits = fits && row[column] === value;
        for (const { column, slot } of reads) frame[slot] = row[column] ?? 0;
        for (const { column, slot } of tests) fits = fits && row[column] === frame[slot];
        if (fits && and(truth, there, here.truth)) then(here.truth);
      }
    };
  }

  #negation(atom: Atom, context: Context): Step {
    const { frozen } = context;
    const { tests, constants } = this.#pattern(atom, context, false);
    const here = this.#space();
    const frame = this.#frame;
    const name = atom.relation.text;
    return (truth, then) => {
      here.truth.set(truth);
      for (const { row, truth: there } of this.#rows(name, frozen)) {
        let fits = true;
        for (const { column, value } of constants) fits = fits && row[column] === value;
        for (const { column, slot } of tests) fits = fits && row[column] === frame[slot];
        if (fits && !andNot(here.truth, there, here.truth)) return;
      }
      then(here.truth);
    };
  }

  /** Which columns of an atom bind a slot, which are compared with one and which with a constant. */
  #pattern(atom: Atom, context: Context, binds: boolean): Pattern {
    const reads: { column: number; slot: number }[] = [];
    const tests: { column: number; slot: number }[] = [];
    const constants: { column: number; value: Value }[] = [];
    for (const [column, term] of atom.arguments.entries()) {
      if (term.kind === "wildcard") {
        if (binds) reads.push({ column, slot: context.slots.of(term) });
      } else if (term.kind === "variable") {
        const slot = context.slots.of(term.name);
        (context.bound.has(term.name) ? tests : reads).push({ column, slot });
        context.bound.add(term.name);
      } else if (term.kind === "constant") {
        constants.push({ column, value: term.value });
      } else throw new NotCovered("a computed argument of an atom");
    }
    return { reads, tests, constants };
  }

  #comparison(operator: ComparisonOperator, left: Term, right: Term, context: Context): Step {
    const binding = (variable: Term, value: Term): Step | null => {
      if (variable.kind !== "variable" || context.bound.has(variable.name)) return null;
      const values = this.#term(value, context);
      const slot = context.slots.of(variable.name);
      context.bound.add(variable.name);
      return (truth, then) =>
        values(truth, (one, where) => {
          this.#frame[slot] = one;
          then(where);
        });
    };
    const bound = operator === "=" ? (binding(left, right) ?? binding(right, left)) : null;
    if (bound !== null) return bound;
    const terms = [this.#term(left, context), this.#term(right, context)];
    const holds = (row: Row): boolean => compares(operator, compareValues(row[0] ?? 0, row[1] ?? 0));
    return this.#union((truth, emit) =>
      this.#each(terms, truth, [], (row, where) => holds(row) && emit(where)),
    );
  }

  #term(term: Term, context: Context): TermValues {
    switch (term.kind) {
      case "variable": {
        const slot = context.slots.of(term.name);
        return (truth, then) => then(this.#frame[slot] ?? 0, truth);
      }
      case "wildcard":
        throw new NotCovered("a wildcard in a term");
      case "constant":
        return (truth, then) => then(term.value, truth);
      case "call": {
        if (term.functor === "replica" || term.functor === "now" || term.functor === "as")
          throw new NotCovered(term.functor);
        const terms = term.arguments.map((argument) => this.#term(argument, context));
        return (truth, then) =>
          this.#each(terms, truth, [], (row, where) => {
            for (const { value } of applyFunctor(term.functor, row.map(typed))) then(value, where);
          });
      }
      case "aggregate":
        return this.#aggregate(term, this.#within(term, context));
    }
  }

  /** What is inside `node` is read where it is frozen itself. */
  #within(node: PlainLiteral | Aggregate, context: Context): Context {
    return this.#frozen(node) ? { ...context, frozen: true } : context;
  }

  #aggregate(aggregate: Aggregate, context: Context): TermValues {
    const { target } = aggregate;
    const clauses = clausesOf(aggregate.body).clauses.map(({ literals }) => {
      const own = new Set([...(target ? namesOf([target]) : []), ...literals.flatMap(namesOfLiteral)]);
      const inner: Context = {
        slots: new Slots(context.slots, context.names),
        bound: new Set([...context.bound].filter((name) => context.names.has(name))),
        names: new Set([...context.names, ...own]),
        frozen: context.frozen,
      };
      const body = this.#body(literals, inner);
      return { body, target: target && this.#term(target, inner), slots: inner.slots };
    });
    const single = clauses.length === 1;
    return (truth, then) => {
      const items: { readonly value: Value; readonly truth: Truth }[] = [];
      const assignments = new Map<string, { readonly value: Value; readonly truth: Truth }>();
      for (const clause of clauses) {
        clause.body(truth, (where) => {
          const name = single ? "" : this.#assignment(clause.slots);
          const known = assignments.get(name);
          if (!single && known !== undefined && clause.target === null) {
            or(where, known.truth);
            return;
          }
          const add = (value: Value, there: Truth): void => {
            const item = { value, truth: there.slice() };
            const same = single ? undefined : assignments.get(`${name} ${String(value)}`);
            if (same !== undefined) {
              or(there, same.truth);
              return;
            }
            if (!single) assignments.set(clause.target === null ? name : `${name} ${String(value)}`, item);
            items.push(item);
          };
          if (clause.target === null) add(0, where);
          else clause.target(where, add);
        });
      }
      const here = never(this.#words);
      for (const outcome of outcomesOf(aggregate.operator, items, this.#words)) {
        if (and(truth, outcome.truth, here)) then(outcome.value, here);
      }
    };
  }

  /** The text of the values of a body's own variables and wildcards. */
  #assignment(slots: Slots): string {
    const parts = slots.own.map(
      ([name, slot]) =>
        `${typeof name === "string" ? name : `_${name.span.start}`}=${String(this.#frame[slot])}`,
    );
    return parts.sort().join();
  }
}

function plain(literals: readonly Literal[]): PlainLiteral[] {
  const [clause, ...others] = clausesOf([literals]).clauses;
  if (clause === undefined || others.length > 0) throw new NotCovered("a disjunction in an invariant");
  return [...clause.literals];
}

function typed(value: Value): Typed {
  if (typeof value === "string") return { type: "symbol", value };
  return { type: Number.isInteger(value) ? "number" : "float", value };
}

/** Every value an aggregate over `items` can have, with the states in which it has it. */
function outcomesOf(
  operator: Aggregate["operator"],
  items: readonly Outcome[],
  words: number,
): readonly Outcome[] {
  switch (operator) {
    case "count":
      return sums(
        items.map(({ truth }) => ({ value: 1, truth })),
        words,
      ).map(({ sum, truth }) => ({ value: sum, truth }));
    case "sum":
      return sums(items, words).map(({ sum, truth }) => ({ value: sum, truth }));
    case "mean":
      return sums(items, words, true).flatMap(({ sum, count, truth }) =>
        count === 0 ? [] : [{ value: sum / count, truth }],
      );
    case "min":
    case "max": {
      const sign = operator === "min" ? 1 : -1;
      const sorted = [...items].sort((a, b) => sign * compareValues(a.value, b.value));
      return firstOf(
        sorted.map(({ value, truth }) => [value, truth] as const),
        always(words),
      );
    }
  }
}

interface Sum {
  readonly sum: number;
  readonly count: number;
  readonly truth: Truth;
}

/** The sums that some of the items have together; told apart by how many they are, if `counted`. */
function sums(items: readonly Outcome[], words: number, counted = false): Sum[] {
  let all = new Map<string, Sum>([["0 0", { sum: 0, count: 0, truth: always(words) }]]);
  for (const item of items) {
    const next = new Map<string, Sum>();
    const note = (sum: number, count: number, truth: Truth): void => {
      const name = `${sum} ${counted ? count : 0}`;
      const known = next.get(name);
      if (known === undefined) next.set(name, { sum, count, truth });
      else or(truth, known.truth);
    };
    for (const { sum, count, truth } of all.values()) {
      const [without, withIt] = [never(words), never(words)];
      if (andNot(truth, item.truth, without)) note(sum, count, without);
      if (and(truth, item.truth, withIt)) note(sum + Number(item.value), count + 1, withIt);
    }
    all = next;
  }
  return [...all.values()].filter(({ truth }) => !isNever(truth));
}

function isReady(literal: PlainLiteral, context: Context): boolean {
  const known = (term: Term): boolean => isKnown(term, context);
  switch (literal.kind) {
    case "atom":
      return literal.arguments.every(
        ({ kind }) => kind === "wildcard" || kind === "variable" || kind === "constant",
      );
    case "negation":
      return literal.atom.arguments.every((term) => term.kind === "wildcard" || known(term));
    case "difference": {
      const left = new Set(namesOf(literal.left.arguments));
      return namesOf(literal.right.arguments).every((name) => left.has(name) || context.bound.has(name));
    }
    case "comparison": {
      const { left, right } = literal;
      if (known(left) && known(right)) return true;
      if (literal.operator !== "=") return false;
      return (left.kind === "variable" && known(right)) || (right.kind === "variable" && known(left));
    }
    case "test":
      return literal.arguments.every(known);
    case "truth":
      return true;
  }
}

function isKnown(term: Term, context: Context): boolean {
  switch (term.kind) {
    case "variable":
      return context.bound.has(term.name);
    case "wildcard":
      return false;
    case "constant":
      return true;
    case "call":
      return term.arguments.every((argument) => isKnown(argument, context));
    case "aggregate":
      return variablesIn(term).every((name) => !context.names.has(name) || context.bound.has(name));
  }
}

function compares(operator: ComparisonOperator, difference: number): boolean {
  switch (operator) {
    case "=":
      return difference === 0;
    case "!=":
      return difference !== 0;
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
  }
}

function namesOfLiteral(literal: PlainLiteral): string[] {
  return namesOf(literalTerms(literal));
}

/** The variables of terms outside their aggregates. */
function namesOf(terms: readonly Term[]): string[] {
  return terms.flatMap((term) => {
    if (term.kind === "variable") return [term.name];
    return term.kind === "call" ? namesOf(term.arguments) : [];
  });
}
