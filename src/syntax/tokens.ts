import { createToken, type IToken, Lexer, type TokenType } from "chevrotain";

/*
 * The tokens of the language. No character is outside them: what fits nothing else is an
 * `UnknownCharacter`, so the lexer never stops and every mistake reaches the parser as a token.
 */

/** A name of any kind. Keywords are of this category, so that they are names wherever no keyword is wanted. */
export const Identifier = createToken({ name: "Identifier", pattern: /[_?a-zA-Z][_?a-zA-Z0-9]*/ });

export const Wildcard = createToken({ name: "Wildcard", pattern: "_", longer_alt: Identifier, label: "_" });

/** The keywords, in the order of their declaration. */
export const keywords: TokenType[] = [];

function keyword(word: string): TokenType {
  const token = createToken({
    name: word.replace(/^./, (letter) => letter.toUpperCase()),
    pattern: word,
    longer_alt: Identifier,
    categories: [Identifier],
    label: word,
  });
  keywords.push(token);
  return token;
}

export const At = keyword("at");
export const By = keyword("by");
export const Except = keyword("except");
export const True = keyword("true");
export const False = keyword("false");
export const Contains = keyword("contains");
export const Match = keyword("match");
export const Count = keyword("count");
export const Sum = keyword("sum");
export const Min = keyword("min");
export const Max = keyword("max");
export const Mean = keyword("mean");
export const Band = keyword("band");
export const Bor = keyword("bor");
export const Bxor = keyword("bxor");
export const Bnot = keyword("bnot");
export const Bshl = keyword("bshl");
export const Bshr = keyword("bshr");
export const Bshru = keyword("bshru");
export const Land = keyword("land");
export const Lor = keyword("lor");
export const Lxor = keyword("lxor");
export const Lnot = keyword("lnot");
export const Assumed = keyword("assumed");
export const RequireWord = keyword("require");
export const Insert = keyword("insert");
export const Delete = keyword("delete");
export const Transfer = keyword("transfer");
export const Into = keyword("into");
export const From = keyword("from");
export const Of = keyword("of");
export const To = keyword("to");
export const Replicas = keyword("replicas");
export const Latency = keyword("latency");
export const Network = keyword("network");
export const Everywhere = keyword("everywhere");
export const Partition = keyword("partition");
export const Heal = keyword("heal");
export const Crash = keyword("crash");
export const Recover = keyword("recover");
export const SealWord = keyword("seal");
export const Run = keyword("run");
export const Repeat = keyword("repeat");
export const Settle = keyword("settle");
export const Expect = keyword("expect");
export const Converged = keyword("converged");
export const Diverged = keyword("diverged");
export const Refused = keyword("refused");
export const Holds = keyword("holds");
export const Violated = keyword("violated");

/** The category of directives. Each is one token: its full stop stands directly before its word. */
export const Directive = createToken({ name: "Directive", pattern: Lexer.NA });

export const If = createToken({ name: "If", pattern: ":-", label: ":-" });
export const Implies = createToken({ name: "Implies", pattern: "=>", label: "=>" });
export const Assign = createToken({ name: "Assign", pattern: ":=", label: ":=" });
export const Increase = createToken({ name: "Increase", pattern: "+=", label: "+=" });
export const Decrease = createToken({ name: "Decrease", pattern: "-=", label: "-=" });
export const Subtype = createToken({ name: "Subtype", pattern: "<:", label: "<:" });
export const DoubleEqual = createToken({ name: "DoubleEqual", pattern: "==" });
export const Equal = createToken({ name: "Equal", pattern: "=", label: "=" });
export const NotEqual = createToken({ name: "NotEqual", pattern: "!=", label: "!=" });
export const LessOrEqual = createToken({ name: "LessOrEqual", pattern: "<=", label: "<=" });
export const GreaterOrEqual = createToken({ name: "GreaterOrEqual", pattern: ">=", label: ">=" });
export const Less = createToken({ name: "Less", pattern: "<", label: "<" });
export const Greater = createToken({ name: "Greater", pattern: ">", label: ">" });
export const Dot = createToken({ name: "Dot", pattern: ".", label: "." });
export const Comma = createToken({ name: "Comma", pattern: ",", label: "," });
export const Semicolon = createToken({ name: "Semicolon", pattern: ";", label: ";" });
export const Colon = createToken({ name: "Colon", pattern: ":", label: ":" });
export const Bang = createToken({ name: "Bang", pattern: "!", label: "!" });
export const Bar = createToken({ name: "Bar", pattern: "|", label: "|" });
export const Plus = createToken({ name: "Plus", pattern: "+", label: "+" });
export const Minus = createToken({ name: "Minus", pattern: "-", label: "-" });
export const Star = createToken({ name: "Star", pattern: "*", label: "*" });
export const Slash = createToken({ name: "Slash", pattern: "/", label: "/" });
export const Percent = createToken({ name: "Percent", pattern: "%", label: "%" });
export const Caret = createToken({ name: "Caret", pattern: "^", label: "^" });
export const LeftParenthesis = createToken({ name: "LeftParenthesis", pattern: "(", label: "(" });
export const RightParenthesis = createToken({ name: "RightParenthesis", pattern: ")", label: ")" });
export const LeftBrace = createToken({ name: "LeftBrace", pattern: "{", label: "{" });
export const RightBrace = createToken({ name: "RightBrace", pattern: "}", label: "}" });
// Brackets, `$` and `@` are in no rule of the grammar: they tell unsupported features.
export const LeftBracket = createToken({ name: "LeftBracket", pattern: "[" });
export const RightBracket = createToken({ name: "RightBracket", pattern: "]" });
export const Dollar = createToken({ name: "Dollar", pattern: "$" });
export const AtSign = createToken({ name: "AtSign", pattern: "@" });

