import { tag } from "../base/markup.ts";
import { chartSvg, label, seriesColours } from "./chart.ts";
import { expectedRounds, type GossipResult } from "./gossip.ts";

/** Rounds over the number of nodes, on a logarithmic scale, beside log2 n + ln n; below, how the largest run went. */
export function gossipPlot(results: readonly GossipResult[]): string {
  const sizes = results[0]?.sizes.map(({ nodes }) => nodes) ?? [];
  const loss = results[0]?.loss ?? 0;
  const most = Math.max(2, ...sizes);
  const least = Math.min(most / 10, ...sizes);
  const roundsMost = niceMost(
    Math.max(
      expectedRounds(most, loss),
      ...results.flatMap((result) => result.sizes.map(({ roundsMax }) => roundsMax)),
    ),
  );
  const spread = Math.log(most / least);
  const x = (nodes: number): number => left + (width * Math.log(nodes / least)) / spread;
  const y = (rounds: number): number => top + height - (height * rounds) / roundsMost;
  const theory = Array.from({ length: 41 }, (_, i) => least * Math.exp((spread * i) / 40));
  const first = [
    label(0, 12, "rounds until all have it", { class: "muted" }),
    ...ticks(roundsMost).flatMap((tick) => [
      tag("line", { class: "grid-line", x1: left, x2: left + width, y1: y(tick), y2: y(tick) }),
      label(left - 8, y(tick) + 4, String(tick), { anchor: "end", class: "muted" }),
    ]),
    ...sizes.map((nodes) =>
      label(x(nodes), top + height + 20, nodeText(nodes), { anchor: "middle", class: "muted" }),
    ),
    label(left + width / 2, top + height + 40, "nodes", { anchor: "middle", class: "muted" }),
    path(
      theory.map((nodes) => [x(nodes), y(expectedRounds(nodes, loss))]),
      "axis-line line dashed",
    ),
    ...results.flatMap((result, i) => series(result, seriesColours[i] ?? "blue", x, y)),
  ];
  const legend = [
    ...results.map(({ mode }, i) => ({ text: mode, colour: seriesColours[i] ?? "blue", dashed: false })),
    { text: loss === 0 ? "log2 n + ln n" : "expected of push, with this loss", colour: "axis", dashed: true },
  ].map(({ text, colour, dashed }, i) => {
    const at = left + width + 24;
    const row = top + 12 + i * 22;
    return (
      tag("line", {
        class: `${colour}-line line${dashed ? " dashed" : ""}`,
        x1: at,
        x2: at + 26,
        y1: row - 4,
        y2: row - 4,
      }) + label(at + 34, row, text)
    );
  });
  const below = tag("g", { transform: `translate(0 ${String(top + height + 70)})` }, wave(results));
  const seeds = results[0]?.seeds ?? 0;
  return chartSvg({
    title: "How a rumour spreads",
    says: `Each round a node calls one other at random${loss === 0 ? "" : `, and ${String(Math.round(loss * 1000) / 10)} % of the messages get lost`}. The median of ${String(seeds)} ${seeds === 1 ? "run" : "runs"} for each size, with the fewest and the most rounds.`,
    width: left + width + legendWidth,
    height: 2 * (top + height) + 120,
    plot: [...first, ...legend, below].join(""),
  });
}

const left = 48;
const top = 24;
const width = 480;
const height = 240;
const legendWidth = 230;

function series(
  { sizes }: GossipResult,
  colour: string,
  x: (nodes: number) => number,
  y: (rounds: number) => number,
): readonly string[] {
  return [
    path(
      sizes.map(({ nodes, rounds }) => [x(nodes), y(rounds)]),
      `${colour}-line line`,
    ),
    ...sizes.flatMap(({ nodes, rounds, roundsMin, roundsMax }) => [
      tag("line", {
        class: `${colour}-line thin`,
        x1: x(nodes),
        x2: x(nodes),
        y1: y(roundsMin),
        y2: y(roundsMax),
      }),
      tag("circle", { class: colour, cx: x(nodes), cy: y(rounds), r: 4 }),
    ]),
  ];
}

/** The part of the nodes that have the rumour, round by round, in the largest run of each mode. */
function wave(results: readonly GossipResult[]): string {
  const largest = results.flatMap(({ sizes }) => sizes.at(-1) ?? []);
  const most = niceMost(Math.max(1, ...largest.map(({ informed }) => informed.length)));
  const x = (round: number): number => left + (width * round) / most;
  const y = (part: number): number => top + height - height * part;
  const nodes = largest[0]?.nodes ?? 0;
  return [
    label(0, 12, `part of ${nodeText(nodes)} nodes that have it, after each round`, { class: "muted" }),
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((part) => [
      tag("line", { class: "grid-line", x1: left, x2: left + width, y1: y(part), y2: y(part) }),
      label(left - 8, y(part) + 4, `${String(100 * part)} %`, { anchor: "end", class: "muted" }),
    ]),
    ...ticks(most).map((tick) =>
      label(x(tick), top + height + 20, String(tick), { anchor: "middle", class: "muted" }),
    ),
    label(left + width / 2, top + height + 40, "rounds", { anchor: "middle", class: "muted" }),
    ...largest.map(({ informed }, i) =>
      path(
        [1, ...informed].map((count, round) => [x(round), y(count / nodes)]),
        `${seriesColours[i] ?? "blue"}-line line`,
      ),
    ),
  ].join("");
}

function path(points: readonly (readonly [x: number, y: number])[], kind: string): string {
  const hundredth = (value: number): string => String(Math.round(value * 100) / 100);
  return tag("polyline", {
    class: kind,
    points: points.map(([px, py]) => `${hundredth(px)},${hundredth(py)}`).join(" "),
  });
}

function niceMost(most: number): number {
  const step = tickStep(most);
  return Math.ceil(most / step) * step;
}

function ticks(most: number): readonly number[] {
  const step = tickStep(most);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}

function tickStep(most: number): number {
  return [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((step) => most / step <= 8) ?? most;
}

function nodeText(nodes: number): string {
  return nodes.toLocaleString("en");
}
