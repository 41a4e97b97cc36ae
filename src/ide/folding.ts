import { linesOf, type Span } from "../base/source.ts";
import type { Document } from "../syntax/document.ts";
import type { Comment, Item } from "../syntax/tree.ts";

/** Lines that can be folded into the first of them, counted from 0. */
export interface Fold {
  readonly firstLine: number;
  /** The last line that is hidden, after the first. */
  readonly lastLine: number;
  readonly kind: "item" | "comment" | "includes" | "region";
}

/**
 * What can be folded: items of several lines (of a block all but its closing brace), runs of facts,
 * comments of several lines, includes that follow each other, and what stands between `// region`
 * and `// endregion`. By first line; where folds begin in the same one, the larger first.
 */
export function folds(document: Document): readonly Fold[] {
  const comments = document.parts.flatMap(({ start, tree }) => tree.comments.map((one) => moved(one, start)));
  const items = document.parts.flatMap(({ start, tree }) =>
    tree.items.map(({ kind, span }) => ({ kind, start: start + span.start, end: start + span.end })),
  );
  const found = new FoldCollector(document);
  found.items(items);
  found.comments(comments);
  return found.all();
}

function moved({ text, block, start, end }: Comment, by: number): Comment {
  return { text, block, start: start + by, end: end + by };
}

interface PlacedItem extends Span {
  readonly kind: Item["kind"];
}

const regionStart = /^\/\/\s*#?region\b/;
const regionEnd = /^\/\/\s*#?endregion\b/;

class FoldCollector {
  readonly #text: string;
  readonly #lineOf: (offset: number) => number;
  readonly #found: Fold[] = [];

  constructor(document: Document) {
    this.#text = document.text;
    const lines = linesOf(document);
    this.#lineOf = (offset) => lines.position(offset).line;
  }

  all(): readonly Fold[] {
    return this.#found.toSorted((a, b) => a.firstLine - b.firstLine || b.lastLine - a.lastLine);
  }

  /** Facts and includes fold together with those that only white space parts from them. */
  items(items: readonly PlacedItem[]): void {
    const groups: PlacedItem[] = [];
    for (const item of items) {
      const last = groups.at(-1);
      const isJoined = item.kind === "facts" || item.kind === "include";
      if (isJoined && last?.kind === item.kind && this.#isBlank(last.end, item.start))
        groups[groups.length - 1] = { kind: item.kind, start: last.start, end: item.end };
      else groups.push(item);
    }
    for (const group of groups) this.#item(group);
  }

  #item({ kind, start, end }: PlacedItem): void {
    const isBlock = kind === "operation" || kind === "scenario";
    const lastLine = this.#lineOf(end) - (isBlock && this.#beginsLine(end - 1) ? 1 : 0);
    this.#add(this.#lineOf(start), lastLine, kind === "include" ? "includes" : "item");
  }

  /** Comments of one line fold together with those in the lines below. */
  comments(comments: readonly Comment[]): void {
    const groups: Comment[] = [];
    const regions: number[] = [];
    for (const comment of comments) {
      const last = groups.at(-1);
      const line = this.#lineOf(comment.start);
      if (comment.block || !this.#beginsLine(comment.start)) this.#comment(comment);
      else if (regionStart.test(comment.text)) regions.push(line);
      else if (regionEnd.test(comment.text)) this.#add(regions.pop() ?? line, line, "region");
      else if (last !== undefined && this.#lineOf(last.end) === line - 1)
        groups[groups.length - 1] = { ...last, end: comment.end };
      else groups.push(comment);
    }
    for (const group of groups) this.#comment(group);
  }

  #comment({ start, end }: Span): void {
    this.#add(this.#lineOf(start), this.#lineOf(end), "comment");
  }

  #add(firstLine: number, lastLine: number, kind: Fold["kind"]): void {
    if (lastLine > firstLine) this.#found.push({ firstLine, lastLine, kind });
  }

  #beginsLine(offset: number): boolean {
    let start = offset;
    while (start > 0 && /[ \t]/.test(this.#text[start - 1] ?? "")) start--;
    return start === 0 || /[\n\r]/.test(this.#text[start - 1] ?? "");
  }

  #isBlank(start: number, end: number): boolean {
    return this.#text.slice(start, end).trim() === "";
  }
}
