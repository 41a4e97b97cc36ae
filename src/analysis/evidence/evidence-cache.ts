import type { Direction } from "../direction.ts";
import type { Witness } from "../report.ts";

/** What was found for one question, which may be nothing. */
export type Answer = SearchAnswer | { readonly proved: Direction | null };

/** What a search for a witness gave, and what it took. */
export interface SearchAnswer {
  readonly witness: Witness | null;
  /** How many states were evaluated. */
  readonly tried: number;
  /** How much work was done for the program before, and for this. */
  readonly before: number;
  readonly spent: number;
  /** With so much work allowed, or more, the search is the same. */
  readonly wanted: number;
}

/** So many answers are kept; the oldest go first. */
const answersMax = 5000;

/**
 * Remembers answers by the content of everything that they rest on, so that after an edit only
 * what the edit reaches is looked at anew.
 */
export class EvidenceCache {
  readonly #answers = new Map<string, Answer>();

  recall<A extends Answer>(question: string, answer: () => A): A {
    const known = this.#answers.get(question);
    // A question's text decides what kind of answer it has.
    if (known !== undefined) return known as A;
    const found = answer();
    this.#answers.set(question, found);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > answersMax && oldest !== undefined) this.#answers.delete(oldest);
    return found;
  }
}
