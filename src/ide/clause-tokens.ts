import { tokenize, type Tokens } from "../syntax/lexer.ts";
import { isDirective } from "../syntax/tokens.ts";
import * as t from "../syntax/tokens.ts";
import type { SyntaxTree } from "../syntax/tree.ts";
import { vocabulary } from "./vocabulary.ts";

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
  const written = text.slice(from, offset);
  let first = 0;
  let braces = 0;
  let parentheses = 0;
  for (const [index, { tokenType }] of read.tokens.entries()) {
    const isOpen = braces > 0 || parentheses > 0;
    if (!isOpen && endsWithLine(read.tokens, first, index) && !goesOn(read.tokens, index, written))
      first = index;
    if (tokenType === t.LeftBrace) braces++;
    else if (tokenType === t.LeftParenthesis) parentheses++;
    else if (tokenType === t.RightParenthesis) parentheses = Math.max(0, parentheses - 1);
    else if (tokenType === t.RightBrace) {
      braces = Math.max(0, braces - 1);
      if (braces === 0 && isBlock(read.tokens[first])) first = index + 1;
    } else if (tokenType === t.Dot) {
      parentheses = 0;
      if (braces === 0) first = index + 1;
    } else if (isDirective(tokenType) && beginsLine(read.tokens, index, written)) {
      first = index;
      braces = 0;
      parentheses = 0;
    }
  }
  const all = read.tokens.slice(first);
  const last = all.at(-1);
  const isBehindLine =
    last !== undefined && /[\n\r]/.test(written.slice(last.startOffset + last.image.length));
  const isOver = isBehindLine && braces === 0 && parentheses === 0 && endsWithLine(all, 0, all.length);
  const tokens = isOver ? [] : all;
  const head = tokens[0];
  const directive = head !== undefined && isDirective(head.tokenType) ? head.image : null;
  return { start: from, tokens, directive, isInText };
}

/** Whether the tokens from `first` to `end` are a complete directive without a full stop, which ends with its line. */
function endsWithLine(tokens: readonly Token[], first: number, end: number): boolean {
  const head = tokens[first]?.image ?? "";
  const last = tokens[end - 1];
  if (!dotless.has(head) || last === undefined || end - first < 2) return false;
  return ![t.Comma, t.Colon, t.Bar, t.Subtype, t.Equal, t.By].some((type) => type === last.tokenType);
}

/** Whether the token at an index belongs to the directive before it, being on its line or of no other use. */
function goesOn(tokens: readonly Token[], index: number, text: string): boolean {
  if (!beginsLine(tokens, index, text)) return true;
  const type = tokens[index]?.tokenType;
  if (
    type === t.LeftParenthesis ||
    type === t.Comma ||
    type === t.Bar ||
    type === t.Subtype ||
    type === t.Equal
  )
    return true;
  const isApplied = tokens[index + 1]?.tokenType === t.LeftParenthesis;
  const word = tokens[index]?.image ?? "";
  return !isApplied && (word === "by" || Object.hasOwn(vocabulary.qualifiers, word));
}

const dotless: ReadonlySet<string> = new Set([
  ...[".type", ".decl", ".input", ".output", ".printsize", ".limitsize", ".include", ".pragma", ".seal"],
  ...[".boundary", ".number_type", ".symbol_type"],
]);

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
  const isGoingOn =
    end > offset ||
    errors.some(({ span }) => start <= span.start && span.start <= offset) ||
    (!endings.has(source.text[end - 1] ?? "") && /^[ \t]*$/.test(source.text.slice(end, offset)));
  return isGoingOn ? start : end;
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
