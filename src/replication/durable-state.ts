import { nextIncarnation, type ActorId } from "../lattice/actor.ts";
import type { Transaction } from "./change.ts";
import type { Ballot, Proposal } from "./message.ts";
import { TransactionLog } from "./transaction-log.ts";

/** What an acceptor has promised and accepted in the log of a quorum boundary. */
export interface Acceptor {
  readonly promised: Ballot;
  readonly accepted: Proposal | null;
}

/** What a replica must find again after a crash. */
export type DurableRecord =
  | { readonly kind: "transactions"; readonly transactions: readonly Transaction[] }
  /** The last one of a boundary counts. */
  | { readonly kind: "acceptor"; readonly boundary: string; readonly acceptor: Acceptor }
  /** Numbers up to this one may have been given. */
  | { readonly kind: "requests"; readonly upTo: number };

/** Where records are kept. Either may throw a `StorageFailure`. */
export interface DurableStorage {
  append(record: DurableRecord): void;
  /** Comes back once all that was appended outlives a crash. */
  sync(): void;
}

/** Something cannot be kept, as on a full disk. */
export class StorageFailure extends Error {}

/** What outlives a crash of a replica; without a storage, a crash in a simulation. */
export class DurableState {
  readonly log = new TransactionLog();
  #actor: ActorId;
  /** What the log has, in the order in which it came. */
  #arrived: Transaction[] = [];
  #isBehind = false;
  #hasCaughtUp = false;
  /** At which quorums it is known again what was promised and accepted; null where that was never lost. */
  #remembered: Set<string> | null = null;
  readonly #acceptors = new Map<string, Acceptor>();
  readonly #storage: DurableStorage | null;
  /** Received since the last `sync`: a crash may lose these. */
  #unsynced: Transaction[] = [];
  #requests = 0;
  #requestsKept = 0;

  constructor(actor: ActorId, shared: Iterable<Transaction>, storage: DurableStorage | null = null) {
    this.#actor = actor;
    this.#storage = storage;
    for (const transaction of shared) this.#add(transaction);
  }

  get actor(): ActorId {
    return this.#actor;
  }

  /** Whether this state is older than the replica was, and what it had has not been asked for yet. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Whether nothing of what it was before can come to light any more. */
  get hasCaughtUp(): boolean {
    return this.#hasCaughtUp;
  }

  /** Whether it is unknown what was promised and accepted at a quorum: nothing more may be. */
  hasForgotten(boundary: string): boolean {
    return this.#remembered !== null && !this.#remembered.has(boundary);
  }

  /** Keeps what all others know of what was promised and accepted here, and more than that was not. */
  remember(boundary: string, acceptor: Acceptor): void {
    this.setAcceptor(boundary, acceptor);
    this.#remembered?.add(boundary);
  }

  #add(transaction: Transaction): void {
    this.log.append(transaction);
    this.#arrived.push(transaction);
  }

  /** Takes what a storage had kept; before anything else. */
  restore(records: Iterable<DurableRecord>): void {
    for (const record of records) {
      switch (record.kind) {
        case "transactions":
          for (const transaction of record.transactions)
            if (!this.log.has(transaction)) this.#add(transaction);
          break;
        case "acceptor":
          this.#acceptors.set(record.boundary, record.acceptor);
          break;
        case "requests":
          this.#requests = Math.max(this.#requests, record.upTo);
          this.#requestsKept = this.#requests;
      }
    }
  }

  /** Keeps what came from elsewhere. Nobody waits until it is on the disk: others have it, too. */
  receive(transaction: Transaction): void {
    this.#storage?.append({ kind: "transactions", transactions: [transaction] });
    this.#add(transaction);
    this.#unsynced.push(transaction);
  }

  /** Keeps what nobody else has yet, and with it all before it. */
  append(transaction: Transaction): void {
    this.#storage?.append({ kind: "transactions", transactions: [transaction] });
    this.sync();
    this.#add(transaction);
  }

  /** A name for a request that no other has, also after a crash. */
  nextRequest(): string {
    return `${this.actor}/${String(this.nextNumber())}`;
  }

  /** A number that was not given before, also not before a crash. */
  nextNumber(): number {
    this.#requests += 1;
    if (this.#requests > this.#requestsKept) {
      this.#requestsKept = this.#requests + requestsAhead;
      this.#storage?.append({ kind: "requests", upTo: this.#requestsKept });
    }
    return this.#requests;
  }

  acceptor(boundary: string): Acceptor {
    return this.#acceptors.get(boundary) ?? noAcceptor;
  }

  /** Keeps what an acceptor has promised or accepted, before anybody is told. */
  setAcceptor(boundary: string, acceptor: Acceptor): void {
    this.#storage?.append({ kind: "acceptor", boundary, acceptor });
    this.sync();
    this.#acceptors.set(boundary, acceptor);
  }

  /** All that a storage must hold to restore this state: the same as what it holds, and shorter. */
  *records(): Generator<DurableRecord> {
    yield { kind: "transactions", transactions: [...this.log] };
    for (const [boundary, acceptor] of this.#acceptors) yield { kind: "acceptor", boundary, acceptor };
    if (this.#requestsKept > 0) yield { kind: "requests", upTo: this.#requestsKept };
  }

  sync(): void {
    this.#storage?.sync();
    this.#unsynced = [];
  }

  /** Whether a transaction is here, and outlives a crash. */
  keeps(transaction: Transaction): boolean {
    return this.log.has(transaction) && !this.#unsynced.includes(transaction);
  }

  /** Loses what was received last and is on no disk; `count` at most. */
  loseTail(count: number): number {
    const lost = this.#unsynced.splice(Math.max(0, this.#unsynced.length - count));
    this.#forget(lost);
    return lost.length;
  }

  #forget(lost: readonly Transaction[]): void {
    for (const transaction of lost) this.log.forget(transaction);
    const gone = new Set(lost);
    this.#arrived = this.#arrived.filter((transaction) => !gone.has(transaction));
  }

  /**
   * Goes back to what it was before it had the last `count` transactions, of which it misses only
   * those that are safe elsewhere. From there it goes on in a new incarnation, behind what it was.
   */
  rollBack(count: number, isSafe: (transaction: Transaction) => boolean): number {
    const lost: Transaction[] = [];
    for (const transaction of this.#arrived.toReversed()) {
      if (lost.length === count || !isSafe(transaction)) break;
      lost.push(transaction);
    }
    this.#forget(lost);
    this.#unsynced = [];
    this.#acceptors.clear();
    this.#actor = nextIncarnation(this.#actor);
    this.fallBehind();
    return lost.length;
  }

  /** This state may be older than what the replica has said and done: it must ask before it goes on. */
  fallBehind(): void {
    this.#isBehind = true;
    this.#hasCaughtUp = false;
    this.#remembered = new Set();
  }

  /** All that any other member has of what this replica was is here again. */
  caughtUp(): void {
    this.sync();
    this.#isBehind = false;
    this.#hasCaughtUp = true;
  }
}

/** So many numbers are kept at once. */
const requestsAhead = 1000;

const noAcceptor: Acceptor = { promised: { round: 0, replica: "" }, accepted: null };
