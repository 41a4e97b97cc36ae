import { present } from "../base/assert.ts";
import type { Relation, Rule } from "../model/program.ts";
import type * as Syntax from "../syntax/tree.ts";
import {
  endangered,
  gained,
  movingFrom,
  readingsOf,
  rederived,
  type ChangeVariant,
  type Derivation,
  type Reading,
} from "./change-variants.ts";
import type { Evaluation } from "./evaluation.ts";
import { MergingTable, plainTableOf, type Rows, type Table } from "./table.ts";
import type { Code } from "./value-pool.ts";

/** Rows that came and rows that went, with nothing in both. */
export interface NetChange {
  readonly added: Table;
  readonly removed: Table;
}

/**
 * Keeps the rows of an evaluation right while its facts change (delete and rederive; Gupta,
 * Mumick, Subrahmanian, "Maintaining Views Incrementally", 1993), component by component:
 *
 * 1. rows that may no longer be derived are found from what went upstream, from what came where an
 *    absence is read, and from each other; where nothing went this finds none and costs nothing;
 * 2. they are taken out, and those with another derivation are put back;
 * 3. what came upstream, and what went where an absence is read, is followed to the fixpoint.
 *
 * Where the first step finds more than a part of the component, evaluating it anew is quicker.
 */
export class Maintenance {
  readonly #evaluation: Evaluation;
  readonly #components: readonly Component[];
  readonly #changes = new Map<Relation, NetChange>();
  /** The components that read a relation, by their place in the order. */
  readonly #readers = new Map<Relation, readonly number[]>();
  readonly #componentOf = new Map<Relation, number>();
  /** What the last call gave. */
  #changed = new Map<Relation, NetChange>();

  constructor(evaluation: Evaluation) {
    this.#evaluation = evaluation;
    this.#components = evaluation.program.dependencies.components.map(
      (relations) => new Component(relations, evaluation, this.#changes),
    );
    const readers = new Map<Relation, Set<number>>();
    for (const [i, component] of this.#components.entries()) {
      for (const relation of component.relations) {
        this.#changes.set(relation, { added: plainTableOf(relation), removed: plainTableOf(relation) });
        this.#componentOf.set(relation, i);
      }
      for (const relation of component.reads) {
        const known = readers.get(relation);
        if (known === undefined) readers.set(relation, new Set([i]));
        else known.add(i);
      }
    }
    for (const [relation, list] of readers) this.#readers.set(relation, [...list]);
  }

