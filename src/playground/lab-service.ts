import {
  expectedGrowth,
  expectedRounds,
  gossipExperiment,
  spreadRumour,
  type GossipMessage,
  type GossipOptions,
} from "../lab/gossip.ts";
import { latencyExperiment, tracedWrite } from "../lab/latency.ts";
import { quorumsExperiment, quorumTrials } from "../lab/quorum.ts";
import { spectrumExperiment } from "../lab/spectrum.ts";
import type { LabApi, RumourWave, WatchedRound, WatchedRumour } from "./lab-api.ts";

export const labService: LabApi = {
  watchRumour,
  rumourWave,
  gossip: (experiment, progress) => {
    const tell = seldom(progress);
    return gossipExperiment(experiment, (nodes, seed, informed) => tell({ nodes, seed, informed }));
  },
  quorums: (quorums, seed, trials) => quorumsExperiment(quorums, { seed, trials }),
  quorumTrials,
  latency: (options, progress) => {
    const tell = seldom(progress);
    return latencyExperiment(options, (way, writes) => tell({ way, writes }));
  },
  write: tracedWrite,
  spectrum: (options, progress) =>
    spectrumExperiment(options, (approach, done) => progress({ approach, done })),
};

function watchRumour(options: GossipOptions): WatchedRumour {
  const rounds: WatchedRound[] = [];
  const knows = new Set([0]);
  let messages: GossipMessage[] = [];
  const endRound = (): void => {
    const told = messages.filter(({ carries, arrives }) => carries === "news" && arrives);
    const heard = [...new Set(told.map(({ to }) => to))].filter((node) => !knows.has(node));
    for (const node of heard) knows.add(node);
    rounds.push({ messages, heard });
    messages = [];
  };
  spreadRumour(options, endRound, (message) => messages.push(message));
  return { rounds, expectedRounds: expectedRounds(options.nodes, options.loss) };
}

function rumourWave(options: GossipOptions): RumourWave {
  const { nodes, loss } = options;
  const heardAt = new Float64Array(nodes);
  const knows = new Uint8Array(nodes);
  knows[0] = 1;
  let [known, knownBefore, rounds, inRound] = [1, 1, 0, 0];
  const observe = ({ to, carries, arrives }: GossipMessage): void => {
    inRound += 1;
    if (carries === "question" || !arrives || knows[to] === 1) return;
    knows[to] = 1;
    heardAt[known] = inRound;
    known += 1;
  };
  const endRound = (): void => {
    for (let i = knownBefore; i < known; i++) heardAt[i] = rounds + (heardAt[i] ?? 0) / inRound;
    rounds += 1;
    [knownBefore, inRound] = [known, 0];
  };
  const { messages } = spreadRumour(options, endRound, observe);
  return {
    rounds,
    messages,
    heardAt,
    expectedRounds: expectedRounds(nodes, loss),
    expectedGrowth: expectedGrowth(nodes, loss),
  };
}

/** In milliseconds: often enough for an eye, and seldom enough for the work. */
const tellEvery = 60;

function seldom<Progress>(tell: (progress: Progress) => void): (progress: Progress) => void {
  let told = -Infinity;
  return (progress) => {
    const now = performance.now();
    if (now - told < tellEvery) return;
    told = now;
    tell(progress);
  };
}
