import { EOF, type IToken, type TokenType } from "chevrotain";
import * as d from "./directive-tokens.ts";
import { endsOperand, Facts } from "./facts-token.ts";
import { beginsColumn, beginsLine } from "./line-beginning.ts";
import type { Lookahead } from "./lookahead.ts";
import type { TokenCursor } from "./token-cursor.ts";
import * as t from "./tokens.ts";
import { endOf, isDirective, isName, joinsNames } from "./tokens.ts";

/**
 * Where reading goes on after a mistake.
 *
 * An item ends at its full stop; the next one also begins at a directive, at a run of facts, and
 * at a name that stands first on its line and heads a rule or that the token before cannot go on
 * with. The statements of a block end in the same ways, and with its brace.
 */
export class Resynchronisation {
  readonly #cursor: TokenCursor;
  readonly #ahead: Lookahead;
  /** Told of each unclosed string that is passed over. */
  readonly #passedString: (token: IToken) => void;

  constructor(cursor: TokenCursor, ahead: Lookahead, passedString: (token: IToken) => void) {
    this.#cursor = cursor;
    this.#ahead = ahead;
    this.#passedString = passedString;
  }

  /** Goes behind the item that begins at `first` and went wrong here; takes at least one token. */
  skipItem(first: IToken): void {
    const { look, skip, brackets } = this.#cursor;
    const block = first.tokenType === d.OperationDirective || first.tokenType === d.ScenarioDirective;
    let openBrackets = 0;
    for (;;) {
      const token = look(1);
      const type = token.tokenType;
      if (type === EOF) return;
      if (token !== first) {
        if (isDirective(type) || type === Facts) return;
        if (isName(type) && openBrackets === 0 && this.#itemBegins(first)) return;
      }
      if (block && type === t.LeftBrace) {
        const close = brackets().close(token);
        if (close !== undefined) {
          this.skipThrough(close);
          return;
        }
      }
      if (type === t.LeftBracket) openBrackets++;
      if (type === t.RightBracket && openBrackets > 0) openBrackets--;
      const ends = this.#endsItem(token, block);
      skip();
      if (ends && look(1).tokenType === d.PlanDirective) this.skipConstruct(look(1));
      if (ends) return;
    }
  }

  /**
   * From a directive whose form is not known to the next directive or the next line that begins
   * with a name; takes at least `first`.
   */
  skipConstruct(first: IToken): void {
    const { look, skip, text, brackets } = this.#cursor;
    for (;;) {
      const token = look(1);
      const type = token.tokenType;
      if (type === EOF) return;
      if (token !== first) {
        if (isDirective(type) || type === Facts) return;
        if (isName(type) && beginsLine(text(), token.startOffset)) return;
      }
      const close = type === t.LeftBrace ? brackets().closeAcross(token) : undefined;
      if (close === undefined) skip();
      else this.skipThrough(close);
    }
  }

  /**
   * Goes behind the statement that begins at `first` and went wrong here, or to what ends the
   * block; takes at least one token unless the block ends.
   */
  skipStatement(first: IToken, closed: boolean): void {
    const { look, skip } = this.#cursor;
    let open = this.#openBraces(first);
    for (;;) {
      const token = look(1);
      const type = token.tokenType;
      if (this.leavesBlock(closed)) return;
      if (type === t.RightBrace) {
        if (open === 0) return;
        open--;
      }
      if (token !== first && open === 0 && this.#statementBegins()) return;
      if (type === t.LeftBrace) open++;
      skip();
      if (type === t.Dot || type === Facts) return;
      if (type === t.UnclosedString && this.#swallowsFullStop(token)) return;
    }
  }

  /** Whether the next token cannot be in a block, whose brace is `closed` or not. */
  leavesBlock(closed: boolean): boolean {
    const { look, text } = this.#cursor;
    const token = look(1);
    const type = token.tokenType;
    if (type === EOF || isDirective(type)) return true;
    if (closed) return false;
    if (this.#ahead.clause()) return true;
    if (!beginsColumn(text(), token.startOffset) || !endsOperand(look(0))) return false;
    return type === Facts || (isName(type) && this.#ahead.parenthesisFollows() && !this.#ahead.write());
  }

  skipThrough(last: IToken): void {
    const { look, skip } = this.#cursor;
    while (look(1).tokenType !== EOF && look(0) !== last) skip();
  }

  #itemBegins(first: IToken): boolean {
    const { look, text } = this.#cursor;
    const { startOffset } = look(1);
    if (!beginsLine(text(), startOffset)) return false;
    if (this.#ahead.clause()) return true;
    return beginsColumn(text(), startOffset) && (ONE_LINERS.has(first.tokenType) || endsOperand(look(0)));
  }

  #endsItem(token: IToken, block: boolean): boolean {
    const { look } = this.#cursor;
    switch (token.tokenType) {
      case t.Dot:
        // The steps of a block whose brace is missing go on until the other brace.
        return !block && !joinsNames(look(0), token, look(2)) && !this.#joinsNumber(token, look(2));
      case t.RightBrace:
        return block;
      case t.UnclosedString:
        return this.#swallowsFullStop(token);
      default:
        return false;
    }
  }

  #joinsNumber(dot: IToken, next: IToken): boolean {
    return next.tokenType === t.NumberLiteral && endOf(dot) === next.startOffset;
  }

  #swallowsFullStop(string: IToken): boolean {
    this.#passedString(string);
    return string.image.trimEnd().endsWith(".");
  }

  #statementBegins(): boolean {
    const { look, text } = this.#cursor;
    const token = look(1);
    if (!beginsLine(text(), token.startOffset) || !endsOperand(look(0))) return false;
    return STATEMENTS.has(token.tokenType) ? !this.#ahead.parenthesisFollows() : this.#ahead.write();
  }

  /** How many braces were opened and not closed from `first` to here. */
  #openBraces(first: IToken): number {
    const { look } = this.#cursor;
    let open = 0;
    for (let back = 0; ; back--) {
      const token = look(back);
      if (token.tokenType === EOF || token.startOffset < first.startOffset) return Math.max(0, open);
      if (token.tokenType === t.LeftBrace) open++;
      else if (token.tokenType === t.RightBrace) open--;
    }
  }
}

/** Directives that stand on a line, so that a name at the beginning of the next is not theirs. */
const ONE_LINERS: ReadonlySet<TokenType> = new Set([
  ...[d.TypeDirective, d.NumberTypeDirective, d.SymbolTypeDirective, d.DeclDirective],
  ...[d.InputDirective, d.OutputDirective, d.PrintsizeDirective, d.LimitsizeDirective],
  ...[d.IncludeDirective, d.PragmaDirective, d.SealDirective, d.BoundaryDirective],
]);

const STATEMENTS: ReadonlySet<TokenType> = new Set([
  ...[t.RequireWord, t.Insert, t.Delete, t.Transfer],
  ...[t.Replicas, t.Latency, t.Network, t.Everywhere, t.At, t.Partition, t.Heal, t.Crash],
  ...[t.Recover, t.SealWord, t.Run, t.Repeat, t.Settle, t.Expect],
]);
