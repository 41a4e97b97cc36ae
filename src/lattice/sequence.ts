import { compareCodePoints } from "../base/code-points.ts";
import { countFrom, listFrom, textFrom, type ActorId } from "./actor.ts";
import { malformed, type Lattice, type Plain } from "./lattice.ts";

/** The name of an element: a Lamport clock's count, above all that its author had seen, and the author. */
export interface ElementId {
  readonly count: number;
  readonly actor: ActorId;
}

export interface SequenceElement {
  readonly id: ElementId;
  /** The element behind which it was put; null at the beginning. */
  readonly origin: ElementId | null;
  /** One code point. */
  readonly character: string;
}

/**
 * `sequence`: a text that several write at once (RGA; Roh et al., "Replicated Abstract Data
 * Types", 2011).
 *
 * Elements form a tree by their origins. The text is the tree read depth first, the children of
 * one origin by falling id: what was typed later stands nearer to its origin, and what one author
 * typed in one go is a chain and stays together. An element whose origin has not arrived yet is
 * in no text. Removed elements stay in the tree, as others may hang on them.
 */
export interface Sequence {
  readonly elements: ReadonlyMap<string, SequenceElement>;
  readonly removed: ReadonlyMap<string, ElementId>;
}

/** The elements that are there, in the order of the text. */
export function visibleElements({ elements, removed }: Sequence): readonly SequenceElement[] {
  const children = new Map<string, SequenceElement[]>();
  for (const element of elements.values()) {
    const key = element.origin === null ? atStart : idText(element.origin);
    const siblings = children.get(key);
    if (siblings === undefined) children.set(key, [element]);
    else siblings.push(element);
  }
  // The last of the stack is read next, so that the children go on it by rising id.
  const childrenOf = (key: string): readonly SequenceElement[] =>
    (children.get(key) ?? []).toSorted((a, b) => compareIds(a.id, b.id));
  const stack = [...childrenOf(atStart)];
  const visible: SequenceElement[] = [];
  for (let element = stack.pop(); element !== undefined; element = stack.pop()) {
    const key = idText(element.id);
    if (!removed.has(key)) visible.push(element);
    for (const child of childrenOf(key)) stack.push(child);
  }
  return visible;
}

export function textOf(sequence: Sequence): string {
  return visibleElements(sequence)
    .map(({ character }) => character)
    .join("");
}

/** Puts each code point of `text` before the `index`-th visible element; null where the index is out of range. */
export function insertionAt(
  sequence: Sequence,
  actor: ActorId,
  index: number,
  text: string,
): Sequence | null {
  const visible = visibleElements(sequence);
  if (!Number.isInteger(index) || index < 0 || index > visible.length) return null;
  let count = 0;
  for (const { id } of sequence.elements.values()) count = Math.max(count, id.count);
  let origin = index === 0 ? null : (visible[index - 1]?.id ?? null);
  const elements = new Map<string, SequenceElement>();
  for (const character of text) {
    count += 1;
    const id: ElementId = { count, actor };
    elements.set(idText(id), { id, origin, character });
    origin = id;
  }
  return { elements, removed: new Map() };
}

/** Removes the `index`-th visible element; null where there is none. */
export function removalAt(sequence: Sequence, index: number): Sequence | null {
  const element = visibleElements(sequence)[index];
  return element === undefined
    ? null
    : { elements: new Map(), removed: new Map([[idText(element.id), element.id]]) };
}

const atStart = "";

function idText({ count, actor }: ElementId): string {
  return `${String(count)}:${actor}`;
}

function compareIds(a: ElementId, b: ElementId): number {
  return a.count - b.count || compareCodePoints(a.actor, b.actor);
}

export const sequence: Lattice<Sequence> = {
  name: "sequence",
  bottom: { elements: new Map(), removed: new Map() },
  merge: (a, b) => ({
    elements: new Map([...a.elements, ...b.elements]),
    removed: new Map([...a.removed, ...b.removed]),
  }),
  leq: (a, b) =>
    [...a.elements.keys()].every((key) => b.elements.has(key)) &&
    [...a.removed.keys()].every((key) => b.removed.has(key)),
  toPlain: ({ elements, removed }) => [typingRuns([...elements.values()]), idRuns([...removed.values()])],
  fromPlain(plain) {
    const [typed, removed] = listFrom(plain);
    const elements = listFrom(typed).flatMap(typingFromPlain);
    const ids: ElementId[] = [];
    for (const run of listFrom(removed)) addIdsFromPlain(run, ids);
    return {
      elements: new Map(elements.map((element) => [idText(element.id), element])),
      removed: new Map(ids.map((id) => [idText(id), id])),
    };
  },
};

/** `[actor, first count, origin, characters]` for each chain of elements that one author typed in one go. */
function typingRuns(elements: readonly SequenceElement[]): Plain {
  const runs: { readonly first: SequenceElement; last: ElementId; text: string }[] = [];
  for (const element of elements.toSorted((a, b) => compareByActor(a.id, b.id))) {
    const { id, origin, character } = element;
    const run = runs.at(-1);
    if (run !== undefined && follows(run.last, id) && origin !== null && compareIds(origin, run.last) === 0) {
      run.last = id;
      run.text += character;
    } else {
      runs.push({ first: element, last: id, text: character });
    }
  }
  return runs.map(({ first: { id, origin }, text }) => [
    id.actor,
    id.count,
    origin === null ? null : [origin.actor, origin.count],
    text,
  ]);
}

function typingFromPlain(plain: Plain): readonly SequenceElement[] {
  const [actor, first, origin, text] = listFrom(plain);
  const author = textFrom(actor);
  let count = countFrom(first);
  let behind = origin === null ? null : idFromPlain(origin);
  return Array.from(textFrom(text), (character) => {
    const id: ElementId = { count, actor: author };
    const element: SequenceElement = { id, origin: behind, character };
    if (behind !== null && behind.count >= count)
      return malformed("a sequence: an element before its origin");
    behind = id;
    count += 1;
    return element;
  });
}

/** `[actor, first count, how many]` for ids without a gap. */
function idRuns(ids: readonly ElementId[]): Plain {
  const runs: { readonly first: ElementId; length: number }[] = [];
  for (const id of ids.toSorted(compareByActor)) {
    const run = runs.at(-1);
    if (run !== undefined && follows({ ...run.first, count: run.first.count + run.length - 1 }, id))
      run.length += 1;
    else runs.push({ first: id, length: 1 });
  }
  return runs.map(({ first, length }) => [first.actor, first.count, length]);
}

function addIdsFromPlain(plain: Plain, ids: ElementId[]): void {
  const [actor, first, length] = listFrom(plain);
  const [author, count] = [textFrom(actor), countFrom(first)];
  const long = countFrom(length);
  if (long > removalsMax - ids.length) malformed("a sequence: too many removals at once");
  for (let i = 0; i < long; i++) ids.push({ count: count + i, actor: author });
}

/** So that a few bytes from outside cannot ask for all the memory there is. */
const removalsMax = 1 << 20;

function idFromPlain(plain: Plain | undefined): ElementId {
  const [actor, count] = listFrom(plain);
  return { actor: textFrom(actor), count: countFrom(count) };
}

function compareByActor(a: ElementId, b: ElementId): number {
  return compareCodePoints(a.actor, b.actor) || a.count - b.count;
}

function follows(a: ElementId, b: ElementId): boolean {
  return a.actor === b.actor && b.count === a.count + 1;
}
