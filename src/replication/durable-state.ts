import type { ActorId } from "../lattice/actor.ts";
import type { Transaction } from "./change.ts";
import type { Ballot, Proposal } from "./message.ts";
import { TransactionLog } from "./transaction-log.ts";

/** What an acceptor has promised and accepted in the log of a quorum boundary. */
export interface Acceptor {
  promised: Ballot;
  accepted: Proposal | null;
}

/** What outlives a crash of a replica. */
export class DurableState {
  readonly actor: ActorId;
  readonly log = new TransactionLog();
  readonly acceptors = new Map<string, Acceptor>();
  /** Received since the last write that was waited for: a crash may lose these. */
  #unsynced: Transaction[] = [];
  #requests = 0;

  constructor(actor: ActorId, shared: Iterable<Transaction>) {
    this.actor = actor;
    for (const transaction of shared) this.log.append(transaction);
  }

  /** Keeps what came from elsewhere. Nobody waits until it is on the disk: others have it, too. */
  receive(transaction: Transaction): void {
    this.log.append(transaction);
    this.#unsynced.push(transaction);
  }

  /** Keeps what nobody else has yet, and with it all before it. */
  append(transaction: Transaction): void {
    this.log.append(transaction);
    this.sync();
  }

  /** A name for a request that no other has, also after a crash. */
  nextRequest(): string {
    this.#requests += 1;
    return `${this.actor}/${String(this.#requests)}`;
  }

  acceptor(boundary: string): Acceptor {
    let acceptor = this.acceptors.get(boundary);
    if (acceptor === undefined) {
      acceptor = { promised: { round: 0, replica: "" }, accepted: null };
      this.acceptors.set(boundary, acceptor);
    }
    return acceptor;
  }

  sync(): void {
    this.#unsynced = [];
  }

  /** Loses what was received last and is on no disk; `count` at most. */
  loseTail(count: number): number {
    const lost = this.#unsynced.splice(Math.max(0, this.#unsynced.length - count));
    for (const transaction of lost) this.log.forget(transaction);
    return lost.length;
  }
}
