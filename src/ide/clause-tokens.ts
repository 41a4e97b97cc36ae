import { tokenize, type Tokens } from "../syntax/lexer.ts";
import { isDirective } from "../syntax/tokens.ts";
import * as t from "../syntax/tokens.ts";
import type { SyntaxTree } from "../syntax/tree.ts";

export type Token = Tokens["tokens"][number];

/** What is written of an item, up to an offset: half-typed or not. */
export interface ClauseTokens {
  /** Where the clause begins in the source; tokens count from here. */
  readonly start: number;
  /** In the order of the text. Offsets count from `start`. */
  readonly tokens: readonly Token[];
  /** The directive it begins with, with its full stop; null for a fact, a rule, or nothing yet. */
  readonly directive: string | null;
  /** Whether the offset is in a comment or a string. */
  readonly isInText: boolean;
}

/**
 * The tokens of the clause in which an offset lies, up to the offset. Full stops within the braces
 * of an operation or a scenario do not end it; a directive without one goes on to the end of its line.
 */
export function clauseBefore(tree: SyntaxTree, offset: number): ClauseTokens {
  const { text } = tree.source;
  const from = beginning(tree, offset);
  const read = tokenize(text.slice(from, offset));
  const isInText =
    read.tokens.at(-1)?.tokenType === t.UnclosedString ||
    read.unclosedComment !== null ||
    read.comments.some(
      ({ image, startOffset }) => image.startsWith("//") && from + startOffset + image.length === offset,
    );
  let first = 0;
  let depth = 0;
  for (const [index, { tokenType }] of read.tokens.entries()) {
    if (tokenType === t.LeftBrace) depth++;
    else if (tokenType === t.RightBrace) depth = Math.max(0, depth - 1);
    if (tokenType === t.RightBrace && depth === 0 && isBlock(read.tokens[first])) first = index + 1;
    else if (tokenType === t.Dot && depth === 0) first = index + 1;
    else if (isDirective(tokenType) && beginsLine(read.tokens, index, text.slice(from, offset))) {
      first = index;
      depth = 0;
    }
  }
  const tokens = read.tokens.slice(first);
  const head = tokens[0];
  const directive = head !== undefined && isDirective(head.tokenType) ? head.image : null;
  return { start: from, tokens, directive, isInText };
}

/** Where the item around an offset begins, or behind the last sound one before it. */
function beginning({ source, items, errors }: SyntaxTree, offset: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.span.start ?? Infinity) < offset) low = middle + 1;
    else high = middle;
  }
  const last = items[low - 1];
  if (last === undefined) return 0;
  const { start, end } = last.span;
  const goesOn =
    end > offset ||
    errors.some(({ span }) => start <= span.start && span.start <= offset) ||
    (!endings.has(source.text[end - 1] ?? "") && /^[ \t]*$/.test(source.text.slice(end, offset)));
  return goesOn ? start : end;
}

/** What ends an item for good. */
const endings: ReadonlySet<string> = new Set([".", "}"]);

function isBlock(token: Token | undefined): boolean {
  return token?.image === ".operation" || token?.image === ".scenario";
}

function beginsLine(tokens: readonly Token[], index: number, text: string): boolean {
  const before = tokens[index - 1];
  const token = tokens[index];
  if (before === undefined || token === undefined) return true;
  return /[\n\r]/.test(text.slice(before.startOffset + before.image.length, token.startOffset));
}
