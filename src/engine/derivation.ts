import { present } from "../base/assert.ts";
import type { Relation } from "../model/program.ts";
import type { Evaluation } from "./evaluation.ts";
import type { RowHistory } from "./row-history.ts";
import { RuleInstances, type CodedRow, type RuleInstance } from "./rule-instances.ts";
import type { Code } from "./value-pool.ts";

/** Why a row is there. */
export type Derivation =
  /** A fact: of the text, of a fact file, or inserted. */
  | { readonly kind: "fact"; readonly row: CodedRow }
  /** `from` are the derivations of the instance's rows. */
  | {
      readonly kind: "rule";
      readonly row: CodedRow;
      readonly instance: RuleInstance;
      readonly from: readonly Derivation[];
    }
  /** Closed over by `eqrel`: the rows lead from the one value to the other. */
  | { readonly kind: "equivalence"; readonly row: CodedRow; readonly from: readonly Derivation[] }
  /** A derived row whose derivation stands before, in the order in which a tree is read. */
  | { readonly kind: "repeated"; readonly row: CodedRow }
  /** A derived row so deep in the tree that its derivation is left out. */
  | { readonly kind: "deeper"; readonly row: CodedRow };

/** Instances after which only those are looked at whose rows came before the row that they give. */
const instancesMax = 50_000;

/**
 * The smallest derivation of a row that is there, or null. Size is the number of rows in the tree,
 * of which so many levels are given.
 *
 * Strategy: the rows that the row can rest on, and the instances of rules between them, make a
 * hypergraph; the smallest tree of each row is found in the order of size, as Knuth has it (A
 * Generalization of Dijkstra's Algorithm, 1977), so that no row ever rests on itself. Where the
 * hypergraph is too large, a row only rests on rows of its component of earlier rounds: that is
 * the smallest derivation of those of the least height.
 */
export function smallestDerivation(
  goal: CodedRow,
  evaluation: Evaluation,
  history: RowHistory,
  depthMax: number,
): Derivation | null {
  const search = new Search(evaluation, history);
  const root = search.best(goal, instancesMax) ?? search.best(goal, Infinity);
  return root === null ? null : tree(root, new Set(), depthMax);
}

interface Node {
  readonly row: CodedRow;
  size: number;
  best: Step | null;
  /** The steps that wait for this row. */
  readonly uses: Step[];
}

/** One step of a derivation, whose size is known when those of its rows are. */
interface Step {
  readonly head: Node;
  readonly instance: RuleInstance | null;
  readonly from: readonly Node[];
  waiting: number;
}

class Search {
  readonly #evaluation: Evaluation;
  readonly #history: RowHistory;
  readonly #instances: RuleInstances;
  #nodes = new Map<string, Node>();
  /** The steps that rest on no row, but on the absence of some, or on nothing. */
  #ready: Step[] = [];

  constructor(evaluation: Evaluation, history: RowHistory) {
    this.#evaluation = evaluation;
    this.#history = history;
    this.#instances = new RuleInstances(evaluation);
  }

