import { placeOf, type Place } from "../base/source.ts";
import { present } from "../base/assert.ts";
import type { Clause, Program, Relation, Rule } from "../model/program.ts";
import { fitsColumns } from "../model/facts.ts";
import { positiveAtom } from "../model/terms.ts";
import { readFacts } from "../syntax/facts.ts";
import type * as Syntax from "../syntax/tree.ts";
import { EffortFault, functorRuntime, RangeFault } from "./functor-runtime.ts";
import type { RowLog } from "./row-log.ts";
import {
  compileQuery,
  compileRule,
  type Ambient,
  type CodeContext,
  type Query,
  type RuleVariant,
  type TakeSolution,
} from "./rule-code.ts";
import { plainTableOf, tableOf, type Rows, type Table } from "./table.ts";
import { ValuePool, type Code, type Value } from "./value-pool.ts";

/** A run-time error of the user's program, such as an overflow, at the rule in which it happens. */
export class EvaluationError extends Error {
  readonly place: Place;

  constructor(message: string, place: Place) {
    super(message);
    this.place = place;
  }
}

/** More work than `visitsMax` allows. */
export class EffortError extends EvaluationError {}

/** Something that a rule left out while it ran, such as a row for which it had to divide by zero. */
export interface EvaluationWarning {
  readonly message: string;
  readonly place: Place;
}

/** Is told how an evaluation goes on, for its progress and its profile. */
export interface EvaluationObserver {
  /** A component is evaluated next: `index` of the program's. */
  begins?(component: readonly Relation[], index: number, evaluation: Evaluation): void;
  /** Every table of a component has advanced. */
  advanced?(component: readonly Relation[], round: number, evaluation: Evaluation): void;
  /** A conjunction of a rule is to be applied, in the component's round: `apply` does it and gives how many rows were new. */
  applies?(rule: Rule, round: number, apply: () => number): void;
}

export interface EvaluationOptions {
  readonly ambient?: Ambient;
  readonly observer?: EvaluationObserver;
  /** Rounds without a new row after which a recursion through values counts as endless. */
  readonly roundsMax?: number;
  /**
   * How many rows rules may look at before the evaluation, or one commit of a session, is given up:
   * for whoever only tries something out. Rules are a little slower where this is asked for.
   */
  readonly visitsMax?: number;
  /** Leaves the facts of the text out. */
  readonly withoutFacts?: boolean;
}

/** A component made ready: its rules as functions, one for each conjunction and for each of the atoms that read the component. */
interface Ready {
  readonly tables: readonly Table[];
  readonly once: readonly (() => void)[];
  /** What is applied to recent rows, round by round. */
  readonly recursive: readonly (() => void)[];
  /** The tables that stop the recursion once they have so many rows. */
  readonly limits: readonly { readonly table: Table; readonly most: number }[];
}

export interface DerivingClause {
  readonly rule: Rule;
  readonly heads: readonly Syntax.Atom[];
  readonly clause: Clause;
}

/**
 * Evaluates a program from its facts to its fixpoint, stratum by stratum, semi-naively.
 *
 * In each recursive component a rule is applied once for every atom that reads the component,
 * that atom ranging over recent rows only: Δ(A⋈B) = ΔA⋈B ∪ A⋈ΔB. Rows given with `insert` before
 * `run` are facts. Throws an `EvaluationError`.
 */
export class Evaluation {
  readonly program: Program;
  readonly pool = new ValuePool();
  /** What failed on the way, once for each rule. */
  readonly warnings: EvaluationWarning[] = [];
  readonly #tables = new Map<Relation, Table>();
  /** The facts of relations whose rows are not just those: derived ones, and those that merge values. */
  readonly #facts = new Map<Relation, Table>();
  readonly #ready = new Map<readonly Relation[], Ready>();
  readonly #ambient: Ambient;
  readonly #roundsMax: number;
  readonly #visits: { left: number; readonly most: number } | null;
  readonly #withoutFacts: boolean;
  readonly #observer: EvaluationObserver;
  /** Of the component that is evaluated. */
  #round = 0;
  readonly #functors = functorRuntime((reason) => this.#warn(reason));
  readonly #places = new Map<Rule, Place>();
  /** The rule or fact that is being applied. */
  #applied: Place | null = null;

