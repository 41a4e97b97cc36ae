import { present } from "../base/assert.ts";
import { Chance } from "../base/chance.ts";
import type { Row } from "../lattice/row.ts";
import { Call } from "./call.ts";
import { sharedActor } from "../lattice/cell.ts";
import type { Transaction } from "./change.ts";
import { Draft, sharedRights, type Writer } from "./draft.ts";
import { DurableState } from "./durable-state.ts";
import { EventQueue } from "./event-queue.ts";
import { FactStore } from "./fact-store.ts";
import type { LocalProgram } from "./local-program.ts";
import type { Message, Work } from "./message.ts";
import { Network, type Arrival, type LossCause } from "./network.ts";
import { Replica } from "./replica.ts";
import { EnginePool, type ReplicaEngine } from "./replica-engine.ts";
import type { ResolvedEffect } from "../engine/resolved-effect.ts";
import type { Delivery, ReplicaEvent, Surroundings } from "./surroundings.ts";

/** Something that happened in a cluster, for traces: when, in simulated milliseconds, and where. */
export interface ClusterEvent {
  readonly at: number;
  readonly event:
    | { readonly kind: "replica"; readonly replica: string; readonly event: ReplicaEvent }
    | {
        readonly kind: "message";
        readonly from: string;
        readonly to: string;
        readonly sent: number;
        readonly message: Message;
      }
    /** It did not arrive; `again` says whether its sender keeps it and sends it anew. */
    | {
        readonly kind: "lost";
        readonly from: string;
        readonly to: string;
        readonly sent: number;
        readonly message: Message;
        readonly cause: LossCause;
        readonly again: boolean;
      }
    | { readonly kind: "cluster"; readonly text: string };
}

export interface ClusterOptions {
  readonly local: LocalProgram;
  readonly members: readonly string[];
  /** What all replicas have from the start. */
  readonly facts: ReadonlyMap<string, readonly Row[]>;
  readonly seed: number;
  /** Where replicas take their engines from, and `close` gives them back to. */
  readonly engines?: EnginePool;
  readonly observe?: (event: ClusterEvent) => void;
}

/** What happens one after the other. Each `next` lets one more happen, but for the first, and gives the time of the one to come. */
export type Moments = Generator<number, void>;

function passAll(moments: Moments): void {
  while (moments.next().done !== true);
}

/** A cluster that does not come to rest. */
export class RestlessCluster extends Error {}

/** How long `settle` waits, in simulated milliseconds. */
const settleMax = 600_000;

/** Between two exchanges that a replica starts, in milliseconds. */
const gossipPeriod = 50;

/** So that what happens over and over in no time ends, too. */
const eventsMax = 2_000_000;

/**
 * Replicas in one process, on a simulated network, with one clock and one source of chance: the
 * same options and the same calls give the same run, step by step.
 */
export class Cluster {
  readonly local: LocalProgram;
  readonly members: readonly string[];
  readonly network: Network;
  timeout = 1000;
  readonly #engines: EnginePool;
  readonly #queue = new EventQueue<Arrival>();
  readonly #chance: Chance;
  readonly #sites = new Map<string, Site>();
  readonly #shared: Transaction[] = [];
  readonly #observe: (event: ClusterEvent) => void;
  #delivery: Delivery = "reliable";
  #now = 0;
  /** Which side of the partition each replica is on; all are on one when there is none. */
  #sides = new Map<string, number>();
  /** Links that are cut in one direction. */
  readonly #cuts = new Set<string>();
  #gossiping = false;

