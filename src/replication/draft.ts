import { present } from "../base/assert.ts";
import {
  boundedCounter,
  creation,
  rightsOf,
  spending,
  transfer,
  type BoundedCounter,
} from "../lattice/bounded-counter.ts";
import { siteOf, type ActorId } from "../lattice/actor.ts";
import { increment } from "../lattice/counters.ts";
import { replacement } from "../lattice/multi-value-register.ts";
import type { Row } from "../lattice/row.ts";
import { insertionAt, removalAt } from "../lattice/sequence.ts";
import type { Timestamp } from "../lattice/timestamp.ts";
import { bottomCell, sharedActor, type CellDelta } from "../lattice/cell.ts";
import { lastSequence, type Change, type Transaction } from "./change.ts";
import type { FactStore, RowChange } from "./fact-store.ts";
import { factText } from "../model/fact-text.ts";
import { matches, type ResolvedEffect } from "../engine/resolved-effect.ts";
import { sortedRows } from "./sorted-rows.ts";

/** Who writes, and with what clock. */
export interface Writer {
  readonly actor: ActorId;
  /** All members as the actors that they are now: what rights are handed to. */
  readonly members: readonly ActorId[];
  timestamp(): Timestamp;
}

/**
 * A transaction that is being made on a store. Each effect sees what the ones before it did; all
 * of it is taken back by `drop`, or stands after `finish`.
 */
export class Draft {
  readonly rowChanges: RowChange[] = [];
  readonly #store: FactStore;
  readonly #writer: Writer;
  readonly #first: number;
  readonly #changes: Change[] = [];

  constructor(store: FactStore, writer: Writer) {
    this.#store = store;
    this.#writer = writer;
    this.#first = store.seen.upTo(writer.actor) + 1;
    store.begin();
  }

