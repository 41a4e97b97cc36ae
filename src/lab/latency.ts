import { present } from "../base/assert.ts";
import { Chance } from "../base/chance.ts";
import type { Call } from "../replication/call.ts";
import { Cluster, type ClusterEvent } from "../replication/cluster.ts";
import { traceEntry } from "../replication/trace.ts";
import { labProgram, type LabProgram } from "./lab-program.ts";
import { percentile } from "./percentile.ts";
import { links, regions, type Region } from "./regions.ts";

/** How a write is agreed upon: not at all, or at a boundary. */
export const writeWays = ["local", "leader", "quorum", "barrier"] as const;
export type WriteWay = (typeof writeWays)[number];

export interface LatencyOptions {
  readonly seed: number;
  /** In each region, one after the other. */
  readonly writes: number;
  /** What storing a write takes in the region where it is made, in milliseconds. */
  readonly localTime: number;
  /** How much slower a link may be at a write: 0.1 for up to a tenth. */
  readonly jitter: number;
}

export interface LatencyResult extends LatencyOptions {
  readonly ways: readonly WayResult[];
}

export interface WayResult {
  readonly way: WriteWay;
  readonly program: string;
  readonly regions: readonly RegionResult[];
  /** Until a write is in all regions, and all is said about it. */
  readonly messagesPerWrite: number;
  /** Whether all regions have exactly the writes that were accepted, once the partition is healed. */
  readonly keepsAccepted: boolean;
}

export interface RegionResult {
  readonly region: Region;
  /** In milliseconds, from the click to the answer. */
  readonly p50: number;
  readonly p99: number;
  /** By how much a write at the median is slower than a local one there. */
  readonly slower: number;
  /** Which part of the writes is accepted while Tokyo is cut off from the two others. */
  readonly acceptedInPartition: number;
}

/**
 * The same operation on a replicated cart in four ways: each write waits for nobody, for a leader
 * in Virginia, for a quorum of two of three, or for everybody. A write is stored where it is made
 * while its messages are under way, so that it takes the longer of the two. `progress` is told
 * how many writes of a way are done in each region.
 */
export function latencyExperiment(
  options: LatencyOptions,
  progress: (way: WriteWay, writes: number) => void = () => undefined,
): LatencyResult {
  const ways: WayResult[] = [];
  let local: WayResult | null = null;
  for (const way of writeWays) {
    const result: WayResult = measure(way, options, local, (writes) => progress(way, writes));
    local ??= result;
    ways.push(result);
  }
  return { ...options, ways };
}

export interface TracedWriteOptions {
  readonly way: WriteWay;
  readonly region: Region;
  /** The region whose links to the others are cut. */
  readonly cutOff: Region | null;
  readonly seed: number;
  readonly localTime: number;
  readonly jitter: number;
}

/** One write with its messages; all times are milliseconds from the click on. */
export interface TracedWrite {
  readonly answered: number;
  /** Why it was refused. */
  readonly refused: string | null;
  /** In the order of sending; until all that can have it do. */
  readonly messages: readonly WriteMessage[];
  /** When each region has it; null where it does not arrive as long as the links are cut. */
  readonly stored: Readonly<Record<Region, number | null>>;
}

export interface WriteMessage {
  readonly from: Region;
  readonly to: Region;
  readonly text: string;
  /** Whether it brings the write, or is about agreeing. */
  readonly carries: "write" | "agreement";
  readonly sent: number;
  /** When it arrives; null where the link is cut, and it waits at its sender. */
  readonly arrives: number | null;
}

/** One write of the experiment, as it goes. */
export function tracedWrite(options: TracedWriteOptions): TracedWrite {
  const { way, region, cutOff, seed, localTime, jitter } = options;
  const program = cartProgram(way);
  const messages: WriteMessage[] = [];
  const stored: Record<Region, number | null> = { virginia: null, frankfurt: null, tokyo: null };
  const observe = (happened: ClusterEvent): void => {
    const entry = traceEntry(happened, program.local);
    if (entry.kind === "message" || entry.kind === "lost") {
      const { at, sent, text, message } = entry;
      messages.push({
        from: regionOf(entry.from),
        to: regionOf(entry.to),
        text,
        carries: message === "changes" ? "write" : "agreement",
        sent,
        arrives: entry.kind === "message" ? at : null,
      });
    } else if (entry.kind === "appeared") stored[regionOf(entry.replica)] ??= Math.max(entry.at, localTime);
  };
  const cluster = new Cluster({
    local: program.local,
    members: regions,
    facts: program.facts,
    seed,
    observe,
  });
  setLinks(cluster, new Chance(seed), jitter);
  if (cutOff !== null) cluster.partition(sidesWithout(cutOff));
  const { outcome } = addToCart(cluster, region, 0);
  const answered = Math.max(localTime, cluster.now);
  cluster.settle();
  return {
    answered,
    refused: outcome.kind === "refused" ? outcome.reason : null,
    messages: messages.toSorted((a, b) => a.sent - b.sent),
    stored,
  };
}

