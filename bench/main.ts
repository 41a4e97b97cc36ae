import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkWorkloads } from "./check-workloads.ts";
import { benchCrdts } from "./crdt-bench.ts";
import { crdtWorkloads } from "./crdt-workloads.ts";
import { benchEditing } from "./editing-bench.ts";
import { peers } from "./engines.ts";
import { benchEvaluation } from "./evaluation-bench.ts";
import { evaluationWorkloads } from "./evaluation-workloads.ts";
import { incrementalWorkloads } from "./incremental-workloads.ts";
import { measure, type Measurement } from "./measure.ts";
import { factSetEngines } from "./fact-set.ts";
import { benchPlayground } from "./playground-bench.ts";
import { benchReconciliation } from "./reconciliation-bench.ts";
import { benchSessions } from "./session-bench.ts";
import { benchSimulations } from "./simulation-bench.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    runs: { type: "string", default: "5" },
    against: { type: "string", default: "" },
    peers: { type: "string", default: "." },
    variants: { type: "boolean", default: false },
    json: { type: "string", default: "tmp/bench/results.json" },
    help: { type: "boolean", default: false },
  },
});

const crdtEngines = factSetEngines.flatMap(({ name, packageName }) => (packageName === null ? [] : [name]));
const otherEngines = [...peers.map(({ name }) => name), ...crdtEngines];

if (values.help) {
  console.log(`npm run bench -- [options]

  --only TEXT,…     the workloads whose names contain one of the texts
  --runs N          runs of each after one warm-up (default 5)
  --against NAME,…  also run other engines, in turn with Calm, on the same facts:
                    ${otherEngines.join(", ")}
  --peers DIR       where packages of other engines are looked for (default: here, and
                    NODE_PATH); they are no dependencies
  --variants        also run each evaluation written in other ways: columns permuted,
                    a constant column more, rules and literals reordered, names changed
  --json FILE       where the figures go as JSON (default tmp/bench/results.json)

Examples:
  npm run bench -- --only tc,sg                  three evaluations
  npm run bench -- --against souffle-compiled    every evaluation, with ratios
  npm run bench -- --only check                  calm check on growing files
  npm run bench -- --only cspa --variants        what another way of writing costs

Evaluations: ${evaluationWorkloads.map((workload) => workload.name).join(", ")}.
Sessions: ${incrementalWorkloads.map((workload) => workload.name).join(", ")}, memory.
Replicated sets: ${crdtWorkloads.map((workload) => workload.name).join(", ")}.
Sets without a common history: reconcile-words, reconcile-edges.
Simulations: simulate-cart, simulate-gossip.
Edits of a long file: editing.
The page, in Chromium: playground.

Whole processes of the built command are measured: start-up and reading included. The last
column is CPU time over the other's, each less its start-up, which is the same command on an
empty program; for a variant, over the plain program's. Sessions are timed change by change by
the clock, inside a process. Times differ from machine to machine; quote ratios.`);
} else {
  run(Number(values.runs), list(values.only), values.json);
}

function list(text: string): readonly string[] {
  return text.split(",").filter((part) => part !== "");
}

function run(runs: number, only: readonly string[], jsonFile: string): void {
  const folder = mkdtempSync(join(tmpdir(), "calm-bench-"));
  const isWanted = (name: string): boolean => only.length === 0 || only.some((text) => name.includes(text));
  try {
    const against = list(values.against);
    const { peers: modules, variants: withVariants } = values;
    const options = { runs, against, peers: modules, withVariants, isWanted };
    const evaluations = evaluationWorkloads.some(({ name }) => isWanted(name))
      ? benchEvaluation(
          folder,
          { ...options, against: against.filter((name) => !crdtEngines.includes(name)) },
          console.log,
        )
      : [];
    const sessions = benchSessions(options, console.log);
    const crdts = benchCrdts(options, console.log);
    const reconciliations = benchReconciliation(isWanted, console.log);
    const editing = against.length > 0 ? null : benchEditing(isWanted, console.log);
    const playground = against.length > 0 ? null : benchPlayground(isWanted, console.log);
    // The other engines simulate and check nothing.
    const simulations = against.length > 0 && only.length === 0 ? [] : benchSimulations(options, console.log);
    const results = against.length > 0 ? [] : benchCheck(folder, runs, isWanted);
    mkdirSync(join(jsonFile, ".."), { recursive: true });
    writeFileSync(
      jsonFile,
      `${JSON.stringify({ schemaVersion: 1, runs, evaluations, sessions, crdts, reconciliations, simulations, editing, playground, results }, null, 2)}\n`,
    );
    console.log(`\nMedian of ${String(runs)} runs after a warm-up; figures as JSON in ${jsonFile}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function benchCheck(
  folder: string,
  runs: number,
  isWanted: (name: string) => boolean,
): readonly Measurement[] {
  const workloads = checkWorkloads.filter(({ name }) => isWanted(name));
  if (workloads.length === 0) return [];
  console.log(tableLine(["workload", "wall ms", "min", "max", "cpu ms", "peak MB", "input MB", "size"]));
  return workloads.map((workload) => {
    const result = measure(workload, folder, runs);
    console.log(tableLine(columns(result)));
    return result;
  });
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
