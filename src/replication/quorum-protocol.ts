import { compareCodePoints } from "../base/code-points.ts";
import type { DotContext } from "../lattice/dot-context.ts";
import type { Row } from "../lattice/row.ts";
import type { Boundary } from "../model/program.ts";
import type { BoundaryHost, BoundaryProtocol } from "./boundary-protocol.ts";
import type { Call } from "./call.ts";
import type { Transaction } from "./change.ts";
import type { Writer } from "./draft.ts";
import type { Sealing } from "./local-program.ts";
import type { Ballot, Message, Proposal, Rejection, Work } from "./message.ts";
import { decidedFacts } from "./decided-facts.ts";

/** In milliseconds, and up to twice as long. */
const [decisionPause, retryPause] = [50, 100];

/**
 * After so many attempts in a row that came to nothing it is tried on, but nobody waits for it:
 * too few may be there, and whoever comes back makes it worth waiting again.
 */
const attemptsAwaited = 8;

/** Work to be entered: a user's of this replica, or one that another has given to it. */
interface QueuedWork {
  readonly request: string;
  readonly work: Work;
  readonly caller: string;
  /** By the caller's clock. */
  readonly deadline: number;
  /** Null for another replica's. */
  readonly call: Call | null;
}

/** What is being put to the others. */
interface Ballotting {
  readonly ballot: Ballot;
  /** Who follows it, with what they had accepted before and what they have. */
  readonly promises: Map<string, { readonly accepted: Proposal | null; readonly seen: DotContext }>;
  proposed: { readonly transaction: Transaction; readonly accepted: Set<string> } | null;
}

/**
 * A log that `w` replicas keep before an entry counts, and `r` are asked about before one is added:
 * as r + w > n, each decision sees all before it (Lamport, "The Part-Time Parliament", 1998;
 * Howard, Malkhi, Spiegelman, "Flexible Paxos", 2016).
 *
 * The entries are transactions of the boundary as an actor of its own. Both what is decided and
 * all changes of what is read for it are entries, one at a time, so that a decision misses no
 * change that anybody was told of. Any replica may propose; of two that do at once, one gives way
 * and hands its work to the other.
 */
export class QuorumProtocol implements BoundaryProtocol {
  readonly #replica: BoundaryHost;
  readonly #boundary: Boundary;
  readonly #r: number;
  readonly #w: number;
  readonly #actor: string;
  #current: Ballotting | null = null;
  /** Who has said what it accepted, for a replica that has forgotten. */
  #rejoining: { readonly ballot: Ballot; readonly accepted: Map<string, Proposal | null> } | null = null;
  #queue: QueuedWork[] = [];
  #scheduled = false;
  /** Whether something was accepted long ago and has not been entered since. */
  #overdue = false;
  /** How often in a row nothing came of trying, because another ballot came first or too few agreed. */
  #attempts = 0;

  constructor(replica: BoundaryHost, boundary: Boundary, r: number, w: number) {
    this.#replica = replica;
    this.#boundary = boundary;
    this.#r = r;
    this.#w = w;
    this.#actor = `@${boundary.name}`;
  }

