import type { IToken, TokenType } from "chevrotain";
import { present } from "../base/assert.ts";
import { concat, group, indent, joined, type Layout, line, softLine } from "./layout.ts";
import { endsLine, holdsBlankLine } from "./line-beginning.ts";
import { rolesOf, type TokenRoles } from "./token-roles.ts";
import * as t from "./tokens.ts";
import { endOf } from "./tokens.ts";
import type { Comment, FactRun, Item, Unsupported } from "./tree.ts";

/** An item that is laid out from its tokens: all but a run of facts. */
export type LaidOutItem = Exclude<Item, FactRun | Unsupported>;

/**
 * The layout of an item. It is made from the tokens, which are neither added to nor left out nor
 * changed, so that the text means what it meant; the tree only tells what they are for. Comments
 * stay between the tokens between which they stand.
 */
export function layoutItem(
  item: LaidOutItem,
  tokens: readonly IToken[],
  comments: readonly Comment[],
  text: string,
): Layout {
  return new ItemLayout(item, tokens, comments, text).layout();
}

/** A comment and whether an empty line stands before it. */
interface PlacedComment {
  readonly comment: Comment;
  readonly blank: boolean;
}

/** The comments between two tokens. */
interface Gap {
  /** On the line of the token before. */
  readonly behind: readonly Comment[];
  /** On lines of their own, or on the line of the next token. */
  readonly before: readonly PlacedComment[];
  /** Whether an empty line stands before the next token. */
  readonly blank: boolean;
}

const NO_GAP: Gap = { behind: [], before: [], blank: false };

class ItemLayout {
  readonly #item: LaidOutItem;
  readonly #tokens: readonly IToken[];
  readonly #text: string;
  readonly #roles: TokenRoles;
  /** The gap before each token. */
  readonly #gaps: readonly Gap[];
  /** For each opening bracket the index of its closing one. */
  readonly #closes: ReadonlyMap<number, number>;

  constructor(item: LaidOutItem, tokens: readonly IToken[], comments: readonly Comment[], text: string) {
    this.#item = item;
    this.#tokens = tokens;
    this.#text = text;
    this.#roles = rolesOf(item);
    this.#gaps = gapsOf(tokens, comments, text);
    this.#closes = closesOf(tokens);
  }

  layout(): Layout {
    const all = this.#tokens.length;
    switch (this.#item.kind) {
      case "rule":
        return this.#rule();
      case "relation":
        return this.#header(all);
      case "invariant":
        return this.#invariant();
      case "operation":
      case "scenario":
        return this.#block();
      case "type":
      case "input":
      case "output":
      case "printsize":
      case "limitsize":
      case "include":
      case "pragma":
      case "seal":
      case "boundary":
        return this.#inline(0, all);
    }
  }

