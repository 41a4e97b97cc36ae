import { resolve } from "node:path";
import type { ChangeFigures, PerChange } from "./closure-process.ts";
import { incrementalWorkloads } from "./incremental-workloads.ts";
import { closureEngine, closureEngines, type ClosureEngine } from "./live-closure.ts";
import { figures } from "./measure.ts";
import type { MemoryFigures } from "./memory-process.ts";
import { hasPeerModule } from "./peer-modules.ts";
import { processUse } from "./process-use.ts";

/** What one engine took for changes, in milliseconds of the clock; medians over the runs of the figures of one. */
export interface ChangeMeasurement {
  readonly name: string;
  readonly engine: string;
  readonly rows: readonly number[];
  readonly insert: PerChange;
  readonly delete: PerChange | null;
  /** Evaluating the workload's edges from nothing. */
  readonly afresh: number;
}

export interface SessionOptions {
  readonly runs: number;
  readonly against: readonly string[];
  /** Where packages of other engines are looked for. */
  readonly peers: string;
  readonly isWanted: (name: string) => boolean;
}

export interface SessionMeasurements {
  readonly changes: readonly ChangeMeasurement[];
  readonly memory: MemoryFigures | null;
}

/**
 * What changes take in a session that stays, and what it holds after many. Throws when engines
 * disagree on the number of rows.
 */
export function benchSessions(options: SessionOptions, show: (line: string) => void): SessionMeasurements {
  return {
    changes: benchChanges(options, show),
    memory: options.isWanted("memory") ? benchMemory(show) : null,
  };
}

function benchChanges(
  { runs, against, peers, isWanted }: SessionOptions,
  show: (line: string) => void,
): readonly ChangeMeasurement[] {
  const workloads = incrementalWorkloads.filter(({ name }) => isWanted(name));
  if (workloads.length === 0) return [];
  const others = closureEngines.filter(
    ({ name, packageName }) =>
      against.includes(name) && packageName !== null && hasPeerModule(packageName, peers),
  );
  const titles = [
    "insert ms",
    "mean",
    "calm / it",
    "of means",
    "delete ms",
    "max",
    "afresh ms",
    "delete / afresh",
  ];
  show("");
  show(line(["workload", "engine", ...titles]));
  const results: ChangeMeasurement[] = [];
  for (const workload of workloads) {
    const engines = [closureEngine("calm"), ...others.filter(({ name }) => workload.peers.includes(name))];
    const own = measured(workload.name, engines, peers, runs);
    const [calm] = own;
    for (const one of own) {
      const shared = Math.min(one.rows.length, calm?.rows.length ?? 0);
      if (String(one.rows.slice(0, shared)) !== String(calm?.rows.slice(0, shared)))
        throw new Error(
          `${workload.name}: ${one.engine} has ${one.rows.join(", ")} rows, calm ${calm?.rows.join(", ") ?? ""}`,
        );
      show(line(columns(one, calm)));
    }
    results.push(...own);
  }
  return results;
}

function measured(
  name: string,
  engines: readonly ClosureEngine[],
  peers: string,
  runs: number,
): readonly ChangeMeasurement[] {
  const samples = engines.map((): ChangeFigures[] => []);
  for (let run = 0; run < runs; run++)
    for (const [i, engine] of engines.entries()) {
      const output = ownProcess("tmp/bench/closure-process.js", engine.name, resolve(peers), "changes", name);
      samples[i]?.push(JSON.parse(output) as ChangeFigures);
    }
  return engines.map((engine, i): ChangeMeasurement => {
    const own = samples[i] ?? [];
    const middle = (of: (sample: ChangeFigures) => number): number => figures(own.map(of)).median;
    const all = (of: (sample: ChangeFigures) => PerChange): PerChange => ({
      median: middle((sample) => of(sample).median),
      min: middle((sample) => of(sample).min),
      max: middle((sample) => of(sample).max),
      mean: middle((sample) => of(sample).mean),
    });
    return {
      name,
      engine: engine.name,
      rows: own[0]?.rows ?? [],
      insert: all((sample) => sample.insert),
      delete: engine.deletes ? all((sample) => sample.delete ?? sample.insert) : null,
      afresh: middle((sample) => sample.afresh.median),
    };
  });
}

function columns(one: ChangeMeasurement, calm: ChangeMeasurement | undefined): readonly string[] {
  const { name, engine, insert, delete: taken, afresh } = one;
  const ratio = (of: (figures: PerChange) => number): string =>
    calm === undefined || calm === one ? "" : (of(calm.insert) / of(insert)).toFixed(3);
  return [
    name,
    engine,
    insert.median.toFixed(4),
    insert.mean.toFixed(4),
    ratio(({ median }) => median),
    ratio(({ mean }) => mean),
    taken?.median.toFixed(4) ?? "",
    taken?.max.toFixed(2) ?? "",
    afresh.toFixed(1),
    taken === null ? "" : (taken.median / afresh).toFixed(4),
  ];
}

function benchMemory(show: (line: string) => void): MemoryFigures {
  const output = ownProcess("--expose-gc", "tmp/bench/memory-process.js");
  const memory = JSON.parse(output) as MemoryFigures;
  const held = ({ heap, buffers }: MemoryFigures["loaded"]): string =>
    `heap ${heap.toFixed(1)} MB, buffers ${buffers.toFixed(1)} MB`;
  show("");
  show(`memory of ${memory.facts} facts and ${memory.rows} rows: ${held(memory.loaded)}`);
  show(`  after the first of ${memory.commits} commits: ${held(memory.first)}`);
  show(`  after all of them: ${held(memory.last)}`);
  return memory;
}

function ownProcess(...parts: readonly string[]): string {
  return processUse([process.execPath, ...parts], resolve(".")).output;
}

function line([name = "", engine = "", ...rest]: readonly string[]): string {
  return name.padEnd(22) + engine.padEnd(12) + rest.map((cell) => cell.padStart(16)).join("");
}
