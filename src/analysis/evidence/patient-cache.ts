import { EvidenceCache, type Answer } from "./evidence-cache.ts";

/** Thrown where a search is to rest; what was found until then is remembered. */
export class SearchPause extends Error {
  constructor() {
    super("the search for evidence rests");
    this.name = "SearchPause";
  }
}

/**
 * Remembers answers, and lets a search that takes long rest between two questions: begun again, it
 * goes through the answers that are known at once. At least one answer is found each time.
 */
export class PatientCache extends EvidenceCache {
  readonly #now: () => number;
  #deadline: number | null = null;
  #milliseconds = Infinity;

  /** `now` says the time, in milliseconds from whenever. */
  constructor(now: () => number) {
    super();
    this.#now = now;
  }

  /** The search that begins now may look for answers for so long. */
  begin(milliseconds: number): void {
    this.#milliseconds = milliseconds;
    this.#deadline = null;
  }

  override recall<A extends Answer>(question: string, answer: () => A): A {
    return super.recall(question, () => {
      if (this.#deadline === null) this.#deadline = this.#now() + this.#milliseconds;
      else if (this.#now() > this.#deadline) throw new SearchPause();
      return answer();
    });
  }
}
