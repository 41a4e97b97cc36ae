import { tag } from "../base/markup.ts";
import type { Delivery } from "../replication/surroundings.ts";
import type { BroadcastResult, DeliveryResult } from "./broadcast.ts";
import { sceneMembers, type BroadcastScene } from "./broadcast-scene.ts";
import { chartsSvg, label, type Chart } from "./chart.ts";
import { spaceTimeChart, type DrawnRun } from "./space-time-diagram.ts";

/** What each delivery keeps to, as bars; below, how a replica hears a question after its answers. */
export function broadcastPlot(result: BroadcastResult, scenes: readonly BroadcastScene[]): string {
  return chartsSvg([keptChart(result), ...scenes.map((scene) => spaceTimeChart(drawnScene(scene)))]);
}

export const deliveryNames: Readonly<Record<Delivery, string>> = {
  best_effort: "best effort",
  reliable: "reliable",
  causal: "causal",
  gossip: "gossip",
};

const plotLeft = 190;
const plotWidth = 380;
const notesWidth = 170;
const rowHeight = 22;
const groupHeight = 4 * rowHeight + 26;

function keptChart({ deliveries, replicas, loss }: BroadcastResult): Chart {
  const height = deliveries.length * groupHeight + 30;
  const x = (part: number): number => plotLeft + plotWidth * part;
  const axis = [0, 0.25, 0.5, 0.75, 1].flatMap((part) => [
    tag("line", { class: "grid-line", x1: x(part), x2: x(part), y1: 0, y2: height - 30 }),
    label(x(part), height - 10, `${String(100 * part)} %`, { anchor: "middle", class: "muted" }),
  ]);
  const groups = deliveries.flatMap((one, g) => {
    const top = g * groupHeight;
    return [
      label(0, top + 16, deliveryNames[one.delivery], { size: 14, class: "strong" }),
      ...bars(one).flatMap(({ name, part, colour, note }, i) => {
        const y = top + 22 + i * rowHeight;
        return [
          label(plotLeft - 8, y + 14, name, { anchor: "end", class: "muted" }),
          tag("rect", {
            class: colour,
            x: plotLeft,
            y: y + 3,
            width: plotWidth * part,
            height: rowHeight - 7,
          }),
          label(x(part) + 8, y + 14, note, { class: "halo" }),
        ];
      }),
    ];
  });
  return {
    title: "What a delivery promises",
    says: `A chat of ${String(replicas)} replicas, in which who has read a question answers it; ${String(Math.round(1000 * loss) / 10)} % of the packets get lost, and they overtake each other.`,
    width: plotLeft + plotWidth + notesWidth,
    height,
    plot: [...axis, ...groups].join(""),
  };
}

interface Bar {
  readonly name: string;
  readonly part: number;
  readonly colour: string;
  readonly note: string;
}

function bars(result: DeliveryResult): readonly Bar[] {
  const { shown, survivesCrash, early, heldBack, bufferMost } = result;
  const waiting = heldBack === 0 ? "" : `, at most ${String(bufferMost)} at once`;
  return [
    { name: "shown", part: shown, colour: "green", note: percent(shown) },
    {
      name: "shown, its sender crashed",
      part: survivesCrash,
      colour: "blue",
      note: percent(survivesCrash),
    },
    { name: "answers before questions", part: early, colour: "red", note: percent(early) },
    { name: "held back", part: heldBack, colour: "yellow", note: `${percent(heldBack)}${waiting}` },
  ];
}

function percent(part: number): string {
  return `${String(Math.round(1000 * part) / 10)} %`;
}

function drawnScene({ delivery, seed, steps, trace }: BroadcastScene): DrawnRun {
  const begun = steps.find(({ buffer }) => buffer.length > 0);
  const ended = steps.findLast(({ shown }) => shown.length > 1);
  return {
    name: `cy hears the answers first: ${deliveryNames[delivery]}`,
    seed,
    replicas: sceneMembers,
    trace,
    expects: [],
    held: begun === undefined || ended === undefined ? [] : [{ replica: "cy", from: begun.at, to: ended.at }],
  };
}
