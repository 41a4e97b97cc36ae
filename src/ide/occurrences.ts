import type { Span } from "../base/source.ts";
import { isNamePart, readFacts } from "../syntax/facts.ts";
import type { FactRun, SyntaxTree } from "../syntax/tree.ts";
import type { Occurrence } from "./occurrence.ts";
import { treeNames } from "./tree-names.ts";
import { unreadNames } from "./unread-names.ts";

/** Every name in a part of a document, with what it is the name of. */
export interface Occurrences {
  /** In the order of the text; a column of several relations, like all else, once. */
  all(): readonly Occurrence[];
  /** Those with one name, in the order of the text. */
  named(name: string): readonly Occurrence[];
  /** Those that declare something. */
  declarations(): readonly Occurrence[];
  /** Those in a span, in the order of the text; none of those in runs of facts. */
  within(span: Span): readonly Occurrence[];
  /** The one at an offset, also directly behind its end; undefined beside all names. */
  at(offset: number): Occurrence | undefined;
}

const known = new WeakMap<SyntaxTree, Occurrences>();

/** The names in a tree, found at the first question and kept as long as the tree is. */
export function occurrencesIn(tree: SyntaxTree): Occurrences {
  let occurrences = known.get(tree);
  if (occurrences === undefined) {
    occurrences = new OccurrenceIndex(tree);
    known.set(tree, occurrences);
  }
  return occurrences;
}

/**
 * Names outside of runs of facts are objects, sorted. Of a run only the places of each relation's
 * name are kept, as numbers: a million facts would be a million objects.
 */
class OccurrenceIndex implements Occurrences {
  readonly #text: string;
  readonly #single: readonly Occurrence[];
  readonly #singleByName: ReadonlyMap<string, readonly Occurrence[]>;
  readonly #inRuns: ReadonlyMap<string, Uint32Array>;

  constructor(tree: SyntaxTree) {
    this.#text = tree.source.text;
    this.#single = [...treeNames(tree), ...unreadNames(tree)].sort(inOrder);
    const byName = new Map<string, Occurrence[]>();
    for (const occurrence of this.#single) {
      const same = byName.get(occurrence.name);
      if (same === undefined) byName.set(occurrence.name, [occurrence]);
      else same.push(occurrence);
    }
    this.#singleByName = byName;
    this.#inRuns = namesInRuns(tree);
  }

  all(): readonly Occurrence[] {
    const inRuns = [...this.#inRuns].flatMap(([name, starts]) => inRun(name, starts));
    return inRuns.length === 0 ? this.#single : [...this.#single, ...inRuns].sort(inOrder);
  }

  named(name: string): readonly Occurrence[] {
    const single = this.#singleByName.get(name) ?? [];
    const starts = this.#inRuns.get(name);
    return starts === undefined ? single : [...single, ...inRun(name, starts)].sort(inOrder);
  }

  declarations(): readonly Occurrence[] {
    return this.#single.filter(({ role }) => role === "declaration");
  }

  within({ start, end }: Span): readonly Occurrence[] {
    const first = lastAtMost(this.#single, start - 1, (one) => one.start) + 1;
    const last = lastAtMost(this.#single, end - 1, (one) => one.start);
    return this.#single.slice(first, last + 1);
  }

  at(offset: number): Occurrence | undefined {
    const index = lastAtMost(this.#single, offset, ({ start }) => start);
    const single = this.#single[index];
    if (single !== undefined && offset <= single.end) return single;
    const { start, end } = wordAt(this.#text, offset);
    const name = this.#text.slice(start, end);
    const starts = this.#inRuns.get(name) ?? new Uint32Array();
    const isInRun = starts[lastAtMost(starts, start, (one) => one)] === start;
    return isInRun ? inRun(name, [start])[0] : undefined;
  }
}

function namesInRuns(tree: SyntaxTree): ReadonlyMap<string, Uint32Array> {
  const starts = new Map<string, number[]>();
  for (const run of tree.items.filter((item): item is FactRun => item.kind === "facts")) {
    readFacts(tree.source, run, ({ relation, nameStart }) => {
      const same = starts.get(relation);
      if (same === undefined) starts.set(relation, [nameStart]);
      else same.push(nameStart);
    });
  }
  return new Map([...starts].map(([name, offsets]) => [name, Uint32Array.from(offsets)]));
}

function inRun(name: string, starts: Iterable<number>): readonly Occurrence[] {
  return Array.from(starts, (start) => ({
    kind: "relation",
    name,
    role: "write",
    start,
    end: start + name.length,
    scope: null,
    relations: [],
  }));
}

function inOrder(a: Span, b: Span): number {
  return a.start - b.start;
}

/** The word around an offset, also directly behind it; perhaps empty. */
function wordAt(text: string, offset: number): Span {
  let [start, end] = [offset, offset];
  while (isNamePart(text.charCodeAt(start - 1))) start--;
  while (isNamePart(text.charCodeAt(end))) end++;
  return { start, end };
}

/** The index of the last of the sorted values that is at most `limit`; −1 if none is. */
function lastAtMost<T>(values: ArrayLike<T>, limit: number, valueOf: (value: T) => number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = values[middle];
    if (value !== undefined && valueOf(value) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
