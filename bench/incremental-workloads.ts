import { Chance } from "../src/base/chance.ts";
import { randomPairs, type Pair } from "./random-pairs.ts";

/** A closure that is evaluated, and then follows single edges that come or single edges that go. */
export interface IncrementalWorkload {
  readonly name: string;
  readonly nodes: number;
  readonly edges: number;
  /** The engines besides Calm that end within a few seconds. */
  readonly peers: readonly string[];
}

export const incrementalWorkloads: readonly IncrementalWorkload[] = [
  { name: "incremental-dense", nodes: 1_000, edges: 3_000, peers: [] },
  { name: "incremental-sparse", nodes: 1_000, edges: 1_100, peers: ["d2ts", "db-ivm"] },
  { name: "incremental-small", nodes: 100, edges: 300, peers: ["d2ts", "db-ivm"] },
  { name: "incremental-tiny", nodes: 200, edges: 40, peers: ["d2ts", "db-ivm", "datascript"] },
];

export interface EdgeChanges {
  readonly initial: readonly Pair[];
  readonly inserted: readonly Pair[];
  readonly deleted: readonly Pair[];
}

/** The same each time: no edge is inserted that is there at first, and each that is deleted is. */
export function edgeChanges({ nodes, edges }: IncrementalWorkload): EdgeChanges {
  const chance = new Chance(9);
  const all = randomPairs(chance, nodes, edges + changeCount);
  return {
    initial: all.slice(0, edges),
    inserted: all.slice(edges),
    deleted: chance.shuffled(all.slice(0, edges)).slice(0, changeCount),
  };
}

const changeCount = 100;
