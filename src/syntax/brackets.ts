import type { IToken } from "chevrotain";
import { Facts } from "./facts-token.ts";
import * as t from "./tokens.ts";

/**
 * Which parentheses and braces belong together, found in one pass before parsing, so that asking
 * what stands behind a closing one costs nothing, however deep the nesting is.
 *
 * The answers are kept in the opening tokens, as their payload: a table beside them would cost
 * more than the rest of the pass.
 */
export class Brackets {
  readonly #tokens: readonly IToken[];

  constructor(tokens: readonly IToken[]) {
    this.#tokens = tokens;
    match(tokens);
  }

  /** The token that closes `open`; a clause's parentheses end with it, a block's braces at the next directive. */
  close(open: IToken): IToken | undefined {
    const index = (open.payload as Closing | undefined)?.close ?? -1;
    return this.#tokens[index];
  }

  /** The same for braces, with directives inside. */
  closeAcross(open: IToken): IToken | undefined {
    const index = (open.payload as Closing | undefined)?.across ?? -1;
    return this.#tokens[index];
  }

  /** The token behind the one that closes `open`. */
  behind(open: IToken): IToken | undefined {
    const index = (open.payload as Closing | undefined)?.close ?? -2;
    return this.#tokens[index + 1];
  }
}

/** The payload of an opening token: indexes of tokens. */
interface Closing {
  close?: number;
  across?: number;
}

function match(tokens: readonly IToken[]): void {
  const parentheses: Closing[] = [];
  const braces: Closing[] = [];
  const anyBraces: Closing[] = [];
  for (const [index, token] of tokens.entries()) {
    switch (token.tokenType) {
      case t.LeftParenthesis: {
        const closing: Closing = {};
        token.payload = closing;
        parentheses.push(closing);
        break;
      }
      case t.RightParenthesis:
        setClose(parentheses.pop(), index);
        break;
      case t.LeftBrace: {
        const closing: Closing = {};
        token.payload = closing;
        braces.push(closing);
        anyBraces.push(closing);
        break;
      }
      case t.RightBrace: {
        setClose(braces.pop(), index);
        const outer = anyBraces.pop();
        if (outer !== undefined) outer.across = index;
        break;
      }
      case t.Dot:
      case Facts:
        parentheses.length = 0;
        break;
      default:
        if (token.tokenType.CATEGORIES?.includes(t.Directive) === true)
          parentheses.length = braces.length = 0;
    }
  }
}

function setClose(closing: Closing | undefined, index: number): void {
  if (closing !== undefined) closing.close = index;
}
