import type { EdgeKind, GraphEdge, GraphNode, GraphView } from "./graph-view.ts";
import { boxed, layers } from "./graph-layers.ts";
import { edgeState, palette, pointSigns, pointState, verdictSigns } from "./graph-theme.ts";
import { edgeWord, originText, outputText, pointText, sealText } from "./graph-words.ts";

/** The graph in the language of Graphviz, with a cluster for each stratum and each recursive component. */
export function graphDot(view: GraphView): string {
  return [
    `digraph ${quoted(view.file)} {`,
    `  graph [rankdir=LR, fontname="Helvetica", fontsize=12, label=${quoted(view.file)}, labelloc=t, labeljust=l, ranksep=0.7, style="rounded,filled", color="#d5dbe2", fillcolor="#f4f6f8"];`,
    `  node [shape=box, style=filled, fillcolor="#ffffff", fontname="Helvetica", fontsize=11, penwidth=1.6];`,
    `  edge [fontname="Helvetica", fontsize=10, color="${palette.line[0]}", fontcolor="${palette.muted[0]}"];`,
    ...layers(view).flatMap(({ title, nodes }, index) => [
      `  subgraph cluster_${index} {`,
      `    label=${quoted(title)};`,
      ...withComponents(nodes, view),
      "  }",
    ]),
    ...view.edges.map((edge) => `  ${quoted(edge.from)} -> ${quoted(edge.to)} [${edgeAttributes(edge)}];`),
    "}",
    "",
  ].join("\n");
}

function withComponents(nodes: readonly GraphNode[], view: GraphView): string[] {
  const { alone, boxes } = boxed(nodes, view);
  const [colour] = palette.component;
  return [
    ...alone.map((node) => `    ${nodeLine(node)}`),
    ...[...boxes].flatMap(([component, members]) => [
      `    subgraph cluster_component_${component} {`,
      `      label="recursive"; style="rounded,dashed"; color="${colour}"; fontcolor="${colour}";`,
      ...members.map((node) => `      ${nodeLine(node)}`),
      "    }",
    ]),
  ];
}

function nodeLine(node: GraphNode): string {
  const columns = node.columns.map(({ name, type }) => `${name}: ${type}`);
  const lines = [
    node.name,
    ...columns,
    `${verdictSigns[node.verdict]} ${node.verdict}`,
    ...[originText(node)].filter((text) => text !== ""),
    ...node.points.map((point) => `${pointSigns[pointState(point)]} ${pointText(point)}`),
    ...node.seals.map(sealText),
    ...node.boundaries.map((boundary) => `decided at ${boundary}`),
    ...node.outputs.map(outputText),
  ];
  return `${quoted(node.name)} [${attributes({
    label: lines.join("\n"),
    color: palette[node.verdict][0],
    fillcolor: node.kind === "base" ? palette.boxBase[0] : undefined,
    style: node.kind === "base" ? undefined : "rounded,filled",
    peripheries: node.boundaries.length > 0 ? "2" : undefined,
  })}];`;
}

function edgeAttributes(edge: GraphEdge): string {
  const state = edgeState(edge);
  const points = edge.points.map((point) => `${pointSigns[pointState(point)]} ${pointText(point)}`);
  const word = edgeWord(edge);
  return attributes({
    label: points.length > 0 ? points.join("\n") : (word ?? undefined),
    color: state === null ? undefined : palette[state][0],
    fontcolor: state === null ? undefined : palette[state][0],
    penwidth: state === null || state === "noted" ? undefined : "2",
    style: styles[edge.kind],
    arrowhead: edge.kind === "negation" || edge.kind === "difference" ? "normalodot" : undefined,
    constraint: edge.kind === "seal" ? "false" : undefined,
    edgetooltip: edge.reads.map(({ text }) => text).join("\n"),
  });
}

const styles: Readonly<Record<EdgeKind, string | undefined>> = {
  positive: undefined,
  negation: undefined,
  difference: undefined,
  aggregate: "dashed",
  exact: "dashed",
  decided: "dotted",
  seal: "dotted",
};

function attributes(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join(", ");
}

/** A quoted string of Graphviz, in which a backslash would begin an escape; NUL would end the file. */
function quoted(text: string): string {
  return `"${text
    .replace(/\0/g, "\ufffd")
    .replace(/[\\"]/g, "\\$&")
    .replace(/\r?\n|\r/g, "\\n")}"`;
}
