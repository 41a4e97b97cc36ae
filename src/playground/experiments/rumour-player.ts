/// <reference lib="dom" />
import { signal } from "@preact/signals";
import type { GossipMessage } from "../../lab/gossip.ts";
import { reducedMotion } from "../controls/reduced-motion.ts";
import type { WatchedRound, WatchedRumour } from "../lab-api.ts";

/** How long messages of one leg travel, and how long a round is looked at, in milliseconds. */
export const travelTime = 700;
const restTime = 350;
const restTimeWithoutMotion = 1000;

/** What travels at the same time: first what is sent without being asked, then the answers. */
export type Legs = readonly (readonly GossipMessage[])[];

/** Goes through the rounds of a rumour: each is on its way, leg after leg, and then has been. */
export class RumourPlayer {
  readonly rumour: WatchedRumour;
  /** How many rounds have been. */
  readonly round = signal(0);
  /** Which leg of the next round is on its way; null while nothing travels. */
  readonly leg = signal<number | null>(null);
  readonly isPlaying = signal(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(rumour: WatchedRumour) {
    this.rumour = rumour;
  }

  get isOver(): boolean {
    return this.round.value >= this.rumour.rounds.length;
  }

  /** Lets one round pass; where one is on its way, it ends at once. */
  step(): void {
    this.isPlaying.value = false;
    if (this.leg.value === null) this.#begin();
    else this.#end();
  }

  play(): void {
    if (this.isOver) this.#goTo(0);
    this.isPlaying.value = true;
    if (this.leg.value === null) this.#begin();
  }

  /** What is on its way still arrives. */
  pause(): void {
    this.isPlaying.value = false;
    if (this.leg.value === null) clearTimeout(this.#timer);
  }

  /** Goes back to the beginning. */
  reset(): void {
    this.isPlaying.value = false;
    this.#goTo(0);
  }

  /** Nothing happens any more. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #goTo(round: number): void {
    clearTimeout(this.#timer);
    this.leg.value = null;
    this.round.value = round;
  }

  #begin(): void {
    const round = this.rumour.rounds[this.round.value];
    clearTimeout(this.#timer);
    if (round === undefined) this.isPlaying.value = false;
    else if (reducedMotion.value) this.#end();
    else this.#travel(0, legsOf(round).length);
  }

  #travel(leg: number, legs: number): void {
    this.leg.value = leg;
    this.#timer = setTimeout(() => {
      if (leg + 1 < legs) this.#travel(leg + 1, legs);
      else this.#end();
    }, travelTime);
  }

  #end(): void {
    this.#goTo(Math.min(this.round.value + 1, this.rumour.rounds.length));
    if (this.isOver) this.isPlaying.value = false;
    if (!this.isPlaying.value) return;
    const rest = reducedMotion.value ? restTimeWithoutMotion : restTime;
    this.#timer = setTimeout(() => this.#begin(), rest);
  }
}

/** An answer follows its question, and goes the same way back. */
export function legsOf({ messages }: WatchedRound): Legs {
  const answers = messages.filter((message, i) => {
    const before = messages[i - 1];
    return (
      before?.carries === "question" &&
      before.arrives &&
      message.carries === "news" &&
      message.from === before.to &&
      message.to === before.from
    );
  });
  const first = messages.filter((message) => !answers.includes(message));
  return answers.length === 0 ? [first] : [first, answers];
}
