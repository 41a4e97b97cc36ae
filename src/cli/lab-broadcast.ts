import { broadcastExperiment, type BroadcastResult } from "../lab/broadcast.ts";
import { broadcastPlot, deliveryNames } from "../lab/broadcast-plot.ts";
import { broadcastScene, type BroadcastScene } from "../lab/broadcast-scene.ts";
import type { Console } from "./console.ts";
import type { ExitCode } from "./exit-code.ts";
import { decimal, demand, paragraph, reportLab, type LabOptions } from "./lab.ts";
import { textTable } from "./text-table.ts";

export interface LabBroadcastOptions extends LabOptions {
  readonly replicas: number;
  readonly questions: number;
  readonly loss: number;
}

/** `calm lab broadcast`. Throws `UsageError`. */
export function labBroadcast(options: LabBroadcastOptions): ExitCode {
  const { replicas, questions, loss, seed } = options;
  demand(
    replicas >= 3 && replicas <= 12,
    `--replicas is ${String(replicas)}`,
    "3 to 12: with two, nothing overtakes",
  );
  demand(questions >= 1 && questions <= 2000, `--questions is ${String(questions)}`, "1 to 2,000 make sense");
  demand(loss <= 0.5, `--loss is ${String(loss)}`, "0 to 0.5: half of the packets is much");
  return reportLab(options, (progress) => {
    const result = broadcastExperiment({ seed, replicas, questions, loss }, (delivery, asked) =>
      progress(
        () => `${deliveryNames[delivery]}: ${decimal(asked, 0)} of ${decimal(questions, 0)} questions`,
      ),
    );
    const scenes = (["best_effort", "causal"] as const).map((delivery) => broadcastScene(delivery, seed));
    return {
      json: { experiment: "broadcast", ...result, scenes },
      svg: () => broadcastPlot(result, scenes),
      words: (console) => words(result, scenes, console),
    };
  });
}

function words(
  { replicas, questions, loss, seed, deliveries }: BroadcastResult,
  scenes: readonly BroadcastScene[],
  console: Console,
): readonly string[] {
  const { style } = console;
  const table = textTable(
    [
      { title: "\ndelivery", align: "left" },
      { title: "\nshown", align: "right" },
      { title: "sender\ncrashes", align: "right" },
      { title: "answer\nfirst", align: "right" },
      { title: "p50\nms", align: "right" },
      { title: "p99\nms", align: "right" },
      { title: "held\nback", align: "right" },
      { title: "ms at\nmost", align: "right" },
      { title: "in the\nbuffer", align: "right" },
      { title: "packets\neach", align: "right" },
    ],
    deliveries.map((one) => [
      deliveryNames[one.delivery],
      percent(one.shown),
      percent(one.survivesCrash),
      percent(one.early),
      decimal(one.p50, 0),
      decimal(one.p99, 0),
      percent(one.heldBack),
      one.heldMax === null ? "" : decimal(one.heldMax, 0),
      decimal(one.bufferMost, 0),
      one.packetsPerMessage.toFixed(1),
    ]),
    (text, row, column) => {
      const one = deliveries[row];
      if (one === undefined) return text;
      const kept = { 1: one.shown === 1, 2: one.survivesCrash === 1, 3: one.early === 0 }[column];
      if (kept === undefined) return column === 0 ? style.strong(text) : text;
      return kept ? style.good(text) : style.severity("error", text);
    },
  );
  return [
    style.strong("What a delivery promises"),
    ...paragraph(
      `A chat of ${String(replicas)} replicas: ${decimal(questions, 0)} questions, each answered by one who has read it. One way takes 5 to 100 ms and up to three times as long, packets overtake each other, and ${loss === 0 ? "none get lost" : `${decimal(100 * loss, 1)} % of them get lost`}; seed ${String(seed)}.`,
      console,
    ),
    "",
    ...table,
    "",
    ...paragraph(
      "Shown: of what was said, to all others. Sender crashes: the same, of what had reached half of the others when who said it crashed. Answer first: answers shown without their question. Held back: what arrived and waited for all that its author had read.",
      console,
    ),
    ...scenes.flatMap((scene) => ["", ...sceneWords(scene, console)]),
    "",
    ...paragraph(
      "Which of the two is right the program decides: facts that only grow are the same in the end whatever comes first (`calm check` says which do); an order that people see takes causal delivery.",
      console,
    ),
  ];
}

function sceneWords({ delivery, steps }: BroadcastScene, console: Console): readonly string[] {
  const table = textTable(
    [
      { title: "ms", align: "right" },
      { title: "reaches cy", align: "left" },
      { title: "made upon", align: "left" },
      { title: "cy is shown", align: "left" },
      { title: "in the buffer", align: "left" },
    ],
    steps.map(({ at, says, madeUpon, shown, buffer }) => [
      decimal(at, 0),
      says,
      madeUpon === null ? "(not said)" : vectorText(madeUpon),
      shown.join(" "),
      buffer.join(" "),
    ]),
    (text, _, column) => (column === 4 ? console.style.severity("warning", text) : text),
  );
  return [
    `${console.style.strong(deliveryNames[delivery])}: ana asks, bo answers twice, cy hears bo first`,
    ...table,
  ];
}

function vectorText(vector: Readonly<Record<string, number>>): string {
  const entries = Object.entries(vector).map(([author, seen]) => `${author} ${String(seen)}`);
  return entries.length === 0 ? "nothing" : entries.join(", ");
}

function percent(part: number): string {
  return `${decimal(100 * part, 1)} %`;
}