  /** Who entered the last change goes on to decide; others wait a moment, so as not to disturb. */
  stateChanged(): void {
    if (this.#hasForgotten && this.#rejoining === null) this.#rejoin(1);
    if (this.#current !== null || !this.#hasWork()) return;
    const pause = this.#queue.length > 0 ? 0 : decisionPause * (1 + this.#replica.surroundings.random());
    this.#schedule(pause);
  }

  submit(work: Work, request: string, call: Call): void {
    const { surroundings, name } = this.#replica;
    if (this.#hasForgotten) {
      const reason = `${name} went back to an older state, and has not heard from all what it had promised`;
      this.#replica.settle(call, { kind: "refused", reason });
      return;
    }
    const { timeout } = surroundings;
    this.#queue.push({ request, work, caller: name, deadline: surroundings.clock() + timeout, call });
    this.#replica.refuseLater(
      call,
      `no ${String(this.#r)} to ask and ${String(this.#w)} to keep it were found within ${String(timeout)} ms`,
    );
    this.#schedule(0);
  }

  integrated(transaction: Transaction): void {
    if (transaction.actor !== this.#actor) return;
    this.#entered(transaction);
  }

  #hasWork(): boolean {
    if (this.#hasForgotten) return false;
    this.#dropDecided();
    return this.#queue.length > 0 || this.#overdue || this.#replica.undecided(this.#boundary) !== null;
  }

  linkUp(): void {
    this.#attempts = 0;
    // Who was asked may have gone back to an older state and not know of it.
    this.#current = null;
    this.stateChanged();
  }

  #schedule(milliseconds: number): void {
    if (this.#scheduled || this.#current !== null) return;
    this.#scheduled = true;
    const prepare = (): void => {
      this.#scheduled = false;
      if (this.#current === null && this.#hasWork()) this.#prepare();
    };
    this.#replica.surroundings.after(milliseconds, prepare, () => this.#attempts < attemptsAwaited);
  }

  // As one who has forgotten what it had promised and accepted.

  get #hasForgotten(): boolean {
    return this.#replica.durable.hasForgotten(this.#boundary.name);
  }

  /**
   * Asks all others to follow a ballot, and learns what they had accepted. Whatever this replica
   * has followed before, its proposer follows this ballot now; whatever it has accepted and was
   * entered, another has accepted, too, or has entered.
   */
  #rejoin(round: number): void {
    const { name, store, others } = this.#replica;
    const ballot = { round, replica: name };
    this.#rejoining = { ballot, accepted: new Map() };
    const seen = store.seen.context();
    for (const other of others)
      this.#send(other, { kind: "prepare", boundary: this.#boundary.name, ballot, seen });
  }

  #learn(from: string, ballot: Ballot, accepted: Proposal | null): void {
    const rejoining = this.#rejoining;
    if (rejoining === null || compareBallots(rejoining.ballot, ballot) !== 0) return;
    rejoining.accepted.set(from, accepted);
    if (rejoining.accepted.size < this.#replica.others.length) return;
    this.#rejoining = null;
    const [last = null] = [...rejoining.accepted.values()]
      .filter((proposal) => proposal !== null)
      .toSorted((a, b) => compareBallots(b.ballot, a.ballot));
    this.#replica.durable.remember(this.#boundary.name, { promised: ballot, accepted: last });
    this.stateChanged();
  }

  // As a proposer.

  #prepare(): void {
    const { name, durable, store } = this.#replica;
    const { promised } = durable.acceptor(this.#boundary.name);
    const ballot = { round: promised.round + 1, replica: name };
    this.#current = { ballot, promises: new Map(), proposed: null };
    this.#replica.note({ kind: "asked", boundary: this.#boundary.name });
    const seen = store.seen.context();
    for (const other of this.#replica.others)
      this.#send(other, { kind: "prepare", boundary: this.#boundary.name, ballot, seen });
    this.#promised(name, this.#promise(ballot), seen);
  }

  #promised(from: string, accepted: Proposal | null | "rejected", seen: DotContext): void {
    const current = this.#current;
    if (current === null || accepted === "rejected" || current.promises.size >= this.#r) return;
    current.promises.set(from, { accepted, seen });
    if (current.promises.size === this.#r) this.#propose();
  }

  /** Puts the next entry: one that may have been entered already, else this replica's own. */
  #propose(): void {
    const current = this.#current;
    if (current === null) return;
    const known = this.#replica.store.seen.upTo(this.#actor);
    this.#overdue = false;
    const begun = [...current.promises.values()]
      .flatMap(({ accepted }) => (accepted === null || accepted.transaction.first <= known ? [] : [accepted]))
      .toSorted((a, b) => compareBallots(b.ballot, a.ballot))[0];
    const transaction = begun?.transaction ?? this.#nextEntry();
    if (transaction === null) {
      this.#current = null;
      this.#attempts = 0;
      return;
    }
    current.proposed = { transaction, accepted: new Set() };
    for (const other of this.#replica.others) this.#sendAccept(other, current, transaction);
    const { name } = this.#replica;
    if (this.#accept(current.ballot, transaction) === null) this.#accepted(name);
  }

  #sendAccept(
    to: string,
    { ballot, promises }: Ballotting,
    transaction: Transaction,
    seen?: DotContext,
  ): void {
    const known = seen ?? promises.get(to)?.seen;
    const { log } = this.#replica.durable;
    const transactions =
      known === undefined ? [] : log.missing(known).filter(({ actor }) => actor === this.#actor);
    this.#send(to, { kind: "accept", boundary: this.#boundary.name, ballot, transaction, transactions });
  }

  /** Work that was asked for here, else a decision; null where there is neither. */
  #nextEntry(): Transaction | null {
    const replica = this.#replica;
    for (;;) {
      this.#dropDecided();
      const [queued] = this.#queue;
      if (queued === undefined) {
        const open = replica.undecided(this.#boundary);
        if (open === null) return null;
        const first = replica.store.seen.upTo(this.#actor) + 1;
        const changes = decidedFacts(open.rule, open.candidate);
        return { actor: this.#actor, first, changes, boundary: this.#boundary.name, request: null };
      }
      const { work, caller, request } = queued;
      const prepared = replica.prepare(work, caller, this.#writer());
      if (typeof prepared === "string") {
        this.#queue.shift();
        this.#answer(queued, prepared);
        continue;
      }
      const transaction = prepared.draft.planned(null, request);
      replica.revert(prepared.draft);
      if (transaction !== null) return transaction;
      this.#queue.shift();
      this.#answer(queued, null);
    }
  }

  /** Tells who asked that work is done, or why not. */
  #answer({ call, caller, request }: QueuedWork, refused: string | null): void {
    if (call === null) this.#send(caller, { kind: "answer", request, refused, transactions: [] });
    else if (refused === null) call.finish();
    else this.#replica.settle(call, { kind: "refused", reason: refused });
  }

  /** Drops what was entered, be it by another, and what is too late. */
  #dropDecided(): void {
    const now = this.#replica.surroundings.clock();
    const { log } = this.#replica.durable;
    const queue = this.#queue;
    this.#queue = queue.filter(({ call, deadline, request }) => {
      const isOpen = call === null ? now <= deadline : call.isPending;
      return isOpen && !log.answers(request);
    });
    for (const queued of queue)
      if (log.answers(queued.request) && !this.#queue.includes(queued)) this.#answer(queued, null);
  }

  #writer(): Writer {
    const { members } = this.#replica;
    return { actor: this.#actor, members, timestamp: () => this.#replica.timestamp() };
  }

  #accepted(from: string): void {
    const current = this.#current;
    const proposed = current?.proposed ?? null;
    if (current === null || proposed === null) return;
    const { accepted, transaction } = proposed;
    accepted.add(from);
    if (accepted.size < this.#w) return;
    current.proposed = null;
    const upon = this.#replica.store.seen.context();
    this.#replica.integrate([transaction]);
    this.#replica.durable.sync();
    this.#replica.spread(transaction, upon);
    this.#attempts = 0;
    if (this.#current === current) this.#propose();
  }

  /** A transaction is in the log. */
  #entered(transaction: Transaction): void {
    this.#dropDecided();
    const proposed = this.#current?.proposed ?? null;
    // Somebody else entered something where this replica wanted to.
    if (proposed !== null && proposed.transaction.first <= transaction.first) this.#giveWay(null);
  }

  /** Gives its own ballot up, and its work to who is followed now; tries again if nothing comes of it. */
  #giveWay(to: string | null): void {
    this.#current = null;
    this.#attempts += 1;
    if (!this.#hasWork()) return;
    if (to !== null && to !== this.#replica.name)
      for (const { request, work, deadline, call } of this.#queue)
        if (call !== null)
          this.#send(to, { kind: "request", boundary: this.#boundary.name, request, work, deadline });
    this.#schedule(retryPause * this.#backoff * (1 + this.#replica.surroundings.random()));
  }

  /** Doubles with each attempt that comes to nothing, so that attempts do not get into each other's way. */
  get #backoff(): number {
    return 2 ** Math.min(Math.max(this.#attempts - 1, 0), attemptsAwaited);
  }

  // As one who accepts.

  /** What was accepted before, now that only this ballot or later ones are followed. */
  #promise(ballot: Ballot): Proposal | null | "rejected" {
    const acceptor = this.#replica.durable.acceptor(this.#boundary.name);
    if (compareBallots(ballot, acceptor.promised) < 0) return "rejected";
    this.#replica.durable.setAcceptor(this.#boundary.name, { ...acceptor, promised: ballot });
    return acceptor.accepted;
  }

  /** Null when a proposal is accepted, else why not. */
  #accept(ballot: Ballot, transaction: Transaction): Rejection | null {
    const { durable, store } = this.#replica;
    const acceptor = durable.acceptor(this.#boundary.name);
    if (compareBallots(ballot, acceptor.promised) < 0) return "preempted";
    const next = store.seen.upTo(this.#actor) + 1;
    if (next < transaction.first) return "behind";
    if (next > transaction.first) return "entered";
    durable.setAcceptor(this.#boundary.name, { promised: ballot, accepted: { ballot, transaction } });
    return null;
  }

  receive(from: string, message: Message): void {
    const boundary = this.#boundary.name;
    const { durable, store } = this.#replica;
    switch (message.kind) {
      case "prepare": {
        if (this.#hasForgotten) return;
        const { ballot } = message;
        const accepted = this.#promise(ballot);
        const seen = store.seen.context();
        if (accepted === "rejected") {
          const { promised } = durable.acceptor(boundary);
          this.#send(from, { kind: "rejected", boundary, ballot, promised, reason: "preempted", seen });
        } else {
          const transactions = durable.log.missing(message.seen);
          this.#send(from, { kind: "promise", boundary, ballot, accepted, seen, transactions });
          this.#yieldTo(ballot);
        }
        return;
      }
      case "promise":
        this.#replica.integrate(message.transactions);
        this.#learn(from, message.ballot, message.accepted);
        if (this.#isCurrent(message.ballot)) this.#promised(from, message.accepted, message.seen);
        return;
      case "accept": {
        const { ballot, transaction } = message;
        this.#replica.integrate(message.transactions);
        if (this.#hasForgotten) return;
        const reason = this.#accept(ballot, transaction);
        if (reason === null) {
          this.#send(from, { kind: "accepted", boundary, ballot, first: transaction.first });
          this.#yieldTo(ballot);
          this.#finishLater(ballot);
          return;
        }
        if (reason === "entered") {
          const entered = [...durable.log].filter(
            ({ actor, first }) => actor === this.#actor && first >= transaction.first,
          );
          this.#send(from, { kind: "missing", transactions: entered });
        }
        const { promised } = durable.acceptor(boundary);
        this.#send(from, {
          kind: "rejected",
          boundary,
          ballot,
          promised,
          reason,
          seen: store.seen.context(),
        });
        return;
      }
      case "accepted":
        if (this.#isCurrent(message.ballot) && this.#current?.proposed?.transaction.first === message.first)
          this.#accepted(from);
        return;
      case "rejected":
        this.#rejected(from, message);
        return;
      case "request": {
        const { request, work, deadline } = message;
        if (this.#queue.some((queued) => queued.request === request)) return;
        this.#queue.push({ request, work, caller: from, deadline, call: null });
        this.#schedule(0);
        return;
      }
      case "answer": {
        const { refused } = message;
        const call = this.#queue.find(({ request }) => request === message.request)?.call ?? null;
        if (call === null || refused === null) return;
        this.#replica.settle(call, { kind: "refused", reason: refused });
        return;
      }
      case "changes":
      case "digest":
      case "missing":
      case "nudge":
      case "collect":
      case "collected":
    }
  }

  #rejected(from: string, { ballot, promised, reason, seen }: Message & { kind: "rejected" }): void {
    const rejoining = this.#rejoining;
    if (rejoining !== null && compareBallots(rejoining.ballot, ballot) === 0)
      this.#rejoin(promised.round + 1);
    if (!this.#isCurrent(ballot)) return;
    const current = this.#current;
    if (current === null) return;
    switch (reason) {
      case "preempted": {
        const { durable } = this.#replica;
        const acceptor = durable.acceptor(this.#boundary.name);
        if (compareBallots(acceptor.promised, promised) < 0)
          durable.setAcceptor(this.#boundary.name, { ...acceptor, promised });
        this.#giveWay(promised.replica);
        return;
      }
      case "behind":
        if (current.proposed !== null) this.#sendAccept(from, current, current.proposed.transaction, seen);
        return;
      case "entered":
        return;
    }
  }

  /** Sees to it that what was accepted comes to an end, should who proposed it not do so. */
  #finishLater(ballot: Ballot): void {
    const { surroundings, durable } = this.#replica;
    const isOverdue = (): boolean => {
      const { accepted } = durable.acceptor(this.#boundary.name);
      return accepted !== null && compareBallots(accepted.ballot, ballot) === 0 && this.#isOpen(accepted);
    };
    const finish = (): void => {
      this.#overdue = isOverdue();
      if (!this.#overdue) return;
      this.#attempts += 1;
      this.#schedule(0);
    };
    const isAwaited = (): boolean => isOverdue() && this.#attempts < attemptsAwaited;
    surroundings.after(surroundings.timeout * this.#backoff, finish, isAwaited);
  }

  #isOpen({ transaction }: Proposal): boolean {
    return transaction.first > this.#replica.store.seen.upTo(this.#actor);
  }

  /** Gives up its own ballot for a later one. */
  #yieldTo(ballot: Ballot): void {
    if (this.#current !== null && compareBallots(this.#current.ballot, ballot) < 0)
      this.#giveWay(ballot.replica);
  }

  #isCurrent(ballot: Ballot): boolean {
    return this.#current !== null && compareBallots(this.#current.ballot, ballot) === 0;
  }

  holdsOpen({ seals }: Sealing, row: Row): boolean {
    if (this.#hasForgotten) return true;
    const { accepted } = this.#replica.durable.acceptor(this.#boundary.name);
    if (accepted === null || !this.#isOpen(accepted)) return false;
    return accepted.transaction.changes.some((change) => {
      const written = change.kind === "merge" ? change.key : change.row;
      return seals.some(
        ({ relation, columns }) =>
          relation.name === change.relation && columns.every((column, i) => written[column] === row[i]),
      );
    });
  }

  get waitsFor(): string | null {
    if (this.#current === null) return null;
    return `${String(this.#r)} replicas to be asked and ${String(this.#w)} to agree, for \`${this.#boundary.name}\``;
  }

  #send(to: string, message: Message): void {
    this.#replica.surroundings.send(to, message, false);
  }
}

function compareBallots(a: Ballot, b: Ballot): number {
  return a.round - b.round || compareCodePoints(a.replica, b.replica);
}
