import { latencyExperiment, type LatencyResult } from "../lab/latency.ts";
import { latencyPlot } from "../lab/latency-plot.ts";
import { links, regions } from "../lab/regions.ts";
import type { Console } from "./console.ts";
import type { ExitCode } from "./exit-code.ts";
import { decimal, demand, paragraph, reportLab, type LabOptions } from "./lab.ts";
import { textTable } from "./text-table.ts";

export interface LabLatencyOptions extends LabOptions {
  readonly writes: number;
  readonly localTime: number;
  readonly jitter: number;
}

/** `calm lab latency`. Throws `UsageError`. */
export function labLatency(options: LabLatencyOptions): ExitCode {
  const { writes, localTime, jitter, seed } = options;
  demand(writes >= 1 && writes <= 10_000, `--writes is ${String(writes)}`, "1 to 10,000 make sense");
  demand(
    localTime > 0 && localTime <= 1000,
    `--local-time is ${String(localTime)}`,
    "it is above 0 and at most 1,000 ms",
  );
  demand(jitter <= 1, `--jitter is ${String(jitter)}`, "0 for links that are always the same, at most 1");
  return reportLab(options, (progress) => {
    const result = latencyExperiment({ seed, writes, localTime, jitter }, (way, done) =>
      progress(() => `${wayNames[way]}: ${decimal(done, 0)} of ${decimal(writes, 0)} writes in each region`),
    );
    return {
      json: {
        experiment: "latency",
        links: links.map(([a, b, milliseconds]) => ({ between: [a, b], milliseconds })),
        ...result,
      },
      svg: () => latencyPlot(result),
      words: (console) => words(result, console),
    };
  });
}

function words(result: LatencyResult, console: Console): readonly string[] {
  const { style } = console;
  const rows = result.ways.flatMap((way) =>
    way.regions.map(({ region, p50, p99, slower, acceptedInPartition }, i) => [
      i === 0 ? way.way : "",
      capital(region),
      decimal(p50, 1),
      decimal(p99, 1),
      way.way === "local" ? "" : `${decimal(slower, 0)} ×`,
      i === 0 ? decimal(way.messagesPerWrite, 1) : "",
      acceptedInPartition === 1
        ? "yes"
        : acceptedInPartition === 0
          ? "no"
          : `${decimal(100 * acceptedInPartition, 0)} %`,
    ]),
  );
  const table = textTable(
    [
      { title: "a write\nwaits for", align: "left" },
      { title: "made in", align: "left" },
      { title: "p50\nms", align: "right" },
      { title: "p99\nms", align: "right" },
      { title: "slower\nthan local", align: "right" },
      { title: "messages\nper write", align: "right" },
      { title: "accepted while\nTokyo is cut off", align: "left" },
    ],
    rows.map(([way = "", ...rest]) => [wayNames[way] ?? way, ...rest]),
    (text, _, column) =>
      column === 0
        ? style.strong(text)
        : text === "yes"
          ? style.good(text)
          : text === "no"
            ? style.severity("error", text)
            : text,
  );
  const ms = links.map(([a, b, one]) => `${capital(a)}–${capital(b)} ${String(one)} ms`).join(", ");
  const tokyo = result.ways.flatMap(({ way, regions: all }) =>
    way === "local" ? [] : all.filter(({ region }) => region === "tokyo"),
  );
  const waits = tokyo.map(({ p50 }) => p50);
  const factors = tokyo.map(({ slower }) => slower);
  const kept = result.ways.every(({ keepsAccepted }) => keepsAccepted);
  return [
    style.strong("What a write waits for"),
    ...paragraph(
      `One operation, add_to_cart, at three replicas: ${regions.map(capital).join(", ")}. One way: ${ms}. A write is stored in ${decimal(result.localTime, 2)} ms where it is made, while its messages are under way. ${decimal(result.writes, 0)} writes in each region, seed ${String(result.seed)}${result.jitter === 0 ? "" : `, links up to ${decimal(100 * result.jitter, 0)} % slower`}.`,
      console,
    ),
    "",
    ...table,
    "",
    ...paragraph(
      `From Tokyo: ${range(waits)} ms with coordination, ${decimal(result.localTime, 2)} ms without; ${range(factors)} times as long.`,
      console,
    ),
    ...paragraph(
      kept
        ? "Once the partition is healed every replica has every accepted write, and no other."
        : "Once the partition is healed the replicas do not have exactly the accepted writes.",
      console,
    ),
  ];
}

function range(values: readonly number[]): string {
  return `${decimal(Math.min(...values), 0)} to ${decimal(Math.max(...values), 0)}`;
}

const wayNames: Readonly<Record<string, string>> = {
  local: "nobody",
  leader: "a leader",
  quorum: "a quorum",
  barrier: "everybody",
};

function capital(name: string): string {
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}
