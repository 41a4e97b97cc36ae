import type { Verdict } from "../analysis/report.ts";
import type { EdgeKind, GraphEdge, GraphNode, GraphPoint } from "./graph-view.ts";
import { cardIndent, rowStyles, textStart, type Card, type CardRow } from "./graph-card.ts";
import type { BandLayout, Box, EdgeLayout, GraphLayout, NodeLayout, Point } from "./graph-layout.ts";
import { edgeState, markInlay, markPath, pointState, verdictMeanings, type Mark } from "./graph-theme.ts";
import { pointText } from "./graph-words.ts";
import { rounded } from "../base/markup.ts";
import { shape, shapesMarkup, type Shape, type ShapeContent } from "./shape.ts";

/** Above the layout's own origin stand the titles of the bands. */
export const bandTitleHeight = 46;
export const bandRim = 20;

/** The graph alone, in five groups: bands, components, edges, labels, boxes. */
export function graphDrawing(layout: GraphLayout): readonly Shape[] {
  return [
    shape("g", { class: "bands" }, ...layout.bands.map((band, index) => bandDrawing(band, index, layout))),
    shape("g", { class: "components" }, layout.components.map(componentDrawing)),
    shape("g", { class: "edges" }, ...layout.edges.map(edgeDrawing)),
    shape("g", { class: "labels" }, ...layout.edges.map(labelDrawing)),
    shape("g", { class: "nodes" }, ...layout.nodes.map(nodeDrawing)),
  ];
}

/** The same as markup. */
export function drawingMarkup(layout: GraphLayout): string {
  return graphDrawing(layout)
    .map((group) => shapesMarkup([group]))
    .join("\n");
}

/** A mark around a point. */
export function markAt(mark: Mark, x: number, y: number): Shape {
  const inlay = markInlay(mark);
  const outline = shape("path", { class: `mark ${mark}`, d: markPath(mark) });
  return shape(
    "g",
    { transform: `translate(${rounded(x)} ${rounded(y)})` },
    outline,
    inlay === "" ? null : shape("path", { class: "inlay", d: inlay }),
  );
}

/** `y` is the middle of the line. */
export function textAt(x: number, y: number, text: string, size: number, style: string): Shape {
  return shape("text", { class: style, x, y: y + size * 0.35, "font-size": size }, text);
}

/** The sign of an edge of a kind, 38 pixels long. */
export function sampleEdge(kind: EdgeKind, x: number, y: number): readonly Shape[] {
  const points = [
    { x: x + 2, y },
    { x: x + 40, y },
  ];
  const way = {
    class: "way hollow",
    d: roundedWay(points),
    "stroke-width": 1.6,
    "stroke-dasharray": dashes[kind],
  };
  return [shape("path", way), ...arrowHead(points, kind)];
}

function bandDrawing({ title, x, width }: BandLayout, index: number, layout: GraphLayout): Shape {
  const left = index === 0 ? x - bandRim : x;
  const right = index === layout.bands.length - 1 ? x + width + bandRim : x + width;
  return shape(
    "g",
    {},
    shape("rect", {
      class: index % 2 === 0 ? "band" : "band other",
      x: left,
      y: -bandTitleHeight,
      width: right - left,
      height: bandTitleHeight + layout.height + bandRim,
    }),
    centredText((left + right) / 2, -bandTitleHeight + 18, title, 13, "muted strong"),
  );
}

function componentDrawing(box: Box): readonly Shape[] {
  return [
    shape("rect", {
      class: "component hollow",
      ...box,
      rx: 10,
      "stroke-width": 1.6,
      "stroke-dasharray": "7 4",
    }),
    textAt(box.x + 14, box.y + 15, "recursive", 11, "component-title strong"),
  ];
}

function nodeDrawing({ node, box, card }: NodeLayout): Shape {
  const corner = node.kind === "base" ? 2 : 8;
  const outer = { x: box.x - 4, y: box.y - 4, width: box.width + 8, height: box.height + 8 };
  return shape(
    "g",
    { class: "node", "data-node": node.name },
    shape("title", {}, nodeTitle(node)),
    node.boundaries.length === 0
      ? null
      : shape("rect", { class: "rim hollow", ...outer, rx: corner + 4, "stroke-width": 1.5 }),
    shape("rect", {
      class: node.kind === "base" ? "box base" : "box",
      ...box,
      rx: corner,
      "stroke-width": 1.3,
    }),
    shape("path", { class: node.verdict, d: stripe(box, corner) }),
    rowsDrawing(card, box, cardIndent.node, node.verdict),
  );
}

function nodeTitle(node: GraphNode): string {
  const columns = node.columns.map(({ name, type }) => `${name}: ${type}`).join(", ");
  return `${node.name}(${columns})\n${node.verdict}: ${verdictMeanings[node.verdict]}`;
}

/** The coloured edge at the left of a box. */
function stripe({ x, y, height }: Box, corner: number): string {
  const bottom = y + height;
  return `M${rounded(x + 6)} ${rounded(y)}V${rounded(bottom)}H${rounded(x + corner)}Q${rounded(x)} ${rounded(bottom)} ${rounded(x)} ${rounded(bottom - corner)}V${rounded(y + corner)}Q${rounded(x)} ${rounded(y)} ${rounded(x + corner)} ${rounded(y)}Z`;
}

