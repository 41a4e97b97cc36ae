import { Cluster } from "../replication/cluster.ts";
import type { Call } from "../replication/call.ts";
import { EnginePool } from "../replication/replica-engine.ts";
import type { Delivery } from "../replication/surroundings.ts";
import type { Row, Value } from "../lattice/row.ts";
import { approaches, shopPromises, type Approach, type ShopPromise } from "./approaches.ts";
import { labProgram, type LabProgram } from "./lab-program.ts";
import { percentile } from "./percentile.ts";
import { links, regions, type Region } from "./regions.ts";

export interface SpectrumOptions {
  readonly seed: number;
  /** How often each promise is tried, each time with the next seed. */
  readonly runs: number;
  /** What storing a write takes in the region where it is made, in milliseconds. */
  readonly localTime: number;
}

export interface SpectrumResult extends SpectrumOptions {
  readonly approaches: readonly ApproachResult[];
}

export interface ApproachResult {
  readonly approach: Approach;
  readonly program: string;
  /** From a sale to an answer that stands, in milliseconds: the median, by where it is made. */
  readonly waits: Readonly<Record<Region, number>>;
  /** Which part of the sales is answered for good while Tokyo is cut off from the two others. */
  readonly answeredInPartition: Readonly<Record<Region, number>>;
  /** Until all regions know all about a sale. */
  readonly messagesPerSale: number;
  /** In how many of the runs each promise was kept. */
  readonly kept: Readonly<Record<ShopPromise, number>>;
}

/** Measures all approaches on the network of `calm lab latency`; `progress` is told of each before it is measured. */
export function spectrumExperiment(
  options: SpectrumOptions,
  progress: (approach: Approach, done: number) => void = () => undefined,
): SpectrumResult {
  const results = approaches.map((approach, i) => {
    progress(approach, i);
    return measure(approach, options);
  });
  return { ...options, approaches: results };
}

/** For how long replicas are looked at, in simulated milliseconds. */
const watched = 10_000;

/** More than are sold. */
const plenty = 3000;
const sales = 9;

function measure(approach: Approach, { seed, runs, localTime }: SpectrumOptions): ApproachResult {
  const stocked = new Shop(approach, plenty);
  const scarce = new Shop(approach, 1);
  const calm = stocked.open(seed, false);
  const waits = byRegion((region) => {
    const times = Array.from({ length: sales }, () => {
      const begun = calm.cluster.now;
      calm.sell(region);
      const taken = calm.cluster.now - begun;
      calm.cluster.settle();
      return Math.max(localTime, taken);
    });
    return percentile(times, 0.5);
  });
  const messagesPerSale = calm.cluster.network.counts.packets / (sales * regions.length);
  calm.cluster.partition([["tokyo"], ["virginia", "frankfurt"]]);
  const answeredInPartition = byRegion((region) => {
    const answered = Array.from({ length: sales }, () => calm.sell(region)).filter((stands) => stands);
    return answered.length / sales;
  });
  calm.cluster.close();

  const kept = { converge: 0, order: 0, limit: 0, unique: 0, fresh: 0 };
  for (let i = 0; i < runs; i++)
    for (const promise of shopPromises) {
      const shop = promise === "limit" ? scarce : stocked;
      const opened = shop.open(seed + i, true);
      if (tries[promise](opened)) kept[promise] += 1;
      opened.cluster.close();
    }
  return { approach, program: stocked.program.text, waits, answeredInPartition, messagesPerSale, kept };
}

function byRegion(measured: (region: Region) => number): Readonly<Record<Region, number>> {
  return {
    virginia: measured("virginia"),
    frankfurt: measured("frankfurt"),
    tokyo: measured("tokyo"),
  };
}

/** The shop as one approach has it. */
class Shop {
  readonly program: LabProgram;
  readonly #approach: Approach;
  readonly #engines: EnginePool;

  constructor(approach: Approach, units: number) {
    this.#approach = approach;
    this.program = labProgram(`shop-${approach}`, rulesOf(approach, units));
    this.#engines = new EnginePool(this.program.local);
  }

