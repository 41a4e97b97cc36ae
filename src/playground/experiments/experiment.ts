import type { ComponentType } from "preact";

/** The experiments in the order of a lesson. */
export const experimentIds = [
  "merge",
  "gcounter",
  "pncounter",
  "lww",
  "orset",
  "all-types",
  "chat",
  "gossip",
  "quorum",
  "latency",
  "spectrum",
  "escrow",
] as const;
export type ExperimentId = (typeof experimentIds)[number];

/** What experiments are about, in the order in which they are shown. */
export const experimentGroups = ["types", "travel", "agreement"] as const;
export type ExperimentGroup = (typeof experimentGroups)[number];

export const groupTitles: Readonly<Record<ExperimentGroup, string>> = {
  types: "State that merges",
  travel: "How updates travel",
  agreement: "What agreement costs",
};

export interface Experiment {
  readonly id: ExperimentId;
  readonly title: string;
  /** What it answers, in one sentence. */
  readonly question: string;
  readonly group: ExperimentGroup;
  /** Its code, fetched when it is first opened; it shows an `ExperimentFrame`. */
  readonly view: () => Promise<ComponentType>;
}
