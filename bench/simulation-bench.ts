import { resolve } from "node:path";
import { figures, type Figures } from "./measure.ts";
import { nodeCommand, processUse } from "./process-use.ts";

/** Milliseconds of a whole process, for so many schedules or nodes; the start-up is not taken off. */
export interface SimulationMeasurement {
  readonly name: string;
  readonly count: number;
  readonly cpu: Figures;
  readonly wall: Figures;
  /** Of the same command with almost nothing to do. */
  readonly startUp: Figures;
}

interface SimulationWorkload {
  readonly name: string;
  readonly count: number;
  readonly arguments: (count: number) => readonly string[];
}

const workloads: readonly SimulationWorkload[] = [
  {
    name: "simulate-cart",
    count: 5_000,
    arguments: (count) => ["verify", "examples/cart.dl", "--schedules", String(count)],
  },
  {
    name: "simulate-gossip",
    count: 1_000_000,
    arguments: (count) => ["lab", "gossip", "--seeds", "1", "--nodes", String(count)],
  },
];

/** What schedules on simulated replicas take, and a rumour among a million nodes. */
export function benchSimulations(
  { runs, isWanted }: { readonly runs: number; readonly isWanted: (name: string) => boolean },
  show: (line: string) => void,
): readonly SimulationMeasurement[] {
  const wanted = workloads.filter(({ name }) => isWanted(name));
  if (wanted.length === 0) return [];
  show("");
  show("| workload | count | cpu ms | wall ms | start-up | a second of cpu |");
  show("| --- | ---: | ---: | ---: | ---: | ---: |");
  return wanted.map((workload) => {
    const samples = Array.from({ length: runs + 1 }, () => ({
      full: once(workload, workload.count),
      least: once(workload, 2),
    })).slice(1);
    const startUp = figures(samples.map(({ least }) => least.cpu));
    const cpu = figures(samples.map(({ full }) => full.cpu));
    const wall = figures(samples.map(({ full }) => full.wall));
    const { name, count } = workload;
    const each = (count / (cpu.median - startUp.median)) * 1000;
    const cells = [count, cpu.median, wall.median, startUp.median, each].map((n) =>
      Math.round(n).toLocaleString("en"),
    );
    show(`| ${[name, ...cells].join(" | ")} |`);
    return { name, count, cpu, wall, startUp };
  });
}

function once(workload: SimulationWorkload, count: number): { readonly cpu: number; readonly wall: number } {
  return processUse(nodeCommand("dist/cli.js", ...workload.arguments(count)), resolve("."));
}