  /**
   * Changes facts, and all that follows from them; gives what changed in each relation, valid until
   * the next call. A row in both lists of a relation stays or comes. Throws an `EvaluationError`,
   * and then the evaluation is in no state to go on from.
   */
  apply(facts: ReadonlyMap<Relation, FactChange>): ReadonlyMap<Relation, NetChange> {
    for (const { added, removed } of this.#changed.values()) {
      added.clear();
      removed.clear();
    }
    const changed = new Map<Relation, NetChange>();
    this.#changed = changed;
    const waiting = new Set<number>();
    for (const relation of facts.keys())
      waiting.add(present(this.#componentOf.get(relation), "the component of a relation"));
    for (const [i, component] of this.#components.entries()) {
      if (!waiting.has(i)) continue;
      component.apply(facts);
      for (const relation of component.relations) {
        const change = present(this.#changes.get(relation), "the change of a relation");
        if (change.added.log.count === 0 && change.removed.log.count === 0) continue;
        change.added.begin();
        change.removed.begin();
        changed.set(relation, change);
        for (const reader of this.#readers.get(relation) ?? []) waiting.add(reader);
      }
    }
    return changed;
  }
}

/** Facts to be there and facts not to be there any more, as codes. */
export interface FactChange {
  readonly inserted: readonly (readonly Code[])[];
  readonly deleted: readonly (readonly Code[])[];
}

/** Evaluating a component anew costs about as much as deleting and rederiving this part of it. */
const partMax = 0.05;
/** Below so many rows the part does not matter. */
const rowsMin = 500;

/** A place in a rule that reads a relation, with what is compiled for its changes once there are some. */
interface Watch {
  readonly rule: Rule;
  readonly derivation: Derivation;
  readonly reading: Reading;
  readonly relation: Relation;
  /** By what was compiled: `gained +`, `endangered -`. */
  readonly compiled: Map<string, () => void>;
}

class Component {
  readonly relations: readonly Relation[];
  /** What it reads of other components. */
  readonly reads = new Set<Relation>();
  readonly #evaluation: Evaluation;
  readonly #changes: ReadonlyMap<Relation, NetChange>;
  readonly #watches: readonly Watch[];
  readonly #ownWatches: readonly Watch[];
  /** Rows that may no longer be derived. */
  readonly #doubtful = new Map<Relation, Table>();
  #rederivations: readonly (() => void)[] | null = null;
  /** What is evaluated anew whenever something may go: it does not say what rests on what. */
  readonly #isOpaque: boolean;

  constructor(
    relations: readonly Relation[],
    evaluation: Evaluation,
    changes: ReadonlyMap<Relation, NetChange>,
  ) {
    this.relations = relations;
    this.#evaluation = evaluation;
    this.#changes = changes;
    const { program } = evaluation;
    this.#isOpaque =
      relations.some((relation) => relation.equivalence) ||
      program.limits.some(({ relation }) => relations.includes(relation));
    const own: Watch[] = [];
    const watches: Watch[] = [];
    for (const { rule, heads, clause } of evaluation.clausesOf(relations)) {
      const derivation: Derivation = { heads, literals: clause.literals };
      for (const reading of readingsOf(derivation)) {
        const relation = present(
          program.relations.get(reading.atom.relation.text),
          "a relation that is read",
        );
        const watch: Watch = { rule, derivation, reading, relation, compiled: new Map() };
        if (relations.includes(relation) && reading.kind === "present") own.push(watch);
        else {
          watches.push(watch);
          this.reads.add(relation);
        }
      }
    }
    this.#ownWatches = own;
    this.#watches = watches;
    for (const relation of relations) this.#doubtful.set(relation, plainTableOf(relation));
  }

  apply(facts: ReadonlyMap<Relation, FactChange>): void {
    const [only] = this.relations;
    if (only !== undefined && this.relations.length === 1 && !this.#evaluation.hasOwnFacts(only)) {
      this.#changeRows(only, facts.get(only));
      return;
    }
    this.#keepJournals();
    const lost = this.#changeFacts(facts);
    const mayLose = lost || this.#watches.some((watch) => this.#threatens(watch));
    if (mayLose && (this.#isOpaque || !this.#findDoubtful())) {
      this.#evaluateAnew();
      return;
    }
    const tables = this.relations.map((relation) => this.#table(relation));
    if (mayLose) this.#takeOut();
    const counts = tables.map((table) => table.log.count);
    if (mayLose) this.#putBack();
    this.#addFacts(facts);
    for (const watch of this.#watches) this.#follow(watch);
    for (const table of tables) table.advance();
    this.#evaluation.propagate(this.relations);
    for (const [i, relation] of this.relations.entries()) this.#sumUp(relation, counts[i] ?? 0);
  }

  /** A base relation has its facts as rows. */
  #changeRows(relation: Relation, change: FactChange | undefined): void {
    const table = this.#table(relation);
    const { added, removed } = this.#change(relation);
    for (const row of change?.deleted ?? []) if (table.remove(row)) removed.add(row);
    for (const row of change?.inserted ?? []) {
      if (!table.add(row)) continue;
      if (!removed.has(row)) added.add(row);
    }
    table.advance();
    if (removed.log.count === 0) return;
    removed.begin();
    for (const row of change?.inserted ?? []) if (removed.has(row)) removed.remove(row);
  }

  /** Takes note of facts; true when some went that may have been the reason for a row. */
  #changeFacts(facts: ReadonlyMap<Relation, FactChange>): boolean {
    let lost = false;
    for (const relation of this.relations) {
      const change = facts.get(relation);
      if (change === undefined) continue;
      const known = this.#evaluation.factsOf(relation);
      const doubtful = this.#doubt(relation);
      const table = this.#table(relation);
      known.advance();
      const inserted = new Set(change.inserted.map(String));
      for (const row of change.deleted) {
        if (inserted.has(String(row)) || !known.remove(row)) continue;
        lost = true;
        const there = table instanceof MergingTable ? table.rowOf(row) : row;
        if (there !== null) doubtful.add(there);
      }
      for (const row of change.inserted) known.add(row);
      known.advance();
    }
    return lost;
  }

  #addFacts(facts: ReadonlyMap<Relation, FactChange>): void {
    for (const relation of this.relations)
      for (const row of facts.get(relation)?.inserted ?? []) this.#table(relation).add(row);
  }

  #threatens({ relation, reading }: Watch): boolean {
    const { added, removed } = this.#change(relation);
    if (reading.kind === "aggregated") return added.log.count + removed.log.count > 0;
    return (reading.kind === "present" ? removed : added).log.count > 0;
  }

  /** Gathers the rows that may no longer be derived; false when they are so many that it gives up. */
  #findDoubtful(): boolean {
    const restored = this.#restoreUpstream();
    for (const watch of this.#watches) {
      const { added, removed } = this.#change(watch.relation);
      if (watch.reading.kind !== "absent" && removed.log.count > 0) this.#endanger(watch, removed, "-");
      if (watch.reading.kind !== "present" && added.log.count > 0) this.#endanger(watch, added, "+");
    }
    const doubtful = this.relations.map((relation) => this.#doubt(relation));
    const rows = this.relations.reduce((sum, relation) => sum + this.#table(relation).log.count, 0);
    const most = Math.max(rowsMin, rows * partMax);
    for (const table of doubtful) table.begin();
    const found = (): number => doubtful.reduce((sum, table) => sum + table.log.count, 0);
    let fine = found() <= most;
    while (fine && this.#ownWatches.length > 0) {
      for (const watch of this.#ownWatches) this.#endanger(watch, this.#doubt(watch.relation), "own");
      if (doubtful.map((table) => table.advance()).every((grew) => !grew)) break;
      fine = found() <= most;
    }
    for (const [table, count] of restored) table.truncate(count);
    return fine;
  }

  /**
   * Puts what went upstream back for a while, where a rule reads two such relations: a derivation
   * that rested on two rows that both went is found from either only in the presence of the other.
   */
  #restoreUpstream(): readonly (readonly [Table, number])[] {
    const changed = this.#watches.filter(
      ({ reading, relation }) => reading.kind === "present" && this.#change(relation).removed.log.count > 0,
    );
    const clauses = new Set(changed.map(({ derivation }) => derivation.literals));
    if (clauses.size === changed.length) return [];
    return [...new Set(changed.map(({ relation }) => relation))].map((relation) => {
      const table = this.#table(relation);
      const { count } = table.log;
      const { log } = this.#change(relation).removed;
      for (let i = 0; i < log.count; i++) {
        const row = log.row(i);
        // Of a key that has another value now, values are left out anyway.
        if (table.positionOf(row) < 0) table.add(row);
      }
      table.advance();
      return [table, count];
    });
  }

  #endanger(watch: Watch, changed: Table, sign: string): void {
    let apply = watch.compiled.get(`endangered ${sign}`);
    if (apply === undefined) {
      const applies = watch.derivation.heads.map((head) => {
        const relation = this.#headRelation(head);
        const variant = endangered(watch.derivation, head, relation.keyCount, watch.reading, (name) =>
          this.#movedFrom(name),
        );
        const [into] = variant.heads;
        const target: readonly [Syntax.Atom, Table] = [present(into, "a head"), this.#doubt(relation)];
        return this.#compile(watch.rule, variant, [[variant.recent, changed], target]);
      });
      apply = () => {
        for (const one of applies) one();
      };
      watch.compiled.set(`endangered ${sign}`, apply);
    }
    apply();
  }

  /** Where the values of another component's relation begin that may have moved. */
  #movedFrom(name: string): number | null {
    const relation = present(this.#evaluation.program.relations.get(name), "a relation that is read");
    return this.relations.includes(relation) ? null : movingFrom(relation);
  }

  #takeOut(): void {
    for (const relation of this.relations) {
      const { log } = this.#doubt(relation);
      const table = this.#table(relation);
      for (let i = 0; i < log.count; i++) table.remove(log.row(i));
    }
  }

  /** Adds the doubtful rows that are facts or have another derivation. */
  #putBack(): void {
    const evaluation = this.#evaluation;
    for (const relation of this.relations) {
      const { log } = this.#doubt(relation);
      if (log.count === 0) continue;
      const facts = evaluation.factsOf(relation);
      if (facts.log.count === 0) continue;
      facts.begin();
      const table = this.#table(relation);
      const { keyCount } = relation;
      const keys = facts.indexOver([...Array(keyCount).keys()]);
      for (let i = 0; i < log.count; i++) {
        const row = log.row(i);
        if (!table.mergesValues) {
          if (facts.has(row)) table.add(row);
          continue;
        }
        if (keyCount === 0) {
          for (let j = 0; j < facts.log.count; j++) table.add(facts.log.row(j));
          continue;
        }
        const slot = keys.findKey(row);
        const count = slot < 0 ? 0 : (keys.counts[slot] as number);
        for (let j = 0; j < count; j++) {
          const at = (keys.starts[slot] as number) + j * keys.width;
          table.add([
            ...row.slice(0, keyCount),
            ...(keys.arena.slice(at, at + keys.width) as Iterable<Code>),
          ]);
        }
      }
    }
    this.#rederivations ??= this.#compileRederivations();
    for (const relation of this.relations) this.#doubt(relation).begin();
    for (const rederive of this.#rederivations) rederive();
  }

  #compileRederivations(): readonly (() => void)[] {
    return this.#evaluation.clausesOf(this.relations).flatMap(({ rule, heads, clause }) =>
      heads.map((head) => {
        const relation = this.#headRelation(head);
        const variant = rederived({ heads, literals: clause.literals }, head, relation.keyCount);
        return this.#compile(rule, variant, [[variant.recent, this.#doubt(relation)]]);
      }),
    );
  }

