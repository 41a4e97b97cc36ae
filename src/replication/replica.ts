import { present } from "../base/assert.ts";
import { EvaluationError } from "../engine/evaluation.ts";
import type { Session, Changes } from "../engine/session.ts";
import { comesAfter, earlierOf, siteOf, type ActorId } from "../lattice/actor.ts";
import { contextHas, type DotContext } from "../lattice/dot-context.ts";
import { compareRows, rowKey, type Row } from "../lattice/row.ts";
import { HybridClock } from "../lattice/timestamp.ts";
import type { Boundary } from "../model/program.ts";
import { BarrierProtocol } from "./barrier-protocol.ts";
import type { BoundaryHost, BoundaryProtocol, Execution, Prepared } from "./boundary-protocol.ts";
import { decidedFacts } from "./decided-facts.ts";
import { Call } from "./call.ts";
import { changeText } from "./change-text.ts";
import { dotOf, lastSequence, type Change, type Transaction } from "./change.ts";
import { Draft, type Writer } from "./draft.ts";
import { StorageFailure, type DurableState } from "./durable-state.ts";
import { factText } from "../model/fact-text.ts";
import { FactStore, type RowChange } from "./fact-store.ts";
import { HeldBack } from "./held-back.ts";
import { LeaderProtocol } from "./leader-protocol.ts";
import type { DecisionRule, LocalProgram, Sealing } from "./local-program.ts";
import type { Message, Work } from "./message.ts";
import { QuorumProtocol } from "./quorum-protocol.ts";
import type { ReplicaEngine } from "./replica-engine.ts";
import { matches, type ResolvedEffect } from "../engine/resolved-effect.ts";
import type { ReplicaEvent, RowText, Surroundings } from "./surroundings.ts";
import { workProblem } from "./work-problem.ts";

export interface ReplicaOptions {
  /** One of `members`. */
  readonly name: string;
  /** All replicas, in the order in which they were named. */
  readonly members: readonly string[];
  readonly local: LocalProgram;
  readonly durable: DurableState;
  readonly surroundings: Surroundings;
  /** Not in use elsewhere. */
  readonly engine: ReplicaEngine;
}

/**
 * One replica: the program, the facts that it has seen, and the answers that follow from them.
 *
 * It is driven from outside: by what its users do (`submit`), by what arrives (`receive`), by the
 * time that passes and by links that come up. Everything that it does to others goes through its
 * surroundings, so that the same replica runs in a simulation and on a real network.
 */
export class Replica implements BoundaryHost {
  readonly name: string;
  readonly members: readonly string[];
  readonly local: LocalProgram;
  readonly store: FactStore;
  readonly session: Session;
  readonly durable: DurableState;
  readonly surroundings: Surroundings;
  /** What was refused here, for it came behind a vote. */
  readonly refused: { readonly relation: string; readonly row: string; readonly reason: string }[] = [];
  readonly #clock: HybridClock;
  readonly #protocols = new Map<string, BoundaryProtocol>();
  readonly #engine: ReplicaEngine;
  /** What arrived before what it was made upon. */
  readonly #heldBack = new HeldBack();
  /** By sealing relation and row: who has voted, and upon what. */
  readonly #votes = new Map<string, Ballots>();
  readonly #inEffect = new Set<string>();
  /** Who an operation is carried out for. */
  #caller: string;
  /** Who has not said yet what this replica was, before it went back to an older state. */
  readonly #unheard = new Set<string>();
  #round = 0;
  /** What was asked of it meanwhile at boundaries. */
  #deferred: { readonly from: string; readonly message: Message }[] = [];

  constructor({ name, members, local, durable, surroundings, engine }: ReplicaOptions) {
    this.name = name;
    this.members = members;
    this.local = local;
    this.durable = durable;
    this.surroundings = surroundings;
    this.#caller = name;
    this.#clock = new HybridClock(durable.actor);
    this.store = new FactStore(local.written.relations.values());
    this.#engine = engine;
    const caller = (): string => this.#caller;
    engine.begin({
      get replica() {
        return caller();
      },
      get now() {
        return surroundings.clock();
      },
    });
    this.session = engine.session;
    for (const boundary of local.written.boundaries.values())
      this.#protocols.set(boundary.name, this.#protocolOf(boundary));
    for (const transaction of durable.log) this.#stage(this.#applyToStore(transaction));
    this.session.commit();
    this.#settleSeals();
    if (durable.isBehind) for (const other of this.others) this.#unheard.add(other);
  }