  constructor({
    local,
    members,
    facts,
    seed,
    engines = new EnginePool(local),
    observe = () => undefined,
  }: ClusterOptions) {
    this.local = local;
    this.#engines = engines;
    this.members = members;
    this.#observe = observe;
    this.#chance = new Chance(seed);
    this.network = new Network(
      this.#queue,
      this.#chance,
      () => this.#now,
      (from, to) => this.#reaches(from, to),
    );
    const store = new FactStore(local.written.relations.values());
    this.#share(store, this.#factEffects(facts));
    for (const name of members) {
      const durable = new DurableState(name, this.#shared);
      const site = { durable, replica: null, engine: null, incarnation: 0, skew: 0, life: 0 };
      this.#sites.set(name, { ...site, heard: new Map() });
    }
    for (const name of members) this.#boot(name);
    for (const name of members) this.replica(name)?.start();
  }

  get now(): number {
    return this.#now;
  }

  /** The replica of a name; null while it is down. */
  replica(name: string): Replica | null {
    return this.#site(name).replica;
  }

  /** The replicas that are not down. */
  get live(): readonly Replica[] {
    const live: Replica[] = [];
    for (const { replica } of this.#sites.values()) if (replica !== null) live.push(replica);
    return live;
  }

  get delivery(): Delivery {
    return this.#delivery;
  }

  set delivery(delivery: Delivery) {
    this.#delivery = delivery;
    if (delivery === "gossip" && !this.#gossiping) {
      this.#gossiping = true;
      for (const [i, name] of this.members.entries())
        this.#gossipLater(name, (i * gossipPeriod) / this.members.length);
    }
  }

  /** All that any replica has, be it down. */
  factsAnywhere(): FactStore {
    const union = new FactStore(this.local.written.relations.values());
    for (const { durable } of this.#sites.values())
      for (const transaction of durable.log) union.apply(transaction);
    return union;
  }

  // What is done to it.

  submit(name: string, work: Work, text: string): Call {
    const replica = this.replica(name);
    if (replica !== null) return replica.submit(work, text);
    const call = new Call(text);
    call.refuse(`${name} is down`);
    const event = { kind: "refused", work: text, reason: `${name} is down` } as const;
    this.#note({ kind: "replica", replica: name, event });
    return call;
  }

  /** One write that all replicas have at once. */
  everywhere(effects: readonly ResolvedEffect[]): Call {
    const call = new Call("everywhere");
    const late = this.live.map((replica) => replica.lateReason(effects)).find((reason) => reason !== null);
    const transaction = late ?? this.#share(this.factsAnywhere(), effects);
    if (typeof transaction === "string") {
      call.refuse(transaction);
      this.#note({ kind: "cluster", text: `refused everywhere: ${transaction}` });
      return call;
    }
    for (const { durable, replica } of this.#sites.values()) {
      if (transaction === null) break;
      if (replica === null) durable.append(transaction);
      else replica.integrate([transaction]);
    }
    call.finish();
    return call;
  }

  /** Parts the replicas anew: links between two that are on one side now come up. */
  partition(sides: readonly (readonly string[])[]): void {
    const cut = this.#linksDown();
    // Who is named on no side is on one with the others that are not.
    this.#sides = new Map(sides.flatMap((side, i) => side.map((name): [string, number] => [name, i])));
    this.#note({ kind: "cluster", text: `partition ${sides.map((side) => side.join(", ")).join(" | ")}` });
    for (const [from, to] of cut) this.#linkUp(from, to);
  }

  heal(): void {
    const cut = this.#linksDown();
    this.#sides = new Map();
    this.#cuts.clear();
    this.#note({ kind: "cluster", text: "heal" });
    for (const [from, to] of cut) this.#linkUp(from, to);
  }

  /** Cuts a link in one direction, until `heal`. */
  cut(from: string, to: string): void {
    this.#cuts.add(`${from} ${to}`);
    this.#note({ kind: "cluster", text: `cut ${from} -> ${to}` });
  }

  /** A replica is down, and what it had only in memory is lost; of what it had received last, `tail`. */
  crash(name: string, tail = 0): void {
    const site = this.#site(name);
    if (site.replica === null) return;
    site.replica = null;
    site.incarnation += 1;
    const lost = site.durable.loseTail(tail);
    const text =
      lost === 0 ? `crash ${name}` : `crash ${name}, which loses the last ${String(lost)} received`;
    this.#note({ kind: "cluster", text });
  }

  /**
   * A replica goes down and comes back from an older state, without the last `count` transactions
   * that it had, as far as others keep them.
   */
  rollBack(name: string, count: number): void {
    this.crash(name);
    const site = this.#site(name);
    const others = this.members.flatMap((other) =>
      other === name ? [] : [present(this.#sites.get(other), other).durable],
    );
    const lost = site.durable.rollBack(
      count,
      (transaction) =>
        transaction.actor !== sharedActor && others.some((durable) => durable.keeps(transaction)),
    );
    site.life += 1;
    this.#note({
      kind: "cluster",
      text: `roll back ${name}, which loses the last ${String(lost)} transactions`,
    });
    this.recover(name);
  }

  recover(name: string): void {
    if (this.replica(name) !== null) return;
    this.#note({ kind: "cluster", text: `recover ${name}` });
    this.#boot(name);
    for (const other of this.members) {
      if (other === name) continue;
      if (this.isUp(name, other)) this.#linkUp(name, other);
      if (this.isUp(other, name)) this.#linkUp(other, name);
    }
    this.replica(name)?.start();
  }

  setSkew(name: string, milliseconds: number): void {
    this.#site(name).skew = milliseconds;
  }

  /** Gives the engines back: nothing of this cluster may be used any more. */
  close(): void {
    for (const { engine } of this.#sites.values()) if (engine !== null) this.#engines.giveBack(engine);
    this.#sites.clear();
  }

  // Time.

  /** When something happens next; null where nothing will. */
  get nextAt(): number | null {
    return this.#queue.next;
  }

  /** Lets time pass. */
  run(milliseconds: number): void {
    passAll(this.passing(this.#now + milliseconds));
  }

  /** Lets time pass until a call is decided. Throws a `RestlessCluster`. */
  runUntilDecided(call: Call): void {
    passAll(this.deciding(call));
  }

  /**
   * Lets time pass until nothing is under way that the partition and the crashes let through, and
   * nothing can be decided. Throws a `RestlessCluster` after ten simulated minutes.
   */
  settle(): void {
    passAll(this.settling());
  }

  // The same, moment by moment: each stops before the next, and says when that is.

  /** Lets time pass until `end`; where nothing happens then, coming there is a moment too. */
  *passing(end: number): Moments {
    yield* this.#passWhile(() => (this.#queue.next ?? Infinity) <= end);
    if (this.#now >= end) return;
    yield end;
    this.#now = end;
  }

  *deciding(call: Call): Moments {
    const end = this.#now + settleMax;
    yield* this.#passWhile(() => call.isPending && (this.#queue.next ?? Infinity) <= end);
    if (call.isPending) throw new RestlessCluster(`${call.text} is not decided`);
  }

  *settling(): Moments {
    const end = this.#now + settleMax;
    yield* this.#passWhile(() => (this.#queue.next ?? Infinity) <= end && this.#moves());
    if (this.#moves())
      throw new RestlessCluster(`still moving after ten simulated minutes: ${this.#movement()}`);
  }

  *#passWhile(goesOn: () => boolean): Moments {
    for (let events = 0; goesOn(); events++) {
      if (events > eventsMax) throw new RestlessCluster(`still moving: ${this.#movement()}`);
      const { next } = this.#queue;
      if (next === null) return;
      yield next;
      const event = present(this.#queue.take(), "the next event");
      this.#now = Math.max(this.#now, event.at);
      event.action();
    }
  }

  #moves(): boolean {
    return this.#queue.matters || (this.#delivery === "gossip" && this.#hasNews() !== null);
  }

  #movement(): string {
    const waits = this.live.flatMap((replica) =>
      replica.waitsFor.map((waitsFor) => `${replica.name} waits for ${waitsFor}`),
    );
    const news = this.#delivery === "gossip" ? this.#hasNews() : null;
    const parts = [...waits, ...(news === null ? [] : [news])];
    return parts.length === 0 ? "messages are under way" : parts.join("; ");
  }

  /** Two replicas that could tell each other something new. */
  #hasNews(): string | null {
    for (const a of this.live)
      for (const b of this.live)
        if (a !== b && this.isUp(a.name, b.name) && this.isUp(b.name, a.name)) {
          if (!a.store.seen.equals(b.store.seen.context())) return `${a.name} and ${b.name} differ`;
        }
    return null;
  }

  // How it works.

  isUp(from: string, to: string): boolean {
    return this.replica(from) !== null && this.#reaches(from, to);
  }

  /** Whether a packet arrives: what was sent is on its way, also when its sender has crashed since. */
  #reaches(from: string, to: string): boolean {
    return (
      this.replica(to) !== null &&
      this.#sides.get(from) === this.#sides.get(to) &&
      !this.#cuts.has(`${from} ${to}`)
    );
  }

  /** Which part of a partition a replica is in, counted by the first of each; all are in 0 without one. */
  sideOf(name: string): number {
    const firsts = new Set(this.members.map((member) => this.#sides.get(member)));
    return [...firsts].indexOf(this.#sides.get(name));
  }

  /** The links that a partition or a cut lets nothing through, each direction by itself. */
  get linksCut(): readonly (readonly [from: string, to: string])[] {
    const isCut = (from: string, to: string): boolean =>
      from !== to && (this.#sides.get(from) !== this.#sides.get(to) || this.#cuts.has(`${from} ${to}`));
    return this.members.flatMap((from) =>
      this.members.flatMap((to) => (isCut(from, to) ? [[from, to] as const] : [])),
    );
  }

  #linksDown(): readonly (readonly [string, string])[] {
    return this.members.flatMap((from) =>
      this.members.flatMap((to) => (from === to || this.isUp(from, to) ? [] : [[from, to] as const])),
    );
  }

  #linkUp(from: string, to: string): void {
    if (!this.isUp(from, to)) return;
    this.network.linkUp(from, to);
    this.replica(from)?.linkUp(to);
  }

  #gossipLater(name: string, milliseconds: number): void {
    const action = (): void => {
      const replica = this.replica(name);
      if (replica !== null && this.#delivery === "gossip" && replica.others.length > 0)
        replica.exchange(present(this.#chance.pickOf(replica.others), "a peer"));
      this.#gossipLater(name, gossipPeriod);
    };
    this.#queue.add({ at: this.#now + milliseconds, action, matters: () => false });
  }

  #boot(name: string): void {
    const site = this.#site(name);
    site.engine ??= this.#engines.take();
    site.replica = new Replica({
      name,
      members: this.members,
      local: this.local,
      durable: site.durable,
      surroundings: this.#surroundingsOf(name, site),
      engine: site.engine,
    });
  }

  #surroundingsOf(name: string, site: Site): Surroundings {
    const { incarnation, life } = site;
    const isCurrent = (): boolean => site.incarnation === incarnation;
    const now = (): number => this.#now;
    const timeout = (): number => this.timeout;
    const delivery = (): Delivery => this.#delivery;
    return {
      get delivery() {
        return delivery();
      },
      get timeout() {
        return timeout();
      },
      clock: () => now() + site.skew,
      send: (to, message, once) => {
        const deliver = (sent: number): void => {
          // Who has heard from a later life of the sender listens to no earlier one.
          const known = this.#site(to).heard.get(name) ?? 0;
          if (life < known) return;
          this.#site(to).heard.set(name, life);
          this.#note({ kind: "message", from: name, to, sent, message });
          this.replica(to)?.receive(name, message);
        };
        const lost = (sent: number, cause: LossCause): void => {
          const again = !once && isCurrent();
          this.#note({ kind: "lost", from: name, to, sent, message, cause, again });
        };
        // Gossip never ends: who waits looks at whether there is any news.
        const matters = !(once && delivery() === "gossip");
        this.network.send({ from: name, to, message, deliver, lost, once, matters, isCurrent });
      },
      after: (milliseconds, action, wanted = () => true) => {
        this.#queue.add({
          at: now() + milliseconds,
          action: () => {
            if (isCurrent()) action();
          },
          matters: () => isCurrent() && wanted(),
        });
      },
      random: () => this.#chance.next(),
      note: (event) => this.#note({ kind: "replica", replica: name, event }),
    };
  }

  #site(name: string): Site {
    return present(this.#sites.get(name), `the replica ${name}`);
  }

  #note(event: ClusterEvent["event"]): void {
    this.#observe({ at: this.#now, event });
  }

  // What all share.

  /** Makes a transaction of the shared actor, null where nothing changes; says why not, where an effect cannot be. */
  #share(store: FactStore, effects: readonly ResolvedEffect[]): Transaction | string | null {
    const writer: Writer = {
      actor: sharedActor,
      members: this.members.map((name) => this.#sites.get(name)?.durable.actor ?? name),
      timestamp: () => this.#sharedTime(),
    };
    const draft = new Draft(store, writer);
    for (const effect of effects) {
      const { relation } = effect;
      if (effect.kind === "add" && effect.sign > 0 && store.cell(relation, effect.key).kind === "bounded") {
        const delta = sharedRights(store, relation, effect.key, effect.amount, writer.members);
        draft.change({ kind: "merge", relation, key: effect.key, delta });
        continue;
      }
      const reason = draft.do(effect);
      if (reason === null) continue;
      draft.drop();
      return reason;
    }
    const transaction = draft.finish(null, null);
    if (transaction !== null) this.#shared.push(transaction);
    return transaction;
  }

  /** Later than all that any replica has written or heard of. */
  #sharedTime(): ReturnType<Writer["timestamp"]> {
    let latest = { time: this.#now, count: 0, actor: sharedActor };
    for (const replica of this.live) {
      const { time, count } = replica.timestamp();
      if (time > latest.time || (time === latest.time && count > latest.count))
        latest = { time, count, actor: sharedActor };
    }
    return latest;
  }

  /** The facts of the text as effects: a counter is what is added to it, a register what is written. */
  #factEffects(facts: ReadonlyMap<string, readonly Row[]>): readonly ResolvedEffect[] {
    return [...facts].flatMap(([relation, rows]) => rows.map((row) => this.#factEffect(relation, row)));
  }

  #factEffect(relation: string, row: Row): ResolvedEffect {
    const { columns, keyCount } = present(this.local.written.relations.get(relation), relation);
    const column = columns[keyCount];
    const [key, values] = [row.slice(0, keyCount), row.slice(keyCount)];
    const amount = Number(values[0] ?? 0);
    switch (column?.lattice ?? null) {
      case null:
      case "max":
      case "min":
        return { kind: "insert", relation, row };
      case "gcounter":
      case "pncounter":
        return { kind: "add", relation, key, amount, sign: 1 };
      case "bounded":
        return { kind: "add", relation, key, amount: amount - (column?.bound ?? 0), sign: 1 };
      case "lww":
      case "mv":
        return { kind: "write", relation, key, values };
      case "sequence":
        return { kind: "splice-in", relation, key, text: String(values[0] ?? ""), index: 0 };
    }
  }
}

interface Site {
  readonly durable: DurableState;
  replica: Replica | null;
  engine: ReplicaEngine | null;
  incarnation: number;
  /** How far this replica's clock is ahead, in milliseconds. */
  skew: number;
  /** How often it went back to an older state. */
  life: number;
  /** The last life that was heard of each other. */
  readonly heard: Map<string, number>;
}
