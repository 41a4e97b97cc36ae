import { createToken, type ICustomPattern, type IToken, Lexer, type TokenType } from "chevrotain";
import { scanRun } from "./facts.ts";

/*
 * The tokens of the language. No character is outside them: what fits nothing else is an
 * `UnknownCharacter`, so the lexer never stops and every mistake reaches the parser as a token.
 */

/** A name of any kind. Keywords are of this category, so that they are names wherever no keyword is wanted. */
export const Identifier = createToken({ name: "Identifier", pattern: /[_?a-zA-Z][_?a-zA-Z0-9]*/ });

export const Wildcard = createToken({ name: "Wildcard", pattern: "_", longer_alt: Identifier, label: "_" });

const keywords: TokenType[] = [];

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

/** Words that stand before an atom, which therefore goes on on the next line. */
const BEFORE_ATOM: ReadonlySet<TokenType> = new Set([
  Except,
  RequireWord,
  Insert,
  Delete,
  SealWord,
  Expect,
  Into,
  From,
  Of,
]);

/** A directive is one token: its full stop stands directly before its word. */
export const Directive = createToken({ name: "Directive", pattern: Lexer.NA });

const directives: TokenType[] = [];

function directive(word: string, name = word, categories = [Directive]): TokenType {
  const token = createToken({
    name: `${name.replace(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase())}Directive`,
    pattern: directivePattern((found) => found === word),
    start_chars_hint: ["."],
    line_breaks: false,
    categories,
    label: `.${word}`,
  });
  directives.push(token);
  return token;
}

export const TypeDirective = directive("type");
export const NumberTypeDirective = directive("number_type");
export const SymbolTypeDirective = directive("symbol_type");
export const DeclDirective = directive("decl");
export const InputDirective = directive("input");
export const OutputDirective = directive("output");
export const PrintsizeDirective = directive("printsize");
export const LimitsizeDirective = directive("limitsize");
export const IncludeDirective = directive("include");
export const PragmaDirective = directive("pragma");
/** Not of the category: it belongs to the rule before it. */
export const PlanDirective = directive("plan", "plan", []);
export const SealDirective = directive("seal");
export const BoundaryDirective = directive("boundary");
export const InvariantDirective = directive("invariant");
export const OperationDirective = directive("operation");
export const ScenarioDirective = directive("scenario");

/** The words of the directives of the language, without their full stops. */
export const DIRECTIVE_WORDS: readonly string[] = directives.map((token) => (token.LABEL ?? "").slice(1));

/** Directives that Soufflé has and the language has not, and what they are called. */
export const UNSUPPORTED_DIRECTIVES: ReadonlyMap<string, string> = new Map([
  ["comp", "components"],
  ["init", "components"],
  ["override", "components"],
  ["functor", "user-defined functors"],
  ["lattice", "lattice declarations"],
  ["once", "`.once`"],
]);

export const UnsupportedDirective = createToken({
  name: "UnsupportedDirective",
  pattern: directivePattern((word) => UNSUPPORTED_DIRECTIVES.has(word)),
  start_chars_hint: ["."],
  line_breaks: false,
  categories: [Directive],
});

/** `.word` at the beginning of its line, or where no clause is there to end. */
export const UnknownDirective = createToken({
  name: "UnknownDirective",
  pattern: {
    exec: (text, offset, tokens) => {
      const word = directiveWord(text, offset);
      if (word === "") return null;
      return beginsLine(text, offset) || endsItem(tokens.at(-1)) ? [`.${word}`] : null;
    },
  },
  start_chars_hint: ["."],
  line_breaks: false,
  categories: [Directive],
});

function directivePattern(accepts: (word: string) => boolean): ICustomPattern {
  return {
    exec: (text, offset) => {
      const word = directiveWord(text, offset);
      // `p(1).decl(2).` is two facts.
      return accepts(word) && text.charCodeAt(offset + 1 + word.length) !== 40 ? [`.${word}`] : null;
    },
  };
}

const WORD = /[a-zA-Z_][_?a-zA-Z0-9]*/y;

function directiveWord(text: string, offset: number): string {
  WORD.lastIndex = offset + 1;
  return WORD.exec(text)?.[0] ?? "";
}

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

/** A whole line, with the lines it is continued on. */
export const PreprocessorLine = createToken({
  name: "PreprocessorLine",
  pattern: {
    exec: (text, offset) =>
      beginsLine(text, offset) ? [text.slice(offset, endOfHashLine(text, offset))] : null,
  },
  start_chars_hint: ["#"],
  line_breaks: true,
  group: "preprocessor",
});

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

export const LineComment = createToken({
  name: "LineComment",
  pattern: /\/\/[^\n\r]*/,
  start_chars_hint: ["/"],
  group: "comments",
});

