import { tag } from "../base/markup.ts";
import type { OrdersResult } from "./arrival-orders.ts";
import { chartsSvg, label, type Chart } from "./chart.ts";
import { spaceTimeChart } from "./space-time-diagram.ts";
import { useCaseMembers, type UseCaseResult } from "./use-cases.ts";

/** In how many orders three replicas agree, as bars; below, two of each type in a partition. */
export function crdtPlot(
  orders: readonly OrdersResult[],
  cases: readonly UseCaseResult[],
  seed: number,
): string {
  return chartsSvg([
    ordersChart(orders),
    ...cases.map((one) =>
      spaceTimeChart({
        name: `${one.useCase}: ${one.type}, ${one.merged ?? "not the same"} in the end`,
        seed,
        replicas: useCaseMembers,
        trace: one.trace,
        expects: [],
      }),
    ),
  ]);
}

const plotLeft = 150;
const plotWidth = 330;
const notesWidth = 280;
const rowHeight = 24;

function ordersChart(orders: readonly OrdersResult[]): Chart {
  const height = orders.length * rowHeight + 30;
  const x = (part: number): number => plotLeft + plotWidth * part;
  const axis = [0, 0.25, 0.5, 0.75, 1].flatMap((part) => [
    tag("line", { class: "grid-line", x1: x(part), x2: x(part), y1: 0, y2: height - 30 }),
    label(x(part), height - 10, `${String(100 * part)} %`, { anchor: "middle", class: "muted" }),
  ]);
  const rows = orders.flatMap((one, i) => {
    const y = i * rowHeight;
    const part = one.agree / one.ways;
    const colour = one.right === one.ways ? "green" : part === 1 ? "orange" : "red";
    const wrong = one.right === one.ways ? "" : `, not ${one.wanted}`;
    return [
      label(plotLeft - 8, y + 16, one.name, { anchor: "end", class: one.isMerge ? "strong" : "muted" }),
      tag("rect", { class: colour, x: plotLeft, y: y + 4, width: plotWidth * part, height: rowHeight - 8 }),
      label(x(1) + 12, y + 16, `${one.results.join(" or ")}${wrong}`, {
        class: `halo ${wrong === "" ? "" : colour}`,
      }),
    ];
  });
  return {
    title: "Whatever arrives when",
    says: "Three replicas hear of the same three updates, each in its own order and of one of them twice. Bars: the part of all orders after which the three are the same.",
    width: plotLeft + plotWidth + notesWidth,
    height,
    plot: [...axis, ...rows].join(""),
  };
}