  /** What is waited for at boundaries, in words. */
  get waitsFor(): readonly string[] {
    if (this.#isBehind) return [`${[...this.#unheard].join(", ")} to say what it had`];
    return [...this.#protocols.values()].flatMap(({ waitsFor }) => (waitsFor === null ? [] : [waitsFor]));
  }

  /** Changes that arrived before what they were made upon, in words. */
  get heldBack(): readonly string[] {
    return this.#heldBack.transactions.flatMap((transaction) => this.#changeTexts(transaction));
  }

  /** The rows that it knows votes for which are not in effect here, as facts, and who has voted. */
  get votes(): readonly { readonly row: string; readonly by: readonly string[] }[] {
    return [...this.#votes].flatMap(([name, { relation, row, by }]) =>
      this.#inEffect.has(name)
        ? []
        : [{ row: factText(this.store.relation(relation), row), by: [...by.keys()] }],
    );
  }

  /** The seals that are in effect here, as facts. */
  get seals(): readonly string[] {
    return [...this.local.sealing.values()].flatMap((sealing) =>
      [...this.session.rows(sealing.relation.name)]
        .filter((row) => this.#inEffect.has(sealName(sealing, row)))
        .map((row) => factText(sealing.relation, row)),
    );
  }

  /** Takes up what was under way, once the replica is part of its network. */
  start(): void {
    if (this.#isBehind) this.#catchUp();
    this.#goOn();
  }

  #goOn(): void {
    if (this.#isBehind) return;
    this.#inherit();
    this.#vote();
    for (const protocol of this.#protocols.values()) protocol.stateChanged();
  }

  /**
   * Whether this replica went back to an older state and does not know all that it had done. It may
   * have voted, decided and answered: until everybody has said what they heard of it, it does none
   * of this. What was sent before and arrives later still is dropped by who has been asked.
   */
  get #isBehind(): boolean {
    return this.#unheard.size > 0;
  }

  /** Takes over the rights of what this replica was before: nothing of it can spend them any more. */
  #inherit(): void {
    if (!this.durable.hasCaughtUp) return;
    const earlier = earlierOf(this.actor);
    const draft = new Draft(this.store, this.#writer());
    for (const { name } of this.local.written.relations.values())
      for (const { key } of [...this.store.cells(name)]) draft.inherit(name, key, earlier);
    const failure = this.#keep(draft.planned(null, null));
    if (failure !== null) {
      draft.drop();
      throw new StorageFailure(failure);
    }
    const transaction = draft.finish(null, null);
    if (transaction !== null) this.#made(transaction, draft.rowChanges, this.#commit(draft.rowChanges));
  }

  #catchUp(): void {
    this.#round = this.durable.nextNumber();
    const seen = this.store.seen.context();
    for (const other of this.#unheard)
      this.surroundings.send(other, { kind: "collect", boundary: nowhere, round: this.#round, seen }, false);
  }

  #heard(from: string): void {
    this.#unheard.delete(from);
    if (this.#isBehind) return;
    this.durable.caughtUp();
    const deferred = this.#deferred;
    this.#deferred = [];
    for (const one of deferred) this.receive(one.from, one.message);
    this.#goOn();
  }

  get others(): readonly string[] {
    return this.members.filter((member) => member !== this.name);
  }

  get actor(): string {
    return this.durable.actor;
  }

  // What users do.

  /** Does some work here, or at the boundary where it belongs. `text` is how it was written. */
  submit(work: Work, text: string): Call {
    const call = new Call(text);
    const route = workProblem(work, this.local.written) ?? this.#routeOf(work);
    if (typeof route === "string") {
      this.#refuse(call, route);
    } else if (this.#isBehind && (route !== null || this.#isSealed(work))) {
      this.#refuse(call, `${this.name} went back to an older state, and has not heard from all what it had`);
    } else if (route === null) {
      this.settle(call, this.execute(work, this.name, null));
    } else {
      const request = this.durable.nextRequest();
      present(this.#protocols.get(route.name), "the protocol of a boundary").submit(work, request, call);
      if (call.isPending) this.note({ kind: "pending", work: text, boundary: route.name });
    }
    return call;
  }

  /** Tells a call what its work came to. */
  settle(call: Call, execution: Execution): void {
    if (execution.kind === "done") call.finish();
    else this.#refuse(call, execution.reason);
  }

  #refuse(call: Call, reason: string): void {
    if (!call.isPending) return;
    call.refuse(reason);
    this.note({ kind: "refused", work: call.text, reason });
  }

  /** Refuses a call that nobody has answered in time. */
  refuseLater(call: Call, reason: string): void {
    this.surroundings.after(
      this.surroundings.timeout,
      () => this.#refuse(call, reason),
      () => call.isPending,
    );
  }

  /**
   * Carries out work on what is here, for `caller`, as the transaction of this replica; or says why
   * not, and then nothing was changed.
   */
  execute(work: Work, caller: string, request: string | null): Execution {
    const prepared = this.prepare(work, caller, this.#writer());
    if (typeof prepared === "string") return { kind: "refused", reason: prepared };
    const { draft, changes } = prepared;
    const failure = this.#keep(draft.planned(null, request));
    if (failure !== null) {
      this.revert(draft);
      return { kind: "refused", reason: failure };
    }
    const transaction = draft.finish(null, request);
    if (transaction !== null) this.#made(transaction, draft.rowChanges, changes);
    return { kind: "done", transaction };
  }

  /**
   * Does work as far as it can be taken back: with `draft.finish` it stands, with `revert` it never
   * was. Gives the reason where it cannot be done.
   */
  prepare(work: Work, caller: string, writer: Writer): Prepared | string {
    const problem = workProblem(work, this.local.written);
    if (problem !== null) return problem;
    const effects = this.#effectsOf(work, caller);
    if (typeof effects === "string") return effects;
    const late = this.lateReason(effects);
    if (late !== null) return late;
    const draft = new Draft(this.store, writer);
    const reason = draft.doAll(effects);
    if (reason !== null) {
      draft.drop();
      return reason;
    }
    let changes: Changes | null;
    try {
      changes = this.#commit(draft.rowChanges);
    } catch (error) {
      draft.drop();
      if (error instanceof EvaluationError) return error.message;
      throw error;
    }
    const broken = work.kind === "call" ? this.#newlyViolated(changes) : null;
    if (broken === null) return { draft, changes };
    this.revert(draft);
    return `\`${broken}\` would not hold here`;
  }

  /** Takes back what was prepared. */
  revert(draft: Draft): void {
    draft.drop();
    this.#commit(draft.rowChanges.toReversed().map((change) => ({ ...change, there: !change.there })));
  }

  /** Decides rows at a boundary, as this replica's transaction or another actor's. */
  decide(rule: DecisionRule, candidate: Row): Transaction | null {
    const draft = new Draft(this.store, this.#writer());
    for (const change of decidedFacts(rule, candidate)) draft.change(change);
    const changes = this.#commit(draft.rowChanges);
    const planned = draft.planned(rule.boundary.name, null);
    const failure = this.#keep(planned);
    if (failure !== null) {
      this.revert(draft);
      throw new StorageFailure(failure);
    }
    const transaction = draft.finish(rule.boundary.name, null);
    if (transaction !== null) this.#made(transaction, draft.rowChanges, changes);
    return transaction;
  }

  /** A row that a boundary could decide now: the first in the order of rows; null where there is none. */
  undecided(boundary: Boundary): { readonly rule: DecisionRule; readonly candidate: Row } | null {
    for (const rule of this.local.decisions) {
      if (rule.boundary !== boundary) continue;
      const open = [...this.session.rows(rule.candidates.name)].filter((row) =>
        decidedFacts(rule, row).some((change) => this.#wouldChange(change)),
      );
      const [candidate] = open.toSorted(compareRows);
      if (candidate !== undefined) return { rule, candidate };
    }
    return null;
  }

  #wouldChange(change: Change): boolean {
    this.store.begin();
    const changes = this.store.change({ actor: this.actor, sequence: 0 }, change);
    this.store.rollback();
    return changes.length > 0;
  }

  // What arrives.

  receive(from: string, message: Message): void {
    if (this.#isBehind && isOfBoundary(message)) {
      this.#deferred.push({ from, message });
      return;
    }
    if ((message.kind === "collect" || message.kind === "collected") && message.boundary === nowhere) {
      this.#tellWhatItHad(from, message);
      return;
    }
    switch (message.kind) {
      case "changes":
        this.#deliver(from, message.transactions, message.after);
        return;
      case "digest": {
        const transactions = this.durable.log.missing(message.seen);
        if (transactions.length > 0) this.#reply(from, { kind: "missing", transactions });
        if (message.ask && !this.store.seen.covers(message.seen))
          this.#reply(from, { kind: "digest", seen: this.store.seen.context(), ask: false });
        return;
      }
      case "missing":
        this.integrate(message.transactions);
        return;
      case "answer":
        for (const protocol of this.#protocols.values()) protocol.receive(from, message);
        return;
      case "request":
      case "nudge":
      case "collect":
      case "collected":
      case "prepare":
      case "promise":
      case "accept":
      case "accepted":
      case "rejected":
        this.#protocols.get(message.boundary)?.receive(from, message);
    }
  }

  /** Who went back to an older state asks what it had, or is told. */
  #tellWhatItHad(from: string, message: Message & { kind: "collect" | "collected" }): void {
    const { kind, boundary, round } = message;
    if (kind === "collect") {
      const transactions = this.durable.log.missing(message.seen);
      this.durable.sync();
      this.surroundings.send(from, { kind: "collected", boundary, round, transactions }, false);
    } else {
      this.integrate(message.transactions);
      if (round === this.#round && this.#unheard.has(from)) this.#heard(from);
    }
  }

  /** A link came up: each side tells the other what it has. */
  linkUp(peer: string): void {
    if (this.surroundings.delivery !== "best_effort") this.exchange(peer);
    if (!this.#isBehind) for (const protocol of this.#protocols.values()) protocol.linkUp();
  }

  /** Tells a peer what is here, and asks for what is not (anti-entropy; Demers et al., 1987). */
  exchange(peer: string): void {
    const once = this.surroundings.delivery === "gossip";
    this.surroundings.send(peer, { kind: "digest", seen: this.store.seen.context(), ask: true }, once);
  }

  #reply(to: string, message: Message): void {
    this.surroundings.send(to, message, this.surroundings.delivery === "gossip");
  }

  #deliver(from: string, transactions: readonly Transaction[], after: DotContext | null): void {
    const fresh = transactions.filter((transaction) => this.#isFresh(transaction));
    if (fresh.length === 0) return;
    if (after !== null && this.#heldBack.hold(fresh, after, this.store.seen)) {
      this.note({ kind: "held back", changes: fresh.flatMap((one) => this.#changeTexts(one)) });
    } else {
      this.integrate(fresh);
    }
    const { delivery } = this.surroundings;
    if (delivery === "best_effort" || delivery === "gossip") return;
    const makers = new Set(fresh.map(({ actor }) => siteOf(actor)));
    for (const other of this.others)
      if (other !== from && !makers.has(other))
        this.surroundings.send(other, { kind: "changes", transactions: fresh, after }, false);
  }

  #isFresh(transaction: Transaction): boolean {
    const { actor, first } = transaction;
    if (this.store.seen.has({ actor, sequence: first })) return false;
    return !this.#heldBack.has(transaction);
  }

  /** Takes in transactions from elsewhere, whatever was here already, and what follows from them. */
  integrate(transactions: readonly Transaction[]): void {
    const fresh: Transaction[] = [];
    const rowChanges: RowChange[] = [];
    for (const transaction of transactions) {
      if (this.store.seen.has({ actor: transaction.actor, sequence: transaction.first })) continue;
      for (const one of this.#applyToStore(transaction)) rowChanges.push(one);
      this.durable.receive(transaction);
      fresh.push(transaction);
    }
    if (fresh.length > 0) {
      for (const transaction of this.#heldBack.released(fresh, this.store.seen)) {
        if (this.store.seen.has({ actor: transaction.actor, sequence: transaction.first })) continue;
        for (const one of this.#applyToStore(transaction)) rowChanges.push(one);
        this.durable.receive(transaction);
        fresh.push(transaction);
      }
      this.#noteApplied(rowChanges);
      this.#follow(this.#commit(rowChanges));
      for (const transaction of fresh)
        for (const protocol of this.#protocols.values()) protocol.integrated(transaction);
    }
  }

  /** Says nothing where changes come to nothing, which takes some that undo others. */
  #noteApplied(changes: readonly RowChange[]): void {
    const there = changes[0]?.there;
    if (there === undefined) return;
    if (changes.some((change) => change.there !== there) && this.#rowTexts(changes).length === 0) return;
    const rowTexts = (): readonly RowText[] => this.#rowTexts(changes);
    this.note({
      kind: "applied",
      get rows() {
        return rowTexts();
      },
    });
  }

  // What follows.

  /** Keeps and spreads a transaction that was made here. */
  #made(transaction: Transaction, rows: readonly RowChange[], changes: Changes | null): void {
    const before = withoutDots(this.store.seen.context(), transaction);
    this.#noteVotes(transaction);
    if (rows.length > 0) {
      const rowTexts = (): readonly RowText[] => this.#rowTexts(rows);
      this.note({
        kind: "committed",
        get rows() {
          return rowTexts();
        },
        boundary: transaction.boundary,
        dot: dotOf(transaction, 0),
      });
    }
    this.spread(transaction, before);
    this.#follow(changes);
  }

  /** Keeps what is about to stand, before anybody hears of it; says why, if it cannot be kept. */
  #keep(transaction: Transaction | null): string | null {
    if (transaction === null) return null;
    try {
      this.durable.append(transaction);
      return null;
    } catch (error) {
      if (error instanceof StorageFailure) return error.message;
      throw error;
    }
  }

  /** Sends a transaction to the others, as the delivery has it. */
  spread(transaction: Transaction, upon: DotContext): void {
    const { delivery } = this.surroundings;
    if (delivery === "gossip") return;
    const after = delivery === "causal" ? upon : null;
    const message: Message = { kind: "changes", transactions: [transaction], after };
    for (const other of this.others) this.surroundings.send(other, message, delivery === "best_effort");
  }

  #applyToStore(transaction: Transaction): readonly RowChange[] {
    this.#noteVotes(transaction);
    for (const change of transaction.changes)
      if (change.kind === "merge" && change.delta.kind === "lww" && change.delta.state !== null)
        this.#clock.observe(change.delta.state.at);
    return this.store.apply(transaction);
  }

  #commit(rowChanges: readonly RowChange[]): Changes | null {
    if (rowChanges.length === 0) return null;
    this.#stage(rowChanges);
    return this.session.commit();
  }

  /** What a sealing relation is given is pending there. */
  #stage(rowChanges: readonly RowChange[]): void {
    for (const { relation, row, there } of rowChanges) {
      const name = this.local.sealing.get(relation)?.pending.name ?? relation;
      if (there) this.session.insert(name, row);
      else this.session.delete(name, row);
    }
  }

  #follow(changes: Changes | null): void {
    if (changes !== null) this.#noteOutputs(changes);
    this.#settleSeals();
    this.#goOn();
  }

  #noteOutputs(changes: Changes): void {
    for (const relation of this.local.outputs) {
      if (!changes.relations.includes(relation.name)) continue;
      for (const row of changes.deleted(relation.name)) this.note({ kind: "withdrawn", relation, row });
      for (const row of changes.inserted(relation.name)) this.note({ kind: "appeared", relation, row });
    }
  }

  // Seals.

  /** Votes to close what is to be sealed, unless a change of it is still being decided. */
  #vote(): void {
    for (const sealing of this.local.sealing.values()) {
      for (const row of [...this.session.rows(sealing.pending.name)]) {
        const name = sealName(sealing, row);
        if (this.#hasVoted(name)) continue;
        if ([...this.#protocols.values()].some((protocol) => protocol.holdsOpen(sealing, row))) continue;
        const draft = new Draft(this.store, this.#writer());
        const seen = this.store.seen.context();
        draft.change({ kind: "vote", relation: sealing.relation.name, row, seen });
        const failure = this.#keep(draft.planned(null, null));
        if (failure !== null) {
          draft.drop();
          throw new StorageFailure(failure);
        }
        const transaction = draft.finish(null, null);
        this.note({ kind: "voted", row: factText(sealing.relation, row) });
        if (transaction !== null) this.#made(transaction, [], null);
      }
    }
  }

  #hasVoted(name: string): boolean {
    return this.#votes.get(name)?.by.has(this.name) ?? false;
  }

  #noteVotes(transaction: Transaction): void {
    for (const [i, change] of transaction.changes.entries()) {
      if (change.kind !== "vote") continue;
      const name = voteName(change.relation, change.row);
      const ballots = this.#votes.get(name) ?? { relation: change.relation, row: change.row, by: new Map() };
      ballots.by.set(siteOf(dotOf(transaction, i).actor), change.seen);
      this.#votes.set(name, ballots);
    }
  }

  /** Puts the seals in effect that all have voted for, once all that those votes cover is here. */
  #settleSeals(): void {
    for (let changed = true; changed;) {
      changed = false;
      for (const sealing of this.local.sealing.values()) {
        for (const row of [...this.session.rows(sealing.pending.name)]) {
          const name = sealName(sealing, row);
          if (this.#inEffect.has(name) || !this.#isDecided(name)) continue;
          this.#inEffect.add(name);
          this.session.insert(sealing.relation.name, row);
          this.note({ kind: "sealed", row: factText(sealing.relation, row) });
          changed = true;
        }
      }
      if (changed) this.#noteOutputs(this.session.commit());
    }
  }

  #isDecided(name: string): boolean {
    const votes = this.#votes.get(name)?.by;
    return this.members.every((member) => {
      const seen = votes?.get(member);
      return seen !== undefined && this.store.seen.covers(seen);
    });
  }

  /** Whether this replica has voted to take no more of the partition that a row is in; then by what. */
  closedBy(relation: string, row: Row): string | null {
    for (const { by, columns } of this.local.sealed.get(relation) ?? []) {
      const sealing = present(this.local.sealing.get(by.name), by.name);
      const partition = columns.map((column) => row[column]);
      if (!partition.every((value) => value !== undefined)) continue;
      if (this.#hasVoted(sealName(sealing, partition))) return factText(by, partition);
    }
    return null;
  }

  /** Keeps all effects on what this replica has voted to close, and gives the reason for the first. */
  lateReason(effects: readonly ResolvedEffect[]): string | null {
    let reason: string | null = null;
    for (const effect of effects) {
      for (const row of this.#rowsWritten(effect)) {
        const by = this.closedBy(effect.relation, row);
        if (by === null) continue;
        const text = factText(this.store.relation(effect.relation), row);
        reason ??= `\`${text}\` comes late: \`${by}\` has closed its partition`;
        this.#keepRefused(effect.relation, text, `sealed by ${by}`);
      }
    }
    return reason;
  }

  #rowsWritten(effect: ResolvedEffect): readonly Row[] {
    switch (effect.kind) {
      case "insert":
        return [effect.row];
      case "delete":
        return [...this.store.rows(effect.relation)].filter((row) => matches(row, effect.pattern));
      case "write":
        return [[...effect.key, ...effect.values]];
      case "add":
        return [[...effect.key, effect.amount]];
      case "splice-in":
        return [[...effect.key, effect.text]];
      case "splice-out":
      case "transfer":
        return [effect.key];
    }
  }

  #keepRefused(relation: string, row: string, reason: string): void {
    this.refused.push({ relation, row, reason });
    if (!this.local.program.relations.has("_refused")) return;
    this.session.insert("_refused", [relation, row, reason]);
    this.session.commit();
  }

  // What is to be done, and where.

  #effectsOf(work: Work, caller: string): readonly ResolvedEffect[] | string {
    if (work.kind === "effects") return work.effects;
    this.#caller = caller;
    try {
      return this.#engine.planOf(work.operation)(work.arguments) ?? "a `require` does not hold";
    } catch (error) {
      if (error instanceof EvaluationError) return error.message;
      throw error;
    } finally {
      this.#caller = this.name;
    }
  }

  /** The boundary where work is done; null for here, a text where it would be two. */
  #routeOf(work: Work): Boundary | null | string {
    const routes = new Set<Boundary>();
    for (const relation of this.#relationsWritten(work))
      for (const boundary of this.local.routes.get(relation) ?? []) routes.add(boundary);
    if (work.kind === "call") {
      const boundary = this.local.written.operations.get(work.operation)?.boundary ?? null;
      if (boundary !== null) routes.add(boundary);
    }
    const [first, ...more] = [...routes];
    if (first === undefined) return null;
    const authority = this.#authorityOf(first);
    const other = more.find((boundary) => this.#authorityOf(boundary) !== authority);
    return other === undefined
      ? first
      : `it is written through \`${first.name}\` and through \`${other.name}\`, and no one has the authority over both`;
  }

  #authorityOf({ name, protocol }: Boundary): string {
    return protocol.kind === "leader" ? `leader ${protocol.replica ?? this.members[0] ?? ""}` : name;
  }

  #isSealed(work: Work): boolean {
    return this.#relationsWritten(work).some((relation) => this.local.sealed.has(relation));
  }

  #relationsWritten(work: Work): readonly string[] {
    if (work.kind === "effects") return work.effects.map(({ relation }) => relation);
    const { steps } = present(this.local.written.operations.get(work.operation), work.operation).syntax;
    return steps.flatMap((step) => {
      switch (step.kind) {
        case "require":
          return [];
        case "insert":
        case "delete":
          return [step.atom.relation.text];
        case "add":
        case "write":
        case "splice-in":
        case "splice-out":
        case "transfer":
          return [step.keys.relation.text];
      }
    });
  }

  /** An invariant that holds no longer, or not for all that it held for. */
  #newlyViolated(changes: Changes | null): string | null {
    if (changes === null) return null;
    for (const { name, assumed } of this.local.invariants) {
      const violations = this.local.violations.get(name)?.name;
      if (assumed || violations === undefined || !changes.relations.includes(violations)) continue;
      const [added] = changes.inserted(violations);
      if (added !== undefined) return name;
    }
    return null;
  }

  #writer(): Writer {
    return {
      actor: this.actor,
      members: this.members.map((member) => this.#actorOf(member)),
      timestamp: () => this.timestamp(),
    };
  }

  /** The last incarnation of a member that is known here. */
  #actorOf(member: string): ActorId {
    if (member === this.name) return this.actor;
    let latest: ActorId = member;
    for (const actor of this.store.seen.actors) if (comesAfter(actor, latest)) latest = actor;
    return latest;
  }

  timestamp(): ReturnType<HybridClock["next"]> {
    return this.#clock.next(this.surroundings.clock());
  }

  #protocolOf(boundary: Boundary): BoundaryProtocol {
    const { protocol } = boundary;
    switch (protocol.kind) {
      case "leader":
        return new LeaderProtocol(this, boundary, protocol.replica ?? this.members[0] ?? this.name);
      case "barrier":
        return new BarrierProtocol(this, boundary);
      case "quorum":
        return new QuorumProtocol(this, boundary, protocol.r, protocol.w);
    }
  }