  constructor(program: Program, options: EvaluationOptions = {}) {
    this.program = program;
    this.#ambient = options.ambient ?? { replica: "local", now: 0 };
    this.#roundsMax = options.roundsMax ?? 1_000_000;
    this.#visits =
      options.visitsMax === undefined ? null : { left: options.visitsMax, most: options.visitsMax };
    this.#withoutFacts = options.withoutFacts === true;
    this.#observer = options.observer ?? {};
    for (const relation of program.relations.values())
      this.#tables.set(relation, tableOf(relation, this.pool));
    if (!this.#withoutFacts) this.#readFacts();
  }

  /** Takes all facts and rows away, to be given others; what is compiled stays. */
  clear(): void {
    for (const table of this.#tables.values()) table.clear();
    for (const facts of this.#facts.values()) facts.clear();
    this.warnings.length = 0;
    this.renewEffort();
    if (!this.#withoutFacts) this.#readFacts();
  }

  /** As much work may be done again as `visitsMax` allows. */
  renewEffort(): void {
    if (this.#visits !== null) this.#visits.left = this.#visits.most;
  }

  /** Whether the facts of a relation are something else than its rows. */
  hasOwnFacts(relation: Relation): boolean {
    return relation.kind === "derived" || relation.equivalence || this.table(relation).mergesValues;
  }

  /** The facts of such a relation, as they were given. */
  factsOf(relation: Relation): Table {
    let facts = this.#facts.get(relation);
    if (facts === undefined) this.#facts.set(relation, (facts = plainTableOf(relation)));
    return facts;
  }

  encode(relation: Relation, row: readonly Value[]): readonly Code[] {
    return row.map((value, i) => this.pool.encode(value, present(relation.columns[i], "a column").value));
  }

  /** Compiles a variant of a rule; applying it throws an `EvaluationError` at the rule. */
  compile(rule: Rule, variant: RuleVariant): () => void {
    const apply = compileRule(
      variant,
      this.#codeContext((relation) => this.count(relation)),
    );
    const place = this.#placeOf(rule);
    return () => this.#applying(place, apply);
  }

  /** Adds a row of plain values; the caller has seen to it that they are of the columns' types. */
  insert(relation: Relation, row: readonly Value[]): void {
    this.#addFact(relation, this.encode(relation, row));
  }

  insertCodes(relation: Relation, row: readonly Code[]): void {
    this.#addFact(relation, row);
  }

  /** Takes a fact of the text back; only before `run`. */
  deleteCodes(relation: Relation, row: readonly Code[]): void {
    const table = this.table(relation);
    const facts = this.hasOwnFacts(relation) ? this.factsOf(relation) : table;
    facts.begin();
    if (!facts.remove(row) || facts === table) return;
    table.clear();
    this.#restoreFacts(relation);
  }

  /** Adds rows of this evaluation's codes. */
  insertRows(relation: Relation, rows: RowLog): void {
    this.table(relation).addRows(rows);
    if (this.hasOwnFacts(relation)) this.factsOf(relation).addRows(rows);
  }

  #addFact(relation: Relation, row: readonly Code[]): void {
    this.table(relation).add(row);
    if (this.hasOwnFacts(relation)) this.factsOf(relation).add(row);
  }

  #restoreFacts(relation: Relation): void {
    const facts = this.#facts.get(relation);
    if (facts === undefined) return;
    const table = this.table(relation);
    for (let row = 0; row < facts.log.count; row++) table.add(facts.log.row(row));
  }

  table(relation: Relation): Table {
    return present(this.#tables.get(relation), `the table of ${relation.name}`);
  }

  /** The rows of a relation as plain values, in the order in which they were derived. */
  rows(relation: Relation): Generator<Value[]> {
    return this.rowsIn(this.table(relation));
  }

  /** The rows of any table of this evaluation's codes. */
  *rowsIn({ relation, log }: Table): Generator<Value[]> {
    for (let row = 0; row < log.count; row++) yield this.decode(relation, log.row(row));
  }

  decode(relation: Relation, row: readonly Code[]): Value[] {
    return relation.columns.map((column, i) => this.pool.decode(row[i] as Code, column.value));
  }

  count(relation: Relation): number {
    return this.table(relation).log.count;
  }

  run(): void {
    for (const [index, component] of this.program.dependencies.components.entries()) {
      this.#observer.begins?.(component, index, this);
      this.#round = 0;
      this.#runComponent(component);
    }
  }

  /** Compiles a question about what was evaluated; what fails on the way is not said again. */
  query(query: Query): (given: readonly Code[], take: TakeSolution) => void {
    const context = this.#codeContext((relation) => this.count(relation));
    return compileQuery(query, { ...context, functors: functorRuntime(() => undefined) });
  }

  #codeContext(sizeOf: (relation: Relation) => number): CodeContext {
    return {
      program: this.program,
      pool: this.pool,
      ambient: this.#ambient,
      functors: this.#functors,
      tables: this.#tables,
      visits: this.#visits,
      sizeOf,
    };
  }

  #runComponent(component: readonly Relation[]): void {
    for (const relation of component) this.table(relation).begin();
    const { tables, once } = this.#readied(component);
    for (const apply of once) apply();
    // Whatever is there now is recent in the first round.
    for (const table of tables) table.begin();
    this.#observer.advanced?.(component, 0, this);
    this.propagate(component);
  }

  /** Evaluates a component anew from its facts; what was in its tables is given back. */
  rerun(component: readonly Relation[]): ReadonlyMap<Relation, Rows> {
    const before = new Map(component.map((relation) => [relation, this.table(relation).detach()]));
    for (const relation of component) this.#restoreFacts(relation);
    this.#runComponent(component);
    return before;
  }

  /** From recent rows of a component on, to its fixpoint. */
  propagate(component: readonly Relation[]): void {
    const { tables, recursive, limits } = this.#readied(component);
    if (recursive.length === 0) return;
    let count = -1;
    for (let idle = 0; ; idle++) {
      this.#round++;
      for (const apply of recursive) apply();
      let grew = false;
      // Every table advances, also when another one had nothing new.
      for (const table of tables) if (table.advance()) grew = true;
      if (!grew) return;
      this.#observer.advanced?.(component, this.#round, this);
      if (limits.some(({ table, most }) => table.log.count >= most)) return;
      const rows = tables.reduce((sum, table) => sum + table.log.count, 0);
      if (rows !== count) [count, idle] = [rows, 0];
      if (idle > this.#roundsMax) throw this.#endless(component);
    }
  }

  #limitsOf(component: readonly Relation[]): Ready["limits"] {
    return this.program.limits
      .filter(({ relation }) => component.includes(relation))
      .map(({ relation, parameters }) => ({
        table: this.table(relation),
        most: Number(parameters.get("n") ?? Infinity),
      }));
  }

  #readied(component: readonly Relation[]): Ready {
    let ready = this.#ready.get(component);
    if (ready === undefined) this.#ready.set(component, (ready = this.#compileComponent(component)));
    return ready;
  }

  #compileComponent(component: readonly Relation[]): Ready {
    const members = new Set(component.map((relation) => relation.name));
    const context = this.#codeContext((relation) =>
      members.has(relation.name) ? 1e6 : this.count(relation),
    );
    const once: (() => void)[] = [];
    const recursive: (() => void)[] = [];
    for (const { rule, heads, clause } of this.clausesOf(component)) {
      const place = this.#placeOf(rule);
      const reads = clause.literals.flatMap(positiveAtom).filter((atom) => members.has(atom.relation.text));
      const variants: readonly (Syntax.Atom | null)[] = reads.length === 0 ? [null] : reads;
      for (const recent of variants) {
        const apply = compileRule({ heads, literals: clause.literals, recent }, context);
        const counted = this.#counted(rule, heads, apply);
        (recent === null ? once : recursive).push(() => this.#applying(place, counted));
      }
    }
    for (const relation of component) if (relation.equivalence) recursive.push(this.#equivalence(relation));
    const tables = component.map((relation) => this.table(relation));
    return { tables, once, recursive, limits: this.#limitsOf(component) };
  }

  /** The conjunctions of the rules that derive a component, with the heads that do. */
  clausesOf(component: readonly Relation[]): readonly DerivingClause[] {
    const members = new Set(component);
    return this.program.rules.flatMap((rule) => {
      const heads = rule.heads.filter((head) => members.has(head.relation)).map((head) => head.atom);
      return heads.length === 0 ? [] : rule.clauses.map((clause) => ({ rule, heads, clause }));
    });
  }

  /** Closes recent rows of an equivalence relation under reflexivity, symmetry and transitivity. */
  #equivalence(relation: Relation): () => void {
    const table = this.table(relation);
    const index = table.indexOver([0]);
    return () => {
      const { data } = table.log;
      for (let row = table.recentFrom; row < table.recentTo; row++) {
        const [a, b] = [data[row * 2] as Code, data[row * 2 + 1] as Code];
        table.add([a, a]);
        table.add([b, b]);
        table.add([b, a]);
        // What the one is equal to, the other is too: either row may be the recent one.
        for (const [one, other] of [
          [b, a],
          [a, b],
        ] as const) {
          const slot = index.find(one);
          if (slot < 0) continue;
          const start = index.starts[slot] as number;
          for (let i = 0; i < (index.counts[slot] as number); i++)
            table.add([other, index.arena[start + i] as Code]);
        }
      }
    };
  }

  /** `apply` as the observer is told of it. */
  #counted(rule: Rule, heads: readonly Syntax.Atom[], apply: () => void): () => void {
    const observer = this.#observer;
    if (observer.applies === undefined) return apply;
    const names = new Set(heads.map((head) => head.relation.text));
    const tables = [...this.#tables.values()].filter(({ relation }) => names.has(relation.name));
    const fresh = (): number => tables.reduce((sum, table) => sum + table.freshCount, 0);
    return () =>
      observer.applies?.(rule, this.#round, () => {
        const before = fresh();
        apply();
        return fresh() - before;
      });
  }

