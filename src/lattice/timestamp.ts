import { compareCodePoints } from "../base/code-points.ts";
import { listFrom, textFrom, type ActorId } from "./actor.ts";
import { malformed, type Plain } from "./lattice.ts";

/**
 * When a write happened, in a total order: a hybrid logical clock's milliseconds and counter,
 * then the writer (Kulkarni et al., "Logical Physical Clocks", 2014). Without the writer two
 * replicas could each keep their own of two simultaneous values for ever.
 */
export interface Timestamp {
  readonly time: number;
  readonly count: number;
  readonly actor: ActorId;
}

export function compareTimestamps(a: Timestamp, b: Timestamp): number {
  return a.time - b.time || a.count - b.count || compareCodePoints(a.actor, b.actor);
}

/** A clock that never goes back, and is never behind what it has heard of; physical time is given from outside. */
export class HybridClock {
  readonly actor: ActorId;
  #time = 0;
  #count = 0;

  constructor(actor: ActorId) {
    this.actor = actor;
  }

  /** The time of a change made now; `now` in milliseconds. */
  next(now: number): Timestamp {
    if (now > this.#time) {
      this.#time = now;
      this.#count = 0;
    } else {
      this.#count += 1;
    }
    return { time: this.#time, count: this.#count, actor: this.actor };
  }

  /** Takes note of a change made elsewhere: what is written from now on is later. */
  observe({ time, count }: Timestamp): void {
    if (time < this.#time || (time === this.#time && count <= this.#count)) return;
    this.#time = time;
    this.#count = count;
  }
}

export function timestampToPlain({ time, count, actor }: Timestamp): Plain {
  return [time, count, actor];
}

export function timestampFromPlain(plain: Plain | undefined): Timestamp {
  const [time, count, actor] = listFrom(plain);
  if (!isNatural(time) || !isNatural(count)) return malformed("a timestamp");
  return { time, count, actor: textFrom(actor) };
}

function isNatural(plain: Plain | undefined): plain is number {
  return typeof plain === "number" && Number.isSafeInteger(plain) && plain >= 0;
}
