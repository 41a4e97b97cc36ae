import { createToken, type ICustomPattern, type TokenType } from "chevrotain";
import { endsItem } from "./facts-token.ts";
import { isNamePart, isNameStart } from "./facts.ts";
import { beginsLine } from "./line-beginning.ts";
import { Directive } from "./tokens.ts";

/** The directives of the language, in the order of their declaration. */
export const directives: TokenType[] = [];

function directive(word: string, name = word, categories = [Directive]): TokenType {
  const token = createToken({
    name: `${name.replace(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase())}Directive`,
    pattern: directivePattern(word),
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
  pattern: {
    exec: (text, offset) => {
      const word = directiveWord(text, offset);
      return UNSUPPORTED_DIRECTIVES.has(word) && text[offset + 1 + word.length] !== "(" ? [`.${word}`] : null;
    },
  },
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

function directivePattern(word: string): ICustomPattern {
  return {
    exec: (text, offset) => {
      if (!text.startsWith(word, offset + 1)) return null;
      const next = text.charCodeAt(offset + 1 + word.length);
      // `p(1).decl(2).` is two facts.
      return isNamePart(next) || next === 40 ? null : [`.${word}`];
    },
  };
}

/** The word directly behind a full stop. */
function directiveWord(text: string, offset: number): string {
  let end = offset + 1;
  if (!isNameStart(text.charCodeAt(end))) return "";
  while (isNamePart(text.charCodeAt(end))) end++;
  return text.slice(offset + 1, end);
}
