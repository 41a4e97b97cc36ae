import type { IToken, TokenType } from "chevrotain";
import { PlanDirective, UnknownDirective, UnsupportedDirective } from "./directive-tokens.ts";
import { Facts, opensBlock } from "./facts-token.ts";
import { endsLine } from "./line-beginning.ts";
import type { Tokens } from "./lexer.ts";
import * as t from "./tokens.ts";
import { endOf, isDirective, isName } from "./tokens.ts";
import type { Item, SyntaxProblem } from "./tree.ts";

/**
 * How a text that was read alone begins and ends, for the question whether it reads the same
 * between others.
 */
export interface Edges {
  /** What its first token is: a directive, a name at the beginning of a line, a run of facts; null for anything else. */
  readonly begins: "directive" | "name" | "facts" | null;
  /**
   * What may follow its last token so that both are read as they are alone: anything that begins an
   * item, all of that but facts, or only a directive. Null: the last item is not whole, a comment
   * behind it belongs to what follows, or nothing is there.
   */
  readonly goesBefore: "items" | "no facts" | "directives" | null;
}

/**
 * Whether two texts, one after the other at the beginning of a line, are read as each is alone.
 *
 * The reader's state between items is the token before, the block it thinks to be in, and the
 * brackets that are open. The first is harmless where a whole item ends; a directive ends the
 * others, so that only it may follow where they are not closed.
 */
export function joins({ goesBefore }: Edges, { begins }: Edges): boolean {
  switch (goesBefore) {
    case "items":
      return begins !== null;
    case "no facts":
      return begins === "directive" || begins === "name";
    case "directives":
      return begins === "directive";
    case null:
      return false;
  }
}

/** The edges of a text with what was read of it. */
export function edgesOf(
  text: string,
  read: Tokens,
  items: readonly Item[],
  problems: readonly SyntaxProblem[],
): Edges {
  return { begins: beginning(text, read), goesBefore: ending(text, read, items, problems) };
}

function beginning(text: string, { tokens, preprocessorLines }: Tokens): Edges["begins"] {
  const [first] = tokens;
  if (first === undefined) return null;
  const [line] = preprocessorLines;
  if (line !== undefined && line.startOffset < first.startOffset) return null;
  const before = text.charCodeAt(first.startOffset - 1);
  if (first.startOffset > 0 && before !== 10 && before !== 13) return null;
  if (isDirective(first.tokenType)) return "directive";
  if (first.tokenType === Facts) return "facts";
  return isName(first.tokenType) ? "name" : null;
}

function ending(
  text: string,
  { tokens, comments, preprocessorLines, unclosedComment }: Tokens,
  items: readonly Item[],
  problems: readonly SyntaxProblem[],
): Edges["goesBefore"] {
  const last = tokens.at(-1);
  const item = items.at(-1);
  if (last === undefined || item === undefined || item.kind === "unsupported") return null;
  if (unclosedComment !== null || item.span.end !== endOf(last)) return null;
  if ((preprocessorLines.at(-1)?.startOffset ?? 0) > last.startOffset) return null;
  if (problems.some(({ span }) => span.end > item.span.start)) return null;
  if (comments.some((comment) => comment.startOffset > last.startOffset && speaksOfNext(text, last, comment)))
    return null;
  const isBalanced = areBalanced(tokens);
  // What is not known or supported is passed over to the brace that closes it, wherever that is.
  if (!isBalanced && tokens.some(({ tokenType }) => passedOver.has(tokenType))) return null;
  const isWhole = last.tokenType === t.Dot || last.tokenType === t.RightBrace || last.tokenType === Facts;
  if (!isWhole || !isBalanced || opensBlock(tokens)) return "directives";
  return last.tokenType === Facts ? "no facts" : "items";
}

const passedOver: ReadonlySet<TokenType> = new Set([UnknownDirective, UnsupportedDirective, PlanDirective]);

/** Whether a comment behind the last token belongs to what follows: it stands on a line of its own, or suppresses. */
function speaksOfNext(text: string, last: IToken, comment: IToken): boolean {
  return comment.image.includes("calm-disable") || endsLine(text.slice(endOf(last), comment.startOffset));
}

/** Whether every brace is closed and every closing one was open. */
function areBalanced(tokens: readonly IToken[]): boolean {
  let open = 0;
  for (const { tokenType } of tokens) {
    if (tokenType === t.LeftBrace) open++;
    else if (tokenType === t.RightBrace && --open < 0) return false;
  }
  return open === 0;
}
