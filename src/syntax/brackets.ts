import type { IToken, TokenType } from "chevrotain";
import { Facts } from "./facts-token.ts";
import * as t from "./tokens.ts";
import { isDirective } from "./tokens.ts";

/**
 * Which parentheses and braces belong together. They are matched in one pass when it is first
 * asked, so that the answers cost nothing after that, however deep the nesting is.
 */
export class Brackets {
  readonly #tokens: readonly IToken[];
  #matched: Matched | null = null;

  constructor(tokens: readonly IToken[]) {
    this.#tokens = tokens;
  }

  /** The token that closes `open`; a clause's parentheses end with it, a block's braces at the next directive. */
  close(open: IToken): IToken | undefined {
    return this.#token(this.#match().closes.get(open));
  }

  /** The same for braces, with directives inside. */
  closeAcross(open: IToken): IToken | undefined {
    return this.#token(this.#match().across.get(open));
  }

  /** The token behind the one that closes `open`. */
  behind(open: IToken): IToken | undefined {
    const close = this.#match().closes.get(open);
    return close === undefined ? undefined : this.#token(close + 1);
  }

  #match(): Matched {
    return (this.#matched ??= match(this.#tokens));
  }

  #token(index: number | undefined): IToken | undefined {
    return index === undefined ? undefined : this.#tokens[index];
  }
}

/** For each opening token the index of the closing one. */
interface Matched {
  readonly closes: ReadonlyMap<IToken, number>;
  readonly across: ReadonlyMap<IToken, number>;
}

function match(tokens: readonly IToken[]): Matched {
  const closes = new Map<IToken, number>();
  const across = new Map<IToken, number>();
  const parentheses: IToken[] = [];
  const braces: IToken[] = [];
  const anyBraces: IToken[] = [];
  for (const [index, token] of tokens.entries()) {
    const type = token.tokenType;
    if (type === t.LeftParenthesis) parentheses.push(token);
    else if (type === t.RightParenthesis) pair(parentheses.pop(), index, closes);
    else if (type === t.LeftBrace) {
      braces.push(token);
      anyBraces.push(token);
    } else if (type === t.RightBrace) {
      pair(braces.pop(), index, closes);
      pair(anyBraces.pop(), index, across);
    } else if (endsParentheses(type)) {
      parentheses.length = 0;
      if (isDirective(type)) braces.length = 0;
    }
  }
  return { closes, across };
}

/** Whether no parenthesis that is open before such a token is closed behind it. */
export function endsParentheses(type: TokenType): boolean {
  return type === t.Dot || type === Facts || isDirective(type);
}

function pair(open: IToken | undefined, close: number, pairs: Map<IToken, number>): void {
  if (open !== undefined) pairs.set(open, close);
}