  #follow(watch: Watch): void {
    const { added, removed } = this.#change(watch.relation);
    if (watch.reading.kind !== "absent" && added.log.count > 0) this.#gain(watch, added, "+");
    if (watch.reading.kind !== "present" && removed.log.count > 0) this.#gain(watch, removed, "-");
  }

  #gain(watch: Watch, changed: Table, sign: string): void {
    let apply = watch.compiled.get(`gained ${sign}`);
    if (apply === undefined) {
      const variant = gained(watch.derivation, watch.reading);
      apply = this.#compile(watch.rule, variant, [[variant.recent, changed]]);
      watch.compiled.set(`gained ${sign}`, apply);
    }
    apply();
  }

  #compile(
    rule: Rule,
    variant: ChangeVariant,
    instead: readonly (readonly [Syntax.Atom, Table])[],
  ): () => void {
    return this.#evaluation.compile(rule, { ...variant, instead: new Map(instead) });
  }

  #evaluateAnew(): void {
    const before = this.#evaluation.rerun(this.relations);
    for (const relation of this.relations) {
      this.#doubt(relation).clear();
      const table = this.#table(relation);
      if (table instanceof MergingTable) this.#closeJournal(relation, table);
      else this.#compare(relation, present(before.get(relation), "the rows before"));
    }
  }

  #compare(relation: Relation, before: Rows): void {
    const { added, removed } = this.#change(relation);
    this.#table(relation).compare(
      before,
      (row) => removed.add(row),
      (row) => added.add(row),
    );
  }

  /** Notes what changed: rows behind `count` came, unless they were only doubtful. */
  #sumUp(relation: Relation, count: number): void {
    const table = this.#table(relation);
    const doubtful = this.#doubt(relation);
    const { added, removed } = this.#change(relation);
    if (table instanceof MergingTable) {
      this.#closeJournal(relation, table);
    } else {
      for (let i = count; i < table.log.count; i++) {
        const row = table.log.row(i);
        if (!doubtful.has(row)) added.add(row);
      }
      const { log } = doubtful;
      for (let i = 0; i < log.count; i++) {
        const row = log.row(i);
        if (!table.has(row)) removed.add(row);
      }
    }
    doubtful.clear();
  }

  #keepJournals(): void {
    for (const relation of this.relations) {
      const table = this.#table(relation);
      if (table instanceof MergingTable) table.journal = new Map();
    }
  }

  #closeJournal(relation: Relation, table: MergingTable): void {
    const { added, removed } = this.#change(relation);
    for (const [key, before] of table.journal ?? []) {
      const codes = key === "" ? [] : key.split(",").map(Number);
      const after = table.rowOf(codes);
      if (before !== null && after !== null && before.every((code, i) => code === after[i])) continue;
      if (before !== null) removed.add(before);
      if (after !== null) added.add(after);
    }
    table.journal = null;
  }

  #headRelation(head: Syntax.Atom): Relation {
    return present(this.#evaluation.program.relations.get(head.relation.text), "the relation of a head");
  }

  #doubt(relation: Relation): Table {
    return present(this.#doubtful.get(relation), "the doubtful rows of a relation");
  }

  #change(relation: Relation): NetChange {
    return present(this.#changes.get(relation), "the change of a relation");
  }

  #table(relation: Relation): Table {
    return this.#evaluation.table(relation);
  }
}
