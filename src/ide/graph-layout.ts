import type { ELK, ElkExtendedEdge, ElkNode } from "elkjs";
import { present } from "../base/assert.ts";
import type { GraphEdge, GraphNode, GraphView } from "./graph-view.ts";
import { layers } from "./graph-layers.ts";
import { edgeCard, nodeCard, type Card, type Detail } from "./graph-card.ts";

/** Where everything of a graph stands, in pixels from the left and top. */
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly detail: Detail;
  readonly bands: readonly BandLayout[];
  readonly components: readonly Box[];
  readonly nodes: readonly NodeLayout[];
  readonly edges: readonly EdgeLayout[];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The base relations or one stratum: a stripe from top to bottom that holds its relations alone. */
export interface BandLayout {
  readonly title: string;
  readonly x: number;
  readonly width: number;
}

export interface NodeLayout {
  readonly node: GraphNode;
  readonly box: Box;
  readonly card: Card;
}

export interface EdgeLayout {
  readonly edge: GraphEdge;
  /** From the relation read to the one that reads it; consecutive points differ in one coordinate, to half a pixel. */
  readonly points: readonly Point[];
  readonly label: { readonly box: Box; readonly card: Card } | null;
}

/**
 * Lays a graph out from left to right: base relations, then one band for each stratum, recursive
 * components close together. Edges run along the axes and keep clear of the boxes.
 *
 * The work is done by ELK's layered algorithm (https://eclipse.dev/elk), whose partitions are the
 * bands. The same graph always gets the same layout.
 */
export async function graphLayout(view: GraphView): Promise<GraphLayout> {
  const detail = detailOf(view);
  const cards: Cards = {
    nodes: new Map(view.nodes.map((node) => [node.name, nodeCard(node, detail)])),
    labels: new Map(view.edges.map((edge) => [edge.id, edgeCard(edge, detail)])),
  };
  const elk = await newElk();
  const laidOut = await elk.layout(elkGraph(view, cards));
  const boxes = boxesOf(laidOut);
  const edges = new Map((laidOut.edges ?? []).map((edge) => [edge.id, edge]));
  const nodes = view.nodes.map((node) => ({
    node,
    box: present(boxes.get(nodeId(node.name)), `the box of ${node.name}`),
    card: cardOf(node, cards),
  }));
  const components = view.components.map(({ component }) =>
    present(boxes.get(componentId(component)), `the box of component ${component}`),
  );
  return {
    width: laidOut.width ?? 0,
    height: laidOut.height ?? 0,
    detail,
    bands: bandsOf(view, boxes, laidOut.width ?? 0),
    components,
    nodes,
    edges: view.edges.map((edge) =>
      edgeLayout(
        edge,
        present(edges.get(edge.id), `the way of ${edge.id}`),
        cards.labels.get(edge.id) ?? null,
      ),
    ),
  };
}

interface Cards {
  readonly nodes: ReadonlyMap<string, Card>;
  readonly labels: ReadonlyMap<string, Card | null>;
}

/** Loaded with the first layout: it is larger than all the rest. */
async function newElk(): Promise<ELK> {
  const { default: module } = await import("elkjs/lib/elk.bundled.js");
  return new module.default();
}

/** From so many relations on a drawing shows names and verdicts alone. */
const briefFrom = 49;

/** From so many relations on a drawing is less tidy: the tidiest one would take minutes. */
const hastyFrom = 81;

const everywhere = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.separateConnectedComponents": "false",
  "elk.partitioning.activate": "true",
  "elk.json.shapeCoords": "ROOT",
  "elk.json.edgeCoords": "ROOT",
  "elk.padding": "[top=0,left=0,bottom=0,right=0]",
  "elk.layered.edgeLabels.centerLabelPlacementStrategy": "HEAD_LAYER",
};

const spacings: Readonly<Record<Detail, Readonly<Record<string, string>>>> = {
  full: {
    "elk.spacing.nodeNode": "26",
    "elk.spacing.nodeSelfLoop": "20",
    "elk.spacing.edgeNode": "16",
    "elk.spacing.edgeEdge": "11",
    "elk.layered.spacing.nodeNodeBetweenLayers": "56",
    "elk.layered.spacing.edgeNodeBetweenLayers": "18",
    "elk.layered.spacing.edgeEdgeBetweenLayers": "11",
  },
  brief: {
    "elk.spacing.nodeNode": "16",
    "elk.spacing.nodeSelfLoop": "14",
    "elk.spacing.edgeNode": "10",
    "elk.spacing.edgeEdge": "8",
    "elk.layered.spacing.nodeNodeBetweenLayers": "38",
    "elk.layered.spacing.edgeNodeBetweenLayers": "16",
    "elk.layered.spacing.edgeEdgeBetweenLayers": "8",
  },
};

const tidy = {
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.considerModelOrder.crossingCounterNodeInfluence": "0.001",
};

const hasty = {
  "elk.layered.nodePlacement.strategy": "LINEAR_SEGMENTS",
  "elk.layered.thoroughness": "1",
};

function layoutOptions(view: GraphView): Record<string, string> {
  const effort = view.nodes.length < hastyFrom ? tidy : hasty;
  return { ...everywhere, ...spacings[detailOf(view)], ...effort };
}

function detailOf(view: GraphView): Detail {
  return view.nodes.length < briefFrom ? "full" : "brief";
}

