import { assert, present } from "../base/assert.ts";
import type { Place } from "../base/source.ts";
import type { Program, Relation } from "../model/program.ts";
import { Evaluation, EvaluationError, type EvaluationOptions, type EvaluationWarning } from "./evaluation.ts";
import { RangeFault } from "./functor-runtime.ts";
import { Maintenance, type FactChange, type NetChange } from "./maintenance.ts";
import type { RowLog } from "./row-log.ts";
import type { Query } from "./rule-code.ts";
import type { Table } from "./table.ts";
import type { Code, Value, ValuePool } from "./value-pool.ts";

/** The values of a row, in the order of the columns: symbols are strings, all else are numbers. */
export type Row = readonly Value[];

/** A fact that cannot be one of its relation: an unknown relation, too many values, a value of another type. */
export class FactError extends Error {}

/** What a commit changed, relation by relation: rows that came and rows that went, no row in both. Valid until the next commit. */
export interface Changes {
  /** The relations in which something changed, in the order of their evaluation. */
  readonly relations: readonly string[];
  inserted(relation: string): Iterable<Row>;
  deleted(relation: string): Iterable<Row>;
}

export type Listener = (changes: Changes) => void;

/**
 * A program over facts that change: `insert` and `delete` gather changes, `commit` makes them at
 * once and gives what follows in every relation, derived ones too.
 *
 * What is inserted before the first commit is evaluated in one go, and costs no more than an
 * evaluation without any thought of change. A commit that fails (an overflow, a recursion without
 * end) throws an `EvaluationError`; everything is then as before it, and its changes are dropped.
 */
export class Session {
  readonly program: Program;
  readonly #options: EvaluationOptions;
  #evaluation: Evaluation;
  /** Null where nothing has changed since the first commit ever. */
  #maintenance: Maintenance | null = null;
  /** All relations, in the order of their evaluation. */
  readonly #order: readonly Relation[];
  /** Whether there was a commit since the beginning, or since the last `reset`. */
  #isEvaluated = false;
  /** By relation and row: whether it is to be there. */
  #staged = new Map<Relation, Map<string, { readonly row: readonly Code[]; readonly there: boolean }>>();
  readonly #listeners = new Set<Listener>();

  constructor(program: Program, options: EvaluationOptions = {}) {
    this.program = program;
    this.#options = options;
    this.#evaluation = new Evaluation(program, options);
    this.#order = program.dependencies.components.flat();
  }

  /** Gives the values of rows their codes, for `insertRows`. */
  get pool(): ValuePool {
    return this.#evaluation.pool;
  }

  /** What failed in rules so far, once for each. */
  get warnings(): readonly EvaluationWarning[] {
    return this.#evaluation.warnings;
  }