  #applying(place: Place, apply: () => void): void {
    this.#applied = place;
    try {
      apply();
    } catch (fault) {
      if (!(fault instanceof RangeFault)) throw fault;
      throw fault instanceof EffortFault
        ? new EffortError(fault.message, place)
        : new EvaluationError(fault.message, place);
    }
  }

  #warn(message: string): void {
    const place = present(this.#applied, "the rule that is applied");
    if (!this.warnings.some((warning) => warning.place === place)) this.warnings.push({ message, place });
  }

  #readFacts(): void {
    const applies: (() => void)[] = [];
    for (const fact of this.program.facts) {
      if (fact.kind === "fact") {
        if (!fact.relation.columns.every(({ isTyped }) => isTyped)) continue;
        const rows = plainTableOf(fact.relation);
        const instead = new Map([[fact.atom, rows]]);
        const variant = { heads: [fact.atom], literals: [], recent: null, instead };
        const apply = compileRule(
          variant,
          this.#codeContext(() => 0),
        );
        const place = placeOf(fact.source, fact.atom.span);
        applies.push(() => {
          this.#applying(place, apply);
          for (let row = 0; row < rows.log.count; row++) this.#addFact(fact.relation, rows.log.row(row));
        });
        continue;
      }
      readFacts(fact.source, fact.run, (cursor) => {
        const relation = this.program.relations.get(cursor.relation);
        if (relation === undefined || !fitsColumns(cursor, relation)) return;
        this.insert(
          relation,
          Array.from({ length: cursor.arity }, (_, i) => cursor.value(i)),
        );
      });
    }
    for (const apply of applies) apply();
  }

  /** The same object for a rule each time. */
  #placeOf(rule: Rule): Place {
    let place = this.#places.get(rule);
    if (place === undefined) this.#places.set(rule, (place = placeOf(rule.source, rule.syntax.span)));
    return place;
  }

  #endless(component: readonly Relation[]): EvaluationError {
    const members = new Set(component.map((relation) => relation.name));
    const rules = this.clausesOf(component).filter(({ clause }) =>
      clause.literals.flatMap(positiveAtom).some((atom) => members.has(atom.relation.text)),
    );
    const moving = component.filter((relation) => this.table(relation).mergesValues);
    const names = moving.map((relation) => `\`${relation.name}\``).join(" and ");
    return new EvaluationError(
      `the recursion through ${names} does not end: no row is new, and values still move (CALM402)`,
      this.#placeOf(present(rules[0], "a recursive rule").rule),
    );
  }
}
