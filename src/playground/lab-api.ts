import type { Approach } from "../lab/approaches.ts";
import type { GossipExperiment, GossipMessage, GossipOptions, GossipResult } from "../lab/gossip.ts";
import type {
  LatencyOptions,
  LatencyResult,
  TracedWrite,
  TracedWriteOptions,
  WriteWay,
} from "../lab/latency.ts";
import type { Quorum, QuorumResult, QuorumTrial } from "../lab/quorum.ts";
import type { SpectrumOptions, SpectrumResult } from "../lab/spectrum.ts";

/**
 * The experiments of `calm lab`, in a worker: the same options and seeds give the figures that the
 * command prints. What may take long tells how far it is.
 */
export interface LabApi {
  /** One rumour with all its messages, for few nodes. */
  watchRumour(options: GossipOptions): WatchedRumour;
  /** One rumour with the moment at which each node hears of it, for up to 100,000 nodes. */
  rumourWave(options: GossipOptions): RumourWave;
  gossip(experiment: GossipExperiment, progress: (done: GossipProgress) => void): GossipResult;
  quorums(quorums: readonly Quorum[], seed: number, trials: number): readonly QuorumResult[];
  quorumTrials(quorum: Quorum, seed: number, trials: number): readonly QuorumTrial[];
  latency(options: LatencyOptions, progress: (done: LatencyProgress) => void): LatencyResult;
  write(options: TracedWriteOptions): TracedWrite;
  spectrum(options: SpectrumOptions, progress: (done: SpectrumProgress) => void): SpectrumResult;
}

export interface WatchedRumour {
  readonly rounds: readonly WatchedRound[];
  /** What is expected of pushing. */
  readonly expectedRounds: number;
}

export interface WatchedRound {
  readonly messages: readonly GossipMessage[];
  /** Who hears of it in this round for the first time. */
  readonly heard: readonly number[];
}

export interface RumourWave {
  readonly rounds: number;
  readonly messages: number;
  /**
   * When each node has the rumour, in rounds, the first at 0: within a round by the place of its
   * message among all messages of the round.
   */
  readonly heardAt: Float64Array;
  readonly expectedRounds: number;
  /** The part of them in which the number of those who know grows by as much each round. */
  readonly expectedGrowth: number;
}

export interface GossipProgress {
  readonly nodes: number;
  readonly seed: number;
  readonly informed: number;
}

export interface LatencyProgress {
  readonly way: WriteWay;
  /** Done in each region. */
  readonly writes: number;
}

export interface SpectrumProgress {
  readonly approach: Approach;
  /** How many approaches are done. */
  readonly done: number;
}
