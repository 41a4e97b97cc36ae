import { bandRim, bandTitleHeight, drawingMarkup, textAt } from "./graph-drawing.ts";
import type { GraphLayout } from "./graph-layout.ts";
import { graphLegend } from "./graph-legend.ts";
import { graphSummary } from "./graph-summary.ts";
import { graphStyles } from "./graph-theme.ts";
import type { GraphView } from "./graph-view.ts";
import { rounded, tag } from "../base/markup.ts";
import { textWidth } from "../base/text-width.ts";
import { shapesMarkup } from "./shape.ts";

/**
 * A drawing of the graph that stands alone: no scripts, no fonts, no links to elsewhere. It is
 * light or dark as its reader prefers.
 */
export function graphSvg(view: GraphView, layout: GraphLayout): string {
  const legend = graphLegend(view, Math.max(layout.width, leastWidth));
  const heading = headingOf(view);
  const width = Math.max(layout.width, legend.width, heading.width) + 2 * (margin + bandRim);
  const top = margin + headingHeight;
  const height = top + bandTitleHeight + layout.height + bandRim + legend.height + 2 * margin;
  const left = (width - layout.width) / 2;
  return tag(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "calm-graph",
      viewBox: `0 0 ${rounded(width)} ${rounded(height)}`,
      width,
      height,
      role: "img",
      "aria-label": `Dependency graph of ${view.file}: ${heading.summary}`,
    },
    tag("style", {}, graphStyles()),
    tag("rect", { class: "paper", width: "100%", height: "100%" }),
    tag("g", { transform: `translate(${margin + bandRim} ${margin})` }, heading.markup),
    tag("g", { transform: `translate(${rounded(left)} ${top + bandTitleHeight})` }, drawingMarkup(layout)),
    tag(
      "g",
      { transform: `translate(${margin + bandRim} ${rounded(height - margin - legend.height)})` },
      legend.markup,
    ),
  );
}

const margin = 20;
const headingHeight = 62;
const leastWidth = 520;

function headingOf(view: GraphView): { markup: string; summary: string; width: number } {
  const summary = graphSummary(view);
  const title = view.file.split(/[\\/]/).at(-1) ?? view.file;
  return {
    summary,
    width: Math.max(textWidth(title, 20, "bold"), textWidth(summary, 13, "sans")),
    markup: shapesMarkup([textAt(0, 16, title, 20, "strong"), textAt(0, 40, summary, 13, "muted")]),
  };
}