export const BlockComment = createToken({
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
export const UnclosedComment = createToken({
  name: "UnclosedComment",
  pattern: { exec: (text, offset) => (text.startsWith("/*", offset) ? [text.slice(offset)] : null) },
  start_chars_hint: ["/"],
  line_breaks: true,
  group: "unclosedComment",
});

const WhiteSpace = createToken({ name: "WhiteSpace", pattern: /[ \t\n\r\f\v]+/, group: Lexer.SKIPPED });

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
  start_chars_hint: Array.from({ length: 256 }, (_, code) => code),
});

const UNKNOWN = /[\p{L}\p{M}\p{N}]+|[^]/uy;

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

/** Whether an item can begin behind this token, wherever it stands. */
function endsItem(token: IToken | undefined): boolean {
  if (token === undefined) return true;
  const type = token.tokenType;
  return type === Dot || type === RightBrace || type === Facts;
}

/** Whether no clause goes on behind this token with a name, so that a name at column 0 begins something new. */
export function endsOperand(token: IToken | undefined): boolean {
  if (token === undefined) return true;
  const type = token.tokenType;
  if (type === Identifier || type === RightParenthesis || ENDS_OPERAND.has(type)) return true;
  return (
    type.CATEGORIES?.includes(Identifier) === true && !BEFORE_ATOM.has(type) && !WORD_OPERATORS.has(type)
  );
}

const ENDS_OPERAND: ReadonlySet<TokenType> = new Set([
  Dot,
  RightBrace,
  RightBracket,
  Facts,
  Wildcard,
  NumberLiteral,
  MalformedNumber,
  StringLiteral,
  UnclosedString,
  UnknownCharacter,
]);

const WORD_OPERATORS: ReadonlySet<TokenType> = new Set([
  Band,
  Bor,
  Bxor,
  Bnot,
  Bshl,
  Bshr,
  Bshru,
  Land,
  Lor,
  Lxor,
  Lnot,
]);

/** Whether only blanks stand between `offset` and the beginning of its line. */
export function beginsLine(text: string, offset: number): boolean {
  let i = offset - 1;
  for (let unit = text.charCodeAt(i); unit === 32 || unit === 9; unit = text.charCodeAt(--i));
  return beginsColumn(text, i + 1);
}

/** Whether `offset` is at column 0. */
export function beginsColumn(text: string, offset: number): boolean {
  if (offset === 0) return true;
  const before = text.charCodeAt(offset - 1);
  return before === 10 || before === 13;
}

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

  open(tokens: readonly IToken[]): boolean {
    if (tokens !== this.#tokens) {
      this.#tokens = tokens;
      this.#seen = 0;
      this.#inBlock = false;
      this.#aggregates = 0;
    }
    for (; this.#seen < tokens.length; this.#seen++) this.#step(tokens[this.#seen], tokens[this.#seen - 1]);
    return this.#inBlock;
  }

  #step(token: IToken | undefined, before: IToken | undefined): void {
    if (token === undefined) return;
    const type = token.tokenType;
    if (type === Dot) this.#aggregates = 0;
    else if (type === LeftBrace) {
      if (before?.tokenType === Colon) this.#aggregates++;
      else this.#inBlock = true;
    } else if (type === RightBrace) {
      if (this.#aggregates > 0) this.#aggregates--;
      else this.#inBlock = false;
    } else if (directiveTypes.has(type)) {
      this.#inBlock = false;
      this.#aggregates = 0;
    }
  }
}

const blocks = new BlockWatch();

const directiveTypes: ReadonlySet<TokenType> = new Set([
  ...directives,
  UnsupportedDirective,
  UnknownDirective,
]);

/** All tokens, in the order in which the lexer tries them. */
export const vocabulary: readonly TokenType[] = [
  WhiteSpace,
  LineComment,
  BlockComment,
  UnclosedComment,
  Facts,
  Directive,
  ...directives,
  UnsupportedDirective,
  UnknownDirective,
  ...keywords,
  Wildcard,
  Identifier,
  NumberLiteral,
  MalformedNumber,
  StringLiteral,
  UnclosedString,
  If,
  Implies,
  Assign,
  Increase,
  Decrease,
  Subtype,
  DoubleEqual,
  NotEqual,
  LessOrEqual,
  GreaterOrEqual,
  Equal,
  Less,
  Greater,
  Dot,
  Comma,
  Semicolon,
  Colon,
  Bang,
  Bar,
  Plus,
  Minus,
  Star,
  Slash,
  Percent,
  Caret,
  LeftParenthesis,
  RightParenthesis,
  LeftBrace,
  RightBrace,
  LeftBracket,
  RightBracket,
  Dollar,
  AtSign,
  PreprocessorLine,
  UnknownCharacter,
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
  return {
    tokens,
    comments: groups["comments"] ?? [],
    preprocessorLines: groups["preprocessor"] ?? [],
    unclosedComment: groups["unclosedComment"]?.[0] ?? null,
  };
}

/** Where a token ends. */
export function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}
