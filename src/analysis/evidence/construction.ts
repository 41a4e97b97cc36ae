import type { Chance } from "../../base/chance.ts";
import type { Value } from "../../engine/value-pool.ts";
import type { Clause, Column, PlainLiteral, Program, Relation } from "../../model/program.ts";
import { aggregatesIn, literalTerms, positiveAtom, variablesIn } from "../../model/terms.ts";
import { aggregateClauses } from "../../model/value-flow.ts";
import type { Aggregate, Atom, Comparison, Term } from "../../syntax/tree.ts";
import { hasSameKey, isSameRow, isWritten, type Fact, type Row } from "./state.ts";
import { isRefuted, termValue } from "./term-value.ts";
import type { ValueChoice } from "./value-choice.ts";

/** One way to derive a relation. */
interface Way {
  readonly head: Atom;
  readonly clause: Clause;
}

/** How deep views of views are opened. */
const depthMax = 12;
/** How many rules of views are tried for one state; backtracking over deep recursions has no other end. */
const triesMax = 400;

/**
 * Finds base facts from which a body follows: each of its positive atoms is given a row, through
 * views down to base relations, each aggregate as many rows as its threshold asks for.
 *
 * The first, plain, time every variable gets a value of its own, a view its shortest derivation;
 * later ones choose at random. What is found is a guess: absences are left to luck, and only an
 * evaluation tells whether the body holds.
 */
export class Construction {
  readonly #ways = new Map<Relation, Way[]>();
  readonly #depths = new Map<Relation, number>();
  readonly #given = new Map<Relation, readonly Row[]>();
  readonly #program: Program;
  readonly #values: ValueChoice;
  readonly #chance: Chance;
  #facts: Fact[] = [];
  #isPlain = true;
  #used: Value[] = [];
  #tries = 0;

  constructor(program: Program, given: readonly Fact[], values: ValueChoice, chance: Chance) {
    this.#program = program;
    this.#values = values;
    this.#chance = chance;
    for (const { relation, row } of given)
      this.#given.set(relation, [...(this.#given.get(relation) ?? []).slice(-givenMax), row]);
    for (const rule of program.rules) {
      for (const { relation, atom } of rule.heads) {
        const list = this.#ways.get(relation) ?? [];
        this.#ways.set(relation, list);
        for (const clause of rule.clauses) list.push({ head: atom, clause });
      }
    }
    this.#measure();
  }

  /** Begins anew, without facts. */
  restart(isPlain: boolean): void {
    this.#isPlain = isPlain;
    this.#facts = [];
    this.#used = [];
    this.#tries = 0;
    this.#values.restart();
  }

  /** Begins with these facts. */
  goOn(facts: readonly Fact[]): void {
    this.#facts = [...facts];
    this.#tries = 0;
  }

  /** What was found so far, beyond the facts of the text. */
  get facts(): readonly Fact[] {
    return this.#facts;
  }

