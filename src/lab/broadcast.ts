import { assert } from "../base/assert.ts";
import { Chance } from "../base/chance.ts";
import { Cluster, type ClusterEvent } from "../replication/cluster.ts";
import type { Message } from "../replication/message.ts";
import type { Delivery } from "../replication/surroundings.ts";
import { labProgram } from "./lab-program.ts";
import { percentile } from "./percentile.ts";

/** How changes get to the others, weakest promise first. */
export const deliveries = [
  "best_effort",
  "reliable",
  "causal",
  "gossip",
] as const satisfies readonly Delivery[];

export interface BroadcastOptions {
  readonly seed: number;
  readonly replicas: number;
  /** Each is answered by one who has read it. */
  readonly questions: number;
  /** The part of the packets that get lost, from 0 to below 1. */
  readonly loss: number;
}

export interface BroadcastResult extends BroadcastOptions {
  readonly program: string;
  readonly deliveries: readonly DeliveryResult[];
}

/** What became of a chat. Of what somebody said, each of the others is to be shown it once. */
export interface DeliveryResult {
  readonly delivery: Delivery;
  readonly said: number;
  /** The part of the showings that came to be. */
  readonly shown: number;
  /** From saying to showing, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** The part of the answers shown that were shown without their question. */
  readonly early: number;
  /** The part of what arrived that had to wait for what it was made upon. */
  readonly heldBack: number;
  /** How long that waited, in milliseconds; null where nothing did. */
  readonly heldP50: number | null;
  readonly heldMax: number | null;
  /** How many a replica held back at once, at most. */
  readonly bufferMost: number;
  readonly packetsPerMessage: number;
  /** The part of the others that get to know what somebody said who crashed before all had heard it. */
  readonly survivesCrash: number;
}

/**
 * A chat in which people answer what they have read, over each delivery in turn. `progress` is told
 * how many questions are asked.
 */
export function broadcastExperiment(
  options: BroadcastOptions,
  progress: (delivery: Delivery, questions: number) => void = () => undefined,
): BroadcastResult {
  const { replicas, questions, loss } = options;
  assert(
    replicas >= 3 && questions >= 1 && loss >= 0 && loss < 1,
    `a chat of ${String(replicas)} with ${String(questions)} questions and loss ${String(loss)}`,
  );
  return {
    ...options,
    program: chat.text,
    deliveries: deliveries.map((delivery) =>
      measure(delivery, options, (asked) => progress(delivery, asked)),
    ),
  };
}

/** `early`: an answer is here and its question is not. */
export const chat = labProgram(
  "chat",
  `.decl message(id: number, author: symbol, answers: number)
.output message
.decl early(id: number)
early(m) :- message(m, _, q), q > 0, !message(q, _, _).
.output early(promise="eventual")
.operation say(id: number, author: symbol, answers: number) { insert message(id, author, answers). }
`,
);

export function say(cluster: Cluster, author: string, id: number, answers: number): void {
  const text = `say(${String(id)}, "${author}", ${String(answers)})`;
  cluster.submit(author, { kind: "call", operation: "say", arguments: [id, author, answers] }, text);
}

/** The messages of the chat that a message between replicas carries. */
export function carried(message: Message): readonly number[] {
  if (message.kind !== "changes" && message.kind !== "missing") return [];
  return message.transactions.flatMap(({ changes }) =>
    changes.flatMap((change) => (change.kind === "insert" ? Number(change.row[0]) : [])),
  );
}

/** Between two questions, in milliseconds. */
const questionPeriod = 20;

function measure(
  delivery: Delivery,
  options: BroadcastOptions,
  progress: (questions: number) => void,
): DeliveryResult {
  const { seed, replicas, questions, loss } = options;
  const members = Array.from({ length: replicas }, (_, i) => `r${String(i + 1)}`);
  const seen = new Showings(members);
  const cluster = new Cluster({
    local: chat.local,
    members,
    facts: chat.facts,
    seed,
    observe: (event) => seen.observe(event),
  });
  const chance = new Chance(seed);
  cluster.delivery = delivery;
  cluster.network.settings = { loss, duplicate: 0, reorder: true };
  for (const from of members)
    for (const to of members) if (from < to) setBothWays(cluster, from, to, 5 + 95 * chance.next());

  const saidAt = new Map<number, { readonly at: number; readonly author: string }>();
  const speak = (author: string, id: number, answers: number): void => {
    saidAt.set(id, { at: cluster.now, author });
    say(cluster, author, id, answers);
  };
  /** Who answers each question that is not answered yet. */
  const open = new Map<number, string>();
  const answer = (): number => {
    const read = [...open].filter(([question, answerer]) => seen.isShown(answerer, question));
    for (const [question, answerer] of read) {
      open.delete(question);
      speak(answerer, question + 1, question);
    }
    return read.length;
  };
  for (let i = 0; i < questions; i++) {
    progress(i);
    const [asker = "", answerer = ""] = chance.shuffled(members);
    const id = 2 * i + 1;
    open.set(id, answerer);
    speak(asker, id, 0);
    for (let waited = 0; waited < questionPeriod; waited++) {
      cluster.run(1);
      answer();
    }
  }
  do cluster.settle();
  while (answer() > 0);

  const { packets } = cluster.network.counts;
  cluster.close();
  return {
    delivery,
    said: saidAt.size,
    ...seen.summary(saidAt),
    packetsPerMessage: packets / saidAt.size,
    survivesCrash: survivesCrash(delivery, options),
  };
}