function elkGraph(view: GraphView, cards: Cards): ElkNode {
  const partitions = partitionsOf(view);
  const walls = wallsOf(view, cards, partitions);
  const boxed = new Map(
    view.components.flatMap(({ component, relations }) => relations.map((name) => [name, component])),
  );
  const element = (node: GraphNode): ElkNode => {
    const { width, height } = cardOf(node, cards);
    return { id: nodeId(node.name), width, height, layoutOptions: partitionOptions(node, partitions) };
  };
  const groups = view.components.map(({ component }): ElkNode => {
    const members = view.nodes.filter(({ name }) => boxed.get(name) === component);
    const first = present(members[0], `a relation of component ${component}`);
    return {
      id: componentId(component),
      children: members.map(element),
      layoutOptions: {
        ...partitionOptions(first, partitions),
        "elk.padding": "[top=30,left=18,bottom=18,right=18]",
      },
    };
  });
  return {
    id: "graph",
    layoutOptions: layoutOptions(view),
    children: [...view.nodes.filter(({ name }) => !boxed.has(name)).map(element), ...groups, ...walls],
    edges: view.edges.map((edge) => elkEdge(edge, cards.labels.get(edge.id) ?? null)),
  };
}

function elkEdge({ id, from, to }: GraphEdge, card: Card | null): ElkExtendedEdge {
  const edge = { id, sources: [nodeId(from)], targets: [nodeId(to)] };
  if (card === null) return edge;
  const { width, height } = card;
  const layoutOptions = { "elk.edgeLabels.inline": "true" };
  return { ...edge, labels: [{ text: id, width, height, layoutOptions }] };
}

function partitionOptions(
  { name }: GraphNode,
  partitions: ReadonlyMap<string, number>,
): Record<string, string> {
  return { "elk.partitioning.partition": String(present(partitions.get(name), `the partition of ${name}`)) };
}

const baseRows = 14;

/**
 * Base relations come first, in as many columns as keep them from towering over the rest (those
 * that are read last stand leftmost); then the strata. Odd numbers are left for walls.
 */
function partitionsOf(view: GraphView): ReadonlyMap<string, number> {
  const strata = new Map(view.nodes.map(({ name, stratum }) => [name, stratum]));
  const readFirst = new Map<string, number>();
  for (const { from, to, kind } of view.edges) {
    if (kind !== "seal") readFirst.set(from, Math.min(readFirst.get(from) ?? Infinity, strata.get(to) ?? 0));
  }
  const readAt = ({ name }: GraphNode): number => readFirst.get(name) ?? view.nodes.length;
  const bases = view.nodes.filter(({ kind }) => kind === "base").sort((a, b) => readAt(b) - readAt(a));
  const columns = Math.ceil(bases.length / baseRows);
  const rows = Math.ceil(bases.length / columns);
  return new Map([
    ...view.nodes.map(({ name, stratum }) => [name, 2 * (columns + stratum)] as const),
    ...bases.map(({ name }, index) => [name, 2 * Math.floor(index / rows)] as const),
  ]);
}

/**
 * Nothing to be seen, standing before each band that a label leads into: so the labels come after
 * the last relations of the band before, and not among them.
 */
function wallsOf(view: GraphView, cards: Cards, partitions: ReadonlyMap<string, number>): ElkNode[] {
  const entered = new Set<number>();
  for (const { id, from, to } of view.edges) {
    const [start, end] = [partitions.get(from) ?? 0, partitions.get(to) ?? 0];
    if (start < end && (cards.labels.get(id) ?? null) !== null) entered.add(end - 1);
  }
  return [...entered].map((partition) => ({
    id: `wall ${partition}`,
    width: 0,
    height: 0,
    layoutOptions: { "elk.partitioning.partition": String(partition) },
  }));
}

function boxesOf(root: ElkNode): ReadonlyMap<string, Box> {
  const boxes = new Map<string, Box>();
  const visit = (node: ElkNode): void => {
    const { id, x = 0, y = 0, width = 0, height = 0, children = [] } = node;
    boxes.set(id, { x, y, width, height });
    children.forEach(visit);
  };
  visit(root);
  return boxes;
}

/** The stripes meet between the last box of one and the first of the next; the labels there are in the latter. */
function bandsOf(view: GraphView, boxes: ReadonlyMap<string, Box>, width: number): BandLayout[] {
  const bands = layers(view).map(({ title, nodes }) => {
    const ids = nodes.flatMap(({ name, component }) => [nodeId(name), componentId(component)]);
    const held = ids.flatMap((id) => boxes.get(id) ?? []);
    return {
      title,
      left: Math.min(...held.map(({ x }) => x)),
      right: Math.max(...held.map((box) => box.x + box.width)),
    };
  });
  const borders = bands.map(({ left }, index) => {
    const before = bands[index - 1]?.right;
    return before === undefined ? 0 : Math.min(before + 24, (before + left) / 2);
  });
  return bands.map(({ title }, index) => {
    const x = borders[index] ?? 0;
    return { title, x, width: (borders[index + 1] ?? width) - x };
  });
}

function edgeLayout(edge: GraphEdge, drawn: ElkExtendedEdge, card: Card | null): EdgeLayout {
  const section = present(drawn.sections?.[0], `the way of ${edge.from} to ${edge.to}`);
  const { x = 0, y = 0 } = drawn.labels?.[0] ?? {};
  return {
    edge,
    points: [section.startPoint, ...(section.bendPoints ?? []), section.endPoint],
    label: card === null ? null : { box: { x, y, width: card.width, height: card.height }, card },
  };
}

function cardOf({ name }: GraphNode, cards: Cards): Card {
  return present(cards.nodes.get(name), `the card of ${name}`);
}

function nodeId(name: string): string {
  return `node ${name}`;
}

function componentId(component: number): string {
  return `component ${component}`;
}
