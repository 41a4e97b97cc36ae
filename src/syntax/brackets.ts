import type { IToken } from "chevrotain";
import * as t from "./tokens.ts";

/**
 * Which parentheses and braces belong together, found in one pass before parsing, so that asking
 * what stands behind a closing one costs nothing, however deep the nesting is.
 */
export interface Brackets {
  /** The token that closes `open`; a clause's parentheses end with it, a block's braces at the next directive. */
  close(open: IToken): IToken | undefined;
  /** The same for braces, with directives inside. */
  closeAcross(open: IToken): IToken | undefined;
  /** The token behind the one that closes `open`. */
  behind(open: IToken): IToken | undefined;
}

export function matchBrackets(tokens: readonly IToken[]): Brackets {
  const closes = new Map<IToken, number>();
  const across = new Map<IToken, number>();
  const parentheses: IToken[] = [];
  const braces: IToken[] = [];
  const anyBraces: IToken[] = [];
  for (const [index, token] of tokens.entries()) {
    switch (token.tokenType) {
      case t.LeftParenthesis:
        parentheses.push(token);
        break;
      case t.RightParenthesis:
        pair(parentheses.pop(), index, closes);
        break;
      case t.LeftBrace:
        braces.push(token);
        anyBraces.push(token);
        break;
      case t.RightBrace:
        pair(braces.pop(), index, closes);
        pair(anyBraces.pop(), index, across);
        break;
      case t.Dot:
      case t.Facts:
        parentheses.length = 0;
        break;
      default:
        if (token.tokenType.CATEGORIES?.includes(t.Directive) === true)
          parentheses.length = braces.length = 0;
    }
  }
  const at = (index: number | undefined): IToken | undefined =>
    index === undefined ? undefined : tokens[index];
  return {
    close: (open) => at(closes.get(open)),
    closeAcross: (open) => at(across.get(open)),
    behind: (open) => {
      const close = closes.get(open);
      return close === undefined ? undefined : tokens[close + 1];
    },
  };
}

function pair(open: IToken | undefined, close: number, pairs: Map<IToken, number>): void {
  if (open !== undefined) pairs.set(open, close);
}
