import type { ActorId } from "../lattice/actor.ts";
import { contextHas, type DotContext } from "../lattice/dot-context.ts";
import type { Transaction } from "./change.ts";

/** The transactions that a replica has seen, by actor: what it can send to who lacks some. */
export class TransactionLog {
  readonly #byActor = new Map<ActorId, Transaction[]>();
  readonly #requests = new Set<string>();

  append(transaction: Transaction): void {
    const { actor, first, request } = transaction;
    if (request !== null) this.#requests.add(request);
    const known = this.#byActor.get(actor);
    if (known === undefined) {
      this.#byActor.set(actor, [transaction]);
      return;
    }
    let at = known.length;
    while (at > 0 && (known[at - 1]?.first ?? 0) > first) at--;
    known.splice(at, 0, transaction);
  }

  has({ actor, first }: Transaction): boolean {
    return this.#byActor.get(actor)?.some((known) => known.first === first) ?? false;
  }

  /** Takes back the last that was appended of an actor's. */
  forget(transaction: Transaction): void {
    const known = this.#byActor.get(transaction.actor);
    const at = known?.lastIndexOf(transaction) ?? -1;
    if (at >= 0) known?.splice(at, 1);
    if (transaction.request !== null) this.#requests.delete(transaction.request);
  }

  /** Whether a request has been carried out. */
  answers(request: string): boolean {
    return this.#requests.has(request);
  }

  /** What a context lacks; of each actor in order. */
  missing(seen: DotContext): readonly Transaction[] {
    const missing: Transaction[] = [];
    for (const [actor, transactions] of this.#byActor) {
      const upTo = seen.vector.get(actor) ?? 0;
      if ((transactions.at(-1)?.first ?? 0) <= upTo) continue;
      for (const transaction of transactions)
        if (!contextHas(seen, { actor, sequence: transaction.first })) missing.push(transaction);
    }
    return missing;
  }

  *[Symbol.iterator](): Generator<Transaction> {
    for (const transactions of this.#byActor.values()) yield* transactions;
  }
}
