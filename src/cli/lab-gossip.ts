import { gossipExperiment, gossipModes, type GossipMode, type GossipResult } from "../lab/gossip.ts";
import { gossipPlot } from "../lab/gossip-plot.ts";
import type { Console } from "./console.ts";
import type { ExitCode } from "./exit-code.ts";
import { UsageError } from "../node/usage-error.ts";
import { decimal, demand, paragraph, reportLab, type LabOptions } from "./lab.ts";
import { textTable } from "./text-table.ts";

export interface LabGossipOptions extends LabOptions {
  readonly nodes: string;
  readonly mode: GossipMode | "all";
  readonly loss: number;
  readonly seeds: number;
}

/** `calm lab gossip`. Throws `UsageError`. */
export function labGossip(options: LabGossipOptions): ExitCode {
  const { mode, loss, seeds, seed } = options;
  const sizes = sizesOf(options.nodes);
  demand(
    loss <= 0.99,
    `--loss is ${String(loss)}`,
    "at most 0.99: where nearly all messages get lost, a rumour takes for ever",
  );
  demand(seeds >= 1 && seeds <= 1000, `--seeds is ${String(seeds)}`, "1 to 1,000 runs for each size");
  return reportLab(options, (progress) => {
    const results = (mode === "all" ? gossipModes : [mode]).map((one) =>
      gossipExperiment({ mode: one, sizes, loss, seed, seeds }, (nodes, run, informed) =>
        progress(
          () => `${one}, seed ${String(run)}: ${decimal(informed, 0)} of ${decimal(nodes, 0)} nodes have it`,
        ),
      ),
    );
    return {
      json: { experiment: "gossip", results },
      svg: () => gossipPlot(results),
      words: (console) => words(results, console),
    };
  });
}

const nodesMost = 10_000_000;

function sizesOf(text: string): readonly number[] {
  const sizes = text.split(",").map((part) => {
    const size = Number(part.trim().replaceAll("_", ""));
    if (/^\s*[\d_]+\s*$/.test(part) && size >= 2 && size <= nodesMost) return size;
    throw new UsageError(
      `--nodes has ${part.trim() === "" ? "an empty part" : part.trim()}`,
      `numbers from 2 to ${decimal(nodesMost, 0)}, with commas between them: 12,1000,1000000`,
    );
  });
  return [...new Set(sizes)].sort((a, b) => a - b);
}

function words(results: readonly GossipResult[], console: Console): readonly string[] {
  const { style } = console;
  const { loss = 0, seeds = 0, seed = 0 } = results[0] ?? {};
  const tables = results.flatMap(({ mode, sizes }) => [
    "",
    `${style.strong(mode)}: ${modeTexts[mode]}`,
    ...textTable(
      [
        { title: "nodes\nn", align: "right" },
        { title: "rounds\nmedian", align: "right" },
        { title: "fewest\nto most", align: "right" },
        { title: loss === 0 ? "log2 n\n+ ln n" : "expected\nof push", align: "right" },
        { title: "messages\nmedian", align: "right" },
        { title: "messages per\nnode", align: "right" },
        { title: "messages\n/ n log2 n", align: "right" },
      ],
      sizes.map((size) => [
        decimal(size.nodes, 0),
        decimal(size.rounds, 1),
        `${String(size.roundsMin)}–${String(size.roundsMax)}`,
        size.expectedRounds.toFixed(1),
        decimal(size.messages, 0),
        (size.messages / size.nodes).toFixed(1),
        size.messagesPerNLogN.toFixed(2),
      ]),
    ),
  ]);
  const lost = loss === 0 ? "no message lost" : `${decimal(100 * loss, 1)} % of the messages lost`;
  return [
    style.strong("How a rumour spreads"),
    ...paragraph(
      `One node hears of an update. Rounds and messages until all have it: ${lost}, ${seeds === 1 ? "one run" : `${String(seeds)} runs`} for each size from seed ${String(seed)} on.`,
      console,
    ),
    ...tables,
    "",
    ...paragraph(
      "The rounds grow with log n, the messages with n log n: from a thousand nodes to a million the rounds no more than about double. Nobody waits for anybody, and which node hears when is chance.",
      console,
    ),
  ];
}

const modeTexts: Readonly<Record<GossipMode, string>> = {
  push: "who has it tells a random other each round",
  pull: "who lacks it asks a random other each round",
  "push-pull": "everybody calls a random other each round, and both have it then",
};
