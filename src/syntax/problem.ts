import {
  EOF,
  type IParserErrorMessageProvider,
  isRecognitionException,
  type IToken,
  type TokenType,
} from "chevrotain";
import { nearestName } from "../base/nearest-name.ts";
import type { Insertion, SyntaxProblem } from "./tree.ts";
import * as t from "./tokens.ts";
import { beginsLine, endOf } from "./tokens.ts";

/** Thrown out of an item that cannot be read on, with the problem to note. */
export class Refusal extends Error {
  readonly problem: SyntaxProblem;

  constructor(problem: SyntaxProblem) {
    super("refused");
    this.problem = problem;
  }
}

/** Where the parser stopped: in which rule of the grammar, and the token it wanted, if it was one. */
export interface Failure {
  readonly rule: string;
  readonly expected: TokenType | null;
}

/** Keeps what chevrotain knows about a failure; the sentences are made here and not there. */
export class FailureRecorder implements IParserErrorMessageProvider {
  #failure: Failure = { rule: "", expected: null };

  buildMismatchTokenMessage(mismatch: { expected: TokenType; ruleName: string }): string {
    return this.#record(mismatch.ruleName, mismatch.expected);
  }

  buildNoViableAltMessage(mismatch: { ruleName: string }): string {
    return this.#record(mismatch.ruleName, null);
  }

  buildEarlyExitMessage(mismatch: { ruleName: string }): string {
    return this.#record(mismatch.ruleName, null);
  }

  buildNotAllInputParsedMessage(mismatch: { ruleName: string }): string {
    return this.#record(mismatch.ruleName, EOF);
  }

  /** The failure behind an exception of the parser; anything else thrown is our own fault and goes on. */
  take(thrown: unknown): Failure {
    if (!(thrown instanceof Error) || !isRecognitionException(thrown)) throw thrown;
    return this.#failure;
  }

  #record(rule: string, expected: TokenType | null): string {
    this.#failure = { rule, expected };
    return rule;
  }
}

/** The surroundings of a failure: `look(1)` is the first token not taken, `look(0)` the last one taken. */
export interface Surroundings {
  readonly text: string;
  /** What is being read: `rule`, `fact`, `declaration`, … */
  readonly what: string;
  readonly look: (distance: number) => IToken;
}

/** The feature of Soufflé that stops the parser here, if it is one. */
export function unsupportedFeature({ look }: Surroundings): SyntaxProblem | null {
  const found = look(1);
  const unsupported = (feature: string, token = found): SyntaxProblem => ({
    kind: "unsupported",
    span: { start: token.startOffset, end: endOf(token) },
    feature,
  });
  switch (found.tokenType) {
    case t.LeftBracket:
      return unsupported("records");
    case t.Dollar:
      return unsupported(isNameType(look(2).tokenType) ? "algebraic data types" : "`autoinc`");
    case t.AtSign:
      return unsupported("user-defined functors");
    case t.Dot: {
      // `component.relation`
      const between = endOf(look(0)) === found.startOffset && endOf(found) === look(2).startOffset;
      const names = isNameType(look(0).tokenType) && isNameType(look(2).tokenType);
      return between && names ? unsupported("components", look(0)) : null;
    }
    default:
      return null;
  }
}

/** The sentence for a failure, at the place where the mistake most likely is. */
export function problemOf(failure: Failure, around: Surroundings): SyntaxProblem {
  return foundAmiss(around) ?? missing(failure, around);
}

/** An unclosed string, at its opening quote. */
export function unclosedString(token: IToken, text: string): SyntaxProblem {
  const end = endOf(token);
  if (text.charCodeAt(end) === 0) return nulCharacter(end);
  return at(token.startOffset, token.startOffset + 1, "this string is not closed before the end of its line");
}

export function nulCharacter(offset: number): SyntaxProblem {
  return at(offset, offset + 1, "a NUL character cannot stand in a program");
}

