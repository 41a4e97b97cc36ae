import { tag } from "../base/markup.ts";
import { chartSvg, label, seriesColours } from "./chart.ts";
import type { LatencyResult, WayResult } from "./latency.ts";
import { regions } from "./regions.ts";

/** A bar for each way and region on a logarithmic scale, from the median on to the 99th percentile. */
export function latencyPlot(result: LatencyResult): string {
  const rowHeight = 22;
  const groupHeight = regions.length * rowHeight + 22;
  const height = result.ways.length * groupHeight + 34;
  const most = Math.max(...result.ways.flatMap((way) => way.regions.map(({ p99 }) => p99)));
  const decades = Math.max(1, Math.ceil(Math.log10(most / least)));
  const x = (milliseconds: number): number =>
    plotLeft + (plotWidth * Math.log10(Math.max(milliseconds, least) / least)) / decades;
  const ticks = Array.from({ length: decades + 1 }, (_, i) => least * 10 ** i);
  const axis = ticks.flatMap((tick) => [
    tag("line", { class: "grid-line", x1: x(tick), x2: x(tick), y1: 0, y2: height - 34 }),
    label(x(tick), height - 14, `${tick.toLocaleString("en")} ms`, { anchor: "middle", class: "muted" }),
  ]);
  const groups = result.ways.flatMap((way, g) => [
    label(0, g * groupHeight + 16, way.way, { size: 14, class: "strong" }),
    ...bars(way, g * groupHeight + 22, rowHeight, x, seriesColours[g] ?? "blue"),
  ]);
  return chartSvg({
    title: "What a write waits for",
    says: `From the click to the answer, for the same operation: the bar ends at the median of ${String(result.writes)} writes, the line at the 99th percentile. A write that waits for nobody stays available when Tokyo is cut off.`,
    width: plotLeft + plotWidth + notesWidth,
    height,
    plot: [...axis, ...groups].join(""),
  });
}

const least = 1;
const plotLeft = 96;
const plotWidth = 420;
const notesWidth = 120;

function bars(
  { regions: measured }: WayResult,
  top: number,
  rowHeight: number,
  x: (milliseconds: number) => number,
  colour: string,
): readonly string[] {
  return measured.flatMap(({ region, p50, p99, acceptedInPartition }, i) => {
    const y = top + i * rowHeight;
    const stands = acceptedInPartition === 1;
    const name = `${region.slice(0, 1).toUpperCase()}${region.slice(1)}`;
    return [
      label(plotLeft - 8, y + 14, name, { anchor: "end", class: "muted" }),
      tag("rect", { class: colour, x: plotLeft, y: y + 3, width: x(p50) - plotLeft, height: rowHeight - 7 }),
      tag("line", { class: `${colour}-line line`, x1: x(p50), x2: x(p99), y1: y + 10.5, y2: y + 10.5 }),
      label(x(p99) + 8, y + 14, `${shown(p50)} ms${stands ? "" : ", refused when cut off"}`, {
        class: stands ? "halo" : "halo red",
      }),
    ];
  });
}

function shown(milliseconds: number): string {
  return String(Math.round(milliseconds * 10) / 10);
}
