import { present } from "../base/assert.ts";
import type { Source } from "../base/source.ts";
import { likelyCuts } from "./cuts.ts";
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
  return { path, text, parts: partsOf(path, text, 0) };
}

/** More edits at once are taken for one that spans them all. */
const editsMax = 16;

/**
 * The document after edits, each in offsets of the text that the one before has left. Offsets
 * behind the text count as its end.
 */
export function editDocument(document: Document, edits: readonly DocumentEdit[]): Document {
  if (edits.length <= editsMax) return edits.reduce(edited, document);
  const { path } = document;
  const text = edits.reduce((before, edit) => replaced(before, within(edit, before.length)), document.text);
  if (text === document.text) return { path, text, parts: document.parts };
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
 * neighbours, these are read with it, twice as many each time.
 */
function edited(document: Document, wish: DocumentEdit): Document {
  const { path, parts } = document;
  const edit = within(wish, document.text.length);
  const text = replaced(document.text, edit);
  const shift = text.length - document.text.length;
  let first = indexAt(document, edit.start);
  let last = indexAt(document, edit.end);
  for (let grow = 1; ; grow *= 2) {
    const start = parts[first]?.start ?? 0;
    const end = (parts[last + 1]?.start ?? document.text.length) + shift;
    const read = partsOf(path, text.slice(start, end), start);
    const [before, after] = [parts[first - 1], parts[last + 1]];
    const [head, tail] = [read[0], read.at(-1)];
    const joinsBefore = before === undefined || (head !== undefined && goTogether(before, head));
    const joinsAfter = after === undefined || (tail !== undefined && goTogether(tail, after));
    if (joinsBefore && joinsAfter) {
      const moved = parts.slice(last + 1);
      return {
        path,
        text,
        parts: [
          ...parts.slice(0, first),
          ...read,
          ...(shift === 0 ? moved : moved.map((part) => ({ ...part, start: part.start + shift }))),
        ],
      };
    }
    if (!joinsBefore) first = Math.max(0, first - grow);
    if (!joinsAfter) last = Math.min(parts.length - 1, last + grow);
  }
}

/**
 * Cuts a text, which begins at `offset` of its document, into parts that join. What does not is read
 * together, twice as much each time it is not enough.
 */
function partsOf(path: string, text: string, offset: number): readonly Part[] {
  const cuts = [0, ...likelyCuts(text)];
  const read = (from: number, to: number): Part => {
    const start = present(cuts[from], "a cut of the text");
    const { tree, edges: own } = parsePart({ path, text: text.slice(start, cuts[to]) });
    edges.set(tree, own);
    return { start: offset + start, tree };
  };
  const parts: { readonly from: number; readonly to: number; readonly part: Part }[] = [];
  for (let from = 0, to = 1; from < cuts.length; [from, to] = [to, to + 1]) {
    let part = read(from, to);
    for (;;) {
      const before = parts.at(-1);
      const goesOn = edges.get(part.tree)?.goesBefore === null && to < cuts.length;
      const isTorn = before !== undefined && !goTogether(before.part, part);
      if (!isTorn && !goesOn) break;
      if (isTorn) {
        parts.pop();
        from = before.from;
      }
      if (goesOn || to - from > 2) to = Math.min(cuts.length, 2 * to - from);
      part = read(from, to);
    }
    parts.push({ from, to, part });
  }
  return parts.map(({ part }) => part);
}

/** Of every part that was read here; others join with nothing, and are read again with what is edited beside them. */
const edges = new WeakMap<SyntaxTree, Edges>();

function goTogether(before: Part, after: Part): boolean {
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