/** Tokens that are wrong wherever they stand. */
function foundAmiss({ text, look }: Surroundings): SyntaxProblem | null {
  const found = look(1);
  const { startOffset: start, image } = found;
  const end = endOf(found);
  switch (found.tokenType) {
    case t.UnclosedString:
      return unclosedString(found, text);
    case t.MalformedNumber:
      return at(start, end, `${shown(image)} is not a number${numberHint(image)}`);
    case t.DoubleEqual:
      return { ...at(start, end, "`==` is no operator"), help: "write `=`" };
    case t.UnknownCharacter:
      return unknownCharacter(found, text);
    case t.Equal:
      if (look(2).tokenType === t.Less && end === look(2).startOffset)
        return { ...at(start, end + 1, "`=<` is no operator"), help: "write `<=`" };
      return null;
    case t.Less:
      if (end !== look(2).startOffset) return null;
      if (look(2).tokenType === t.Minus && look(0).tokenType === t.RightParenthesis)
        return { ...at(start, end + 1, "`<-` does not stand between head and body"), help: "write `:-`" };
      return null;
    case t.Greater:
      if (look(0).tokenType === t.Less && endOf(look(0)) === start)
        return { ...at(start - 1, end, "`<>` is no operator"), help: "write `!=`" };
      return null;
    default:
      return null;
  }
}

function numberHint(image: string): string {
  if (image === "0x") return ": hexadecimal digits must follow `0x`";
  if (image === "0b") return ": binary digits must follow `0b`";
  if (/^0[XB]/.test(image)) return ": `0x` and `0b` are written small";
  if (image.startsWith("0x")) return ": hexadecimal digits are 0–9 and a–f";
  if (image.startsWith("0b")) return ": binary digits are 0 and 1";
  if (/^[0-9]+[a-zA-Z_?]/.test(image)) return ", and a name cannot begin with a digit";
  return "";
}

function unknownCharacter(found: IToken, text: string): SyntaxProblem {
  const { startOffset: start, image } = found;
  const end = endOf(found);
  if (image === "\0") return nulCharacter(start);
  const letter = /^[\p{L}\p{M}\p{N}]/u.exec(image)?.[0];
  if (letter !== undefined) {
    const word = wordAround(text, start, end);
    return {
      ...at(start, start + letter.length, `\`${letter}\` cannot stand in the name ${shown(word)}`),
      help: "names are made of ASCII letters, digits, `_` and `?`",
    };
  }
  const help = CHARACTER_HELP.get(image);
  const name = /^[\p{C}\p{Z}]/u.test(image) ? `the character ${codePoint(image)}` : `\`${image}\``;
  const problem = at(start, end, `${name} has no meaning here`);
  return help === undefined ? problem : { ...problem, help };
}

const CHARACTER_HELP: ReadonlyMap<string, string> = new Map([
  ["“", 'symbols stand between `"` and `"`'],
  ["”", 'symbols stand between `"` and `"`'],
  ["„", 'symbols stand between `"` and `"`'],
  ["'", 'symbols stand between `"` and `"`'],
  ["‘", 'symbols stand between `"` and `"`'],
  ["’", 'symbols stand between `"` and `"`'],
  ["&", "a `,` means and"],
  ["\\", "`!` means not, and `!=` means different"],
  ["~", "`!` means not"],
  ["¬", "`!` means not"],
  ["#", "a comment begins with `//`"],
  ["\u00a0", "this is a no-break space: put a plain space"],
]);

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The word of any letters that a range of the text is part of. */
function wordAround(text: string, start: number, end: number): string {
  const before = /[\p{L}\p{M}\p{N}_?]*$/u.exec(text.slice(Math.max(0, start - 60), start))?.[0] ?? "";
  const after = /^[\p{L}\p{M}\p{N}_?]*/u.exec(text.slice(end, end + 60))?.[0] ?? "";
  return before + text.slice(start, end) + after;
}

/** What should have stood between the last token taken and the next. */
function missing(failure: Failure, around: Surroundings): SyntaxProblem {
  const { rule, expected } = failure;
  switch (expected) {
    case t.Dot:
      return missingDot(around);
    case t.RightParenthesis:
      return missingParenthesis(rule, around);
    case t.RightBrace:
      return between(around, "expected `}` to close the body of this aggregate", " }");
    case t.Colon:
      return missingColon(rule, around);
    case t.Implies:
      return missingImplies(around);
    case t.LeftParenthesis:
      return missingArguments(rule, around);
    case t.Identifier:
      return between(around, `expected ${NAMES.get(rule) ?? "a name"} after ${last(around)}`);
    case null:
      return missingAlternative(rule, around);
    default:
      return between(around, `expected \`${expected.LABEL ?? expected.name}\` after ${last(around)}`);
  }
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ["atom", "a relation"],
  ["column", "the name or the type of a column"],
  ["operationParameter", "the name or the type of a parameter"],
]);

