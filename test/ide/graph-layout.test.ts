import { describe, expect, test } from "vitest";
import { cardIndent, rowStyles, textStart, type Card } from "../../src/ide/graph-card.ts";
import { graphLayout, type Box, type GraphLayout, type Point } from "../../src/ide/graph-layout.ts";
import type { GraphView } from "../../src/ide/graph-view.ts";
import { textWidth } from "../../src/base/text-width.ts";
import { exampleGraphs } from "./example-graphs.ts";
import { randomView, sampleEdge, sampleNode, samplePoint, sampleView } from "./graph-samples.ts";

const long = "a_name_that_goes_on_and_on_".repeat(5);
const odd = sampleView(
  [
    sampleNode(long, { columns: [{ name: long, type: long, lattice: null, direction: null }] }),
    sampleNode("wide", {
      kind: "derived",
      recursive: true,
      columns: Array.from({ length: 40 }, (_, index) => ({
        name: `column_${index}`,
        type: "symbol",
        lattice: null,
        direction: null,
      })),
      outputs: [{ promise: "eventual", ok: false, declared: true, rounds: 0, range: sampleNode("x").range }],
      points: [samplePoint("p0", { coveredBy: `seal ${long}(${long}), boundary 平衡` })],
    }),
  ],
  [
    sampleEdge(
      "e0",
      long,
      "wide",
      "negation",
      Array.from({ length: 9 }, (_, index) => samplePoint(`p${index + 1}`)),
    ),
    sampleEdge("e1", "wide", "wide"),
    sampleEdge("e2", "wide", "wide", "decided"),
    sampleEdge("e3", long, "wide", "aggregate"),
  ],
);

const graphs: readonly { path: string; view: GraphView }[] = [
  { path: "nothing", view: sampleView([], []) },
  { path: "one relation", view: sampleView([sampleNode("alone")], []) },
  { path: "odd names", view: odd },
  ...[4, 12, 24, 47, 90].map((relations) => ({
    path: `${relations} relations`,
    view: randomView(relations, relations),
  })),
  ...exampleGraphs(),
];

