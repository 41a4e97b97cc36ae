import { assert } from "../base/assert.ts";
import { Chance } from "../base/chance.ts";
import { median } from "./percentile.ts";

/**
 * Who speaks in a round: with `push` each node that has the rumour tells a random other; with
 * `pull` each that lacks it asks a random other; with `push-pull` each node calls a random other,
 * and afterwards both have it if one had.
 */
export const gossipModes = ["push", "pull", "push-pull"] as const;
export type GossipMode = (typeof gossipModes)[number];

export interface GossipOptions {
  readonly mode: GossipMode;
  readonly nodes: number;
  /** The part of the messages that get lost, from 0 to below 1. */
  readonly loss: number;
  readonly seed: number;
}

export interface GossipRun {
  /** How many nodes have the rumour after each round; before the first, one has it. */
  readonly informed: readonly number[];
  readonly rounds: number;
  /** Until all have it: a push is one, a question one and its answer another. */
  readonly messages: number;
}

/**
 * A message of a rumour: `news` if it brings the rumour, be it known already, else it asks for it.
 * A question is followed by its answer, where there is one.
 */
export interface GossipMessage {
  readonly from: number;
  readonly to: number;
  readonly carries: "news" | "question";
  readonly arrives: boolean;
}

/**
 * The spread of one rumour among nodes that all know each other, in rounds; it begins at node 0.
 * `progress` is told after each round, `observe` of each message in the order of sending.
 */
export function spreadRumour(
  { mode, nodes, loss, seed }: GossipOptions,
  progress: (informed: number) => void = () => undefined,
  observe: ((message: GossipMessage) => void) | null = null,
): GossipRun {
  assert(nodes >= 1 && loss >= 0 && loss < 1, `gossip of ${String(nodes)} nodes with loss ${String(loss)}`);
  const rumour = new Rumour(nodes, loss, new Chance(seed), observe);
  const informed: number[] = [];
  while (rumour.informed < nodes) {
    if (mode === "push") rumour.push();
    else if (mode === "pull") rumour.pull();
    else rumour.pushPull();
    informed.push(rumour.informed);
    progress(rumour.informed);
  }
  return { informed, rounds: informed.length, messages: rumour.messages };
}

/** Who has a rumour. All of this runs once for each message, 20 million times for a million nodes. */
class Rumour {
  informed = 1;
  messages = 0;
  readonly #nodes: number;
  readonly #loss: number;
  readonly #chance: Chance;
  readonly #observe: ((message: GossipMessage) => void) | null;
  /** The nodes, those that have the rumour first, in the order in which they heard of it. */
  readonly #order: Int32Array;
  /** Where in the order each node is. */
  readonly #place: Int32Array;

  constructor(
    nodes: number,
    loss: number,
    chance: Chance,
    observe: ((message: GossipMessage) => void) | null,
  ) {
    this.#nodes = nodes;
    this.#loss = loss;
    this.#chance = chance;
    this.#observe = observe;
    this.#order = Int32Array.from({ length: nodes }, (_, i) => i);
    this.#place = Int32Array.from({ length: nodes }, (_, i) => i);
  }