function missingDot(around: Surroundings): SyntaxProblem {
  const { text, what, look } = around;
  const found = look(1);
  const type = found.tokenType;
  if (endsClause(found, text)) return between(around, `expected \`.\` to end this ${what}`, ".");
  switch (type) {
    case t.RightParenthesis:
    case t.RightBrace:
      return unexpected(found, `this \`${found.image}\` closes nothing`);
    case t.If:
      return unexpected(found, `a ${what} has one \`:-\``);
    case t.Implies:
      return unexpected(found, "`=>` stands only in invariants; greater or equal is written `>=`");
    case t.Comma:
      return { ...unexpected(found, `expected \`.\` to end this ${what}, not \`,\``), help: "write `.`" };
    default:
  }
  if (what === "fact") return between(around, "expected `:-`, `,` or `.` after this head");
  if (BEGINS_LITERAL.has(type) || isNameType(type))
    return between(around, "expected `,` or `.` between two literals", ",");
  return unexpected(found, `expected \`,\` or \`.\` before ${shownToken(found)}`);
}

function missingParenthesis(rule: string, around: Surroundings): SyntaxProblem {
  const { text, look } = around;
  const found = look(1);
  const where = parenthesised(rule, around);
  if (endsClause(found, text) || CLOSES.has(found.tokenType))
    return between(around, `expected \`)\` to close ${where}`, ")");
  if (COMPARISONS.has(found.tokenType))
    return unexpected(found, `expected \`,\` or \`)\` in ${where}: a comparison stands outside`);
  const separated = rule !== "group" && rule !== "primary";
  if (!separated) return between(around, `expected \`)\` to close ${where}`);
  return between(
    around,
    `expected \`,\` or \`)\` in ${where}`,
    BEGINS_LITERAL.has(found.tokenType) || isNameType(found.tokenType) ? "," : undefined,
  );
}

/** What the parenthesis that is open here holds. */
function parenthesised(rule: string, { look }: Surroundings): string {
  switch (rule) {
    case "arguments": {
      const name = opener(look);
      return name === null ? "these arguments" : `the arguments of \`${name}\``;
    }
    case "relation":
      return "the columns of this declaration";
    case "parameters":
    case "boundary":
      return "these parameters";
    case "operation":
      return "the parameters of this operation";
    case "seal":
      return "the columns of this seal";
    default:
      return "this `(`";
  }
}

/** The name before the innermost parenthesis that is open, if it is near. */
function opener(look: Surroundings["look"]): string | null {
  let open = 0;
  for (let back = 0; back > -200; back--) {
    const type = look(back).tokenType;
    if (type === t.RightParenthesis) open++;
    else if (type === t.LeftParenthesis && open-- === 0) return look(back - 1).image;
    else if (type === EOF) return null;
  }
  return null;
}

function missingColon(rule: string, around: Surroundings): SyntaxProblem {
  const name = last(around);
  switch (rule) {
    case "column":
      return between(around, `expected \`:\` and a type after the column ${name}`);
    case "operationParameter":
      return between(around, `expected \`:\` and a type after the parameter ${name}`);
    case "aggregate":
      return between(around, `expected \`:\` after ${name}`, " :");
    default:
      return between(around, `expected \`:\` after ${name}`, ":");
  }
}

function missingImplies(around: Surroundings): SyntaxProblem {
  const found = around.look(1);
  if (found.tokenType === t.If)
    return { ...unexpected(found, "an invariant has no `:-`"), help: "write `=>`" };
  if (BEGINS_LITERAL.has(found.tokenType) || isNameType(found.tokenType))
    return between(around, "expected `,` or `=>` between two literals", ",");
  return between(around, "expected `=>` and what must hold in this invariant");
}

function missingArguments(rule: string, around: Surroundings): SyntaxProblem {
  switch (rule) {
    case "relation":
      return between(around, "expected `(` and the columns of this declaration");
    case "operation":
      return between(around, "expected `(` and the parameters of this operation", "()");
    default:
      return between(around, `expected \`(\` and arguments after ${last(around)}`);
  }
}