describe.each(graphs)("$path", ({ view }) => {
  const layout = graphLayout(view);

  test("every relation and every edge is drawn once", async () => {
    const { nodes, edges } = await layout;
    expect(nodes.map(({ node }) => node.name)).toEqual(view.nodes.map(({ name }) => name));
    expect(edges.map(({ edge }) => edge.id)).toEqual(view.edges.map(({ id }) => id));
  });

  test("no two boxes overlap, and labels overlap neither boxes nor each other", async () => {
    const { nodes, edges } = await layout;
    const boxes = [
      ...nodes.map(({ node, box }) => ({ name: node.name, box })),
      ...edges.flatMap(({ edge, label }) => (label === null ? [] : [{ name: edge.id, box: label.box }])),
    ];
    const overlaps = boxes.flatMap((a, index) =>
      boxes.slice(index + 1).flatMap((b) => (overlap(a.box, b.box) ? [`${a.name} and ${b.name}`] : [])),
    );
    expect(overlaps).toEqual([]);
  });

  test("all text is within its box", async () => {
    const { nodes, edges } = await layout;
    expect(nodes.flatMap(({ card }) => outside(card, cardIndent.node))).toEqual([]);
    expect(
      edges.flatMap(({ label }) => (label === null ? [] : outside(label.card, cardIndent.label))),
    ).toEqual([]);
  });

  test("edges go from box to box along the axes, and through no other box", async () => {
    const { nodes, edges } = await layout;
    const boxes = new Map(nodes.map(({ node, box }) => [node.name, box]));
    const wrong = edges.flatMap(({ edge, points }) => {
      const name = `${edge.from} -> ${edge.to}`;
      const ends = [touches(boxes.get(edge.from), points[0]), touches(boxes.get(edge.to), points.at(-1))];
      const segments = points.slice(1).map((point, index) => [points[index] ?? point, point] as const);
      const slanted = segments.filter(([a, b]) => Math.abs(a.x - b.x) > 0.5 && Math.abs(a.y - b.y) > 0.5);
      const through = nodes.filter(({ box }) => segments.some(([a, b]) => overlap(box, hull(a, b))));
      return [
        ...(ends.every(Boolean) ? [] : [`${name} does not touch its ends`]),
        ...(slanted.length > 0 ? [`${name} is slanted`] : []),
        ...through.map(({ node }) => `${name} goes through ${node.name}`),
      ];
    });
    expect(wrong).toEqual([]);
  });

  test("each relation is in the band of its stratum, and bands follow one another", async () => {
    const { nodes, bands } = await layout;
    const titles = bands.map(({ title }) => title);
    expect(titles).toEqual([
      ...new Set([...nodes].sort((a, b) => rank(a.node) - rank(b.node)).map(({ node }) => bandOf(node))),
    ]);
    for (const [index, { x, width }] of bands.entries()) {
      expect(width).toBeGreaterThan(0);
      if (index > 0) expect(x).toBeCloseTo((bands[index - 1]?.x ?? 0) + (bands[index - 1]?.width ?? 0));
    }
    const astray = nodes.filter(({ node, box }) => {
      const band = bands.find(({ title }) => title === bandOf(node));
      return band === undefined || box.x < band.x || box.x + box.width > band.x + band.width;
    });
    expect(astray.map(({ node }) => node.name)).toEqual([]);
  });

  test("a recursive component's box holds its relations and no others", async () => {
    const { nodes, components } = await layout;
    for (const [index, box] of components.entries()) {
      const inside = nodes.filter((node) => overlap(box, node.box)).map(({ node }) => node.name);
      expect(inside.sort()).toEqual([...(view.components[index]?.relations ?? [])].sort());
    }
  });

  test("everything is within the picture", async () => {
    const { width, height, nodes, edges } = await layout;
    const points = [
      ...nodes.flatMap(({ box }) => corners(box)),
      ...edges.flatMap((edge) => [...edge.points, ...(edge.label === null ? [] : corners(edge.label.box))]),
    ];
    const out = points.filter(({ x, y }) => x < -0.01 || y < -0.01 || x > width + 0.01 || y > height + 0.01);
    expect(out).toEqual([]);
  });
});

test("the same graph always gets the same layout", async () => {
  const [first, second]: GraphLayout[] = [
    await graphLayout(randomView(30, 7)),
    await graphLayout(randomView(30, 7)),
  ];
  expect(second).toEqual(first);
});

function overlap(a: Box, b: Box): boolean {
  const slack = 0.01;
  return (
    a.x + a.width > b.x + slack &&
    b.x + b.width > a.x + slack &&
    a.y + a.height > b.y + slack &&
    b.y + b.height > a.y + slack
  );
}

function hull(a: Point, b: Point): Box {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return { x, y, width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

function touches(box: Box | undefined, point: Point | undefined): boolean {
  if (box === undefined || point === undefined) return false;
  const { x, y } = point;
  const near = (a: number, b: number): boolean => Math.abs(a - b) < 0.01;
  const isAtSide = near(x, box.x) || near(x, box.x + box.width);
  const isAtEdge = near(y, box.y) || near(y, box.y + box.height);
  return (
    (isAtSide && y >= box.y && y <= box.y + box.height) || (isAtEdge && x >= box.x && x <= box.x + box.width)
  );
}

function corners({ x, y, width, height }: Box): Point[] {
  return [
    { x, y },
    { x: x + width, y: y + height },
  ];
}

function outside({ rows, width, height }: Card, indent: number): string[] {
  return rows
    .filter(({ kind, text, aside, y }) => {
      const { size, face } = rowStyles[kind];
      const right = textStart(kind, indent) + textWidth(text, size, face);
      const free = width - indent - (aside === "" ? 0 : textWidth(aside, 11, "sans"));
      return right > free || y - size / 2 < 0 || y + size / 2 > height;
    })
    .map(({ text }) => text);
}

function rank({ kind, stratum }: GraphView["nodes"][number]): number {
  return kind === "base" ? -1 : stratum;
}

function bandOf({ kind, stratum }: GraphView["nodes"][number]): string {
  return kind === "base" ? "base relations" : `stratum ${stratum}`;
}
