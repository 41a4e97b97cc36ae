/** Counts how often something went down lately. */
export class Restarts {
  readonly #most: number;
  readonly #within: number;
  #times: readonly number[] = [];

  /** It may be started again `most` times within as many milliseconds. */
  constructor(most: number, within: number) {
    this.#most = most;
    this.#within = within;
  }

  /** Says that it went down at a time in milliseconds; whether it is to be started again. */
  mayRestart(now: number): boolean {
    this.#times = [...this.#times.filter((time) => now - time < this.#within), now];
    return this.#times.length <= this.#most;
  }

  forget(): void {
    this.#times = [];
  }
}