function regionOf(name: string): Region {
  return present(
    regions.find((region) => region === name),
    name,
  );
}

/** The cart's program: only what the operation is done at differs. */
function cartProgram(way: WriteWay): LabProgram {
  const at = way === "local" ? "" : " at gate";
  const boundary = {
    local: "",
    leader: ".boundary gate by leader(virginia)\n",
    quorum: ".boundary gate by quorum(n=3, r=2, w=2)\n",
    barrier: ".boundary gate by barrier\n",
  }[way];
  return labProgram(
    `cart-${way}`,
    ".decl cart(user: symbol, item: number)\n.output cart\n" +
      boundary +
      `.operation add_to_cart(user: symbol, item: number)${at} { insert cart(user, item). }\n`,
  );
}

const partitionWrites = 10;

function measure(
  way: WriteWay,
  options: LatencyOptions,
  local: WayResult | null,
  progress: (writes: number) => void,
): WayResult {
  const { seed, writes, localTime, jitter } = options;
  const program = cartProgram(way);
  const cluster = new Cluster({ local: program.local, members: regions, facts: program.facts, seed });
  const chance = new Chance(seed);
  let items = 0;
  const write = (region: Region): Call => addToCart(cluster, region, items++);

  const times = new Map<Region, number[]>(regions.map((region) => [region, []]));
  for (let i = 0; i < writes; i++) {
    progress(i);
    for (const region of regions) {
      setLinks(cluster, chance, jitter);
      const begun = cluster.now;
      write(region);
      times.get(region)?.push(Math.max(localTime, cluster.now - begun));
      cluster.settle();
    }
  }
  const messagesPerWrite = cluster.network.counts.packets / (writes * regions.length);

  setLinks(cluster, chance, 0);
  cluster.partition(sidesWithout("tokyo"));
  const accepted = new Map<Region, number>();
  for (let i = 0; i < partitionWrites; i++)
    for (const region of regions) {
      if (write(region).outcome.kind === "done") accepted.set(region, (accepted.get(region) ?? 0) + 1);
    }
  cluster.heal();
  cluster.settle();
  const expected = writes * regions.length + [...accepted.values()].reduce((sum, one) => sum + one, 0);
  const keepsAccepted = cluster.live.every(
    (replica) => [...replica.session.rows("cart")].length === expected,
  );

  return {
    way,
    program: program.text,
    regions: regions.map((region, i) => {
      const taken = times.get(region) ?? [];
      const p50 = percentile(taken, 0.5);
      return {
        region,
        p50,
        p99: percentile(taken, 0.99),
        slower: p50 / (local?.regions[i]?.p50 ?? p50),
        acceptedInPartition: (accepted.get(region) ?? 0) / partitionWrites,
      };
    }),
    messagesPerWrite,
    keepsAccepted,
  };
}

/** Returns once it is decided. */
function addToCart(cluster: Cluster, region: Region, item: number): Call {
  const name = `add_to_cart("${region}", ${String(item)})`;
  const work = { kind: "call", operation: "add_to_cart", arguments: [region, item] } as const;
  const call = cluster.submit(region, work, name);
  if (call.isPending) cluster.runUntilDecided(call);
  return call;
}

/** Those that are on one side while a region is cut off from the others. */
function sidesWithout(region: Region): readonly (readonly Region[])[] {
  return [[region], regions.filter((other) => other !== region)];
}

function setLinks(cluster: Cluster, chance: Chance, jitter: number): void {
  for (const [a, b, milliseconds] of links)
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const)
      cluster.network.setLatency(from, to, milliseconds * (1 + (jitter === 0 ? 0 : jitter * chance.next())));
}
