import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { variantOf, variants, writeFacts, type DatalogWorkload } from "./datalog-workload.ts";
import { calm, peers, type Command, type Engine } from "./engines.ts";
import { netCpu, type EvaluationMeasurement } from "./evaluation-measurement.ts";
import { evaluationWorkloads } from "./evaluation-workloads.ts";
import { figures } from "./measure.ts";
import { ratioTable } from "./ratio-table.ts";
import { processUse, type ProcessUse } from "./process-use.ts";

export interface EvaluationOptions {
  readonly runs: number;
  readonly against: readonly string[];
  /** Where packages of other engines are looked for. */
  readonly peers: string;
  readonly withVariants: boolean;
  readonly isWanted: (name: string) => boolean;
}

/**
 * Runs Calm, and the peers named, on every workload by turns, each on the same files, and shows a
 * line for each. Throws when two disagree on the number of rows.
 */
export function benchEvaluation(
  folder: string,
  options: EvaluationOptions,
  show: (line: string) => void,
): readonly EvaluationMeasurement[] {
  const engines = [calm, ...options.against.flatMap((name) => peer(name, options.peers, show))];
  const results: EvaluationMeasurement[] = [];
  show(
    line([
      "workload",
      "engine",
      "cpu ms",
      "min",
      "max",
      "wall ms",
      "start-up",
      "peak MB",
      "rows",
      "calm / it",
      "MB/s",
    ]),
  );
  for (const base of evaluationWorkloads) {
    if (!options.isWanted(base.name)) continue;
    const { closure } = base.elsewhere;
    if (closure?.some((name) => options.against.includes(name)) === false) continue;
    const plain = measured(base, engines, folder, options);
    results.push(...plain);
    const [own] = plain;
    for (const one of plain)
      show(
        line([...columns(one), one === own ? "" : ratio(own, one), base.rules.length > 0 ? "" : speed(one)]),
      );
    if (!options.withVariants || base.rules.length === 0 || closure !== undefined) continue;
    for (const variant of variants) {
      const [one] = measured(variantOf(base, variant), [calm], folder, options);
      if (one === undefined || own === undefined) continue;
      if (one.rows !== own.rows) throw new Error(`${one.name}: ${one.rows} rows where ${own.rows} are right`);
      results.push(one);
      show(line([...columns(one), ratio(one, own)]));
    }
  }
  if (engines.length > 1) for (const row of ["", ...ratioTable(results)]) show(row);
  return results;
}

function peer(name: string, modules: string, show: (line: string) => void): readonly Engine[] {
  const found = peers.find((one) => one.name === name);
  if (found === undefined)
    throw new Error(`no engine is called ${name}; there are ${peers.map((one) => one.name).join(", ")}`);
  if (found.isInstalled(modules)) return [found];
  show(`${name} is skipped: it is not installed (${found.source})`);
  return [];
}

function ratio(a: EvaluationMeasurement | undefined, b: EvaluationMeasurement): string {
  return a === undefined ? "" : (netCpu(a) / netCpu(b)).toFixed(2);
}

/** Megabytes (10^6) of facts that were read and interned in a second of CPU time. */
function speed(one: EvaluationMeasurement): string {
  return (one.inputBytes / 1e3 / netCpu(one)).toFixed(1);
}

/** The engines that can say the workload, in their order. */
function measured(
  workload: DatalogWorkload,
  engines: readonly Engine[],
  parent: string,
  { runs, peers: modules }: EvaluationOptions,
): readonly EvaluationMeasurement[] {
  const folder = join(parent, workload.name.replace("/", "-"));
  mkdirSync(folder);
  const { inputs, bytes } = writeFacts(workload, folder);
  const sides = engines.flatMap((engine) => {
    const command = engine.prepare(workload, inputs, folder, modules);
    return command === null ? [] : [new Side(engine.name, command, folder)];
  });
  for (let run = 0; run <= runs; run++) for (const side of sides) side.run(run > 0);
  rmSync(folder, { recursive: true });
  const [first] = sides;
  for (const side of sides) {
    if (side.rows !== first?.rows)
      throw new Error(
        `${workload.name}: ${side.name} has ${side.rows} rows, ${first?.name ?? ""} ${first?.rows ?? 0}`,
      );
  }
  return sides.map((side) => ({ name: workload.name, inputBytes: bytes, ...side.result() }));
}

class Side {
  readonly name: string;
  rows = Number.NaN;
  readonly #command: Command;
  readonly #folder: string;
  readonly #uses: ProcessUse[] = [];
  readonly #starts: number[] = [];

  constructor(name: string, command: Command, folder: string) {
    this.name = name;
    this.#command = command;
    this.#folder = folder;
  }

  /** Once with the program and once without; what warms up is not counted. */
  run(counted: boolean): void {
    const start = processUse(this.#command.empty, this.#folder);
    const use = processUse(this.#command.run, this.#folder);
    this.rows = Number(/(\d+)\D*$/.exec(use.output)?.[1] ?? Number.NaN);
    if (!counted) return;
    this.#starts.push(start.cpu);
    this.#uses.push(use);
  }

  result(): Omit<EvaluationMeasurement, "name" | "inputBytes"> {
    const peaks = this.#uses.flatMap(({ peak }) => (peak === null ? [] : [peak]));
    return {
      engine: this.name,
      rows: this.rows,
      cpu: figures(this.#uses.map(({ cpu }) => cpu)),
      wall: figures(this.#uses.map(({ wall }) => wall)),
      peak: peaks.length === 0 ? null : figures(peaks),
      startUp: figures(this.#starts),
    };
  }
}

function columns(one: EvaluationMeasurement): readonly string[] {
  const { name, engine, cpu, wall, startUp, peak, rows } = one;
  const times = [cpu.median, cpu.min, cpu.max, wall.median, startUp.median].map((time) => time.toFixed(0));
  return [name, engine, ...times, peak === null ? "" : peak.median.toFixed(0), String(rows)];
}

function line([name = "", engine = "", ...rest]: readonly string[]): string {
  return name.padEnd(28) + engine.padEnd(18) + rest.map((cell) => cell.padStart(10)).join("");
}
