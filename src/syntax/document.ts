import { present } from "../base/assert.ts";
import type { Source, Span } from "../base/source.ts";
import { cutsAround, likelyCuts } from "./cuts.ts";
import { joins, type Edges } from "./edges.ts";
import { parsePart } from "./parse.ts";
import type { SyntaxTree } from "./tree.ts";

/**
 * A file as an editor has it: its text, and the trees of the parts that it is cut into.
 *
 * The parts cover the text in order, so a part ends where the next begins; a cut stands at the
 * beginning of a line, between items. Each part is a source of its own, in which its spans count,
 * and all of them have the path of the document: after an edit the parts that it did not touch are
 * the same objects, with everything that is remembered of them. Put together, the parts say what
 * one parse of the whole text says. The document is itself the source in which its own offsets count.
 */
export interface Document extends Source {
  /** At least one. */
  readonly parts: readonly Part[];
}

export interface Part {
  /** Where the text of `tree.source` begins in the document. */
  readonly start: number;
  readonly tree: SyntaxTree;
}

/** In place of what stands from `start` to `end`, the text. */
export interface DocumentEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Reads a text into a document. */
export function documentOf(path: string, text: string): Document {
  return { path, text, parts: partsOf(path, text, [0, ...likelyCuts(text), text.length]) };
}

/** More edits at once are taken for one that spans them all. */
const editsMax = 16;

/**
 * The document after edits, each in offsets of the text that the one before has left. Offsets
 * behind the text count as its end.
 */
export function editDocument(document: Document, edits: readonly DocumentEdit[]): Document {
  if (edits.length <= editsMax) return edits.reduce(edited, document);
  return withText(
    document,
    edits.reduce((before, edit) => replaced(before, within(edit, before.length)), document.text),
  );
}

/** The document with another text, which is taken for one edit of what is not the same at its beginning and end. */
export function withText(document: Document, text: string): Document {
  if (text === document.text) return { path: document.path, text, parts: document.parts };
  const start = commonStart(document.text, text);
  const tail = commonEnd(document.text, text, start);
  return edited(document, {
    start,
    end: document.text.length - tail,
    text: text.slice(start, text.length - tail),
  });
}

/**
 * Reads the parts that an edit touches anew. Where what is read does not join with its
 * neighbours, these are looked at with it, twice as many each time.
 */
function edited(document: Document, wish: DocumentEdit): Document {
  const { path, parts } = document;
  const edit = within(wish, document.text.length);
  const text = replaced(document.text, edit);
  const shift = text.length - document.text.length;
  const [touchedFirst, touchedLast] = [indexAt(document, edit.start), indexAt(document, edit.end)];
  const startOf = (index: number): number => (parts[index]?.start ?? document.text.length) + shift;
  const from = parts[touchedFirst]?.start ?? 0;
  const touched = text.slice(from, startOf(touchedLast + 1));
  const inside = cutsAround(touched, edit.start - from, edit.start - from + edit.text.length);
  let [first, last] = [touchedFirst, touchedLast];
  for (let grow = 1; ; grow *= 2) {
    const before = parts.slice(first, touchedFirst);
    const after = parts.slice(touchedLast + 1, last + 1).map((part) => movedBy(part, shift));
    const cuts = [
      ...before.map(({ start }) => start),
      from,
      ...inside.map((cut) => from + cut),
      ...after.map(({ start }) => start),
      startOf(last + 1),
    ];
    const read = partsOf(path, text, cuts, [...before, ...after]);
    const [left, right] = [parts[first - 1], parts[last + 1]];
    const [head, tail] = [read[0], read.at(-1)];
    const joinsLeft = left === undefined || (head !== undefined && goTogether(left, head));
    const joinsRight = right === undefined || (tail !== undefined && goTogether(tail, right));
    if (joinsLeft && joinsRight) {
      const rest = parts.slice(last + 1);
      return {
        path,
        text,
        parts: [
          ...parts.slice(0, first),
          ...read,
          ...(shift === 0 ? rest : rest.map((part) => movedBy(part, shift))),
        ],
      };
    }
    if (!joinsLeft) first = Math.max(0, first - grow);
    if (!joinsRight) last = Math.min(parts.length - 1, last + grow);
  }
}

function movedBy({ start, tree }: Part, shift: number): Part {
  return { start: start + shift, tree };
}

/**
 * Reads a text from the first of the cuts to the last, in parts that join. What does not is read
 * together, twice as much each time it is not enough. `known` are parts of the text as it is.
 */
function partsOf(
  path: string,
  text: string,
  cuts: readonly number[],
  known: readonly Part[] = [],
): readonly Part[] {
  const alone = known.filter(({ tree }) => !followers.has(tree));
  const knownAt = new Map(alone.map((part) => [part.start, part]));
  const read = (from: number, to: number): Part => {
    const start = present(cuts[from], "a cut of the text");
    const end = cuts[to] ?? text.length;
    const before = knownAt.get(start);
    if (before !== undefined && start + before.tree.source.text.length === end) return before;
    const { tree, edges: own } = parsePart({ path, text: text.slice(start, end) });
    edges.set(tree, own);
    const part: Part = { start, tree };
    knownAt.set(start, part);
    return part;
  };
  const count = cuts.length - 1;
  const parts: { readonly from: number; readonly to: number; readonly part: Part }[] = [];
  for (let from = 0, to = 1; from < count; [from, to] = [to, to + 1]) {
    let part = read(from, to);
    for (;;) {
      const before = parts.at(-1);
      let goesOn = edges.get(part.tree)?.goesBefore === null && to < count;
      if (goesOn) {
        const beside = readBeside(part, read(to, to + 1));
        if (beside !== null) [part, goesOn] = [beside, false];
      }
      const isTorn =
        before !== undefined && !goTogether(before.part, part) && !areReadApart(before.part, part);
      if (!isTorn && !goesOn) break;
      if (isTorn) {
        parts.pop();
        from = before.from;
      }
      if (goesOn || to - from > 2) to = Math.min(count, 2 * to - from);
      part = read(from, to);
    }
    parts.push({ from, to, part });
  }
  return parts.map(({ part }) => part);
}