  /** `limit` instances are looked at whatever they rest on; null when they are not enough. */
  best(goal: CodedRow, limit: number): Node | null {
    this.#nodes = new Map();
    this.#ready = [];
    const root = this.#node(goal);
    if (!this.#explore(root, limit)) return null;
    this.#measure();
    return root.size === Infinity ? null : root;
  }

  /** Finds all that `root` can rest on; false when there are more instances than `limit`. */
  #explore(root: Node, limit: number): boolean {
    const isOrdered = limit === Infinity;
    let count = 0;
    const queue = [root];
    const seen = new Set(queue);
    for (const node of queue) {
      if (this.#history.isGiven(node.row.relation, node.row.codes)) continue;
      for (const step of this.#stepsTo(node, isOrdered, limit - count)) {
        if (++count > limit) return false;
        for (const one of new Set(step.from)) {
          one.uses.push(step);
          step.waiting++;
          if (!seen.has(one)) {
            seen.add(one);
            queue.push(one);
          }
        }
        if (step.waiting === 0) this.#ready.push(step);
      }
    }
    return true;
  }

  #stepsTo(node: Node, isOrdered: boolean, limit: number): readonly Step[] {
    const steps: Step[] = [];
    this.#instances.of(node.row, (instance) => {
      if (!isOrdered || this.#isEarlier(instance, node.row)) {
        const from = instance.rows.map((row) => this.#node(row));
        steps.push({ head: node, instance, from, waiting: 0 });
      }
      return steps.length > limit;
    });
    if (node.row.relation.equivalence && steps.length === 0) {
      const from = this.#links(node.row).map((row) => this.#node(row));
      if (from.length > 0) steps.push({ head: node, instance: null, from, waiting: 0 });
    }
    return steps;
  }

  /** Whether all rows of the same component came in an earlier round. */
  #isEarlier({ rows }: RuleInstance, row: CodedRow): boolean {
    const { componentOf } = this.#evaluation.program.dependencies;
    const round = (one: CodedRow): number => this.#history.roundOf(one.relation, one.codes, this.#evaluation);
    return rows.every(
      (one) =>
        componentOf.get(one.relation) !== componentOf.get(row.relation) ||
        this.#changesInPlace(one.relation) ||
        this.#history.isGiven(one.relation, one.codes) ||
        round(one) < round(row),
    );
  }

  #changesInPlace(relation: Relation): boolean {
    return this.#evaluation.table(relation).mergesValues || relation.equivalence;
  }

  /** The shortest way from one value of an equivalence's row to the other, over rows that rules or facts give. */
  #links({ relation, codes }: CodedRow): readonly CodedRow[] {
    const [a, b] = [codes[0] as Code, codes[1] as Code];
    const next = new Map<Code, CodedRow[]>();
    const { log } = this.#evaluation.table(relation);
    for (let i = 0; i < log.count; i++) {
      const row = { relation, codes: log.row(i) };
      if (!this.#isGenerated(row)) continue;
      for (const end of new Set(row.codes)) {
        const rows = next.get(end) ?? [];
        next.set(end, rows);
        rows.push(row);
      }
    }
    if (a === b) return next.get(a)?.slice(0, 1) ?? [];
    const cameBy = new Map<Code, CodedRow>();
    const queue = [a];
    for (const at of queue) {
      for (const row of next.get(at) ?? []) {
        const other = present(row.codes[0] === at ? row.codes[1] : row.codes[0], "a value");
        if (other === a || cameBy.has(other)) continue;
        cameBy.set(other, row);
        queue.push(other);
      }
    }
    const way: CodedRow[] = [];
    for (let at = b; at !== a;) {
      const row = cameBy.get(at);
      if (row === undefined) return [];
      way.unshift(row);
      at = present(row.codes[0] === at ? row.codes[1] : row.codes[0], "a value");
    }
    return way;
  }

  #isGenerated(row: CodedRow): boolean {
    if (this.#history.isGiven(row.relation, row.codes)) return true;
    let found = false;
    this.#instances.of(row, () => (found = true));
    return found;
  }

  /** Gives every row its least size, in the order of sizes. */
  #measure(): void {
    const heap = new Heap();
    for (const node of this.#nodes.values()) {
      if (this.#history.isGiven(node.row.relation, node.row.codes)) heap.push(1, node, null);
    }
    for (const step of this.#ready) heap.push(1, step.head, step);
    for (let next = heap.pop(); next !== null; next = heap.pop()) {
      const { node, step, size } = next;
      if (node.size < Infinity) continue;
      node.size = size;
      node.best = step;
      for (const use of node.uses) {
        if (--use.waiting > 0) continue;
        heap.push(
          use.from.reduce((sum, one) => sum + one.size, 1),
          use.head,
          use,
        );
      }
    }
  }

  #node(row: CodedRow): Node {
    const key = `${row.relation.name}(${row.codes.join(",")})`;
    let node = this.#nodes.get(key);
    if (node === undefined) this.#nodes.set(key, (node = { row, size: Infinity, best: null, uses: [] }));
    return node;
  }
}

function tree(node: Node, shown: Set<Node>, levels: number): Derivation {
  const { row, best } = node;
  if (best === null) return { kind: "fact", row };
  if (shown.has(node) && best.from.length > 0) return { kind: "repeated", row };
  if (levels === 0) return { kind: "deeper", row };
  shown.add(node);
  const from = best.from.map((one) => tree(one, shown, levels - 1));
  return best.instance === null
    ? { kind: "equivalence", row, from }
    : { kind: "rule", row, instance: best.instance, from };
}

interface Entry {
  readonly size: number;
  readonly node: Node;
  readonly step: Step | null;
  readonly number: number;
}

/** A binary heap; of equal sizes, the first one in is the first one out. */
class Heap {
  readonly #entries: Entry[] = [];
  #count = 0;

  push(size: number, node: Node, step: Step | null): void {
    const entries = this.#entries;
    let i = entries.push({ size, node, step, number: this.#count++ }) - 1;
    while (i > 0 && this.#isBefore(i, (i - 1) >> 1)) i = this.#swap(i, (i - 1) >> 1);
  }

  pop(): Entry | null {
    const entries = this.#entries;
    const [first] = entries;
    const last = entries.pop();
    if (first === undefined || last === undefined) return null;
    if (entries.length === 0) return first;
    entries[0] = last;
    for (let i = 0; ;) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2])
        if (child < entries.length && this.#isBefore(child, least)) least = child;
      if (least === i) return first;
      i = this.#swap(i, least);
    }
  }

  #isBefore(i: number, j: number): boolean {
    const [a, b] = [this.#entries[i] as Entry, this.#entries[j] as Entry];
    return a.size < b.size || (a.size === b.size && a.number < b.number);
  }

  #swap(i: number, j: number): number {
    const entries = this.#entries;
    [entries[i], entries[j]] = [entries[j] as Entry, entries[i] as Entry];
    return j;
  }
}