  /** Gives a conjunction its facts and the variables that are not bound yet their values; false when that cannot be. */
  explain(literals: readonly PlainLiteral[], bindings: Map<string, Value>, depth = 0): boolean {
    this.#settleEqualities(literals, bindings);
    const atoms = literals.flatMap(positiveAtom);
    const first = atoms.filter((atom) => this.#isFixed(atom));
    for (const atom of [...first, ...atoms.filter((one) => !first.includes(one))]) {
      if (!this.explainAtom(atom, bindings, literals, depth)) return false;
      this.#settleEqualities(literals, bindings);
    }
    const outside = new Set([
      ...bindings.keys(),
      ...literals.flatMap((literal) => (literal.kind === "comparison" ? comparedNames(literal) : [])),
    ]);
    for (const literal of literals) {
      for (const aggregate of literalTerms(literal).flatMap(aggregatesIn)) {
        const count =
          literal.kind === "comparison" ? this.#rowsFor(literal, literals, aggregate, bindings) : 1;
        for (let i = 0; i < count; i++) {
          if (!this.explainAggregate(aggregate, bindings, outside, depth)) return false;
        }
      }
    }
    return !literals.some((literal) => literal.kind === "comparison" && isRefuted(literal, bindings));
  }

  /** One more row for an aggregate; its own variables get new values. */
  explainAggregate(
    aggregate: Aggregate,
    bindings: ReadonlyMap<string, Value>,
    outside: ReadonlySet<string>,
    depth = 0,
  ): boolean {
    const own = new Set(aggregate.target === null ? [] : variablesIn(aggregate.target));
    const shared = [...bindings].filter(([name]) => outside.has(name) && !own.has(name));
    const clauses = aggregateClauses(aggregate);
    const clause = this.#isPlain ? clauses[0] : this.#chance.pickOf(clauses);
    return (
      clause !== undefined && clause !== null && this.explain(clause.literals, new Map(shared), depth + 1)
    );
  }

  /** Gives an atom a row; `around` is the conjunction whose comparisons its new values have to meet. */
  explainAtom(
    atom: Atom,
    bindings: Map<string, Value>,
    around: readonly PlainLiteral[] = [],
    depth = 0,
  ): boolean {
    const relation = this.#program.relations.get(atom.relation.text);
    if (relation === undefined || depth > depthMax) return false;
    const given = this.#given.get(relation) ?? [];
    if (given.length > 0 && (isClosed(relation, given) || (!this.#isPlain && this.#chance.happens(0.4)))) {
      const fitting = given.filter((row) => this.#fits(row, atom, bindings, around));
      const row = (this.#isPlain ? fitting[0] : this.#chance.pickOf(fitting)) ?? null;
      if (row !== null) {
        bindAll(row, atom, bindings);
        return true;
      }
      if (isClosed(relation, given)) return false;
    }
    if (!this.#isPlain && this.#chance.happens(0.3)) {
      const known = this.#facts.filter(
        (fact) => fact.relation === relation && this.#fits(fact.row, atom, bindings, around),
      );
      const fact = this.#chance.pickOf(known);
      if (fact !== null) {
        bindAll(fact.row, atom, bindings);
        return true;
      }
    }
    if (relation.kind === "derived") return this.#explainView(relation, atom, bindings, around, depth);
    const row = relation.columns.map((column, i) =>
      this.#argument(atom.arguments[i], column, relation, bindings, around),
    );
    return row.every((value) => value !== null) && this.add({ relation, row });
  }

  /** Adds a fact; false where a register or counter has another value already. */
  add(fact: Fact): boolean {
    const { relation, row } = fact;
    const rows = [
      ...(this.#given.get(relation) ?? []),
      ...this.#facts.filter((one) => one.relation === relation).map((one) => one.row),
    ];
    if (rows.some((one) => isSameRow(one, row))) return true;
    const isOne = isWritten(relation) && relation.columns.at(-1)?.lattice !== "mv";
    if (isOne && rows.some((one) => hasSameKey(relation, one, row))) return false;
    this.#facts.push(fact);
    this.#used.push(...row);
    return true;
  }

  #explainView(
    relation: Relation,
    atom: Atom,
    bindings: Map<string, Value>,
    around: readonly PlainLiteral[],
    depth: number,
  ): boolean {
    const ways = this.#ways.get(relation) ?? [];
    const order = this.#isPlain
      ? ways.toSorted((a, b) => this.#depthOf(a.clause) - this.#depthOf(b.clause))
      : depth < 4
        ? this.#chance.shuffled(ways)
        : this.#chance.shuffled(ways).sort((a, b) => this.#depthOf(a.clause) - this.#depthOf(b.clause));
    const [facts, used] = [this.#facts.length, this.#used.length];
    for (const { head, clause } of order.slice(0, waysMax)) {
      if (this.#tries++ > triesMax) return false;
      const [outer, inner] = [new Map(bindings), new Map<string, Value>()];
      if (
        this.#unify(head, atom, relation, outer, inner, around) &&
        this.explain(clause.literals, inner, depth + 1) &&
        this.#handOut(head, atom, outer, inner)
      ) {
        for (const [name, value] of outer) bindings.set(name, value);
        return true;
      }
      this.#facts.length = facts;
      this.#used.length = used;
    }
    return false;
  }

  /** Meets a head with an atom before the head's body is explained. */
  #unify(
    head: Atom,
    atom: Atom,
    relation: Relation,
    outer: Map<string, Value>,
    inner: Map<string, Value>,
    around: readonly PlainLiteral[],
  ): boolean {
    return relation.columns.every((column, i) => {
      const [own, term] = [head.arguments[i], atom.arguments[i]];
      if (own === undefined || term === undefined) return false;
      const wanted = termValue(term, outer);
      const known = termValue(own, inner);
      if (known !== null) {
        if (wanted === null && term.kind === "variable") outer.set(term.name, known);
        return wanted === null || column.lattice !== null || wanted === known;
      }
      if (own.kind !== "variable") return true;
      // A value that grows, or that nothing is asked of, is whatever the body makes of it.
      const isFree =
        column.lattice !== null || term.kind !== "variable" || testsOf(term.name, around).length === 0;
      if (wanted === null && isFree) return true;
      const value = wanted ?? this.#argument(term, column, relation, outer, around);
      if (value !== null) inner.set(own.name, value);
      return value !== null;
    });
  }

  /** Binds what the body made of the head's arguments. */
  #handOut(head: Atom, atom: Atom, outer: Map<string, Value>, inner: ReadonlyMap<string, Value>): boolean {
    for (const [i, term] of atom.arguments.entries()) {
      const own = head.arguments[i];
      const value = own === undefined ? null : termValue(own, inner);
      if (term.kind === "variable" && value !== null && !outer.has(term.name)) outer.set(term.name, value);
    }
    return true;
  }

  #argument(
    term: Term | undefined,
    column: Column,
    relation: Relation,
    bindings: Map<string, Value>,
    around: readonly PlainLiteral[],
  ): Value | null {
    if (term === undefined) return null;
    const known = termValue(term, bindings);
    if (known !== null) return known;
    if (term.kind !== "variable") return this.#choose(column, relation, () => true);
    const tests = testsOf(term.name, around);
    const value = this.#choose(column, relation, (candidate) => {
      const extended = new Map(bindings).set(term.name, candidate);
      return !tests.some((test) => isRefuted(test, extended));
    });
    if (value !== null) bindings.set(term.name, value);
    return value;
  }

  /** The plain choice is a new value, then whatever of the program's passes. */
  #choose(column: Column, relation: Relation, passes: (value: Value) => boolean): Value | null {
    for (let tries = 0; tries < 8; tries++) {
      let value: Value;
      if (this.#isPlain) value = this.#values.fresh(column, relation);
      else if (this.#chance.happens(0.35)) {
        const used = this.#used.filter((one) => (typeof one === "string") === (column.value === "symbol"));
        const one = this.#chance.pickOf(used);
        value =
          one === null
            ? this.#values.any(column, relation)
            : typeof one === "number"
              ? this.#values.fit(one, column)
              : one;
      } else
        value = this.#chance.happens(0.6)
          ? this.#values.fresh(column, relation)
          : this.#values.any(column, relation);
      if (passes(value)) return value;
      if (this.#isPlain && tries > 1) break;
    }
    return this.#values.constants(column).find(passes) ?? null;
  }

  /** How many rows an aggregate is given: enough to pass the constants it is compared with. */
  #rowsFor(
    literal: Comparison,
    around: readonly PlainLiteral[],
    aggregate: Aggregate,
    bindings: ReadonlyMap<string, Value>,
  ): number {
    if (aggregate.operator !== "count") {
      if (aggregate.operator !== "sum" || this.#isPlain) return 1;
      return this.#chance.below(4);
    }
    const compared = literal.operator === "=" ? variableSide(literal, aggregate) : null;
    const tests = around.filter(
      (one): one is Comparison =>
        one.kind === "comparison" &&
        (compared === null ? one === literal : one !== literal && names(one).includes(compared)),
    );
    const options: number[] = [];
    for (const { operator, left, right } of tests) {
      const constant = termValue(left, bindings) ?? termValue(right, bindings);
      if (typeof constant !== "number") continue;
      const isLeft = termValue(left, bindings) === null;
      const towards = isLeft ? operator : mirrored[operator];
      if (towards === ">" || towards === "!=") options.push(constant + 1);
      else if (towards === "<") options.push(Math.min(0, constant - 1), constant - 1);
      else if (towards === "<=") options.push(0, constant);
      else options.push(constant);
    }
    const wanted = this.#isPlain ? options[0] : this.#chance.pickOf([...options, 0, 1, 2]);
    return Math.max(0, Math.min(rowsMax, wanted ?? 1));
  }

  #settleEqualities(literals: readonly PlainLiteral[], bindings: Map<string, Value>): void {
    for (let again = true; again;) {
      again = false;
      for (const literal of literals) {
        if (literal.kind !== "comparison" || literal.operator !== "=") continue;
        for (const [a, b] of [
          [literal.left, literal.right],
          [literal.right, literal.left],
        ] as const) {
          if (a.kind !== "variable" || bindings.has(a.name)) continue;
          const value = termValue(b, bindings);
          if (value === null) continue;
          bindings.set(a.name, value);
          again = true;
        }
      }
    }
  }

  #fits(
    row: Row,
    atom: Atom,
    bindings: ReadonlyMap<string, Value>,
    around: readonly PlainLiteral[],
  ): boolean {
    const extended = new Map(bindings);
    for (const [i, term] of atom.arguments.entries()) {
      const known = termValue(term, extended);
      if (known !== null && known !== row[i]) return false;
      if (term.kind === "variable") extended.set(term.name, row[i] ?? 0);
    }
    return !around.some((literal) => literal.kind === "comparison" && isRefuted(literal, extended));
  }

  #isFixed(atom: Atom): boolean {
    const relation = this.#program.relations.get(atom.relation.text);
    return relation !== undefined && isClosed(relation, this.#given.get(relation) ?? []);
  }

  /** The least depth of a derivation of each relation. */
  #measure(): void {
    for (const relation of this.#program.relations.values())
      if (relation.kind === "base" || this.#given.has(relation)) this.#depths.set(relation, 0);
    for (let again = true; again;) {
      again = false;
      for (const [relation, ways] of this.#ways) {
        const depth = 1 + Math.min(...ways.map(({ clause }) => this.#depthOf(clause)));
        if (depth >= (this.#depths.get(relation) ?? Infinity)) continue;
        this.#depths.set(relation, depth);
        again = true;
      }
    }
  }

  #depthOf({ literals }: Clause): number {
    return literals
      .flatMap(positiveAtom)
      .map(({ relation }) => this.#program.relations.get(relation.text))
      .reduce((most, one) => Math.max(most, one === undefined ? 0 : (this.#depths.get(one) ?? Infinity)), 0);
  }
}

/** Of very many facts, rules or rows, so many are tried. */
const [givenMax, waysMax, rowsMax] = [50, 6, 120];

const mirrored = { "=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

/** Whether the facts of the text are all that a relation has. */
function isClosed(relation: Relation, given: readonly Row[]): boolean {
  return relation.kind === "base" && relation.qualifier === "static" && given.length > 0;
}

function bindAll(row: Row, atom: Atom, bindings: Map<string, Value>): void {
  for (const [i, term] of atom.arguments.entries())
    if (term.kind === "variable") bindings.set(term.name, row[i] ?? 0);
}

/** The comparisons in which a variable stands outside aggregates. */
function testsOf(name: string, literals: readonly PlainLiteral[]): readonly Comparison[] {
  return literals.filter(
    (literal): literal is Comparison => literal.kind === "comparison" && names(literal).includes(name),
  );
}

/** The variables that stand in a comparison outside aggregates. */
function names({ left, right }: Comparison): readonly string[] {
  return [left, right].flatMap(namesOutside);
}

function namesOutside(term: Term): readonly string[] {
  if (term.kind === "variable") return [term.name];
  return term.kind === "call" ? term.arguments.flatMap(namesOutside) : [];
}

function comparedNames(literal: Comparison): readonly string[] {
  return names(literal);
}

function variableSide({ left, right }: Comparison, aggregate: Aggregate): string | null {
  if (left === aggregate && right.kind === "variable") return right.name;
  return right === aggregate && left.kind === "variable" ? left.name : null;
}
