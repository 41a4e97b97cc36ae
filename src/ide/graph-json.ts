import type { GraphRange, GraphView } from "./graph-view.ts";

/**
 * The graph for other programs: `nodes` and `edges` are those of `GraphView`. A range is
 * `{ start, end }` as the language server protocol counts; what stands in an included file has its
 * own `file` beside its `range`.
 */
export function graphJson(view: GraphView): string {
  const { file, nodes, edges, ...rest } = view;
  const written = (_: string, value: unknown): unknown => (hasRange(value) ? splitRange(value, file) : value);
  return `${JSON.stringify({ schemaVersion: 1, file, nodes, edges, ...rest }, written, 2)}\n`;
}

interface Ranged {
  readonly range: GraphRange;
}

function hasRange(value: unknown): value is Ranged {
  return typeof value === "object" && value !== null && "range" in value && isRange(value.range);
}

function isRange(value: unknown): value is GraphRange {
  return typeof value === "object" && value !== null && "file" in value;
}

function splitRange({ range, ...rest }: Ranged, root: string): object {
  const { file, start, end } = range;
  return { ...rest, ...(file === root ? {} : { file }), range: { start, end } };
}
