import { assert } from "../base/assert.ts";
import { Chance } from "../base/chance.ts";

/** n replicas hold a value; a write waits for w of them, a read asks r. */
export interface Quorum {
  readonly replicas: number;
  readonly write: number;
  readonly read: number;
}

export interface QuorumResult extends Quorum {
  /** How many replicas every read shares with every write; 0 where the two can miss each other. */
  readonly overlap: number;
  /** How many replicas may be down while writes, or reads, still find their number. */
  readonly writesTolerate: number;
  readonly readsTolerate: number;
  /** How many replicas may lose all they have before a write that was acknowledged can be lost. */
  readonly lossesTolerated: number;
  /** The part of all reads that miss the last write, replicas being chosen at random. */
  readonly stale: number;
  /** That part as it came out in `trials` reads. */
  readonly staleSimulated: number;
  readonly trials: number;
  /** How far chance may take the simulation from the truth: four standard deviations. */
  readonly bound: number;
  /** Whether the two differ by no more. */
  readonly agree: boolean;
}

/** Up to this many replicas all quorums are enumerated in an instant. */
export const replicasMost = 20;

/** Up to this many a table of all quorums fits a page. */
export const gridMost = 7;

export function quorumExperiment(
  quorum: Quorum,
  { seed, trials }: { readonly seed: number; readonly trials: number },
): QuorumResult {
  const { replicas, write, read } = quorum;
  assert(
    [write, read].every((part) => part >= 1 && part <= replicas) && replicas <= replicasMost,
    `quorums of ${String(write)} and ${String(read)} of ${String(replicas)}`,
  );
  const stale = staleByEnumeration(quorum);
  const staleSimulated = staleBySimulation(quorum, new Chance(seed), trials);
  const bound = 4 * Math.sqrt((stale * (1 - stale)) / trials);
  return {
    ...quorum,
    overlap: Math.max(0, write + read - replicas),
    writesTolerate: replicas - write,
    readsTolerate: replicas - read,
    lossesTolerated: write - 1,
    stale,
    staleSimulated,
    trials,
    bound,
    agree: Math.abs(stale - staleSimulated) <= bound,
  };
}

/** Several, each with the next seed; `progress` is told of each before it is done. */
export function quorumsExperiment(
  quorums: readonly Quorum[],
  { seed, trials }: { readonly seed: number; readonly trials: number },
  progress: (quorum: Quorum) => void = () => undefined,
): readonly QuorumResult[] {
  return quorums.map((quorum, i) => {
    progress(quorum);
    return quorumExperiment(quorum, { seed: seed + i, trials });
  });
}

/** A write and a read at replicas that are chosen at random; replicas count from 0. */
export interface QuorumTrial {
  readonly written: readonly number[];
  readonly asked: readonly number[];
}

/** The first trials of the simulation with this seed. */
export function quorumTrials(
  { replicas, write, read }: Quorum,
  seed: number,
  trials: number,
): readonly QuorumTrial[] {
  const chance = new Chance(seed);
  const names = Array.from({ length: replicas }, (_, i) => i);
  return Array.from({ length: trials }, () => {
    choose(names, write, chance);
    const written = names.slice(0, write);
    choose(names, read, chance);
    return { written, asked: names.slice(0, read) };
  });
}

/** All ways to choose a write and a read quorum of so many replicas. */
export function allQuorums(replicas: number): readonly Quorum[] {
  const sizes = Array.from({ length: replicas }, (_, i) => i + 1);
  return sizes.flatMap((write) => sizes.map((read) => ({ replicas, write, read })));
}

/**
 * Every set of r replicas as the bits of a number, the next larger one each time (Gosper's hack).
 * The write is at the first w replicas: by symmetry all others give the same part.
 */
export function staleByEnumeration({ replicas, write, read }: Quorum): number {
  const written = 2 ** write - 1;
  const end = 2 ** replicas;
  let all = 0;
  let missed = 0;
  for (let asked = 2 ** read - 1; asked < end;) {
    all += 1;
    if ((asked & written) === 0) missed += 1;
    const lowest = asked & -asked;
    const carried = asked + lowest;
    asked = carried | (Math.floor((asked ^ carried) / lowest) >> 2);
  }
  return missed / all;
}

/** The replicas with their versions: each trial writes the next one to w of them and reads r. */
function staleBySimulation({ replicas, write, read }: Quorum, chance: Chance, trials: number): number {
  const versions = new Array<number>(replicas).fill(0);
  const names = versions.map((_, i) => i);
  let missed = 0;
  for (let version = 1; version <= trials; version++) {
    choose(names, write, chance);
    for (let i = 0; i < write; i++) versions[names[i] ?? 0] = version;
    choose(names, read, chance);
    let newest = 0;
    for (let i = 0; i < read; i++) newest = Math.max(newest, versions[names[i] ?? 0] ?? 0);
    if (newest < version) missed += 1;
  }
  return missed / trials;
}

/** Moves `count` of the names, chosen at random, to the front. */
function choose(names: number[], count: number, chance: Chance): void {
  for (let i = 0; i < count; i++) {
    const j = i + chance.below(names.length - i);
    [names[i], names[j]] = [names[j] ?? 0, names[i] ?? 0];
  }
}