  /** On a network that loses, doubles and reorders, or on one that does not. */
  open(seed: number, isBad: boolean): OpenShop {
    const { local, facts } = this.program;
    const cluster = new Cluster({ local, members: regions, facts, seed, engines: this.#engines });
    for (const [a, b, milliseconds] of links) {
      cluster.network.setLatency(a, b, milliseconds);
      cluster.network.setLatency(b, a, milliseconds);
    }
    cluster.delivery = deliveries[this.#approach];
    if (isBad) {
      cluster.network.settings = { loss: 0.1, duplicate: 0.1, reorder: true };
      // Nobody gives up: what is lost is sent again, and only what is answered is judged.
      cluster.timeout = watched;
    }
    return new OpenShop(cluster, this.#approach === "seal");
  }
}

/** What brings a write to the others; where a log or a round decides the order, it is kept on the way. */
const deliveries: Readonly<Record<Approach, Delivery>> = {
  crdt: "reliable",
  causal: "causal",
  escrow: "reliable",
  seal: "reliable",
  leader: "causal",
  quorum: "causal",
  barrier: "causal",
};

/** A shop with replicas; customers and rounds count on. */
class OpenShop {
  readonly cluster: Cluster;
  readonly #isSealed: boolean;
  #count = 0;

  constructor(cluster: Cluster, isSealed: boolean) {
    this.cluster = cluster;
    this.#isSealed = isSealed;
  }

  call(region: Region, operation: string, ...given: readonly Value[]): Call {
    return this.cluster.submit(region, { kind: "call", operation, arguments: given }, operation);
  }

  decide(call: Call): boolean {
    if (call.isPending) this.cluster.runUntilDecided(call);
    return call.outcome.kind === "done";
  }

  has(region: Region, relation: string, test: (row: Row) => boolean): boolean {
    return [...(this.cluster.replica(region)?.session.rows(relation) ?? [])].some(test);
  }

  /** One sale to the end: whether its answer is there, and stands, within a second. */
  sell(region: Region): boolean {
    const id = ++this.#count;
    if (!this.#isSealed) return this.decide(this.call(region, "sell", id));
    this.call(region, "sell", id, id);
    this.call(region, "close", id);
    return this.wait(() => this.has(region, "buyer", ([round]) => round === id));
  }

  /** All regions try for the same at the same time; returns to how many it was given. */
  contest(kind: "sell" | "sign_up"): number {
    const ids = regions.map(() => ++this.#count);
    if (!this.#isSealed) {
      const calls = regions.map((region, i) =>
        kind === "sell"
          ? this.call(region, "sell", ids[i] ?? 0)
          : this.call(region, "sign_up", ids[i] ?? 0, "ana"),
      );
      this.cluster.settle();
      return calls.filter(({ outcome }) => outcome.kind === "done").length;
    }
    const [relation, round, close] =
      kind === "sell" ? (["buyer", 0, "close"] as const) : (["owner", "ana", "close_name"] as const);
    for (const [i, region] of regions.entries()) {
      if (kind === "sell") this.call(region, "sell", 0, ids[i] ?? 0);
      else this.call(region, "sign_up", ids[i] ?? 0, "ana");
    }
    this.call("tokyo", close, round);
    const given = new Set<Value | undefined>();
    this.wait(() => {
      const rows = regions.map((region) => [...(this.cluster.replica(region)?.session.rows(relation) ?? [])]);
      for (const [, id] of rows.flat()) given.add(id);
      return rows.every((some) => some.length > 0);
    });
    return given.size;
  }

  /** Lets time pass until it is so, for at most `most` milliseconds; returns whether it is. */
  wait(isSo: () => boolean, most = this.cluster.timeout): boolean {
    for (let waited = 0; waited < most; waited++) {
      if (isSo()) return true;
      this.cluster.run(1);
    }
    return isSo();
  }
}

const tries: Readonly<Record<ShopPromise, (shop: OpenShop) => boolean>> = {
  converge: (shop) => {
    const { cluster } = shop;
    cluster.partition([["tokyo"], ["virginia", "frankfurt"]]);
    const calls = regions.map((region, i) => shop.call(region, "say", i + 1, 0));
    cluster.run(1000);
    cluster.heal();
    cluster.settle();
    const accepted = calls.flatMap(({ outcome }, i) => (outcome.kind === "done" ? [i + 1] : []));
    return regions.every((region) => {
      const rows = [...(cluster.replica(region)?.session.rows("message") ?? [])];
      return rows.length === accepted.length && rows.every(([id]) => accepted.includes(Number(id)));
    });
  },
  order: (shop) => {
    const has = (region: Region, id: number): boolean => shop.has(region, "message", ([own]) => own === id);
    shop.call("frankfurt", "say", 1, 0);
    if (!shop.wait(() => has("virginia", 1), watched)) return false;
    shop.call("virginia", "say", 2, 1);
    let isKept = true;
    shop.wait(() => {
      isKept &&= regions.every((region) => !has(region, 2) || has(region, 1));
      return regions.every((region) => has(region, 1) && has(region, 2));
    }, watched);
    return isKept;
  },
  limit: (shop) => shop.contest("sell") === 1,
  unique: (shop) => shop.contest("sign_up") === 1,
  fresh: (shop) =>
    shop.decide(shop.call("tokyo", "say", 1, 0)) &&
    (["frankfurt", "virginia"] as const).every((region) => shop.decide(shop.call(region, "read", 1))),
};

function rulesOf(approach: Approach, units: number): string {
  const boundary = boundaries[approach];
  const at = boundary === "" ? "" : " at gate";
  return `${boundary}${stockRules(approach, units, at)}${nameRules(approach, at)}
.decl message(id: number, answers: number)
.output message(promise="eventual")
.operation say(id: number, answers: number)${at} { insert message(id, answers). }
.decl seen(id: number)
.operation read(id: number)${at} { require message(id, _). insert seen(id). }
`;
}

const boundaries: Readonly<Record<Approach, string>> = {
  crdt: "",
  causal: "",
  escrow: "",
  seal: "",
  leader: ".boundary gate by leader(virginia)\n\n",
  quorum: ".boundary gate by quorum(n=3, r=2, w=2)\n\n",
  barrier: ".boundary gate by barrier\n\n",
};

function stockRules(approach: Approach, units: number, at: string): string {
  if (approach === "escrow")
    return `.decl stock(product: symbol, units: bounded<0>)
stock("camera", ${String(units)}).
.operation sell(customer: number) { stock("camera") -= 1. }
`;
  if (approach === "seal")
    return `.decl wish(round: number, customer: number)
.decl closed(round: number)
.seal wish(round) by closed
.operation sell(round: number, customer: number) { insert wish(round, customer). }
.operation close(round: number) { insert closed(round). }
.decl buyer(round: number, customer: number)
buyer(r, c) :- closed(r), wish(r, c), c = min x : { wish(r, x) }.
.output buyer
`;
  return `.decl stock(product: symbol, units: number) static
stock("camera", ${String(units)}).
.decl sold(product: symbol, units: gcounter)
sold("camera", 0).
.operation sell(customer: number)${at} {
  require stock("camera", n), sold("camera", s), s < n.
  sold("camera") += 1.
}
`;
}

function nameRules(approach: Approach, at: string): string {
  if (approach === "seal")
    return `.decl claim(name: symbol, account: number)
.decl closed_name(name: symbol)
.seal claim(name) by closed_name
.operation sign_up(account: number, name: symbol) { insert claim(name, account). }
.operation close_name(name: symbol) { insert closed_name(name). }
.decl owner(name: symbol, account: number)
owner(n, a) :- closed_name(n), claim(n, a), a = min x : { claim(n, x) }.
.output owner
`;
  return `.decl account(id: number, name: symbol)
.operation sign_up(id: number, name: symbol)${at} {
  require !account(_, name).
  insert account(id, name).
}
`;
}
