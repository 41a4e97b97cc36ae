import { groupBy } from "../base/group-by.ts";
import type { EdgeKind, GraphEdge, GraphNode, GraphView } from "./graph-view.ts";
import { boxed, layers } from "./graph-layers.ts";
import { edgeState, palette, pointSigns, pointState, verdictSigns } from "./graph-theme.ts";
import { edgeWord, outputText, pointText, sealText } from "./graph-words.ts";

/** The graph as a flowchart of Mermaid, as wikis and code hosts draw it. */
export function graphMermaid(view: GraphView): string {
  const ids = new Map(view.nodes.map(({ name }, index) => [name, `n${index}`]));
  const idOf = (name: string): string => ids.get(name) ?? name;
  const verdicts = [...groupBy(view.nodes, ({ verdict }) => verdict)];
  return [
    "flowchart LR",
    ...layers(view).flatMap(({ title, nodes }, index) => [
      `  subgraph s${index}["${title}"]`,
      ...withComponents(nodes, view, idOf),
      "  end",
    ]),
    ...view.edges.map((edge) => `  ${idOf(edge.from)} ${link(edge)} ${idOf(edge.to)}`),
    ...view.edges.flatMap(linkStyle),
    ...verdicts.map(([verdict]) => `  classDef ${verdict} stroke:${palette[verdict][0]},stroke-width:2px`),
    ...verdicts.map(([verdict, of]) => `  class ${of.map(({ name }) => idOf(name)).join(",")} ${verdict}`),
    "",
  ].join("\n");
}

function withComponents(
  nodes: readonly GraphNode[],
  view: GraphView,
  idOf: (name: string) => string,
): string[] {
  const { alone, boxes } = boxed(nodes, view);
  const line = (node: GraphNode): string => `${idOf(node.name)}${shape(node)}`;
  return [
    ...alone.map((node) => `    ${line(node)}`),
    ...[...boxes].flatMap(([component, members]) => [
      `    subgraph c${component}["recursive"]`,
      ...members.map((node) => `      ${line(node)}`),
      "    end",
    ]),
  ];
}

/** A cylinder for a base relation, a frame with double sides for decisions, else a rounded box. */
function shape(node: GraphNode): string {
  const lines = [
    `<b>${escaped(node.name)}</b>`,
    ...node.columns.map(({ name, type }) => escaped(`${name}: ${type}`)),
    `${verdictSigns[node.verdict]} ${node.verdict}`,
    ...node.points.map((point) => escaped(`${pointSigns[pointState(point)]} ${pointText(point)}`)),
    ...node.seals.map((seal) => escaped(sealText(seal))),
    ...node.boundaries.map((boundary) => escaped(`decided at ${boundary}`)),
    ...node.outputs.map(outputText),
  ];
  const label = `"${lines.join("<br/>")}"`;
  if (node.boundaries.length > 0) return `[[${label}]]`;
  return node.kind === "base" ? `[(${label})]` : `(${label})`;
}

function link(edge: GraphEdge): string {
  const points = edge.points.map((point) => `${pointSigns[pointState(point)]} ${pointText(point)}`);
  const words = points.length > 0 ? points : [edgeWord(edge)].filter((word) => word !== null);
  const arrow = arrows[edge.kind];
  return words.length === 0 ? arrow : `${arrow}|"${words.map(escaped).join("<br/>")}"|`;
}

const arrows: Readonly<Record<EdgeKind, string>> = {
  positive: "-->",
  negation: "--o",
  difference: "--o",
  aggregate: "-.->",
  exact: "-.->",
  decided: "-.->",
  seal: "-.-x",
};

function linkStyle(edge: GraphEdge, index: number): string[] {
  const state = edgeState(edge);
  if (state === null) return [];
  return [`  linkStyle ${index} stroke:${palette[state][0]},stroke-width:2px,color:${palette[state][0]}`];
}

/** Every character that could mean something to Mermaid, as one of its entities. */
function escaped(text: string): string {
  return text.replace(/[^\p{L}\p{N} _:,.()✗✓○-]/gu, (character) => `#${character.codePointAt(0) ?? 0xfffd};`);
}