function missingAlternative(rule: string, around: Surroundings): SyntaxProblem {
  const { look } = around;
  const found = look(1);
  const after = look(0).tokenType === EOF ? "" : ` after ${last(around)}`;
  switch (rule) {
    case "item":
      if (found.tokenType === t.UnknownDirective) return unknownDirective(found);
      return unexpected(found, `a rule, a fact or a directive cannot begin with ${shownToken(found)}`);
    case "body":
    case "conjunction":
    case "literal":
      if (look(0).tokenType === t.If)
        return between(around, "expected a literal after `:-`: the body is empty");
      return between(around, `expected a literal${after}`);
    case "primary":
    case "constant":
      return between(around, `expected a term${after}`);
    case "comparisonOperator":
      return between(around, `expected a comparison such as \`=\` or \`<\`${after}`);
    case "aggregate":
      return between(around, `expected \`{\` and a body${after}`);
    case "type":
      return between(around, "expected a type after `=`");
    case "parameterValue":
      return between(around, `expected a value${after}`);
    case "pragma":
      return between(around, `expected a string${after}`);
    case "step":
    case "effect":
      return unexpected(
        found,
        `expected \`require\` or an effect such as \`insert p(x)\`, not ${shownToken(found)}`,
      );
    case "action":
      return between(around, `expected an effect or an operation call${after}`);
    case "statement":
    case "simpleStatement":
      return unexpected(found, `no statement of a scenario begins with ${shownToken(found)}`);
    case "expectation":
      return between(
        around,
        `expected an atom, \`converged\`, \`diverged\`, \`holds\`, \`violated\` or \`refused\`${after}`,
      );
    default:
      return between(around, `expected ${NAMES.get(rule) ?? "a name"}${after}`);
  }
}

function unknownDirective(found: IToken): SyntaxProblem {
  const problem = unexpected(found, `there is no directive ${shown(found.image)}`);
  const nearest = nearestName(found.image.slice(1), t.DIRECTIVE_WORDS);
  return nearest === null ? problem : { ...problem, help: `did you mean \`.${nearest}\`?` };
}

/** Whether a clause is over before this token, because the token begins something else. */
function endsClause(token: IToken, text: string): boolean {
  const type = token.tokenType;
  if (type === EOF || type === t.Facts || type.CATEGORIES?.includes(t.Directive) === true) return true;
  return (
    isNameType(type) && beginsLine(text, token.startOffset) && text.charCodeAt(token.startOffset - 1) !== 32
  );
}

const CLOSES: ReadonlySet<TokenType> = new Set([t.If, t.Dot, t.RightBrace, t.Implies, t.Semicolon]);

const COMPARISONS: ReadonlySet<TokenType> = new Set([
  t.Equal,
  t.NotEqual,
  t.Less,
  t.LessOrEqual,
  t.Greater,
  t.GreaterOrEqual,
]);

const BEGINS_LITERAL: ReadonlySet<TokenType> = new Set([
  t.Bang,
  t.LeftParenthesis,
  t.NumberLiteral,
  t.StringLiteral,
  t.Wildcard,
]);

function isNameType(type: TokenType): boolean {
  return type === t.Identifier || type.CATEGORIES?.includes(t.Identifier) === true;
}

function last({ look }: Surroundings): string {
  return shown(look(0).image);
}

function shownToken(token: IToken): string {
  return token.tokenType === EOF ? "the end of the file" : shown(token.image);
}

/** A piece of the text as it can stand in a sentence. */
function shown(image: string): string {
  const line = image.split(/[\n\r]/, 1)[0] ?? "";
  return line.length > 40 ? `\`${line.slice(0, 40)}…\`` : `\`${line}\``;
}

/** Something missing: the place is directly behind the last token taken. */
function between({ look }: Surroundings, message: string, insert?: string): SyntaxProblem {
  const offset = look(0).tokenType === EOF ? look(1).startOffset : endOf(look(0));
  const problem = at(offset, offset, message);
  if (insert === undefined) return problem;
  const insertion: Insertion = { offset, text: insert };
  return { ...problem, insert: insertion };
}

function unexpected(found: IToken, message: string): SyntaxProblem & { readonly kind: "syntax" } {
  return at(found.startOffset, endOf(found), message);
}

function at(start: number, end: number, message: string): SyntaxProblem & { readonly kind: "syntax" } {
  return { kind: "syntax", span: { start, end }, message };
}
