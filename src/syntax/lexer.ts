import { createToken, type IToken, Lexer, type TokenType } from "chevrotain";
import { directives, UnknownDirective, UnsupportedDirective } from "./directive-tokens.ts";
import { Facts, forgetTokens } from "./facts-token.ts";
import { beginsLine } from "./line-beginning.ts";
import * as t from "./tokens.ts";

/** A whole line that the C preprocessor reads or has written, with the lines it is continued on. */
const PreprocessorLine = createToken({
  name: "PreprocessorLine",
  pattern: {
    exec: (text, offset) => {
      if (!beginsLine(text, offset)) return null;
      PREPROCESSOR.lastIndex = offset;
      return PREPROCESSOR.test(text) ? [text.slice(offset, endOfHashLine(text, offset))] : null;
    },
  },
  start_chars_hint: ["#"],
  line_breaks: true,
  group: "preprocessor",
});

const PREPROCESSOR =
  /#[ \t]*(?:(?:define|undef|include|if|ifdef|ifndef|elif|else|endif|pragma|error|warning|line)\b|[0-9]+ ")/y;

function endOfHashLine(text: string, offset: number): number {
  let i = offset;
  for (; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit !== 10 && unit !== 13) continue;
    if (text.charCodeAt(i - 1) !== 92) break;
    if (unit === 13 && text.charCodeAt(i + 1) === 10) i++;
  }
  return i;
}

const LineComment = createToken({
  name: "LineComment",
  pattern: /\/\/[^\n\r]*/,
  start_chars_hint: ["/"],
  group: "comments",
});

const BlockComment = createToken({
  name: "BlockComment",
  pattern: {
    exec: (text, offset) => {
      if (!text.startsWith("/*", offset)) return null;
      const end = text.indexOf("*/", offset + 2);
      return end < 0 ? null : [text.slice(offset, end + 2)];
    },
  },
  start_chars_hint: ["/"],
  line_breaks: true,
  group: "comments",
});

/** From its opening to the end of the text. */
const UnclosedComment = createToken({
  name: "UnclosedComment",
  pattern: { exec: (text, offset) => (text.startsWith("/*", offset) ? [text.slice(offset)] : null) },
  start_chars_hint: ["/"],
  line_breaks: true,
  group: "unclosedComment",
});

const WhiteSpace = createToken({ name: "WhiteSpace", pattern: /[ \t\n\r\f\v]+/, group: Lexer.SKIPPED });

/** All tokens, in the order in which the lexer tries them. */
export const vocabulary: readonly TokenType[] = [
  WhiteSpace,
  LineComment,
  BlockComment,
  UnclosedComment,
  Facts,
  t.Directive,
  ...directives,
  UnsupportedDirective,
  UnknownDirective,
  // The longer first: `bshru` begins with `bshr`.
  ...t.keywords.toSorted((a, b) => (b.LABEL ?? "").length - (a.LABEL ?? "").length),
  t.Wildcard,
  t.Identifier,
  t.NumberLiteral,
  t.MalformedNumber,
  t.StringLiteral,
  t.UnclosedString,
  t.If,
  t.Implies,
  t.Assign,
  t.Increase,
  t.Decrease,
  t.Subtype,
  t.DoubleEqual,
  t.NotEqual,
  t.LessOrEqual,
  t.GreaterOrEqual,
  t.Equal,
  t.Less,
  t.Greater,
  t.Dot,
  t.Comma,
  t.Semicolon,
  t.Colon,
  t.Bang,
  t.Bar,
  t.Plus,
  t.Minus,
  t.Star,
  t.Slash,
  t.Percent,
  t.Caret,
  t.LeftParenthesis,
  t.RightParenthesis,
  t.LeftBrace,
  t.RightBrace,
  t.LeftBracket,
  t.RightBracket,
  t.Dollar,
  t.AtSign,
  PreprocessorLine,
  t.UnknownCharacter,
];

/** What the lexer makes of a text. Only `tokens` are for the parser; the rest stands between them. */
export interface Tokens {
  readonly tokens: IToken[];
  readonly comments: readonly IToken[];
  readonly preprocessorLines: readonly IToken[];
  readonly unclosedComment: IToken | null;
}

let lexer: Lexer | undefined;

/** The lexer is built at the first call. */
export function tokenize(text: string): Tokens {
  lexer ??= new Lexer([...vocabulary], {
    positionTracking: "onlyOffset",
    skipValidations: true,
    ensureOptimizations: true,
  });
  const { tokens, groups } = lexer.tokenize(text);
  forgetTokens();
  return {
    tokens,
    comments: groups["comments"] ?? [],
    preprocessorLines: groups["preprocessor"] ?? [],
    unclosedComment: groups["unclosedComment"]?.[0] ?? null,
  };
}
