import { resolve } from "node:path";
import type { CrdtFigures } from "./crdt-process.ts";
import { crdtWorkloads, sharedCount, singleCount } from "./crdt-workloads.ts";
import { factSetEngines } from "./fact-set.ts";
import { figures } from "./measure.ts";
import { hasPeerModule } from "./peer-modules.ts";
import { processUse } from "./process-use.ts";

export interface CrdtMeasurement {
  readonly name: string;
  readonly engine: string;
  readonly bytesPerFact: { readonly snapshot: number; readonly changes: number };
  /** What was sent for facts that were lacked, over their lines as text. */
  readonly exchanged: number;
  /** Facts per second of CPU time; medians. */
  readonly adds: number;
  readonly writes: number;
  readonly merges: number;
  readonly singleAdds: number;
}

export interface CrdtOptions {
  readonly runs: number;
  readonly against: readonly string[];
  /** Where packages of other engines are looked for. */
  readonly peers: string;
  readonly isWanted: (name: string) => boolean;
}

/** Sets of facts that replicas add to and exchange, in turn with other libraries for that. */
export function benchCrdts(options: CrdtOptions, show: (line: string) => void): readonly CrdtMeasurement[] {
  const { runs, against, peers, isWanted } = options;
  const workloads = crdtWorkloads.filter(({ name }) => isWanted(name));
  if (workloads.length === 0) return [];
  for (const { name, packageName } of factSetEngines)
    if (against.includes(name) && packageName !== null && !hasPeerModule(packageName, peers))
      show(`${name} is skipped: it is not installed (npm install ${packageName})`);
  const engines = factSetEngines.filter(
    ({ name, packageName }) =>
      packageName === null || (against.includes(name) && hasPeerModule(packageName, peers)),
  );
  const results: CrdtMeasurement[] = [];
  show("");
  show(tableLine(["workload", "engine", ...titles]));
  show(tableLine(["---", "---", ...titles.map(() => "---:")]));
  for (const { name } of workloads) {
    const samples = engines.map((): CrdtFigures[] => []);
    for (let run = 0; run < runs; run++)
      for (const [i, engine] of engines.entries()) {
        const command = [process.execPath, "tmp/bench/crdt-process.js", engine.name, resolve(peers), name];
        samples[i]?.push(JSON.parse(processUse(command, resolve(".")).output) as CrdtFigures);
      }
    const measured = engines.map((engine, i) => measurement(name, engine.name, samples[i] ?? []));
    const [calm] = measured;
    for (const one of measured) show(tableLine(columns(one, calm)));
    results.push(...measured);
  }
  return results;
}

function measurement(name: string, engine: string, samples: readonly CrdtFigures[]): CrdtMeasurement {
  const middle = (of: (sample: CrdtFigures) => number): number => figures(samples.map(of)).median;
  const perSecond = (count: number, of: (sample: CrdtFigures) => number): number =>
    (count / middle(of)) * 1000;
  return {
    name,
    engine,
    bytesPerFact: {
      snapshot: middle((sample) => sample.snapshotBytes) / sharedCount,
      changes: middle((sample) => sample.changesBytes) / sharedCount,
    },
    exchanged: middle((sample) => sample.exchangedBytes / sample.lackedBytes),
    adds: perSecond(sharedCount, ({ add }) => add),
    writes: perSecond(sharedCount, ({ write }) => write),
    merges: perSecond(sharedCount, ({ merge }) => merge),
    singleAdds: perSecond(singleCount, ({ single }) => single),
  };
}

/** Behind each figure, Calm's over it. */
function columns(one: CrdtMeasurement, calm: CrdtMeasurement | undefined): readonly string[] {
  const cell = (of: (measurement: CrdtMeasurement) => number, digits: number): string => {
    const value = of(one).toLocaleString("en", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    return calm === undefined || calm === one ? value : `${value} (${(of(calm) / of(one)).toFixed(2)})`;
  };
  return [
    one.name,
    one.engine,
    cell(({ bytesPerFact }) => bytesPerFact.snapshot, 2),
    cell(({ bytesPerFact }) => bytesPerFact.changes, 2),
    cell(({ exchanged }) => exchanged, 2),
    ...[
      ({ adds }: CrdtMeasurement) => adds / 1000,
      ({ writes }: CrdtMeasurement) => writes / 1000,
      ({ merges }: CrdtMeasurement) => merges / 1000,
      ({ singleAdds }: CrdtMeasurement) => singleAdds / 1000,
    ].map((of) => cell(of, 0)),
  ];
}

const titles = [
  "snapshot, bytes a fact",
  "changes, bytes a fact",
  "sent / lacked",
  "adds, k/s",
  "written, k/s",
  "merged, k/s",
  "single adds, k/s",
];

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
