import type { VNode } from "preact";
import { ExperimentFrame } from "./experiment-frame.tsx";

export function LwwExperiment(): VNode {
  return <ExperimentFrame tries={[]} notice={null} controls={null} stage={null} />;
}
