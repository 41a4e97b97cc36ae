import type { Experiment } from "./experiment.ts";

/** All experiments, in the order of a lesson. */
export const experiments: readonly Experiment[] = [
  {
    id: "merge",
    title: "Merge or overwrite",
    question: "Three replicas hear of the same updates in different orders. Do they end with the same?",
    group: "types",
    view: async () => (await import("./merge-experiment.tsx")).MergeExperiment,
  },
  {
    id: "gcounter",
    title: "G-Counter",
    question: "How do replicas count together when none of them can ask the others?",
    group: "types",
    view: async () => (await import("./gcounter-experiment.tsx")).GcounterExperiment,
  },
  {
    id: "pncounter",
    title: "PN-Counter",
    question: "How can a count go down when its state may only grow?",
    group: "types",
    view: async () => (await import("./pncounter-experiment.tsx")).PncounterExperiment,
  },
  {
    id: "lww",
    title: "LWW-Register",
    question: "Two replicas write the same register. Which value stays, and what if a clock is wrong?",
    group: "types",
    view: async () => (await import("./lww-experiment.tsx")).LwwExperiment,
  },
  {
    id: "orset",
    title: "OR-Set",
    question: "One replica adds what another removes. Is it in the set afterwards?",
    group: "types",
    view: async () => (await import("./orset-experiment.tsx")).OrsetExperiment,
  },
  {
    id: "all-types",
    title: "All types in a partition",
    question: "What becomes of conflicting operations on counters, registers and sets once the line is back?",
    group: "types",
    view: async () => (await import("./all-types-experiment.tsx")).AllTypesExperiment,
  },
  {
    id: "chat",
    title: "Causal chat",
    question: "Can an answer be shown before its question, and what does it take to prevent it?",
    group: "travel",
    view: async () => (await import("./chat-experiment.tsx")).ChatExperiment,
  },
  {
    id: "gossip",
    title: "Gossip",
    question: "How many rounds until everybody has heard, when each tells one neighbour at random?",
    group: "travel",
    view: async () => (await import("./gossip-experiment.tsx")).GossipExperiment,
  },
  {
    id: "quorum",
    title: "Quorums",
    question: "How many must take part in a write and in a read, so that the read sees the write?",
    group: "agreement",
    view: async () => (await import("./quorum-experiment.tsx")).QuorumExperiment,
  },
  {
    id: "latency",
    title: "Three data centres",
    question: "What does a write wait for when it must be agreed upon across continents?",
    group: "agreement",
    view: async () => (await import("./latency-experiment.tsx")).LatencyExperiment,
  },
  {
    id: "spectrum",
    title: "Coordination spectrum",
    question: "Between no coordination and a leader for everything: where do the designs stand?",
    group: "agreement",
    view: async () => (await import("./spectrum-experiment.tsx")).SpectrumExperiment,
  },
  {
    id: "escrow",
    title: "The last unit",
    question: "Two replicas sell the last unit while cut off. What keeps them from overselling?",
    group: "agreement",
    view: async () => (await import("./escrow-experiment.tsx")).EscrowExperiment,
  },
];
