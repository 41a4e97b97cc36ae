import type { DotContext } from "../lattice/dot-context.ts";
import { dotOf, type Transaction } from "./change.ts";
import { dotText } from "../lattice/actor.ts";
import type { SeenDots } from "./seen-dots.ts";

interface Held {
  readonly transactions: readonly Transaction[];
  readonly after: DotContext;
}

/**
 * Transactions that arrived before what they were made upon (Birman, Schiper, Stephenson,
 * "Lightweight Causal and Atomic Group Multicast", 1991).
 *
 * Each waits for one dot that is missing, the latest of its actor: with that, most often, nothing
 * more is. When it is here the transaction is let go, or waits for another, so that what arrives
 * costs no more where much is held back.
 */
export class HeldBack {
  readonly #waiting = new Map<string, Held[]>();
  /** The first dots of what is held. */
  readonly #held = new Set<string>();

  has(transaction: Transaction): boolean {
    return this.#held.has(dotText(dotOf(transaction, 0)));
  }

  /** Holds transactions back until all of `after` has been seen; false where it has. */
  hold(transactions: readonly Transaction[], after: DotContext, seen: SeenDots): boolean {
    if (!this.#wait({ transactions, after }, seen)) return false;
    for (const transaction of transactions) this.#held.add(dotText(dotOf(transaction, 0)));
    return true;
  }

  /** What need be held no longer, since these are here. Each is to be in `seen` before the next is asked for. */
  *released(arrived: readonly Transaction[], seen: SeenDots): Generator<Transaction> {
    const open = [...arrived];
    for (let transaction = open.pop(); transaction !== undefined; transaction = open.pop()) {
      for (const index of transaction.changes.keys()) {
        const dot = dotText(dotOf(transaction, index));
        const waiting = this.#waiting.get(dot);
        if (waiting === undefined) continue;
        this.#waiting.delete(dot);
        for (const held of waiting) {
          if (this.#wait(held, seen)) continue;
          for (const one of held.transactions) {
            this.#held.delete(dotText(dotOf(one, 0)));
            yield one;
            open.push(one);
          }
        }
      }
    }
  }

  /** What is held, in no order. */
  get transactions(): readonly Transaction[] {
    return [...this.#waiting.values()].flat().flatMap(({ transactions }) => transactions);
  }

  #wait(held: Held, seen: SeenDots): boolean {
    const missing = seen.missingOf(held.after);
    if (missing === null) return false;
    const dot = dotText(missing);
    const waiting = this.#waiting.get(dot);
    if (waiting === undefined) this.#waiting.set(dot, [held]);
    else waiting.push(held);
    return true;
  }
}