  #rule(): Layout {
    const dot = this.#find(t.Dot, 0);
    const turn = this.#find(t.If, 0);
    const rule =
      turn < dot
        ? concat(this.#inline(0, turn), " ", this.#piece(turn), this.#body(turn + 1, dot, line))
        : this.#inline(0, dot);
    const clause = concat(group(concat(rule, this.#piece(dot, "text"))), this.#behind(dot));
    if (dot + 1 === this.#tokens.length) return clause;
    const plan = concat({ kind: "break", blank: false }, this.#inline(dot + 1, this.#tokens.length));
    return concat(clause, indent(plan));
  }

  #invariant(): Layout {
    const colon = this.#find(t.Colon, 0);
    const turn = this.#find(t.Implies, colon);
    const dot = this.#tokens.length - 1;
    const left = this.#conjunction(colon + 1, turn);
    const right = concat(this.#piece(turn), " ", indent(this.#conjunction(turn + 1, dot)));
    return group(
      concat(this.#inline(0, colon + 1), indent(concat(line, left, line, right)), this.#piece(dot)),
    );
  }

  /** Up to a token: a name, and perhaps columns or parameters that can stand one below the other. */
  #header(to: number): Layout {
    const open = this.#find(t.LeftParenthesis, 0);
    const close = this.#closes.get(open);
    if (close === undefined || close >= to) return this.#inline(0, to);
    const columns =
      close === open + 1
        ? concat(this.#piece(open), this.#piece(close))
        : group(
            concat(
              this.#piece(open),
              indent(concat(softLine, this.#conjunction(open + 1, close))),
              softLine,
              this.#piece(close),
            ),
          );
    const rest = close + 1 < to ? concat(" ", this.#inline(close + 1, to)) : "";
    return concat(this.#inline(0, open), columns, rest);
  }

  #block(): Layout {
    const open = this.#find(t.LeftBrace, 0);
    const close = this.#tokens.length - 1;
    const header = concat(this.#header(open), " ", this.#piece(open));
    const statements = this.#split(open + 1, close, t.Dot).filter(([from, to]) => from < to);
    const { before } = this.#gap(close);
    if (statements.length === 0 && before.length === 0) return concat(header, this.#piece(close));
    const inOneLine = this.#inOneLine(open, close);
    const laidOut = statements.map(([from, to], i) =>
      concat(inOneLine ? line : this.#gapInBlock(from, i > 0), this.#statement(from, to, inOneLine)),
    );
    const end = before.map(({ comment, blank }, i) =>
      inOneLine ? concat(line, comment.text) : alone(comment, blank && (i > 0 || statements.length > 0)),
    );
    const lineBefore: Layout = inOneLine ? line : { kind: "break", blank: false };
    const block = concat(
      indent(joined([...laidOut, ...end])),
      lineBefore,
      this.#piece(close, "no comments before"),
    );
    return concat(header, inOneLine ? group(block) : block);
  }

  /** An operation stays on one line if it was written so and fits. */
  #inOneLine(open: number, close: number): boolean {
    if (this.#item.kind !== "operation") return false;
    return !endsLine(this.#text.slice(this.#token(open).startOffset, this.#token(close).startOffset));
  }

  /** The statement whose full stop is at `to`. */
  #statement(from: number, to: number, withComments: boolean): Layout {
    const first = this.#piece(from, withComments ? "all" : "no comments before");
    const last = this.#piece(to, "text");
    const isRequirement = this.#item.kind === "operation" && this.#type(from) === t.RequireWord;
    const statement =
      isRequirement && !this.#written(from)
        ? group(concat(first, indent(concat(line, this.#conjunction(from + 1, to))), last))
        : concat(this.#inline(from, to, withComments), last);
    return concat(statement, this.#behind(to));
  }

  /** `require(x) := 1`: a relation of that name. */
  #written(index: number): boolean {
    return this.#roles.applied.has(this.#token(index).startOffset);
  }

  /** What stands before a statement: comments, an end of line, and an empty line where one was. */
  #gapInBlock(index: number, blanks: boolean): Layout {
    const { before, blank } = this.#gap(index);
    let onLine = before.length;
    while (onLine > 0 && this.#sharesLine(before, onLine - 1, index)) onLine--;
    const above = before.slice(0, onLine);
    const leading = before.slice(onLine);
    return joined([
      ...above.map((placed, i) => alone(placed.comment, placed.blank && (blanks || i > 0))),
      { kind: "break", blank: (leading[0]?.blank ?? blank) && (blanks || above.length > 0) },
      ...leading.map(({ comment }) => concat(comment.text, " ")),
    ]);
  }

  /** Whether a comment before a token stands on the line of what follows it. */
  #sharesLine(before: readonly PlacedComment[], i: number, index: number): boolean {
    const comment = before[i]?.comment;
    if (comment?.block !== true || endsLine(comment.text)) return false;
    const next = before[i + 1]?.comment.start ?? this.#token(index).startOffset;
    return !endsLine(this.#text.slice(comment.end, next));
  }

  /** The alternatives of a body, each a step further in than the semicolons between. */
  #body(from: number, to: number, lead: Layout): Layout {
    const parts: Layout[] = [];
    for (const [start, end] of this.#split(from, to, t.Semicolon)) {
      parts.push(indent(concat(start === from ? lead : line, this.#conjunction(start, end))));
      if (end < to) parts.push(line, this.#piece(end));
    }
    return joined(parts);
  }

  /** Literals, or columns, with commas between. */
  #conjunction(from: number, to: number): Layout {
    const parts: Layout[] = [];
    for (const [start, end] of this.#split(from, to, t.Comma)) {
      if (start > from) parts.push(line);
      parts.push(this.#inline(start, end));
      if (end < to) parts.push(this.#piece(end));
    }
    return joined(parts);
  }

  /** Tokens on one line, which ends only where it must: behind commas and before operators. */
  #inline(from: number, to: number, withComments = true): Layout {
    const parts: Layout[] = [];
    let part: Layout[] = [];
    for (let i = from; i < to;) {
      if (i > from) {
        const space = this.#space(i);
        if (space === "line") {
          parts.push(joined(part));
          part = [];
        } else if (space === "blank") part.push(" ");
      }
      const close = this.#closes.get(i);
      if (close === undefined || close >= to) {
        part.push(this.#piece(i, i > from || withComments ? "all" : "no comments before"));
        i++;
      } else {
        part.push(this.#brackets(i, close));
        i = close + 1;
      }
    }
    parts.push(joined(part));
    return parts.length === 1 ? joined(parts) : { kind: "fill", parts };
  }

  #brackets(open: number, close: number): Layout {
    const first = this.#piece(open);
    const last = this.#piece(close);
    if (close === open + 1) return concat(first, last);
    if (this.#type(open) === t.LeftBrace)
      return group(concat(first, this.#body(open + 1, close, line), line, last));
    const parts =
      this.#split(open + 1, close, t.Semicolon).length + this.#split(open + 1, close, t.Comma).length;
    if (parts === 2 || this.#hugs(open)) return concat(first, this.#inline(open + 1, close), last);
    return group(concat(first, this.#body(open + 1, close, softLine), softLine, last));
  }

  /** Whether a parenthesis stands directly behind the name it belongs to. */
  #hugs(open: number): boolean {
    return open > 0 && this.#space(open) === "none" && t.isName(this.#type(open - 1));
  }

  #space(index: number): "none" | "blank" | "line" {
    const before = this.#token(index - 1);
    const token = this.#token(index);
    const { kind } = this.#item;
    const roles = this.#roles;
    const type = token.tokenType;
    const typeBefore = before.tokenType;
    if (typeBefore === t.Comma) return "line";
    // `.plan 0:(2, 1)`
    if (typeBefore === t.Colon && kind === "rule" && !this.#aggregates(index - 1)) return "none";
    if (CLOSERS.has(type) || typeBefore === t.LeftParenthesis || typeBefore === t.Bang) return "none";
    if (roles.infixOperators.has(token.startOffset)) return "line";
    if (roles.prefixOperators.has(before.startOffset))
      return typeBefore === t.Minus && type !== t.Minus ? "none" : "blank";
    const tight = TIGHT.get(kind);
    if (tight?.has(type) === true || tight?.has(typeBefore) === true) return "none";
    // A negative number among parameters.
    if (typeBefore === t.Minus && !roles.infixOperators.has(before.startOffset)) return "none";
    switch (type) {
      case t.LeftParenthesis:
        return this.#appliedTo(before) ? "none" : "blank";
      case t.Colon:
        return this.#aggregates(index) ? "blank" : "none";
      case t.Equal:
      case t.NotEqual:
      case t.Less:
      case t.LessOrEqual:
      case t.Greater:
      case t.GreaterOrEqual:
        return kind === "scenario" ? "blank" : "line";
      case t.Bar:
        return "line";
      default:
        return "blank";
    }
  }

  /** Whether a token is a name with arguments, columns or parameters behind it. */
  #appliedTo(token: IToken): boolean {
    switch (this.#item.kind) {
      case "rule":
      case "invariant":
      case "scenario":
      case "operation":
        if (token.tokenType === t.Contains || token.tokenType === t.Match) return true;
        if (token === this.#tokens[1] && this.#item.kind === "operation") return true;
        return this.#roles.applied.has(token.startOffset);
      case "type":
      case "relation":
      case "input":
      case "output":
      case "printsize":
      case "limitsize":
      case "include":
      case "pragma":
      case "seal":
      case "boundary":
        return true;
    }
  }

  /** Whether a colon is the one between an aggregate and its body. */
  #aggregates(colon: number): boolean {
    const next = this.#tokens[colon + 1];
    return next?.tokenType === t.LeftBrace || this.#roles.bareBodies.has(next?.startOffset ?? -1);
  }

  /** A token, with the comments before and behind it unless only part of that is wanted. */
  #piece(index: number, part: "all" | "text" | "no comments before" = "all"): Layout {
    const { image } = this.#token(index);
    const before = part === "no comments before" ? "" : this.#before(index);
    return concat(before, image, part === "text" ? "" : this.#behind(index));
  }

  /** The comments before a token, on its line or above. */
  #before(index: number): Layout {
    const { before } = this.#gap(index);
    if (before.length === 0) return "";
    return joined(
      before.map(({ comment }, i) =>
        this.#sharesLine(before, i, index) ? concat(comment.text, " ") : alone(comment, false),
      ),
    );
  }

  /** The comments behind a token, on its line. */
  #behind(index: number): Layout {
    if (index + 1 >= this.#tokens.length) return "";
    const { behind } = this.#gap(index + 1);
    if (behind.length === 0) return "";
    const comments = behind.map(({ text, block, start }): Layout =>
      block ? concat(" ", text) : { kind: "trailing", text, column: columnOf(start, this.#text) },
    );
    return joined(comments);
  }

  /** The index of the next token of a type outside brackets; the number of tokens if there is none. */
  #find(type: TokenType, from: number): number {
    for (let i = from; i < this.#tokens.length; i++) {
      if (this.#type(i) === type) return i;
      i = this.#closes.get(i) ?? i;
    }
    return this.#tokens.length;
  }

  /** The ranges between the separators of a type outside brackets; each ends at its separator. */
  #split(from: number, to: number, separator: TokenType): readonly (readonly [number, number])[] {
    const ranges: [number, number][] = [];
    let start = from;
    for (let i = from; i < to; i++) {
      if (this.#type(i) === separator) {
        ranges.push([start, i]);
        start = i + 1;
      } else i = this.#closes.get(i) ?? i;
    }
    ranges.push([start, to]);
    return ranges;
  }

  #token(index: number): IToken {
    return present(this.#tokens[index], `token ${index} of an item`);
  }

  #type(index: number): TokenType {
    return this.#token(index).tokenType;
  }

  #gap(index: number): Gap {
    return this.#gaps[index] ?? NO_GAP;
  }
}

const CLOSERS: ReadonlySet<TokenType> = new Set([t.Comma, t.Dot, t.RightParenthesis]);

/** Signs without blanks around them, in items where they are not operators. */
const TIGHT: ReadonlyMap<Item["kind"], ReadonlySet<TokenType>> = new Map([
  ["relation", new Set([t.Less, t.Greater])],
  ["input", new Set([t.Equal])],
  ["output", new Set([t.Equal])],
  ["printsize", new Set([t.Equal])],
  ["limitsize", new Set([t.Equal])],
  ["boundary", new Set([t.Equal])],
]);

function alone(comment: Comment, blank: boolean): Layout {
  return { kind: "alone", text: comment.text, blank };
}

function columnOf(offset: number, text: string): number {
  let start = offset;
  while (start > 0 && text[start - 1] !== "\n" && text[start - 1] !== "\r") start--;
  return offset - start;
}

function closesOf(tokens: readonly IToken[]): ReadonlyMap<number, number> {
  const closes = new Map<number, number>();
  const open: number[] = [];
  for (const [i, { tokenType }] of tokens.entries()) {
    if (tokenType === t.LeftParenthesis || tokenType === t.LeftBrace) open.push(i);
    if (tokenType !== t.RightParenthesis && tokenType !== t.RightBrace) continue;
    const start = open.pop();
    if (start !== undefined) closes.set(start, i);
  }
  return closes;
}

function gapsOf(tokens: readonly IToken[], comments: readonly Comment[], text: string): readonly Gap[] {
  let next = 0;
  return tokens.map((token, i) => {
    const previous = tokens[i - 1];
    if (previous === undefined) return NO_GAP;
    const between: Comment[] = [];
    for (
      let comment = comments[next];
      comment !== undefined && comment.end <= token.startOffset;
      comment = comments[++next]
    )
      if (comment.start >= endOf(previous)) between.push(comment);
    return gapOf(between, previous, token, text);
  });
}

function gapOf(comments: readonly Comment[], previous: IToken, next: IToken, text: string): Gap {
  const start = endOf(previous);
  const end = next.startOffset;
  const behind: Comment[] = [];
  let position = start;
  for (const comment of comments) {
    if (endsLine(text.slice(position, comment.start))) break;
    behind.push(comment);
    position = comment.end;
  }
  const after = comments[behind.length]?.start ?? end;
  // On the line of both tokens: they belong to the next, unless it is a sign that closes.
  if (
    behind.at(-1)?.block === true &&
    !CLOSERS.has(next.tokenType) &&
    !endsLine(text.slice(position, after))
  ) {
    behind.length = 0;
    position = start;
  }
  const before: PlacedComment[] = [];
  for (const comment of comments.slice(behind.length)) {
    before.push({ comment, blank: holdsBlankLine(text.slice(position, comment.start)) });
    position = comment.end;
  }
  return { behind, before, blank: holdsBlankLine(text.slice(position, end)) };
}
