import { groupBy } from "../base/group-by.ts";
import type { GraphEdge, GraphNode, GraphPoint, GraphView } from "./graph-view.ts";
import { layers } from "./graph-layers.ts";
import { graphSummary } from "./graph-summary.ts";
import { pointSigns, pointState, verdictSigns } from "./graph-theme.ts";
import { edgeWord, originText, outputText, pointText, sealText } from "./graph-words.ts";

/** The graph for a terminal: each relation with its verdict, and below it what it reads. */
export function graphText(view: GraphView): string {
  const reads = groupBy(
    view.edges.filter(({ kind }) => kind !== "seal"),
    ({ to }) => to,
  );
  const widest = view.nodes.reduce((width, { name }) => Math.max(width, name.length), 0);
  return [
    `${view.file}: ${graphSummary(view)}`,
    ...layers(view).flatMap(({ title, nodes }) => [
      "",
      title,
      ...nodes.flatMap((node) => [
        `  ${verdictSigns[node.verdict]} ${node.name.padEnd(widest)}  ${facts(node)}`,
        ...(reads.get(node.name) ?? []).flatMap(readLines),
      ]),
    ]),
    "",
  ].join("\n");
}

function facts(node: GraphNode): string {
  return [
    node.verdict,
    originText(node),
    node.recursive ? "recursive" : "",
    ...node.seals.map(sealText),
    ...node.boundaries.map((boundary) => `decided at ${boundary}`),
    ...node.outputs.map(outputText),
    ...node.points.map(pointLine),
  ]
    .filter((fact) => fact !== "")
    .join(", ");
}

function readLines(edge: GraphEdge): string[] {
  const word = edgeWord(edge);
  return [
    `      ← ${word === null ? "" : `${word} `}${edge.from}`,
    ...edge.points.map((point) => `          ${pointLine(point)}, line ${point.range.start.line + 1}`),
  ];
}

function pointLine(point: GraphPoint): string {
  return `${pointSigns[pointState(point)]} ${pointText(point)}`;
}
