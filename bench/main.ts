import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkWorkloads } from "./check-workloads.ts";
import { measure, type Measurement } from "./measure.ts";

/** `npm run bench -- [--only TEXT] [--runs N] [--json FILE]`: a table on standard output, and the same as JSON. */
const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    runs: { type: "string", default: "5" },
    json: { type: "string", default: "tmp/bench/results.json" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(`npm run bench -- [options]

  --only TEXT   the workloads whose name contains TEXT
  --runs N      runs of each after one warm-up (default 5)
  --json FILE   where the figures go as JSON (default tmp/bench/results.json)

Whole processes are measured: start-up and reading included. Times differ from machine to
machine; quote ratios.`);
} else {
  run(Number(values.runs), values.only, values.json);
}

function run(runs: number, only: string, jsonFile: string): void {
  const folder = mkdtempSync(join(tmpdir(), "calm-bench-"));
  try {
    const results: Measurement[] = [];
    console.log(tableLine(["workload", "wall ms", "min", "max", "cpu ms", "peak MB", "input MB", "size"]));
    for (const workload of checkWorkloads) {
      if (!workload.name.includes(only)) continue;
      const result = measure(workload, folder, runs);
      results.push(result);
      console.log(tableLine(columns(result)));
    }
    mkdirSync(join(jsonFile, ".."), { recursive: true });
    writeFileSync(jsonFile, `${JSON.stringify({ schemaVersion: 1, runs, results }, null, 2)}\n`);
    console.log(`\nMedian of ${String(runs)} runs after a warm-up; figures as JSON in ${jsonFile}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function columns({ name, wall, cpu, peak, input, size }: Measurement): readonly string[] {
  const whole = (n: number): string => n.toFixed(0);
  return [
    name,
    whole(wall.median),
    whole(wall.min),
    whole(wall.max),
    whole(cpu.median),
    whole(peak.median),
    input.toFixed(1),
    size,
  ];
}

function tableLine(cells: readonly string[]): string {
  const [name = "", ...rest] = cells;
  return name.padEnd(24) + rest.map((cell) => cell.padStart(12)).join("");
}
