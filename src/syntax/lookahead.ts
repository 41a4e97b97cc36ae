import { EOF, type TokenType } from "chevrotain";
import { endsParentheses } from "./brackets.ts";
import { beginsColumn, beginsLine } from "./line-beginning.ts";
import type { TokenCursor } from "./token-cursor.ts";
import * as t from "./tokens.ts";
import { isName } from "./tokens.ts";

/**
 * The questions that decide between alternatives where one token is not enough. Each looks at a
 * few tokens, or at the one behind a closing parenthesis, so that nothing is read twice.
 */
export class Lookahead {
  readonly #cursor: TokenCursor;

  constructor(cursor: TokenCursor) {
    this.#cursor = cursor;
  }

  parenthesisFollows(): boolean {
    return this.#type(2) === t.LeftParenthesis;
  }

  /** `p(…)` with nothing behind it that would make it a term, or the target of an aggregate. */
  atom(): boolean {
    if (!this.parenthesisFollows()) return false;
    const behind = this.#typeBehind(2);
    return !AFTER_TERM.has(behind) && behind !== t.Colon;
  }

  /** `p(…)`, after `insert`, and not a term that `into` follows. */
  insertedAtom(): boolean {
    return this.atom() && this.#typeBehind(2) !== t.Into;
  }

  /** `(x + 1) * 2 < y`: parentheses that an operator follows hold a term and not literals. */
  termInParentheses(): boolean {
    return this.#type(1) === t.LeftParenthesis && AFTER_TERM.has(this.#typeBehind(1));
  }

  /** `true` and `false`, and neither a relation nor a variable that is called so. */
  truth(): boolean {
    const next = this.#type(2);
    return next !== t.LeftParenthesis && !AFTER_TERM.has(next);
  }

  /** `insert(…) += 1`, `p(…) := 2`: a relation that is written, whatever it is called. */
  write(): boolean {
    return this.parenthesisFollows() && WRITES.has(this.#typeBehind(2));
  }

  /** `sell("camera").`, and also an operation that is called `insert`. */
  call(): boolean {
    return this.parenthesisFollows() && this.#typeBehind(2) === t.Dot;
  }

  /** `(1, 2).`, the values of several registers. */
  tuple(): boolean {
    return this.#type(1) === t.LeftParenthesis && this.#typeBehind(1) === t.Dot;
  }

  /** `f(…)` and no operator behind it, with a name that is no keyword. */
  callAlone(): boolean {
    const { look } = this.#cursor;
    if (this.#type(1) !== t.Identifier || !this.parenthesisFollows()) return false;
    return look(1).image !== "autoinc" && ENDS_TERM.has(this.#typeBehind(2));
  }

  prefixOperator(): boolean {
    return this.#type(1) === t.Minus || beginsTerm(this.#type(2));
  }

  /** `count :`, `sum x :`, and neither `sum(x)` nor a variable called `sum`. */
  aggregate(): boolean {
    const next = this.#type(2);
    if (next === t.LeftBrace) return true;
    if (next === t.Colon) return this.#type(1) === t.Count || this.#type(3) === t.LeftBrace;
    if (next === t.LeftParenthesis) return this.#typeBehind(2) === t.Colon;
    if (next === t.Minus) return this.#type(4) === t.Colon;
    if (isName(next)) return !AFTER_TERM.has(next);
    return this.#type(1) !== t.Count && t.BEGINS_CONSTANT.has(next);
  }

  /** A word behind a declaration that does not begin the next clause. */
  qualifier(): boolean {
    const { look, text } = this.#cursor;
    if (this.parenthesisFollows() || this.choiceDomain()) return false;
    return !beginsColumn(text(), look(1).startOffset) || !AFTER_BARE_HEAD.has(this.#type(2));
  }

  choiceDomain(): boolean {
    const { look } = this.#cursor;
    return look(1).image === "choice" && this.#type(2) === t.Minus && look(3).image === "domain";
  }

  /** `p(…) :-`, the beginning of a rule. */
  clause(): boolean {
    return isName(this.#type(1)) && this.parenthesisFollows() && this.#typeBehind(2) === t.If;
  }

  clauseOnNewLine(): boolean {
    return this.clause() && beginsLine(this.#cursor.text(), this.#cursor.look(1).startOffset);
  }

  /** `a(x) :- b(x),` and on the next line `c(x) :- d(x).`: the comma should have been a full stop. */
  clauseBehindComma(): boolean {
    return (
      this.#type(1) === t.Comma &&
      isName(this.#type(2)) &&
      this.#type(3) === t.LeftParenthesis &&
      this.#typeBehind(3) === t.If
    );
  }

  /** `.output` alone on its line, and a clause on the next. */
  clauseBehindDirective(): boolean {
    const { look, text } = this.#cursor;
    if (!isName(this.#type(2)) || this.#type(3) !== t.LeftParenthesis) return false;
    const behind = this.#typeBehind(3);
    return (behind === t.If || behind === t.Dot) && beginsColumn(text(), look(2).startOffset);
  }

  #type(distance: number): TokenType {
    return this.#cursor.look(distance).tokenType;
  }

  /**
   * The type of the token behind the parenthesis that closes the one at `distance`; the end of
   * the input if none does. Most close within a few tokens, where counting costs less than
   * matching all the parentheses of a text.
   */
  #typeBehind(distance: number): TokenType {
    const { look, brackets } = this.#cursor;
    let open = 0;
    for (let i = distance; i < distance + NEAR; i++) {
      const type = look(i).tokenType;
      if (type === t.LeftParenthesis) open++;
      else if (type === t.RightParenthesis) open--;
      else if (type === EOF || endsParentheses(type)) return EOF;
      if (open === 0) return look(i + 1).tokenType;
    }
    return brackets().behind(look(distance))?.tokenType ?? EOF;
  }
}

const NEAR = 40;

/** Whether a term can begin with such a token. */
export function beginsTerm(type: TokenType): boolean {
  return isName(type) || type === t.LeftParenthesis || type === t.Minus || t.BEGINS_CONSTANT.has(type);
}

const COMPARISONS = [t.Equal, t.NotEqual, t.Less, t.LessOrEqual, t.Greater, t.GreaterOrEqual, t.DoubleEqual];

const OPERATORS = [
  ...[t.Plus, t.Minus, t.Star, t.Slash, t.Percent, t.Caret],
  ...[t.Band, t.Bor, t.Bxor, t.Bshl, t.Bshr, t.Bshru, t.Land, t.Lor, t.Lxor],
];

/** What can follow a term and no literal. */
const AFTER_TERM: ReadonlySet<TokenType> = new Set([...COMPARISONS, ...OPERATORS]);

/** What a term that is one token cannot go on with. */
export const ENDS_TERM: ReadonlySet<TokenType> = new Set([
  ...COMPARISONS,
  ...[t.Comma, t.RightParenthesis, t.Dot, t.Semicolon, t.RightBrace],
]);

const WRITES: ReadonlySet<TokenType> = new Set([t.Increase, t.Decrease, t.Assign]);

/** What follows the name of a head that lacks its parenthesis. */
const AFTER_BARE_HEAD: ReadonlySet<TokenType> = new Set([t.If, t.Comma, t.Dot]);