/** When what arrived at each replica, and when it was shown there. */
class Showings {
  readonly #places: ReadonlyMap<
    string,
    { readonly arrived: Map<number, number>; readonly shown: Map<number, number> }
  >;
  #early = 0;

  constructor(members: readonly string[]) {
    this.#places = new Map(members.map((name) => [name, { arrived: new Map(), shown: new Map() }]));
  }

  observe({ at, event }: ClusterEvent): void {
    if (event.kind === "message") {
      const arrived = this.#places.get(event.to)?.arrived;
      for (const id of carried(event.message)) if (arrived?.has(id) === false) arrived.set(id, at);
    } else if (event.kind === "replica" && event.event.kind === "appeared") {
      const { relation, row } = event.event;
      if (relation.name === "early") this.#early += 1;
      else this.#places.get(event.replica)?.shown.set(Number(row[0]), at);
    }
  }

  isShown(replica: string, id: number): boolean {
    return this.#places.get(replica)?.shown.has(id) ?? false;
  }

  summary(
    said: ReadonlyMap<number, { readonly at: number; readonly author: string }>,
  ): Omit<DeliveryResult, "delivery" | "said" | "packetsPerMessage" | "survivesCrash"> {
    const taken: number[] = [];
    const held: number[] = [];
    let [arrivals, answersShown, bufferMost] = [0, 0, 0];
    for (const [replica, { arrived, shown }] of this.#places) {
      const spans: (readonly [from: number, to: number])[] = [];
      for (const [id, at] of shown) {
        const message = said.get(id);
        if (message === undefined || message.author === replica) continue;
        taken.push(at - message.at);
        if (id % 2 === 0) answersShown += 1;
      }
      for (const [id, at] of arrived) {
        if (said.get(id)?.author === replica) continue;
        arrivals += 1;
        const until = shown.get(id) ?? Infinity;
        if (until > at) spans.push([at, until]);
      }
      held.push(...spans.map(([from, to]) => to - from));
      for (const [from] of spans)
        bufferMost = Math.max(bufferMost, spans.filter(([a, b]) => a <= from && from < b).length);
    }
    const wanted = said.size * (this.#places.size - 1);
    return {
      shown: taken.length / wanted,
      p50: percentile(taken, 0.5),
      p99: percentile(taken, 0.99),
      early: answersShown === 0 ? 0 : this.#early / answersShown,
      heldBack: arrivals === 0 ? 0 : held.length / arrivals,
      heldP50: held.length === 0 ? null : percentile(held, 0.5),
      heldMax: held.length === 0 ? null : Math.max(...held),
      bufferMost,
    };
  }
}

const crashes = 10;

/** Half of the others are cut off from who speaks, who then crashes. */
function survivesCrash(delivery: Delivery, { seed, replicas }: BroadcastOptions): number {
  const members = Array.from({ length: replicas }, (_, i) => `r${String(i + 1)}`);
  const [speaker = ""] = members;
  let known = 0;
  for (let i = 0; i < crashes; i++) {
    const cluster = new Cluster({ local: chat.local, members, facts: chat.facts, seed: seed + i });
    cluster.delivery = delivery;
    const reached = Math.ceil((replicas - 1) / 2) + 1;
    cluster.partition([members.slice(0, reached), members.slice(reached)]);
    say(cluster, speaker, 1, 0);
    cluster.run(1000);
    cluster.crash(speaker);
    cluster.heal();
    cluster.settle();
    known += cluster.live.filter(({ session }) => [...session.rows("message")].length > 0).length;
    cluster.close();
  }
  return known / (crashes * (replicas - 1));
}

export function setBothWays(cluster: Cluster, a: string, b: string, milliseconds: number): void {
  cluster.network.setLatency(a, b, milliseconds);
  cluster.network.setLatency(b, a, milliseconds);
}
