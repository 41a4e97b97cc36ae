/**
 * One line at the foot of a terminal that says what a long command is doing; nothing anywhere
 * else, and nothing while it takes less than half a second.
 */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #start = performance.now();
  #shownAt = -Infinity;
  #isShown = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** `describe` is only asked when its text is shown. */
  show(describe: () => string): void {
    if (!this.#stream.isTTY) return;
    const now = performance.now();
    if (now - this.#start < 500 || now - this.#shownAt < 100) return;
    this.#shownAt = now;
    this.#isShown = true;
    // Some terminals do not say how wide they are.
    const width = Math.max(20, (this.#stream.columns || 80) - 1);
    this.#stream.write(`\r\u001b[K${describe().slice(0, width)}`);
  }

  /** Takes the line away; call it before anything else is written. */
  clear(): void {
    if (this.#isShown) this.#stream.write("\r\u001b[K");
    this.#isShown = false;
  }
}
