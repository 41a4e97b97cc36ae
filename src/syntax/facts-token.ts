import { createToken, type IToken, type TokenType } from "chevrotain";
import { scanRun } from "./facts.ts";
import { beginsColumn } from "./line-beginning.ts";
import * as t from "./tokens.ts";
import { endOf, isDirective, isName } from "./tokens.ts";

/**
 * A maximal run of facts `name(constants).` with only white space between, taken as one token
 * where an item can begin, so that a million facts are not a million token lists. `payload` is
 * the number of facts. Not taking a run is never wrong: its facts are clauses then.
 */
export const Facts = createToken({
  name: "Facts",
  pattern: {
    exec: (text, offset, tokens) => {
      const last = tokens.at(-1);
      if (!endsItem(last) && !(beginsColumn(text, offset) && endsOperand(last))) return null;
      if (last !== undefined && joinsNameBefore(tokens.at(-2), last, offset)) return null;
      if (last?.tokenType === t.RightBrace && isOperatorWord(text, offset)) return null;
      if (blocks.open(tokens)) return null;
      const { count, end } = scanRun(text, offset);
      if (count === 0) return null;
      const found: [string] & { payload?: number } = [text.slice(offset, end)];
      found.payload = count;
      return found;
    },
  },
  start_chars_hint: "?_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".split(""),
  line_breaks: true,
});

/** Whether a full stop stands between a name and this place without a blank, as in `component.relation`. */
function joinsNameBefore(before: IToken | undefined, dot: IToken, offset: number): boolean {
  if (before === undefined || dot.tokenType !== t.Dot || endOf(dot) !== offset) return false;
  return endOf(before) === dot.startOffset && isName(before.tokenType);
}

/** Whether a word stands here that goes on behind an aggregate: `count : { p(_) } bor (1).` holds no fact. */
function isOperatorWord(text: string, offset: number): boolean {
  infixWord.lastIndex = offset;
  return infixWord.test(text);
}

const infixWord = /(?:band|bor|bxor|bshl|bshru?|land|lor|lxor)(?![\w?])/y;

/** Whether an item can begin behind this token, wherever it stands. */
export function endsItem(token: IToken | undefined): boolean {
  if (token === undefined) return true;
  const type = token.tokenType;
  return type === t.Dot || type === t.RightBrace || type === Facts;
}

/** Whether no clause goes on behind this token with a name, so that a name at column 0 begins something new. */
export function endsOperand(token: IToken | undefined): boolean {
  if (token === undefined) return true;
  const type = token.tokenType;
  if (type === t.Identifier || type === t.RightParenthesis || ENDS_OPERAND.has(type)) return true;
  return isName(type) && !BEFORE_ATOM.has(type) && !WORD_OPERATORS.has(type);
}

const ENDS_OPERAND: ReadonlySet<TokenType> = new Set([
  t.Dot,
  t.RightBrace,
  t.RightBracket,
  Facts,
  t.Wildcard,
  t.NumberLiteral,
  t.MalformedNumber,
  t.StringLiteral,
  t.UnclosedString,
  t.UnknownCharacter,
]);

/** Words that stand before an atom, which therefore goes on on the next line. */
const BEFORE_ATOM: ReadonlySet<TokenType> = new Set([
  t.Except,
  t.RequireWord,
  t.Insert,
  t.Delete,
  t.SealWord,
  t.Expect,
  t.Into,
  t.From,
  t.Of,
]);

const WORD_OPERATORS: ReadonlySet<TokenType> = new Set([
  t.Band,
  t.Bor,
  t.Bxor,
  t.Bnot,
  t.Bshl,
  t.Bshr,
  t.Bshru,
  t.Land,
  t.Lor,
  t.Lxor,
  t.Lnot,
]);

/**
 * Whether the tokens so far have opened the block of an operation or a scenario and not closed
 * it: there `run(200).` is a statement and no fact.
 *
 * The state is carried forward from call to call while they are about the same list, so that all
 * the questions of one text cost one pass.
 */
class BlockWatch {
  #tokens: readonly IToken[] = [];
  #seen = 0;
  #inBlock = false;
  #aggregates = 0;

  /** How many aggregates' braces are open. */
  get aggregates(): number {
    return this.#aggregates;
  }

  open(tokens: readonly IToken[]): boolean {
    if (tokens !== this.#tokens) this.begin(tokens);
    for (; this.#seen < tokens.length; this.#seen++) this.#step(tokens[this.#seen], tokens[this.#seen - 1]);
    return this.#inBlock;
  }

  begin(tokens: readonly IToken[]): void {
    this.#tokens = tokens;
    this.#seen = 0;
    this.#inBlock = false;
    this.#aggregates = 0;
  }

  #step(token: IToken | undefined, before: IToken | undefined): void {
    if (token === undefined) return;
    const type = token.tokenType;
    if (type === t.Dot) this.#aggregates = 0;
    else if (type === t.LeftBrace) {
      if (before?.tokenType === t.Colon) this.#aggregates++;
      else this.#inBlock = true;
    } else if (type === t.RightBrace) {
      if (this.#aggregates > 0) this.#aggregates--;
      else this.#inBlock = false;
    } else if (isDirective(type)) {
      this.#inBlock = false;
      this.#aggregates = 0;
    }
  }
}

const blocks = new BlockWatch();

/** Whether after these tokens a block, or an aggregate's braces, would be thought to be open. */
export function opensBlock(tokens: readonly IToken[]): boolean {
  const watch = new BlockWatch();
  return watch.open(tokens) || watch.aggregates > 0;
}

/** Lets go of the tokens seen last. */
export function forgetTokens(): void {
  blocks.begin([]);
}
