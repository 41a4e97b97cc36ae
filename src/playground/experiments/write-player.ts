/// <reference lib="dom" />
import { signal } from "@preact/signals";
import type { TracedWrite } from "../../lab/latency.ts";
import { reducedMotion } from "../controls/reduced-motion.ts";

/** How much slower than in truth time passes on the page. */
export const slowness = 8;

/** The simulated time of writes that begin together, in milliseconds from the click on. */
export class WritePlayer {
  readonly time = signal(0);
  readonly hasBegun = signal(false);
  readonly isPlaying = signal(false);
  /** When nothing happens any more. */
  readonly end: number;
  #frame = 0;

  constructor(writes: readonly TracedWrite[]) {
    this.end = Math.ceil(Math.max(0, ...writes.map(endOf)));
  }

  get isOver(): boolean {
    return this.time.value >= this.end;
  }

  /** Goes on, or from the beginning once it is over. */
  play(): void {
    this.close();
    this.hasBegun.value = true;
    if (reducedMotion.value) {
      this.time.value = this.end;
      return;
    }
    const from = this.isOver ? 0 : this.time.value;
    this.time.value = from;
    this.isPlaying.value = true;
    let begun: number | null = null;
    const step = (now: number): void => {
      begun ??= now;
      this.time.value = Math.min(this.end, from + (now - begun) / slowness);
      if (this.isOver) this.isPlaying.value = false;
      else this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  seek(time: number): void {
    this.close();
    this.hasBegun.value = true;
    this.time.value = time;
  }

  /** Time stands still. */
  close(): void {
    cancelAnimationFrame(this.#frame);
    this.isPlaying.value = false;
  }
}

function endOf({ answered, messages, stored }: TracedWrite): number {
  const arrivals = messages.map(({ arrives }) => arrives ?? 0);
  return Math.max(answered, ...arrivals, ...Object.values(stored).map((at) => at ?? 0));
}