  push(): void {
    const speakers = this.informed;
    for (let i = 0; i < speakers; i++) {
      const node = this.#order[i] ?? 0;
      const other = this.#other(node);
      if (this.#send(node, other, "news")) this.#tell(other);
    }
  }

  pull(): void {
    const hadIt = this.informed;
    const heard: number[] = [];
    for (let i = hadIt; i < this.#nodes; i++) {
      const node = this.#order[i] ?? 0;
      const other = this.#other(node);
      if (!this.#send(node, other, "question") || (this.#place[other] ?? 0) >= hadIt) continue;
      if (this.#send(other, node, "news")) heard.push(node);
    }
    for (const node of heard) this.#tell(node);
  }

  pushPull(): void {
    const hadIt = this.informed;
    const heard: number[] = [];
    for (let node = 0; node < this.#nodes; node++) {
      const other = this.#other(node);
      const has = (this.#place[node] ?? 0) < hadIt;
      if (!this.#send(node, other, has ? "news" : "question")) continue;
      const otherHas = (this.#place[other] ?? 0) < hadIt;
      if (has && !otherHas) heard.push(other);
      if (has || !otherHas) continue;
      if (this.#send(other, node, "news")) heard.push(node);
    }
    for (const node of heard) this.#tell(node);
  }

  #other(node: number): number {
    const picked = this.#chance.below(this.#nodes - 1);
    return picked < node ? picked : picked + 1;
  }

  /** Whether it arrives. */
  #send(from: number, to: number, carries: GossipMessage["carries"]): boolean {
    this.messages += 1;
    const arrives = this.#loss === 0 || !this.#chance.happens(this.#loss);
    this.#observe?.({ from, to, carries, arrives });
    return arrives;
  }

  /** The node changes places with the first that lacks the rumour. */
  #tell(node: number): void {
    const place = this.#place[node] ?? 0;
    if (place < this.informed) return;
    const first = this.#order[this.informed] ?? 0;
    this.#order[this.informed] = node;
    this.#place[node] = this.informed;
    this.#order[place] = first;
    this.#place[first] = place;
    this.informed += 1;
  }
}

export interface GossipResult {
  readonly mode: GossipMode;
  readonly loss: number;
  readonly seeds: number;
  readonly seed: number;
  readonly sizes: readonly GossipSize[];
}

/** Medians over the seeds, beside what the theory says. */
export interface GossipSize {
  readonly nodes: number;
  readonly rounds: number;
  readonly roundsMin: number;
  readonly roundsMax: number;
  readonly expectedRounds: number;
  readonly messages: number;
  /** Messages per n log2 n: about the same for every n. */
  readonly messagesPerNLogN: number;
  /** How many have the rumour after each round, in the run of the first seed. */
  readonly informed: readonly number[];
}

export interface GossipExperiment {
  readonly mode: GossipMode;
  readonly sizes: readonly number[];
  readonly loss: number;
  readonly seed: number;
  /** How many runs there are for each size. */
  readonly seeds: number;
}

/** `progress` is told after each round how many of so many nodes have it, in the run of a seed. */
export function gossipExperiment(
  { mode, sizes, loss, seed, seeds }: GossipExperiment,
  progress: (nodes: number, seed: number, informed: number) => void = () => undefined,
): GossipResult {
  return {
    mode,
    loss,
    seeds,
    seed,
    sizes: sizes.map((nodes): GossipSize => {
      const runs = Array.from({ length: seeds }, (_, i) =>
        spreadRumour({ mode, nodes, loss, seed: seed + i }, (informed) =>
          progress(nodes, seed + i, informed),
        ),
      );
      const rounds = runs.map((run) => run.rounds);
      const messages = median(runs.map((run) => run.messages));
      return {
        nodes,
        rounds: median(rounds),
        roundsMin: Math.min(...rounds),
        roundsMax: Math.max(...rounds),
        expectedRounds: expectedRounds(nodes, loss),
        messages,
        messagesPerNLogN: nodes < 2 ? 0 : messages / (nodes * Math.log2(nodes)),
        informed: runs[0]?.informed ?? [],
      };
    }),
  };
}

/**
 * log2 n + ln n, of rumours that are pushed (Frieze and Grimmett, 1985; Pittel, 1987): at first
 * their number doubles, at last each of the few who lack it is missed by all with probability 1/e.
 * With q of the messages arriving, it grows by 1 + q, and the few are missed with e^-q.
 */
export function expectedRounds(nodes: number, loss: number): number {
  return expectedGrowth(nodes, loss) + Math.log(nodes) / (1 - loss);
}

/** The part of them in which the number of those who know grows by as much each round. */
export function expectedGrowth(nodes: number, loss: number): number {
  return Math.log(nodes) / Math.log(2 - loss);
}