export const NumberLiteral = createToken({
  name: "NumberLiteral",
  pattern:
    /(?:0x[0-9a-fA-F]+u?|0b[01]+u?|[0-9]+(?:u|(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?))(?![_?a-zA-Z0-9]|\.[0-9])/,
  start_chars_hint: "0123456789".split(""),
  label: "number",
});

/** What begins like a number and is none, whole. */
export const MalformedNumber = createToken({
  name: "MalformedNumber",
  pattern: /[0-9](?:[_?a-zA-Z0-9]|\.[0-9])*/,
  start_chars_hint: "0123456789".split(""),
});

export const StringLiteral = createToken({
  name: "StringLiteral",
  pattern: { exec: (text, offset) => stringAt(text, offset, true) },
  start_chars_hint: ['"'],
  line_breaks: false,
  label: "string",
});

/** A string that its line ends, or a NUL character. */
export const UnclosedString = createToken({
  name: "UnclosedString",
  pattern: { exec: (text, offset) => stringAt(text, offset, false) },
  start_chars_hint: ['"'],
  line_breaks: false,
});

function stringAt(text: string, offset: number, closed: boolean): [string] | null {
  let i = offset + 1;
  for (; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 34) return closed ? [text.slice(offset, i + 1)] : null;
    if (unit === 92 && !endsString(text.charCodeAt(i + 1))) i++;
    else if (endsString(unit)) break;
  }
  return closed ? null : [text.slice(offset, Math.min(i, text.length))];
}

function endsString(unit: number): boolean {
  return unit === 10 || unit === 13 || unit === 0;
}

/** A run of non-ASCII letters, or any other character alone. */
export const UnknownCharacter = createToken({
  name: "UnknownCharacter",
  pattern: {
    exec: (text, offset) => {
      UNKNOWN.lastIndex = offset;
      const found = UNKNOWN.exec(text);
      return found === null ? null : [found[0]];
    },
  },
  line_breaks: false,
  // Chevrotain sorts tokens by their first character, those above 255 in groups of 255.
  start_chars_hint: Array.from({ length: 512 }, (_, i) =>
    i < 256 ? i : Math.min((i - 255) * 255 + 1, 65535),
  ),
});

const UNKNOWN = /[\p{L}\p{M}\p{N}]+|[^]/uy;

/** What a constant, or a wildcard, is one token of. */
export const BEGINS_CONSTANT: ReadonlySet<TokenType> = new Set([NumberLiteral, StringLiteral, Wildcard]);

export function isName(type: TokenType): boolean {
  return type === Identifier || type.CATEGORIES?.includes(Identifier) === true;
}

export function isDirective(type: TokenType): boolean {
  return type.CATEGORIES?.includes(Directive) === true;
}

/** Whether a full stop stands between two names without a blank, as in `component.relation`. */
export function joinsNames(before: IToken, dot: IToken, behind: IToken): boolean {
  const directly = endOf(before) === dot.startOffset && endOf(dot) === behind.startOffset;
  return directly && isName(before.tokenType) && isName(behind.tokenType);
}

/** Where a token ends. */
export function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}
