/**
 * A process of its own for an engine that is a library:
 *
 *     closure-process.js ENGINE FOLDER count edge.facts       the rows of the closure, as a number
 *     closure-process.js ENGINE FOLDER changes WORKLOAD       what changes take, as JSON
 *
 * FOLDER is where the engine's package is looked for.
 */
import { readFileSync } from "node:fs";
import { edgeChanges, incrementalWorkloads, type IncrementalWorkload } from "./incremental-workloads.ts";
import { closureEngine, type ClosureEngine, type Edge, type LiveClosure } from "./live-closure.ts";
import { figures, type Figures } from "./measure.ts";

/** Milliseconds of the clock. Inserts and deletes both start from the workload's edges. */
export interface ChangeFigures {
  /** Rows at first, after all inserts, and after all deletes. */
  readonly rows: readonly number[];
  readonly insert: PerChange;
  /** Null for an engine that cannot. */
  readonly delete: PerChange | null;
  /** Evaluating the workload's edges from nothing. */
  readonly afresh: Figures;
}

/** Of the changes, each committed alone. */
export interface PerChange extends Figures {
  readonly mean: number;
}

const [name = "", folder = "", task = "", subject = ""] = process.argv.slice(2);
const engine = closureEngine(name);
const make = await engine.load(folder);

if (task === "count") {
  const closure = make();
  const edges = readEdges(subject);
  if (edges.length > 0) closure.change(edges, true);
  console.log(String(closure.count()));
} else {
  const workload = incrementalWorkloads.find((one) => one.name === subject);
  if (workload !== undefined) console.log(JSON.stringify(followed(workload, engine)));
}

function readEdges(file: string): readonly Edge[] {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines
    .filter((line) => line !== "")
    .map((line) => {
      const [x, y] = line.split("\t").map(Number);
      return [x ?? Number.NaN, y ?? Number.NaN];
    });
}

function followed(workload: IncrementalWorkload, { deletes }: ClosureEngine): ChangeFigures {
  const { initial, inserted, deleted } = edgeChanges(workload);
  const afresh = Array.from({ length: 5 }, () => timed(() => make().change(initial, true)));
  const growing = made(initial);
  const rows = [growing.count()];
  const insert = changing(growing, inserted, true);
  rows.push(growing.count());
  check(growing, [...initial, ...inserted]);
  if (!deletes) return { rows, insert, delete: null, afresh: figures(afresh) };
  const shrinking = made(initial);
  const taken = changing(shrinking, deleted, false);
  rows.push(shrinking.count());
  const gone = new Set(deleted);
  check(
    shrinking,
    initial.filter((edge) => !gone.has(edge)),
  );
  return { rows, insert, delete: taken, afresh: figures(afresh) };
}

function made(edges: readonly Edge[]): LiveClosure {
  const closure = make();
  closure.change(edges, true);
  return closure;
}

function changing(closure: LiveClosure, edges: readonly Edge[], there: boolean): PerChange {
  const times = edges.map((edge) => timed(() => closure.change([edge], there)));
  return { ...figures(times), mean: times.reduce((sum, time) => sum + time, 0) / times.length };
}

/** What changes led to must be what follows from the edges. */
function check(closure: LiveClosure, edges: readonly Edge[]): void {
  const [changed, afresh] = [closure.count(), made(edges).count()];
  if (changed !== afresh) throw new Error(`${changed} rows after changes, ${afresh} afresh`);
}

function timed(act: () => void): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}
