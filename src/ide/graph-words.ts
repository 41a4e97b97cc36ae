import type { EdgeKind, GraphEdge, GraphNode, GraphOutput, GraphPoint, GraphSeal } from "./graph-view.ts";

/** `CALM101 negation`, or what covers it: `CALM101 seal open_blocker(release)`. */
export function pointText({ code, construct, coveredBy }: GraphPoint): string {
  return `${code} ${coveredBy ?? construct}`;
}

export function sealText({ columns, by }: GraphSeal): string {
  return columns.length === 0 ? `sealed by ${by}` : `sealed (${columns.join(", ")}) by ${by}`;
}

export function outputText({ promise, ok }: GraphOutput): string {
  return `output ${promise}: ${ok ? "kept" : "not kept"}`;
}

/** Where the rows of a relation come from; empty for one that only rules fill. */
export function originText({ kind, qualifier, input }: GraphNode): string {
  return [...(kind === "base" ? [qualifier] : []), ...(input ? ["input"] : [])].join(", ");
}

/** What an edge is called in a drawing; null for a plain read, and for a seal, which its relation tells of. */
export function edgeWord({ kind, reads }: GraphEdge): string | null {
  const operator = kind === "aggregate" ? /^\w+/.exec(reads[0]?.text ?? "") : null;
  return operator?.[0] ?? kindWords[kind];
}

const kindWords: Readonly<Record<EdgeKind, string | null>> = {
  positive: null,
  negation: "not",
  difference: "except",
  aggregate: "aggregate",
  exact: "exact value",
  decided: "decided before",
  seal: null,
};
