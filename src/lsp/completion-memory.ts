import type { CompletionItem as Offered } from "../ide/completion-item.ts";

/** What was offered last: what an item means is only worked out when the client asks for it. */
export class CompletionMemory {
  #items: readonly Offered[] = [];
  #list = 0;

  /** Returns a number for the list. */
  keep(items: readonly Offered[]): number {
    this.#items = items;
    return ++this.#list;
  }

  recall(list: number, index: number): Offered | null {
    return list === this.#list ? (this.#items[index] ?? null) : null;
  }
}