  /** Does an effect; says why not, if it cannot be done. */
  do(effect: ResolvedEffect): string | null {
    const { relation } = effect;
    switch (effect.kind) {
      case "insert":
        return this.change({ kind: "insert", relation, row: effect.row });
      case "delete":
        for (const row of [...this.#store.rows(relation)].filter((one) => matches(one, effect.pattern)))
          this.change({ kind: "remove", relation, row, dots: this.#store.dots(relation, row) });
        return null;
      case "add":
      case "write":
      case "splice-in":
      case "splice-out":
      case "transfer": {
        const delta = this.#delta(effect);
        return typeof delta === "string"
          ? delta
          : this.change({ kind: "merge", relation, key: effect.key, delta });
      }
    }
  }

  /** Does effects; says why not, if one cannot be done. Insertions beside each other are done at once. */
  doAll(effects: readonly ResolvedEffect[]): string | null {
    for (let i = 0; i < effects.length;) {
      const effect = present(effects[i], "an effect");
      const rows = effect.kind === "insert" ? insertionsFrom(effects, i, effect.relation) : [];
      const reason = rows.length > 1 ? null : this.do(effect);
      if (reason !== null) return reason;
      if (rows.length > 1) this.insertAll(effect.relation, rows);
      i += Math.max(rows.length, 1);
    }
    return null;
  }

  /**
   * Inserts rows in the order in which they are shortest to send. What they come to is the same in
   * any order, as long as nothing is done between them.
   */
  insertAll(relation: string, rows: readonly Row[]): void {
    const sorted = sortedRows(rows);
    const first = { actor: this.#writer.actor, sequence: this.#first + this.#changes.length };
    this.#store.insertAll(relation, sorted, first, this.rowChanges);
    for (const row of sorted) this.#changes.push({ kind: "insert", relation, row });
  }

  change(change: Change): null {
    const sequence = this.#first + this.#changes.length;
    for (const one of this.#store.change({ actor: this.#writer.actor, sequence }, change))
      this.rowChanges.push(one);
    this.#changes.push(change);
    return null;
  }

  /** Takes over all rights of actors that are no more. */
  inherit(relation: string, key: Row, from: readonly ActorId[]): void {
    for (const actor of from) {
      const cell = this.#store.cell(relation, key);
      if (cell.kind !== "bounded") return;
      const amount = rightsOf(cell.state, actor);
      const state = amount > 0 ? transfer(cell.state, actor, this.#writer.actor, amount) : null;
      if (state !== null) this.change({ kind: "merge", relation, key, delta: withRights(state, cell.state) });
    }
  }

  drop(): void {
    this.#store.rollback();
  }

  /** The transaction that it would be; null where nothing was changed. */
  planned(boundary: string | null, request: string | null): Transaction | null {
    const { actor } = this.#writer;
    const changes = [...this.#changes];
    return changes.length === 0 ? null : { actor, first: this.#first, changes, boundary, request };
  }

  /** Lets it stand; null where nothing was changed. */
  finish(boundary: string | null, request: string | null): Transaction | null {
    this.#store.commit();
    const transaction = this.planned(boundary, request);
    if (transaction !== null)
      this.#store.seen.add(transaction.actor, transaction.first, lastSequence(transaction));
    return transaction;
  }

  #delta(effect: Exclude<ResolvedEffect, { kind: "insert" | "delete" }>): CellDelta | string {
    const { relation, key } = effect;
    const { actor, members } = this.#writer;
    const cell = this.#store.cell(relation, key);
    const named = factText(this.#store.relation(relation), key);
    switch (effect.kind) {
      case "add":
        return this.#addition(effect);
      case "write":
        if (cell.kind === "lww")
          return { kind: "lww", state: { at: this.#writer.timestamp(), value: effect.values } };
        if (cell.kind === "mv") {
          const sequence = (cell.state.context.vector.get(actor) ?? 0) + 1;
          return { kind: "mv", state: replacement(cell.state, { actor, sequence }, effect.values) };
        }
        return `\`${named}\` is not written by \`:=\``;
      case "splice-in": {
        if (cell.kind !== "sequence") return `\`${named}\` is no sequence`;
        const state = insertionAt(cell.state, actor, effect.index, effect.text);
        return state === null
          ? `index ${String(effect.index)} is out of the range of \`${named}\``
          : { kind: "sequence", state };
      }
      case "splice-out": {
        if (cell.kind !== "sequence") return `\`${named}\` is no sequence`;
        const state = removalAt(cell.state, effect.index);
        return state === null
          ? `index ${String(effect.index)} is out of the range of \`${named}\``
          : { kind: "sequence", state };
      }
      case "transfer": {
        const { amount, to } = effect;
        if (cell.kind !== "bounded") return `\`${named}\` has no rights`;
        if (to === siteOf(actor)) return `rights of \`${named}\` are handed to their owner`;
        const taker = members.find((member) => siteOf(member) === to);
        if (taker === undefined) return `rights of \`${named}\` are handed to \`${to}\`, which is no replica`;
        if (amount < 0) return `a negative amount of \`${named}\` is handed over`;
        const state = transfer(cell.state, actor, taker, amount);
        return state === null
          ? shortOf(named, rightsOf(cell.state, actor), amount)
          : withRights(state, cell.state);
      }
    }
  }

  #addition({ relation, key, amount: given, sign }: ResolvedEffect & { kind: "add" }): CellDelta | string {
    const { actor } = this.#writer;
    const cell = this.#store.cell(relation, key);
    const named = factText(this.#store.relation(relation), key);
    const rises = (given < 0 ? -1 : 1) * sign > 0;
    const amount = Math.abs(given);
    try {
      switch (cell.kind) {
        case "gcounter":
          if (!rises && amount > 0) return `\`${named}\` cannot fall`;
          return { kind: "gcounter", state: increment(cell.state, actor, amount) };
        case "pncounter": {
          const { added, taken } = cell.state;
          const bottom = bottomCell("gcounter").state as typeof added;
          return rises
            ? { kind: "pncounter", state: { added: increment(added, actor, amount), taken: bottom } }
            : { kind: "pncounter", state: { added: bottom, taken: increment(taken, actor, amount) } };
        }
        case "bounded": {
          if (rises) return { kind: "bounded", state: creation(cell.state, actor, amount) };
          const state = spending(cell.state, actor, amount);
          return state === null
            ? shortOf(named, rightsOf(cell.state, actor), amount)
            : withRights(state, cell.state);
        }
        case "lww":
        case "mv":
        case "sequence":
          return `\`${named}\` is no counter`;
      }
    } catch (error) {
      if (error instanceof RangeError) return `\`${named}\` leaves the exact integers`;
      throw error;
    }
  }
}

/** The rows that are inserted into a relation from an effect on, up to the first that is another. */
function insertionsFrom(effects: readonly ResolvedEffect[], start: number, relation: string): readonly Row[] {
  const rows: Row[] = [];
  for (let i = start; i < effects.length; i++) {
    const effect = effects[i];
    if (effect?.kind !== "insert" || effect.relation !== relation) break;
    rows.push(effect.row);
  }
  return rows;
}

/**
 * What an actor took away or handed on, with all that is known of where rights came from: it may
 * arrive first, and then too nobody may seem to have spent what it did not own. What all share from
 * the start need not be told.
 */
function withRights(delta: BoundedCounter, { rights }: BoundedCounter): CellDelta {
  const told = new Map([...rights].filter(([giver]) => giver !== sharedActor));
  return { kind: "bounded", state: boundedCounter.merge({ rights: told, spent: new Map() }, delta) };
}

function shortOf(named: string, owned: number, amount: number): string {
  return `\`${named}\`: ${String(amount)} asked for, ${String(owned)} owned here`;
}

/**
 * The changes that make a fact all replicas share from the start, or are given `everywhere`. The
 * rights of a bounded counter are split evenly, the remainder to the first.
 */
export function sharedRights(
  store: FactStore,
  relation: string,
  key: Row,
  amount: number,
  members: readonly ActorId[],
): CellDelta {
  const cell = store.cell(relation, key);
  const state = cell.kind === "bounded" ? cell.state : null;
  const given = state?.rights.get(sharedActor) ?? new Map<ActorId, number>();
  const share = Math.floor(amount / members.length);
  const rest = amount - share * members.length;
  const totals = new Map([[sharedActor, (given.get(sharedActor) ?? 0) + amount]]);
  for (const [i, member] of members.entries()) {
    const total = (given.get(member) ?? 0) + share + (i === 0 ? rest : 0);
    if (total > 0) totals.set(member, total);
  }
  for (const [actor, total] of totals) if (total === 0) totals.delete(actor);
  return {
    kind: "bounded",
    state: { rights: totals.size === 0 ? new Map() : new Map([[sharedActor, totals]]), spent: new Map() },
  };
}
