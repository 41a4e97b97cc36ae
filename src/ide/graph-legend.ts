import type { Verdict } from "../analysis/report.ts";
import { pointsOf, type EdgeKind, type GraphView } from "./graph-view.ts";
import { markAt, sampleEdge, textAt } from "./graph-drawing.ts";
import { pointState, verdictMeanings, type PointState } from "./graph-theme.ts";
import { shapesMarkup, type Shape } from "./shape.ts";
import { textWidth } from "../base/text-width.ts";

/** Pieces of a drawing, and the room that they take. */
export interface Legend {
  readonly markup: string;
  readonly width: number;
  readonly height: number;
}

/** Explains what occurs in the drawing, in columns that fit into `room` pixels. */
export function graphLegend(view: GraphView, room: number): Legend {
  const items = legendItems(view);
  const column = legendSign + 24 + Math.max(...items.map(({ text }) => textWidth(text, 12, "sans")));
  const columns = Math.max(1, Math.floor(room / column));
  const rows = Math.ceil(items.length / columns);
  const drawn = items.map(({ draw, text }, index) => {
    const x = Math.floor(index / rows) * column;
    const y = ((index % rows) + 0.5) * legendRow;
    return shapesMarkup([...draw(x, y), textAt(x + legendSign, y, text, 12, "legend")]);
  });
  return {
    markup: drawn.join("\n"),
    width: Math.ceil(items.length / rows) * column,
    height: rows * legendRow,
  };
}

/** `draw` draws the sign from the left at height `y`, within `legendSign` pixels. */
export interface LegendItem {
  readonly draw: (x: number, y: number) => readonly Shape[];
  readonly text: string;
}

export const legendRow = 24;
export const legendSign = 46;

/** What occurs in the drawing, each sign with what it means. */
export function legendItems(view: GraphView): LegendItem[] {
  const verdicts = new Set(view.nodes.map(({ verdict }) => verdict));
  const kinds = new Set(view.edges.map(({ kind }) => kind));
  const states = new Set(pointsOf(view).map(pointState));
  const items: LegendItem[] = [];
  for (const [verdict, meaning] of Object.entries(verdictMeanings) as [Verdict, string][]) {
    if (verdicts.has(verdict)) {
      items.push({ draw: (x, y) => [markAt(verdict, x + 34, y)], text: `${verdict}: ${meaning}` });
    }
  }
  for (const [state, meaning] of Object.entries(stateMeanings) as [PointState, string][]) {
    if (states.has(state)) items.push({ draw: (x, y) => [markAt(state, x + 34, y)], text: meaning });
  }
  for (const [kind, meaning] of Object.entries(kindMeanings) as [EdgeKind, string][]) {
    const isDrawn = kinds.has(kind) && !(kind === "difference" && kinds.has("negation"));
    if (isDrawn) items.push({ draw: (x, y) => sampleEdge(kind, x, y), text: meaning });
  }
  if (view.nodes.some(({ boundaries }) => boundaries.length > 0)) {
    items.push({
      draw: (x, y) => [markAt("boundary", x + 34, y)],
      text: "double border: decided at a boundary",
    });
  }
  return items;
}

const stateMeanings: Readonly<Record<PointState, string>> = {
  stop: "point of order that breaks an output",
  covered: "point of order covered by a seal or boundary",
  noted: "point of order that no promise depends on",
};

const kindMeanings: Readonly<Record<EdgeKind, string>> = {
  positive: "reads",
  negation: "reads the absence",
  difference: "reads the absence",
  aggregate: "aggregates",
  exact: "reads an exact value",
  decided: "reads what was decided before",
  seal: "seals",
};
