/**
 * A process of its own for a library of replicated sets:
 *
 *     crdt-process.js ENGINE FOLDER WORKLOAD     its bytes and times, as JSON
 *
 * FOLDER is where the engine's package is looked for.
 */
import {
  addedCount,
  crdtWorkloads,
  rawBytes,
  sharedCount,
  singleCount,
  type Fact,
} from "./crdt-workloads.ts";
import { factSetEngines, type FactSet, type FactSetMaker } from "./fact-set.ts";

/** Bytes, and milliseconds of CPU time. */
export interface CrdtFigures {
  readonly snapshotBytes: number;
  readonly changesBytes: number;
  /** What three replicas sent until all had all, and the lines of the facts that they lacked. */
  readonly exchangedBytes: number;
  readonly lackedBytes: number;
  /** Adding all facts as one change, writing them as bytes, and another replica that reads and merges these. */
  readonly add: number;
  readonly write: number;
  readonly merge: number;
  /** Adding `singleCount` facts, each as a change of its own. */
  readonly single: number;
}

const [engineName = "", folder = "", workloadName = ""] = process.argv.slice(2);
const engine = factSetEngines.find(({ name }) => name === engineName);
const workload = crdtWorkloads.find(({ name }) => name === workloadName);
if (engine === undefined || workload === undefined) throw new Error(`no ${engineName} or ${workloadName}`);
const facts = workload.facts(sharedCount + 3 * addedCount);
const loaded = await engine.load(folder);
// So that what is measured is compiled.
followed(loaded, facts.slice(0, 10_000), 1_000);
console.log(JSON.stringify(followed(loaded, facts, singleCount)));

function followed(maker: FactSetMaker, all: readonly Fact[], alone: number): CrdtFigures {
  const shared = all.slice(0, -3 * addedCount);
  const first = maker.make(0);
  const add = timed(() => {
    first.add(shared);
  });
  let changes: Uint8Array = new Uint8Array();
  const write = timed(() => {
    changes = first.changes();
  });
  const replicas = [first, maker.make(1), maker.make(2)] as const;
  const merge = timed(() => {
    replicas[1].receive(changes);
  });
  replicas[2].receive(changes);
  const snapshotBytes = first.snapshot().length;
  for (const [i, replica] of replicas.entries())
    replica.add(all.slice(shared.length + i * addedCount).slice(0, addedCount));
  const [a, b, c] = replicas;
  const exchangedBytes = maker.exchange(a, b) + maker.exchange(b, c) + maker.exchange(a, c);
  for (const replica of replicas) check(replica, all.length);
  const single = maker.make(3);
  const took = timed(() => {
    for (const fact of shared.slice(0, alone)) single.add([fact]);
  });
  check(single, alone);
  return {
    snapshotBytes,
    changesBytes: changes.length,
    exchangedBytes,
    // Each replica lacked what the two others had added.
    lackedBytes: 2 * rawBytes(all.slice(shared.length)),
    add,
    write,
    merge,
    single: took,
  };
}

function check(set: FactSet, count: number): void {
  if (set.count() !== count) throw new Error(`${String(set.count())} facts instead of ${String(count)}`);
}

function timed(act: () => void): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
