import { allQuorums, gridMost, quorumsExperiment, replicasMost, type QuorumResult } from "../lab/quorum.ts";
import { quorumPlot } from "../lab/quorum-plot.ts";
import type { Console } from "./console.ts";
import type { ExitCode } from "./exit-code.ts";
import { UsageError } from "../node/usage-error.ts";
import { decimal, demand, paragraph, reportLab, type LabOptions } from "./lab.ts";
import { textTable } from "./text-table.ts";

export interface LabQuorumOptions extends LabOptions {
  readonly replicas: number;
  readonly write?: number;
  readonly read?: number;
  readonly trials: number;
}

/** `calm lab quorum`. Throws `UsageError`. */
export function labQuorum(options: LabQuorumOptions): ExitCode {
  const { replicas, write, read, trials, seed } = options;
  demand(
    replicas >= 1 && replicas <= replicasMost,
    `--replicas is ${String(replicas)}`,
    `1 to ${String(replicasMost)}: all quorums are enumerated`,
  );
  for (const [name, size] of [
    ["write", write],
    ["read", read],
  ] as const)
    demand(
      size === undefined || (size >= 1 && size <= replicas),
      `--${name} is ${String(size)}`,
      `a quorum has 1 to ${String(replicas)} of ${String(replicas)} replicas`,
    );
  demand(trials >= 100 && trials <= 10_000_000, `--trials is ${String(trials)}`, "100 to 10,000,000");
  const chosen = allQuorums(replicas).filter(
    (one) => one.write === (write ?? one.write) && one.read === (read ?? one.read),
  );
  if (chosen.length > gridMost ** 2)
    throw new UsageError(
      `${String(chosen.length)} pairs of quorums are too many for a table`,
      "say --write or --read, too",
    );
  return reportLab(options, (progress) => {
    const quorums = quorumsExperiment(chosen, { seed, trials }, (quorum) =>
      progress(() => `w = ${String(quorum.write)}, r = ${String(quorum.read)}`),
    );
    return {
      json: { experiment: "quorum", seed, quorums },
      svg: () => quorumPlot(quorums),
      words: (console) => words(quorums, console),
    };
  });
}

function words(results: readonly QuorumResult[], console: Console): readonly string[] {
  const { style } = console;
  const { replicas = 0, trials = 0 } = results[0] ?? {};
  const table = textTable(
    [
      { title: "w", align: "right" },
      { title: "r", align: "right" },
      { title: "in both\nat least", align: "right" },
      { title: "writes go on\nwithout", align: "right" },
      { title: "reads go on\nwithout", align: "right" },
      { title: "stale reads\nenumerated", align: "right" },
      { title: "\nsimulated", align: "right" },
      { title: "\na read", align: "left" },
    ],
    results.map((one) => [
      String(one.write),
      String(one.read),
      String(one.overlap),
      String(one.writesTolerate),
      String(one.readsTolerate),
      percent(one.stale),
      percent(one.staleSimulated),
      one.overlap > 0 ? "is fresh" : "can miss",
    ]),
    (text, _, column) =>
      column < 7 ? text : text === "is fresh" ? style.good(text) : style.severity("error", text),
  );
  const apart = results.filter(({ agree }) => !agree).length;
  return [
    style.strong(`Quorums of ${String(replicas)} replicas`),
    ...paragraph(
      `A write waits for w replicas, a read asks r and takes the newest. Replicas are chosen at random; ${decimal(trials, 0)} writes and reads simulated for each pair.`,
      console,
    ),
    "",
    ...table,
    "",
    ...paragraph(
      "Where w + r is more than n, every read meets every write. Smaller quorums wait for fewer and go on without more of them, and some reads miss the last write.",
      console,
    ),
    ...paragraph(
      apart === 0
        ? "Simulation and enumeration agree, within four standard deviations."
        : `Simulation and enumeration differ by more than four standard deviations in ${String(apart)} of ${String(results.length)} pairs.`,
      console,
    ),
  ];
}

function percent(part: number): string {
  return `${(100 * part).toFixed(2)} %`;
}