function rowsDrawing(card: Card, box: Box, indent: number, verdict: Verdict | null): readonly ShapeContent[] {
  return card.rows.map((row) => {
    const { size } = rowStyles[row.kind];
    const y = box.y + row.y;
    const mark = markOf(row, verdict);
    const words =
      row.kind === "word"
        ? centredText(box.x + box.width / 2, y, row.text, size, "word")
        : textAt(box.x + textStart(row.kind, indent), y, row.text, size, rowClass(row, mark));
    const aside =
      row.aside === ""
        ? null
        : shape(
            "text",
            {
              class: "muted",
              x: box.x + box.width - indent,
              y: y + 4,
              "font-size": 11,
              "text-anchor": "end",
            },
            row.aside,
          );
    const drawn = [mark === null ? null : markAt(mark, box.x + indent + 6, y), words, aside];
    if (row.points.length === 0) return drawn;
    const title = shape("title", {}, row.points.map(pointTitle).join("\n\n"));
    return shape(
      "g",
      { class: "point", "data-point": row.points.map(({ id }) => id).join(" ") },
      title,
      drawn,
    );
  });
}

function markOf({ kind, points, text }: CardRow, verdict: Verdict | null): Mark | null {
  switch (kind) {
    case "name":
    case "column":
    case "word":
      return null;
    case "verdict":
      return verdict;
    case "seal":
    case "boundary":
      return kind;
    case "output":
      return text.endsWith("not kept") ? "broken" : "kept";
    case "point":
      return points[0] === undefined ? null : pointState(points[0]);
  }
}

function rowClass({ kind }: CardRow, mark: Mark | null): string {
  switch (kind) {
    case "verdict":
      return `strong ${mark ?? ""}`;
    case "output":
      return `strong ${mark ?? ""}`;
    case "point":
      return "strong";
    case "name":
    case "column":
    case "seal":
    case "boundary":
    case "word":
      return kind;
  }
}

function pointTitle(point: GraphPoint): string {
  const where = `line ${point.range.start.line + 1}`;
  const seen = point.seenBy.length === 0 ? "no output minds" : `seen by ${point.seenBy.join(", ")}`;
  return `${pointText(point)}\n${point.reads ?? ""} → ${point.relation}, ${where}; ${seen}`;
}

function edgeDrawing({ edge, points }: EdgeLayout): Shape {
  const state = edgeState(edge);
  return shape(
    "g",
    { class: ["edge", edge.kind, state ?? ""].join(" ").trim(), "data-edge": edge.id },
    shape("title", {}, edgeTitle(edge)),
    shape("path", {
      class: "way hollow",
      d: roundedWay(points),
      "stroke-width": state === null || state === "noted" ? 1.5 : 2.2,
      "stroke-dasharray": dashes[edge.kind],
    }),
    arrowHead(points, edge.kind),
  );
}

const dashes: Readonly<Record<EdgeKind, string | undefined>> = {
  positive: undefined,
  negation: undefined,
  difference: undefined,
  aggregate: "9 4",
  exact: "5 4",
  decided: "12 3 2 3",
  seal: "2 4",
};

function edgeTitle({ from, to, kind, reads }: GraphEdge): string {
  const shown = reads.slice(0, 6).map(({ text, range }) => `line ${range.start.line + 1}: ${text}`);
  const more = reads.length > shown.length ? [`and ${reads.length - shown.length} more`] : [];
  return [kind === "seal" ? `${from} seals ${to}` : `${from} → ${to} (${kind})`, ...shown, ...more].join(
    "\n",
  );
}

/** The way along `points` with its corners rounded, ending where the arrow head begins. */
function roundedWay(points: readonly Point[]): string {
  const shortenedPoints = [...points.slice(0, -1), tipOf(points, 7)];
  return shortenedPoints
    .map((point, index) => {
      const before = shortenedPoints[index - 1];
      const after = shortenedPoints[index + 1];
      if (before === undefined) return `M${pair(point)}`;
      if (after === undefined) return `L${pair(point)}`;
      const radius = Math.min(8, distance(before, point) / 2, distance(point, after) / 2);
      return `L${pair(towards(point, before, radius))}Q${pair(point)} ${pair(towards(point, after, radius))}`;
    })
    .join("");
}

/** A triangle whose tip is the last point; a bubble before it says not. */
function arrowHead(points: readonly Point[], kind: EdgeKind): readonly Shape[] {
  const tip = tipOf(points, 0);
  const base = tipOf(points, 9);
  const [dx, dy] = [(tip.y - base.y) / 2.2, (tip.x - base.x) / 2.2];
  const triangle = `M${pair(tip)}L${pair({ x: base.x + dx, y: base.y + dy })}L${pair({ x: base.x - dx, y: base.y - dy })}Z`;
  const head = shape("path", { class: "head", d: triangle });
  if (kind !== "negation" && kind !== "difference") return [head];
  const { x, y } = tipOf(points, 14);
  return [shape("circle", { class: "bubble", cx: x, cy: y, r: 4.5, "stroke-width": 1.8 }), head];
}

/** The point `back` pixels before the end of a way. */
function tipOf(points: readonly Point[], back: number): Point {
  const last = points.at(-1) ?? origin;
  return towards(last, points.at(-2) ?? origin, back);
}

const origin: Point = { x: 0, y: 0 };

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to);
  if (whole === 0) return from;
  const part = Math.min(1, length / whole);
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function pair({ x, y }: Point): string {
  return `${rounded(x)} ${rounded(y)}`;
}

function labelDrawing({ edge, label }: EdgeLayout): Shape | null {
  if (label === null) return null;
  const state = edgeState(edge);
  return shape(
    "g",
    { class: `label ${state ?? ""}`.trim(), "data-edge": edge.id },
    shape("rect", { class: "plate", ...label.box, rx: 6, "stroke-width": state === "stop" ? 2 : 1.2 }),
    rowsDrawing(label.card, label.box, cardIndent.label, null),
  );
}

function centredText(x: number, y: number, text: string, size: number, style: string): Shape {
  const place = { class: style, x, y: y + size * 0.35, "font-size": size, "text-anchor": "middle" };
  return shape("text", place, text);
}
