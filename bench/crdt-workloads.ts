import { Chance } from "../src/base/chance.ts";
import { randomPairs } from "./random-pairs.ts";

export type Fact = readonly [string, string] | readonly [number, number];

/** Facts that replicas share, and more that each adds. */
export interface CrdtWorkload {
  readonly name: string;
  readonly facts: (count: number) => readonly Fact[];
}

/** How many facts replicas share, how many each of three then adds, and how many are added each alone. */
export const [sharedCount, addedCount, singleCount] = [150_000, 100, 5_000];

export const crdtWorkloads: readonly CrdtWorkload[] = [
  { name: "crdt-words", facts: wordPairs },
  { name: "crdt-edges", facts: (count) => randomPairs(new Chance(21), 20_000, count) },
];

/** Pairs of texts of eight letters, all as likely. */
function wordPairs(count: number): readonly Fact[] {
  const chance = new Chance(20);
  const word = (): string =>
    String.fromCharCode(...Array.from({ length: 8 }, () => "a".charCodeAt(0) + chance.below(26)));
  return Array.from({ length: count }, () => [word(), word()]);
}

/** The bytes that facts take as lines of a tab-separated file. */
export function rawBytes(facts: readonly Fact[]): number {
  return facts.reduce((sum, [from, to]) => sum + String(from).length + String(to).length + 2, 0);
}