  #changeTexts(transaction: Transaction): readonly string[] {
    return transaction.changes.map((change) => changeText(change, this.store.relation(change.relation)));
  }

  /** The net change, relation by relation. */
  #rowTexts(changes: readonly RowChange[]): readonly RowText[] {
    const net = new Map<string, boolean | null>();
    for (const { relation, row, there } of changes) {
      const waits = this.local.sealing.has(relation) ? ", pending" : "";
      const text = `${factText(this.store.relation(relation), row)}${waits}`;
      const before = net.get(text);
      net.set(text, before === undefined || before === there ? there : null);
    }
    return [...net].flatMap(([row, there]) => (there === null ? [] : [{ row, there }]));
  }

  note(event: ReplicaEvent): void {
    this.surroundings.note(event);
  }
}

/** The votes for a row of a sealing relation: of each voter, what it had seen. */
interface Ballots {
  readonly relation: string;
  readonly row: Row;
  readonly by: Map<string, DotContext>;
}

/** In place of a boundary where somebody asks what it had before it went back to an older state. */
const nowhere = "";

function isOfBoundary(message: Message): boolean {
  return "boundary" in message && message.boundary !== nowhere;
}

function sealName({ relation }: Sealing, row: Row): string {
  return voteName(relation.name, row);
}

function voteName(relation: string, row: Row): string {
  return `${relation}(${rowKey(row)})`;
}

/** What was seen before a transaction that is the last of its actor. */
function withoutDots({ vector, early }: DotContext, transaction: Transaction): DotContext {
  const { actor, first } = transaction;
  if (!contextHas({ vector, early }, { actor, sequence: lastSequence(transaction) }))
    return { vector, early };
  const entries = new Map(vector);
  if (first > 1) entries.set(actor, first - 1);
  else entries.delete(actor);
  return { vector: entries, early };
}
