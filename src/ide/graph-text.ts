import type { Verdict } from "../analysis/report.ts";
import { groupBy } from "../base/group-by.ts";
import type { GraphEdge, GraphNode, GraphPoint, GraphView } from "./graph-view.ts";
import { layers } from "./graph-layers.ts";
import { graphSummary } from "./graph-summary.ts";
import { pointSigns, pointState, verdictSigns, type PointState } from "./graph-theme.ts";
import { edgeWord, originText, outputText, pointText, sealText } from "./graph-words.ts";

/** Sets words off, as a terminal can, without changing what they say. */
export type Paint = (words: string, tone: "title" | Verdict | PointState) => string;

/** The graph for a terminal: each relation with its verdict, and below it what it reads. */
export function graphText(view: GraphView, paint: Paint = (words) => words): string {
  const reads = groupBy(
    view.edges.filter(({ kind }) => kind !== "seal"),
    ({ to }) => to,
  );
  const widest = view.nodes.reduce((width, { name }) => Math.max(width, name.length), 0);
  const relation = (node: GraphNode): string => {
    const sign = paint(verdictSigns[node.verdict], node.verdict);
    return `  ${sign} ${node.name.padEnd(widest)}  ${facts(node, paint).join(", ")}`;
  };
  return [
    `${paint(view.file, "title")}: ${graphSummary(view)}`,
    ...layers(view).flatMap(({ title, nodes }) => [
      "",
      paint(title, "title"),
      ...nodes.flatMap((node) => [
        relation(node),
        ...(reads.get(node.name) ?? []).flatMap((edge) => readLines(edge, paint)),
      ]),
    ]),
    "",
  ].join("\n");
}

function facts(node: GraphNode, paint: Paint): string[] {
  return [
    paint(node.verdict, node.verdict),
    originText(node),
    node.recursive ? "recursive" : "",
    ...node.seals.map(sealText),
    ...node.boundaries.map((boundary) => `decided at ${boundary}`),
    ...node.outputs.map((output) => paint(outputText(output), output.ok ? "covered" : "stop")),
    ...node.points.map((point) => pointLine(point, paint)),
  ].filter((fact) => fact !== "");
}

function readLines(edge: GraphEdge, paint: Paint): string[] {
  const word = edgeWord(edge);
  return [
    `      ← ${word === null ? "" : `${word} `}${edge.from}`,
    ...edge.points.map((point) => `          ${pointLine(point, paint)}, line ${point.range.start.line + 1}`),
  ];
}

function pointLine(point: GraphPoint, paint: Paint): string {
  const state = pointState(point);
  return paint(`${pointSigns[state]} ${pointText(point)}`, state);
}