  /** Adds rows of this session's codes as facts, before the first commit, without a look at each. */
  insertRows(relation: Relation, rows: RowLog): void {
    assert(!this.#isEvaluated, "rows are inserted at once before the first commit");
    this.#evaluation.insertRows(relation, rows);
  }

  /** Adds a fact with the next commit. A fact that is there already stays, and counts once. */
  insert(relation: string, row: Row): void {
    this.#stage(relation, row, true);
  }

  /** Takes a fact away with the next commit; of a derived row that is no fact, nothing. */
  delete(relation: string, row: Row): void {
    this.#stage(relation, row, false);
  }

  /** Drops what was inserted and deleted since the last commit. */
  rollback(): void {
    this.#staged.clear();
  }

  /** Takes all facts away, as if nothing had ever been committed; what is compiled stays. */
  reset(): void {
    this.#staged.clear();
    this.#evaluation.clear();
    this.#isEvaluated = false;
  }

  commit(): Changes {
    const staged = this.#staged;
    this.#staged = new Map();
    this.#evaluation.renewEffort();
    const changes = this.#isEvaluated ? this.#next(staged) : this.#first(staged);
    if (changes.relations.length > 0) for (const listener of this.#listeners) listener(changes);
    return changes;
  }

  /** Calls the listener after every commit that changes something; returns how to stop it. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** The rows of a relation as of the last commit. */
  rows(relation: string): Iterable<Row> {
    return this.#evaluation.rows(this.#relation(relation));
  }

  has(relation: string, row: Row): boolean {
    const known = this.#relation(relation);
    return this.#evaluation.table(known).has(this.#codes(known, row));
  }

  count(relation: string): number {
    return this.#evaluation.count(this.#relation(relation));
  }

  /**
   * Prepares a question about the rows as of the last commit. What is returned takes the values
   * given and hands out those wanted, solution by solution; `take` says true when it wants no more.
   * Throws an `EvaluationError` at `place`, for an overflow.
   */
  question(query: Query, place: Place): (given: Row, take: (values: Row) => boolean) => void {
    let evaluation: Evaluation | null = null;
    let solve: ReturnType<Evaluation["query"]> = () => undefined;
    const givenTypes = query.given.map((name) => present(query.types.get(name), `the type of ${name}`));
    return (given, take) => {
      if (evaluation !== this.#evaluation) {
        evaluation = this.#evaluation;
        solve = evaluation.query(query);
      }
      const { pool } = evaluation;
      const codes = given.map((value, i) => pool.encode(value, present(givenTypes[i], "a type")));
      try {
        solve(codes, (wanted) =>
          take(wanted.map((code, i) => pool.decode(code, present(query.wanted[i], "a term").type))),
        );
      } catch (fault) {
        if (!(fault instanceof RangeFault)) throw fault;
        throw new EvaluationError(fault.message, place);
      }
    };
  }

  #stage(name: string, row: Row, there: boolean): void {
    const relation = this.#relation(name);
    const codes = this.#codes(relation, row);
    let rows = this.#staged.get(relation);
    if (rows === undefined) {
      rows = new Map();
      this.#staged.set(relation, rows);
    }
    rows.set(codes.join(), { row: codes, there });
  }

  #first(staged: Staged): Changes {
    const evaluation = this.#evaluation;
    try {
      for (const [relation, rows] of staged)
        for (const { row, there } of rows.values()) {
          if (there) evaluation.insertCodes(relation, row);
          else evaluation.deleteCodes(relation, row);
        }
      evaluation.run();
    } catch (error) {
      this.#evaluation = new Evaluation(this.program, this.#options);
      this.#maintenance = null;
      throw error;
    }
    this.#isEvaluated = true;
    const relations = this.#order.filter((relation) => evaluation.count(relation) > 0);
    return {
      relations: relations.map(({ name }) => name),
      inserted: (name) => evaluation.rows(this.#relation(name)),
      deleted: () => [],
    };
  }

  #next(staged: Staged): Changes {
    const maintenance = (this.#maintenance ??= new Maintenance(this.#evaluation));
    const facts = new Map<Relation, FactChange>();
    for (const [relation, rows] of staged) {
      const list = [...rows.values()];
      facts.set(relation, {
        inserted: list.filter(({ there }) => there).map(({ row }) => row),
        deleted: list.filter(({ there }) => !there).map(({ row }) => row),
      });
    }
    const before = this.#wasThere(facts);
    let changed: ReadonlyMap<Relation, NetChange>;
    try {
      changed = maintenance.apply(facts);
    } catch (error) {
      this.#restore(facts, before);
      throw error;
    }
    const rowsOf = (name: string, side: keyof NetChange): Iterable<Row> => {
      const change = changed.get(this.#relation(name));
      return change === undefined ? [] : this.#evaluation.rowsIn(change[side]);
    };
    return {
      relations: [...changed.keys()].map(({ name }) => name),
      inserted: (name) => rowsOf(name, "added"),
      deleted: (name) => rowsOf(name, "removed"),
    };
  }

  /** Which of the rows that are about to change were facts. */
  #wasThere(facts: ReadonlyMap<Relation, FactChange>): ReadonlySet<readonly Code[]> {
    const there = new Set<readonly Code[]>();
    for (const [relation, { inserted, deleted }] of facts) {
      const table = this.#factTable(relation);
      for (const row of [...inserted, ...deleted]) if (table.has(row)) there.add(row);
    }
    return there;
  }

  /** Evaluates afresh from the facts before a commit that failed half-way. */
  #restore(facts: ReadonlyMap<Relation, FactChange>, before: ReadonlySet<readonly Code[]>): void {
    const failed = this.#evaluation;
    const evaluation = new Evaluation(this.program, { ...this.#options, withoutFacts: true });
    for (const relation of this.program.relations.values()) {
      const table = failed.hasOwnFacts(relation) ? failed.factsOf(relation) : failed.table(relation);
      const { inserted = [], deleted = [] } = facts.get(relation) ?? {};
      const touched = new Set([...inserted, ...deleted].map(String));
      const { log } = table;
      for (let i = 0; i < log.count; i++) {
        const row = log.row(i);
        if (!touched.has(String(row))) evaluation.insert(relation, failed.decode(relation, row));
      }
      for (const row of [...inserted, ...deleted])
        if (before.has(row)) evaluation.insert(relation, failed.decode(relation, row));
    }
    evaluation.run();
    this.#evaluation = evaluation;
    this.#maintenance = null;
  }

  #factTable(relation: Relation): Table {
    return this.#evaluation.hasOwnFacts(relation)
      ? this.#evaluation.factsOf(relation)
      : this.#evaluation.table(relation);
  }

  #relation(name: string): Relation {
    const relation = this.program.relations.get(name);
    if (relation === undefined) throw new FactError(`there is no relation \`${name}\``);
    return relation;
  }

  #codes(relation: Relation, row: Row): readonly Code[] {
    const { columns, name } = relation;
    if (row.length !== columns.length)
      throw new FactError(`\`${name}\` has ${String(columns.length)} columns, not ${String(row.length)}`);
    for (const [i, value] of row.entries()) {
      const { value: type, name: column } = present(columns[i], "a column");
      if (!fits(value, type))
        throw new FactError(`${JSON.stringify(value)} is no ${type}, as \`${name}.${column}\` is`);
    }
    return this.#evaluation.encode(relation, row);
  }
}

type Staged = ReadonlyMap<
  Relation,
  ReadonlyMap<string, { readonly row: readonly Code[]; readonly there: boolean }>
>;

function fits(value: Value, type: Relation["columns"][number]["value"]): boolean {
  switch (type) {
    case "symbol":
      return typeof value === "string";
    case "number":
      return Number.isSafeInteger(value);
    case "unsigned":
      return Number.isSafeInteger(value) && Number(value) >= 0;
    case "float":
      return typeof value === "number" && !Number.isNaN(value);
  }
}
