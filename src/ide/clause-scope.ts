import type { Program, ValueType } from "../model/program.ts";
import { tokenize } from "../syntax/lexer.ts";
import * as t from "../syntax/tokens.ts";
import { isDirective, isName } from "../syntax/tokens.ts";
import type { Token } from "./clause-tokens.ts";

/** A name whose parentheses are open, and the index of the argument that is being written. */
export interface OpenCall {
  /** Null for parentheses or braces without a name before them. */
  readonly name: string | null;
  readonly bracket: "(" | "{";
  readonly argument: number;
  /** The index, among the tokens, of what opens it. */
  readonly index: number;
}

/** What is open at the end of some tokens, outermost first. */
export function openCalls(tokens: readonly Token[]): readonly OpenCall[] {
  const open: { name: string | null; bracket: "(" | "{"; argument: number; index: number }[] = [];
  for (const [index, { tokenType }] of tokens.entries()) {
    const before = tokens[index - 1];
    if (tokenType === t.LeftParenthesis) {
      const name = before !== undefined && isName(before.tokenType) ? before.image : null;
      open.push({ name, bracket: "(", argument: 0, index });
    } else if (tokenType === t.LeftBrace) open.push({ name: null, bracket: "{", argument: 0, index });
    else if (tokenType === t.RightParenthesis || tokenType === t.RightBrace) open.pop();
    else if (tokenType === t.Dot) while (open.at(-1)?.bracket === "(") open.pop();
    else if (tokenType === t.Comma) {
      const last = open.at(-1);
      if (last !== undefined) last.argument++;
    }
  }
  return open;
}

/** The tokens behind an offset up to the full stop or the directive that ends the clause. */
export function clauseAfter(text: string, offset: number): readonly Token[] {
  const { tokens } = tokenize(text.slice(offset, offset + lengthMax));
  const end = tokens.findIndex(({ tokenType }) => tokenType === t.Dot || isDirective(tokenType));
  return end < 0 ? tokens : tokens.slice(0, end);
}

const lengthMax = 2000;

/** The variables in the tokens of a clause, with what they can hold where a column says so; the first one first. */
export function variablesOf(
  tokens: readonly Token[],
  { relations, boundaries }: Program,
): ReadonlyMap<string, ValueType | null> {
  const found = new Map<string, ValueType | null>();
  const open: { readonly name: string | null; argument: number }[] = [];
  for (const [index, token] of tokens.entries()) {
    const type = token.tokenType;
    const [before, after] = [tokens[index - 1]?.tokenType, tokens[index + 1]?.tokenType];
    if (type === t.LeftParenthesis) {
      const name = before !== undefined && isName(before) ? (tokens[index - 1]?.image ?? null) : null;
      open.push({ name, argument: 0 });
    } else if (type === t.RightParenthesis) open.pop();
    else if (type === t.Comma) {
      const last = open.at(-1);
      if (last !== undefined) last.argument++;
    } else if (type === t.Identifier && after !== t.LeftParenthesis && before !== t.Colon) {
      const { name, argument } = open.at(-1) ?? { name: null, argument: 0 };
      const isName = before === t.At && boundaries.has(token.image);
      if (isName || (before !== undefined && isDirective(before))) continue;
      const isArgument =
        (before === t.LeftParenthesis || before === t.Comma) &&
        (after === t.RightParenthesis || after === t.Comma);
      const column = isArgument && name !== null ? relations.get(name)?.columns[argument] : undefined;
      found.set(token.image, found.get(token.image) ?? column?.value ?? null);
    }
  }
  return found;
}
