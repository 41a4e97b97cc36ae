import type { Chance } from "../base/chance.ts";
import type { EventQueue } from "./event-queue.ts";
import type { Message } from "./message.ts";

/** What all links have in common. */
export interface NetworkSettings {
  /** The part of the packets that get lost, from 0 to 1. */
  readonly loss: number;
  /** The part of the packets that arrive twice. */
  readonly duplicate: number;
  /** Whether packets of one link may overtake each other. */
  readonly reorder: boolean;
}

/** One way, in milliseconds. */
const latencyDefault = 10;

export interface NetworkCounts {
  readonly packets: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly cutOff: number;
}

/** Why a packet did not arrive: chance, or a link that was cut or had an end that was down. */
export type LossCause = "chance" | "cut";

interface Packet {
  readonly from: string;
  readonly to: string;
  readonly message: Message;
  /** Each time it arrives; `sent` is when the packet that did was sent. */
  readonly deliver: (sent: number) => void;
  /** Each time it does not. */
  readonly lost: (sent: number, cause: LossCause) => void;
  /** Whether it is tried once only. */
  readonly once: boolean;
  /** Whether anybody waits for it. */
  readonly matters: boolean;
  /** The sender's incarnation: what waits at a sender that crashes is gone. */
  readonly isCurrent: () => boolean;
}

/** A packet under way. */
export interface Flight {
  /** Of this packet alone, in its network. */
  readonly id: number;
  readonly from: string;
  readonly to: string;
  readonly message: Message;
  readonly sent: number;
  readonly arrives: number;
}

/** What a packet brings when it arrives. */
export type Arrival = Pick<Flight, "from" | "to" | "message" | "sent">;

/**
 * Links between replicas, in simulated time. A packet takes its link's latency; it may get lost,
 * doubled or overtaken as the settings say, and is lost where the link is cut when it arrives.
 *
 * What is to arrive for sure is sent anew until it does, and waits at its sender while the link is
 * cut.
 */
export class Network {
  settings: NetworkSettings = { loss: 0, duplicate: 0, reorder: false };
  readonly #queue: EventQueue<Arrival>;
  readonly #chance: Chance;
  readonly #now: () => number;
  readonly #isUp: (from: string, to: string) => boolean;
  readonly #latencies = new Map<string, number>();
  /** When the last packet of a link that keeps its order arrives. */
  readonly #lastArrival = new Map<string, number>();
  readonly #waiting = new Map<string, Packet[]>();
  readonly #counts = { packets: 0, lost: 0, duplicated: 0, cutOff: 0 };

  constructor(
    queue: EventQueue<Arrival>,
    chance: Chance,
    now: () => number,
    isUp: (from: string, to: string) => boolean,
  ) {
    this.#queue = queue;
    this.#chance = chance;
    this.#now = now;
    this.#isUp = isUp;
  }

  get counts(): NetworkCounts {
    return { ...this.#counts };
  }

  setLatency(from: string, to: string, milliseconds: number): void {
    this.#latencies.set(linkName(from, to), milliseconds);
  }

  latency(from: string, to: string): number {
    return this.#latencies.get(linkName(from, to)) ?? latencyDefault;
  }

  /** What is under way, the next to arrive first; some of it may be lost at a cut yet. */
  get flights(): readonly Flight[] {
    return this.#queue
      .inOrder()
      .flatMap(({ event: { at, arrival }, order }) =>
        arrival === undefined ? [] : [{ ...arrival, id: order, arrives: at }],
      );
  }

  /** What waits at its sender for a link, link by link, in the order in which it is sent. */
  get waiting(): readonly Pick<Flight, "from" | "to" | "message">[] {
    return [...this.#waiting.values()].flat().filter((packet) => packet.isCurrent());
  }

  send(packet: Packet): void {
    const { from, to, once } = packet;
    this.#counts.packets += 1;
    if (!this.#isUp(from, to)) {
      this.#counts.cutOff += 1;
      packet.lost(this.#now(), "cut");
      if (!once) this.#keep(packet);
      return;
    }
    const { loss, duplicate } = this.settings;
    if (loss > 0 && this.#chance.happens(loss)) {
      this.#counts.lost += 1;
      packet.lost(this.#now(), "chance");
      if (!once) this.#resend(packet);
      return;
    }
    this.#arriveLater(packet);
    if (duplicate > 0 && this.#chance.happens(duplicate)) {
      this.#counts.duplicated += 1;
      this.#arriveLater(packet);
    }
  }

  /** A link is up again: what waited for it is sent. */
  linkUp(from: string, to: string): void {
    const name = linkName(from, to);
    const waiting = this.#waiting.get(name) ?? [];
    this.#waiting.delete(name);
    for (const packet of waiting) if (packet.isCurrent()) this.send(packet);
  }

  #arriveLater(packet: Packet): void {
    const { from, to } = packet;
    const name = linkName(from, to);
    const latency = this.latency(from, to);
    const sent = this.#now();
    let at = sent + latency;
    if (this.settings.reorder) {
      at += this.#chance.next() * 2 * Math.max(latency, 1);
    } else {
      at = Math.max(at, this.#lastArrival.get(name) ?? 0);
      this.#lastArrival.set(name, at);
    }
    const action = (): void => {
      if (this.#isUp(from, to)) {
        packet.deliver(sent);
        return;
      }
      this.#counts.cutOff += 1;
      packet.lost(sent, "cut");
      if (!packet.once && packet.isCurrent()) this.#keep(packet);
    };
    const arrival = { from, to, message: packet.message, sent };
    this.#queue.add({ at, action, matters: () => packet.matters, arrival });
  }

  /** Tries again once an answer would have come. */
  #resend(packet: Packet): void {
    const at = this.#now() + 2 * this.latency(packet.from, packet.to) + 10;
    const action = (): void => {
      if (packet.isCurrent()) this.send(packet);
    };
    this.#queue.add({ at, action, matters: packet.isCurrent });
  }

  #keep(packet: Packet): void {
    const name = linkName(packet.from, packet.to);
    const waiting = this.#waiting.get(name);
    if (waiting === undefined) this.#waiting.set(name, [packet]);
    else waiting.push(packet);
  }
}

function linkName(from: string, to: string): string {
  return `${from} ${to}`;
}
