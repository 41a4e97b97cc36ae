import type { Verdict } from "../../src/analysis/report.ts";
import type {
  EdgeKind,
  GraphEdge,
  GraphNode,
  GraphPoint,
  GraphRange,
  GraphView,
} from "../../src/ide/graph-view.ts";

const range: GraphRange = {
  file: "sample.dl",
  start: { line: 0, character: 0 },
  end: { line: 0, character: 1 },
};

/** A relation that says only what the test is about. */
export function sampleNode(name: string, parts: Partial<GraphNode> = {}): GraphNode {
  return {
    name,
    kind: "base",
    qualifier: "gset",
    columns: [{ name: "x", type: "symbol", lattice: null, direction: null }],
    verdict: "monotone",
    direction: "up",
    placement: "monotone",
    stratum: 0,
    component: 0,
    recursive: false,
    input: false,
    outputs: [],
    boundaries: [],
    seals: [],
    rules: [],
    points: [],
    range,
    ...parts,
  };
}

export function samplePoint(id: string, parts: Partial<GraphPoint> = {}): GraphPoint {
  return {
    id,
    code: "CALM101",
    construct: "negation",
    severity: "error",
    coveredBy: null,
    relation: "",
    reads: null,
    rule: 0,
    seenBy: [],
    range,
    ...parts,
  };
}

export function sampleEdge(
  id: string,
  from: string,
  to: string,
  kind: EdgeKind = "positive",
  points: readonly GraphPoint[] = [],
): GraphEdge {
  return { id, from, to, kind, reads: [{ text: `${from}(x)`, range, rule: 0, boundary: null }], points };
}

export function sampleView(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  parts: Partial<GraphView> = {},
): GraphView {
  return { file: "sample.dl", nodes, edges, components: [], boundaries: [], coordinationRounds: 0, ...parts };
}

/** A graph of any size that no person wrote; the same for the same arguments. */
export function randomView(relations: number, seed: number): GraphView {
  const chance = chanceFrom(seed);
  const bases = Math.ceil(relations * 0.3);
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  for (let index = 0; index < relations; index++) {
    const read = index < bases ? [] : someReads(nodes, nameAt(index, chance), edges.length, chance);
    edges.push(...read);
    const name = read[0]?.to ?? nameAt(index, chance);
    const strata = read.map(({ from, kind }) => {
      const stratum = nodes.find((node) => node.name === from)?.stratum ?? 0;
      return kind === "positive" ? stratum : stratum + 1;
    });
    nodes.push(someNode(name, index < bases, { stratum: Math.max(0, ...strata), component: index }, chance));
  }
  return withRecursion(nodes, edges, bases, chance);
}

function someNode(name: string, base: boolean, parts: Partial<GraphNode>, chance: () => number): GraphNode {
  const columns = Array.from({ length: 1 + Math.floor(chance() * 4) }, (_, column) => ({
    name: pick(words, chance),
    type: column > 1 && chance() < 0.3 ? "max<number>" : pick(["symbol", "number", "Customer"], chance),
    lattice: null,
    direction: null,
  }));
  const verdict = pick(verdicts, chance);
  if (base) {
    const qualifier = pick(["gset", "orset", "static"] as const, chance);
    return sampleNode(name, { columns, verdict, qualifier, input: chance() < 0.5, ...parts });
  }
  const promise = pick(["final", "eventual"] as const, chance);
  const outputs = chance() < 0.15 ? [{ promise, ok: chance() < 0.6, declared: true, rounds: 1, range }] : [];
  const boundaries = chance() < 0.05 ? ["desk"] : [];
  return sampleNode(name, { kind: "derived", columns, verdict, outputs, boundaries, ...parts });
}

function someReads(
  nodes: readonly GraphNode[],
  to: string,
  firstId: number,
  chance: () => number,
): GraphEdge[] {
  const edges: GraphEdge[] = [];
  for (let literals = 1 + Math.floor(chance() * 3); literals > 0; literals--) {
    const nearest = chance() < 0.6 ? Math.max(0, nodes.length - 14) : 0;
    const from = nodes[nearest + Math.floor(chance() * (nodes.length - nearest))];
    if (from === undefined || edges.some((edge) => edge.from === from.name)) continue;
    const kind =
      chance() < 0.88 ? "positive" : pick(["negation", "aggregate", "exact", "difference"] as const, chance);
    const id = firstId + edges.length;
    const severity = chance() < 0.4 ? "error" : "info";
    const point = samplePoint(`p${id}`, {
      relation: to,
      reads: from.name,
      severity,
      coveredBy: severity === "info" && chance() < 0.6 ? `seal ${from.name}(x)` : null,
    });
    edges.push(
      sampleEdge(`e${id}`, from.name, to, kind, kind !== "positive" && chance() < 0.6 ? [point] : []),
    );
  }
  return edges;
}

/** Closes some positive edges between relations of one stratum to cycles, and lets some relations read themselves. */
function withRecursion(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  bases: number,
  chance: () => number,
): GraphView {
  const named = new Map(nodes.map((node) => [node.name, node]));
  const together = new Map<string, number>();
  const back: GraphEdge[] = [];
  const nextId = (): string => `e${edges.length + back.length}`;
  for (const { from, to, kind } of edges) {
    const [first, second] = [named.get(from), named.get(to)];
    if (first === undefined || second === undefined || kind !== "positive" || chance() > 0.12) continue;
    if (first.kind === "base" || first.stratum !== second.stratum) continue;
    if (together.has(from) || together.has(to)) continue;
    together.set(from, second.component).set(to, second.component);
    back.push(sampleEdge(nextId(), to, from));
  }
  for (const { name } of nodes.slice(bases)) {
    if (chance() < 0.03) back.push(sampleEdge(nextId(), name, name));
  }
  const grouped = nodes.map((node) => ({ ...node, component: together.get(node.name) ?? node.component }));
  const components = [...new Set(together.values())].map((component) => ({
    component,
    relations: grouped.filter((node) => node.component === component).map(({ name }) => name),
  }));
  return sampleView(grouped, [...edges, ...back], { components, coordinationRounds: 2 });
}

const verdicts: readonly Verdict[] = [
  "constant",
  "monotone",
  "monotone",
  "antitone",
  "coordinated",
  "nonmonotone",
  "nondeterministic",
];

const words = [
  "order",
  "stock",
  "release",
  "user",
  "open",
  "seat",
  "vote",
  "limit",
  "audit",
  "edge",
  "quorum",
];

function nameAt(index: number, chance: () => number): string {
  const long = chance() < 0.2 ? `_${pick(words, chance)}_${pick(words, chance)}` : "";
  return `${pick(words, chance)}_${pick(words, chance)}${long}_${index}`;
}

function pick<T>(items: readonly T[], chance: () => number): T {
  return items[Math.floor(chance() * items.length)] as T;
}

/** Numbers in [0, 1) from a linear congruential generator. */
function chanceFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
