import { spawnSync } from "node:child_process";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One command on one generated file. */
export interface Workload {
  readonly name: string;
  /** What is counted: rules, facts. */
  readonly size: string;
  /** Makes the rule file's text, the same each time; null for a command without a file. */
  readonly text: (() => string) | null;
  /** Arguments of the bundled command; the file's path is put behind them. */
  readonly arguments: readonly string[];
  /** The exit code that a right answer has. */
  readonly exit: number;
}

export interface Figures {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Milliseconds of wall and CPU time, megabytes (10^6) of peak memory and of input. */
export interface Measurement {
  readonly name: string;
  readonly size: string;
  readonly input: number;
  readonly wall: Figures;
  readonly cpu: Figures;
  readonly peak: Figures;
}

/** Runs a workload once to warm the file cache and `runs` times to measure; a wrong exit code is an error. */
export function measure(workload: Workload, folder: string, runs: number): Measurement {
  const file = join(folder, `${workload.name}.dl`);
  writeFileSync(file, workload.text === null ? "" : workload.text());
  const samples = Array.from({ length: runs + 1 }, () => once(workload, file)).slice(1);
  return {
    name: workload.name,
    size: workload.size,
    input: statSync(file).size / 1e6,
    wall: figures(samples.map((sample) => sample.wall)),
    cpu: figures(samples.map((sample) => sample.cpu)),
    peak: figures(samples.map((sample) => sample.peak)),
  };
}

interface Sample {
  readonly wall: number;
  readonly cpu: number;
  readonly peak: number;
}

/** Writes the process's own use of resources to file descriptor 3 when it ends. */
const probe = `data:text/javascript,${encodeURIComponent(`
import { writeSync } from "node:fs";
process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeSync(3, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1000, peak: (maxRSS * 1024) / 1e6 }));
});`)}`;

function once(workload: Workload, file: string): Sample {
  const started = process.hrtime.bigint();
  const child = spawnSync(
    process.execPath,
    ["--import", probe, "dist/cli.js", ...workload.arguments, ...(workload.text === null ? [] : [file])],
    { stdio: ["ignore", "ignore", "pipe", "pipe"], encoding: "utf8", maxBuffer: 1 << 28 },
  );
  const wall = Number(process.hrtime.bigint() - started) / 1e6;
  if (child.status !== workload.exit) {
    throw new Error(`${workload.name}: exit ${String(child.status)}, ${child.stderr.slice(0, 500)}`);
  }
  const used = JSON.parse(child.output[3] ?? "{}") as { cpu: number; peak: number };
  return { wall, ...used };
}

export function figures(values: readonly number[]): Figures {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: sorted[sorted.length >> 1] ?? Number.NaN,
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
  };
}
