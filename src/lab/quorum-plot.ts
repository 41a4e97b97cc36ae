import { tag } from "../base/markup.ts";
import { chartSvg, label } from "./chart.ts";
import type { QuorumResult } from "./quorum.ts";

/**
 * A square for each pair of quorums, redder the more reads miss the last write, green where none
 * can; or, of one pair, the replicas with the worst pair of quorums among them.
 */
export function quorumPlot(results: readonly QuorumResult[]): string {
  const [only] = results;
  if (results.length === 1 && only !== undefined) return pairPlot(only);
  const n = only?.replicas ?? 0;
  const squares = results.flatMap(({ write, read, stale, overlap }) => {
    const [x, y] = [left + (read - 1) * side, top + (n - write) * side];
    const middle = x + side / 2;
    return [
      tag("rect", { class: "paper grid-line", x, y, width: side, height: side }),
      tag("rect", {
        class: overlap > 0 ? "green" : "red",
        x: x + 2,
        y: y + 2,
        width: side - 4,
        height: side - 4,
        rx: 4,
        "fill-opacity": overlap > 0 ? 0.28 : 0.12 + 0.5 * stale,
      }),
      label(middle, y + side / 2, percent(stale), { anchor: "middle", size: 14, class: "strong" }),
      label(middle, y + side / 2 + 18, overlap > 0 ? `overlap ${String(overlap)}` : "can miss", {
        anchor: "middle",
        size: 11,
      }),
    ];
  });
  const axes = Array.from({ length: n }, (_, i) => [
    label(left + i * side + side / 2, top + n * side + 20, `r = ${String(i + 1)}`, {
      anchor: "middle",
      class: "muted",
    }),
    label(left - 10, top + (n - 1 - i) * side + side / 2 + 4, `w = ${String(i + 1)}`, {
      anchor: "end",
      class: "muted",
    }),
  ]).flat();
  return chartSvg({
    title: `Which reads miss the last write, of ${String(n)} replicas`,
    says: "A write waits for w replicas, a read asks r of them, both chosen at random. Where w + r is more than n, each read asks at least one replica that has the write.",
    width: left + n * side,
    height: top + n * side + 28,
    plot: [...squares, ...axes].join(""),
  });
}

const left = 60;
const top = 0;
const side = 84;

/** A write at the first replicas and a read at the last: the pair that has least in common. */
function pairPlot({ replicas, write, read, overlap, stale, staleSimulated, trials }: QuorumResult): string {
  const step = 56;
  const x = (i: number): number => 40 + i * step;
  const frame = (from: number, count: number, y: number, kind: string): string =>
    tag("rect", {
      class: `${kind}-line line`,
      x: x(from) - 24,
      y,
      width: (count - 1) * step + 48,
      height: 48,
      rx: 24,
    });
  const nodes = Array.from({ length: replicas }, (_, i) => {
    const [isWritten, isRead] = [i < write, i >= replicas - read];
    const kind = isWritten && isRead ? "green" : isWritten ? "blue" : isRead ? "orange" : "axis";
    return tag("circle", { class: kind, cx: x(i), cy: 60, r: 15 });
  });
  const words =
    overlap > 0
      ? `${String(overlap)} in both: no read misses the last write`
      : `none in both: ${percent(stale)} of the reads miss the last write (${percent(staleSimulated)} of ${trials.toLocaleString("en")} tried)`;
  return chartSvg({
    title: `A write at ${String(write)} and a read of ${String(read)} of ${String(replicas)} replicas`,
    says: `The two quorums that have least in common: ${words}.`,
    width: Math.max(x(replicas), 420),
    height: 130,
    plot: [
      frame(0, write, 36, "blue"),
      frame(replicas - read, read, 36, "orange"),
      ...nodes,
      label(x(0) - 24, 22, `write: w = ${String(write)}`, { class: "blue" }),
      label(x(replicas - 1) + 24, 110, `read: r = ${String(read)}`, { anchor: "end", class: "orange" }),
    ].join(""),
  });
}

function percent(part: number): string {
  const value = 100 * part;
  const digits = value === 0 || value === 100 || value >= 10 ? 0 : value >= 0.1 ? 1 : 3;
  return `${String(Number(value.toFixed(digits)))} %`;
}
