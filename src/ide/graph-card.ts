import { groupBy } from "../base/group-by.ts";
import type { GraphEdge, GraphNode, GraphPoint } from "./graph-view.ts";
import { pointState } from "./graph-theme.ts";
import { edgeWord, originText, outputText, pointText, sealText } from "./graph-words.ts";
import { shortened, textWidth, type Face } from "../base/text-width.ts";

/** What is written in the box of a relation or on an edge, and how much room it needs. */
export interface Card {
  readonly width: number;
  readonly height: number;
  readonly rows: readonly CardRow[];
}

export interface CardRow {
  readonly kind: RowKind;
  readonly text: string;
  /** Muted words at the right end. */
  readonly aside: string;
  /** The points of order that the row stands for, which it calls the same. */
  readonly points: readonly GraphPoint[];
  /** The middle of the row, from the top of the card. */
  readonly y: number;
}

export type RowKind = "name" | "column" | "verdict" | "seal" | "boundary" | "output" | "point" | "word";

/** `full` shows columns, seals and outputs; `brief` what fits beside a hundred others. */
export type Detail = "full" | "brief";

/** Left of the text of a card stand its coloured edge and the marks. */
export const cardIndent = { node: 14, label: 7, mark: 20 } as const;

export const rowStyles: Readonly<
  Record<RowKind, { readonly size: number; readonly face: Face; readonly height: number }>
> = {
  name: { size: 14, face: "mono", height: 21 },
  column: { size: 11, face: "mono", height: 15 },
  verdict: { size: 12, face: "bold", height: 20 },
  seal: { size: 11, face: "sans", height: 18 },
  boundary: { size: 11, face: "sans", height: 18 },
  output: { size: 11, face: "bold", height: 18 },
  point: { size: 12, face: "bold", height: 22 },
  word: { size: 11, face: "sans", height: 16 },
};

/** A row before it is stacked upon others. */
type Draft = Omit<CardRow, "y">;

const nameLength = 34;
const textLength = 44;
const columnRows = 6;

/** The box of a relation. */
export function nodeCard(node: GraphNode, detail: Detail): Card {
  const rows: Draft[] = [row("name", shortened(node.name, nameLength))];
  if (detail === "full") for (const text of columnTexts(node)) rows.push(row("column", text));
  rows.push(row("verdict", node.verdict, originText(node)), ...pointRows(node.points, detail));
  if (detail === "full") {
    for (const seal of node.seals) rows.push(row("seal", shortened(sealText(seal), textLength)));
    for (const name of node.boundaries)
      rows.push(row("boundary", shortened(`decided at ${name}`, textLength)));
  }
  for (const output of node.outputs) rows.push(row("output", outputText(output)));
  return stacked(rows, cardIndent.node, { width: 120, padding: 7 });
}

/** What stands on an edge: its points of order, else a word for a kind that is not plain; null for nothing. */
export function edgeCard(edge: GraphEdge, detail: Detail): Card | null {
  const rows = pointRows(edge.points, detail);
  const word = rows.length > 0 || detail === "brief" ? null : edgeWord(edge);
  if (word !== null) rows.push(row("word", word));
  if (rows.length === 0) return null;
  return stacked(rows, cardIndent.label, { width: 0, padding: rows[0]?.kind === "word" ? 1 : 3 });
}

/** How the text of a row begins, from the left of its card. */
export function textStart(kind: RowKind, indent: number): number {
  switch (kind) {
    case "name":
    case "column":
    case "word":
      return indent;
    case "verdict":
    case "seal":
    case "boundary":
    case "output":
    case "point":
      return indent + cardIndent.mark;
  }
}

function pointRows(points: readonly GraphPoint[], detail: Detail): Draft[] {
  const textOf = (point: GraphPoint): string =>
    detail === "full" ? shortened(pointText(point), textLength) : point.code;
  const alike = groupBy(points, (point) => `${pointState(point)} ${textOf(point)}`);
  return [...alike.values()].map((group) => {
    const text = group.slice(0, 1).map(textOf).join("");
    return { ...row("point", group.length === 1 ? text : `${text} ×${group.length}`), points: group };
  });
}

/** The columns, several to a row, in as many rows as a box may have. */
function columnTexts({ columns }: GraphNode): string[] {
  const rows: string[] = [];
  for (const [index, { name, type }] of columns.entries()) {
    const text = shortened(`${name}: ${type}`, nameLength) + (index < columns.length - 1 ? "," : "");
    const last = rows.at(-1);
    if (last !== undefined && last.length + text.length < nameLength)
      rows[rows.length - 1] = `${last} ${text}`;
    else rows.push(text);
  }
  return rows.length <= columnRows ? rows : [...rows.slice(0, columnRows - 1), `… ${columns.length} columns`];
}

function row(kind: RowKind, text: string, aside = ""): Draft {
  return { kind, text, aside, points: [] };
}

function stacked(
  rows: readonly Draft[],
  indent: number,
  least: { readonly width: number; readonly padding: number },
): Card {
  let height = least.padding;
  let width = least.width;
  const placed = rows.map((each) => {
    const style = rowStyles[each.kind];
    const y = height + style.height / 2;
    height += style.height;
    const aside = each.aside === "" ? 0 : 16 + textWidth(each.aside, 11, "sans");
    const text = textWidth(each.text, style.size, style.face);
    width = Math.max(width, textStart(each.kind, indent) + text + aside + indent);
    return { ...each, y };
  });
  return { width: Math.ceil(width), height: Math.ceil(height + least.padding), rows: placed };
}
