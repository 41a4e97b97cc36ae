import type { IToken } from "chevrotain";
import { linesOf, type Span } from "../base/source.ts";
import { tokenize } from "./lexer.ts";
import { endOf } from "./tokens.ts";
import type { Comment, Item, SyntaxTree } from "./tree.ts";

/** A piece of the text that is formatted by itself: an item, a comment outside of items, or lines that stay as they are. */
export type FormatUnit = Span &
  (
    | {
        readonly kind: "item";
        readonly item: Exclude<Item, { kind: "unsupported" }>;
        readonly tokens: readonly IToken[];
        readonly comments: readonly Comment[];
      }
    | { readonly kind: "comment"; readonly comment: Comment }
    | { readonly kind: "lines" }
  );

/** A unit before it is known whether its lines hold a mistake too. */
interface Candidate extends Span {
  readonly unit: FormatUnit | null;
}

/**
 * The units of a text in order. Whatever shares a line with a mistake, or with what is not
 * supported, stays as it is with the whole line: what the parser makes of a mistake can depend on
 * where its lines begin.
 */
export function unitsOf(tree: SyntaxTree): readonly FormatUnit[] {
  const { text } = tree.source;
  const lines = linesOf(tree.source);
  const units: FormatUnit[] = [];
  let together: Candidate[] = [];
  let lastLine = -1;
  const flush = (): void => {
    const first = together[0];
    if (together.some(({ unit }) => unit === null) && first !== undefined) {
      const start = lines.startOf(lines.position(first.start).line);
      const end = lastLine + 1 < lines.lineCount ? lines.startOf(lastLine + 1) : text.length;
      units.push({ kind: "lines", start, end: start + withoutLineEnd(text.slice(start, end)).length });
    } else {
      for (const { unit } of together) if (unit !== null) units.push(unit);
    }
    together = [];
  };
  for (const candidate of candidatesOf(tree)) {
    if (lines.position(candidate.start).line > lastLine) flush();
    together.push(candidate);
    lastLine = Math.max(lastLine, lines.position(candidate.end).line);
  }
  flush();
  return units;
}

function withoutLineEnd(lines: string): string {
  return lines.replace(/[\n\r]+$/, "");
}

function candidatesOf(tree: SyntaxTree): readonly Candidate[] {
  const items = soundItems(tree);
  const read = tokenize(tree.source.text);
  const strays = [
    ...read.preprocessorLines,
    ...(read.unclosedComment === null ? [] : [read.unclosedComment]),
  ];
  const tokens = strays.length === 0 ? read.tokens : inOrder([...read.tokens, ...strays]);
  const candidates: Candidate[] = [];
  let nextToken = 0;
  let nextComment = 0;
  /** Everything up to an item, or to the end: mistakes, and the comments between them. */
  const between = (end: number): void => {
    const first = tokens[nextToken];
    let last: IToken | undefined;
    for (let token = first; token !== undefined && token.startOffset < end; token = tokens[++nextToken])
      last = token;
    if (first !== undefined && last !== undefined)
      candidates.push({ start: first.startOffset, end: endOf(last), unit: null });
    for (
      let comment = tree.comments[nextComment];
      comment !== undefined && comment.start < end;
      comment = tree.comments[++nextComment]
    ) {
      const { start, end: commentEnd } = comment;
      candidates.push({ start, end: commentEnd, unit: { kind: "comment", comment, start, end: commentEnd } });
    }
  };
  for (const item of items) {
    const { start, end } = item.span;
    between(start);
    const firstToken = nextToken;
    while ((tokens[nextToken]?.startOffset ?? Infinity) < end) nextToken++;
    const firstComment = nextComment;
    while ((tree.comments[nextComment]?.start ?? Infinity) < end) nextComment++;
    const own = tokens.slice(firstToken, nextToken);
    const comments = tree.comments.slice(firstComment, nextComment);
    candidates.push({ start, end, unit: { kind: "item", item, tokens: own, comments, start, end } });
  }
  between(Infinity);
  return candidates.toSorted((a, b) => a.start - b.start);
}

/** The items without a mistake in or directly behind them. */
function soundItems(tree: SyntaxTree): readonly Exclude<Item, { kind: "unsupported" }>[] {
  let next = 0;
  return tree.items.filter((item): item is Exclude<Item, { kind: "unsupported" }> => {
    const { start, end } = item.span;
    while ((tree.errors[next]?.span.end ?? Infinity) < start) next++;
    const touched = (tree.errors[next]?.span.start ?? Infinity) <= end;
    return !touched && item.kind !== "unsupported";
  });
}

function inOrder(tokens: readonly IToken[]): readonly IToken[] {
  return tokens.toSorted((a, b) => a.startOffset - b.startOffset);
}