/**
 * A part whose end is not whole, with what is said of it before the part that follows. Null where that
 * one is not read then as it is alone.
 */
function readBeside(part: Part, follower: Part): Part | null {
  const { path, text } = part.tree.source;
  const { length } = text;
  const after = edges.get(follower.tree);
  // What could not be read may go on in what cannot be read there.
  if (followers.has(follower.tree) || follower.tree.errors.length > 0) return null;
  if (after === undefined || after.goesBefore === null) return null;
  const both = parsePart({ path, text: text + follower.tree.source.text });
  if (both.edges.goesBefore !== after.goesBefore) return null;
  const [own, rest] = split(both.tree, length);
  const spans = [...own.comments, ...[...own.items, ...own.errors].map(({ span }) => span)];
  if (!spans.every(({ end }) => end <= length) || !isSameMoved(rest, said(follower.tree), length))
    return null;
  // A comment at the end belongs to what follows.
  if (own.comments.at(-1)?.end === text.trimEnd().length) return null;
  const beside: SyntaxTree = { source: part.tree.source, ...own };
  edges.set(beside, { begins: both.edges.begins, goesBefore: null });
  followers.set(beside, follower.tree);
  return { start: part.start, tree: beside };
}

/**
 * Whether two parts, of which it is not sure how the second is read behind the first, are read together
 * as each is.
 */
function areReadApart(before: Part, part: Part): boolean {
  // What is left unread at the end may go on.
  if (followers.has(before.tree) || edges.get(before.tree)?.goesBefore === null) return false;
  const { path, text } = before.tree.source;
  const follower = followers.get(part.tree);
  const own = part.tree.source.text;
  const all = parsePart({ path, text: text + own + (follower?.source.text ?? "") });
  const last = follower ?? part.tree;
  if (all.edges.goesBefore === null || all.edges.goesBefore !== edges.get(last)?.goesBefore) return false;
  const [head, rest] = split(all.tree, text.length);
  const [middle, tail] = split(rest, text.length + own.length);
  const isApart =
    isSameMoved(head, said(before.tree), 0) &&
    isSameMoved(middle, said(part.tree), text.length) &&
    (follower === undefined || isSameMoved(tail, said(follower), text.length + own.length));
  if (isApart) apart.set(before.tree, part.tree);
  return isApart;
}

/** Of a part the one behind it, where both were read together as each is. */
const apart = new WeakMap<SyntaxTree, SyntaxTree>();

type Said = Pick<SyntaxTree, "items" | "comments" | "errors">;

function said({ items, comments, errors }: SyntaxTree): Said {
  return { items, comments, errors };
}

/** What begins before an offset, and the rest. */
function split({ items, comments, errors }: Said, offset: number): readonly [Said, Said] {
  const isBefore = ({ span }: Spanned): boolean => span.start < offset;
  const before: Said = {
    items: items.filter(isBefore),
    comments: comments.filter(({ start }) => start < offset),
    errors: errors.filter(isBefore),
  };
  const rest: Said = {
    items: items.filter((one) => !isBefore(one)),
    comments: comments.filter(({ start }) => start >= offset),
    errors: errors.filter((one) => !isBefore(one)),
  };
  return [before, rest];
}

interface Spanned {
  readonly span: Span;
}

/** Whether two trees are the same, with all that stands in the first so much further on. */
function isSameMoved(a: unknown, b: unknown, by: number): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b);
  const [one, other] = [a as Fields, b as Fields];
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => {
    const [left, right] = [one[name], other[name]];
    return offsets.has(name) && typeof left === "number" && typeof right === "number"
      ? left === right + by
      : isSameMoved(left, right, by);
  });
}

type Fields = Readonly<Record<string, unknown>>;

const offsets: ReadonlySet<string> = new Set(["start", "end", "offset"]);

/** Of a part whose end is not whole the one before which it was read, and before no other is the same. */
const followers = new WeakMap<SyntaxTree, SyntaxTree>();

/** Of every part that was read here; others join with nothing, and are read again with what is edited beside them. */
const edges = new WeakMap<SyntaxTree, Edges>();

function goTogether(before: Part, after: Part): boolean {
  if (followers.get(before.tree) === after.tree || apart.get(before.tree) === after.tree) return true;
  const [left, right] = [edges.get(before.tree), edges.get(after.tree)];
  return left !== undefined && right !== undefined && joins(left, right);
}

/** The part in which an offset of the document lies; where one part ends, the next. */
export function partAt(document: Document, offset: number): Part {
  return present(document.parts[indexAt(document, offset)], "the last part");
}

function indexAt({ parts }: Document, offset: number): number {
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((parts[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function within({ start, end, text }: DocumentEdit, length: number): DocumentEdit {
  const from = Math.min(Math.max(0, start), length);
  return { start: from, end: Math.min(Math.max(from, end), length), text };
}

function replaced(text: string, edit: DocumentEdit): string {
  return text.slice(0, edit.start) + edit.text + text.slice(edit.end);
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}

function commonEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let length = 0;
  while (length < most && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length))
    length++;
  return length;
}
