import type { GrammarRule, Production } from "./production.ts";

/** The grammar in the notation of the W3C's XML specification, with a sentence for each rule. */
export function ebnfOf(rules: readonly GrammarRule[]): string {
  const syntax = rules.map(({ name, production }) => `${commentOf(name)}${equation(name, production)}\n`);
  return [HEADER, ...syntax, LEXICAL].join("\n");
}

const HEADER = `/*
 * The rule language, as the parser reads it.
 *
 * This file is made from the parser ("npm run grammar"), and a test keeps the two equal.
 *
 *   a b      a, then b            a | b    a or b
 *   a?       a or nothing         (a b)    a group
 *   a*       a any number of times, a+ at least once
 *   'word'   the word or sign itself
 *
 * Blanks, ends of lines and comments may stand between any two tokens. All words are names where
 * the grammar wants an Identifier: a relation may be called 'at' or 'count'.
 */
`;

const LEXICAL = `/* Names begin with a letter, '_' or '?'; '_' alone is the wildcard. */
Identifier ::= [_?a-zA-Z] [_?a-zA-Z0-9]*

/* '5u' is unsigned, '1.5' and '2e3' are floats. */
NumberLiteral ::=
    '0x' [0-9a-fA-F]+ 'u'?
  | '0b' [01]+ 'u'?
  | [0-9]+ ('u' | ('.' [0-9]+)? ([eE] [+-]? [0-9]+)?)

/*
 * With the escapes \\n \\t \\r \\a \\b \\f \\v \\0 \\\\ \\" \\' \\? \\xHH \\uHHHH \\u{H}; a backslash before
 * anything else stands for itself. A string ends on its line.
 */
StringLiteral ::= '"' ([^"\\#xA#xD#x0] | '\\' [^#xA#xD#x0])* '"'

/*
 * A run of facts is one token where an item can begin: the same facts with comments between, or
 * with other numbers than decimal ones, are clauses and mean the same.
 */
Facts ::= (Identifier '(' (Plain (',' Plain)*)? ')' '.')+
Plain ::= '-'? [0-9]+ ('.' [0-9]+)? | StringLiteral

/* Comments are not nested. */
Comment ::= '//' [^#xA#xD]* | '/*' ([^*] | '*'+ [^*/])* '*'+ '/'
`;

/** What each rule is, in a sentence. */
const SENTENCES: ReadonlyMap<string, string> = new Map([
  ["program", "A file: items in any order."],
  ["item", "What stands for itself in a file."],
  ["facts", "Facts that follow one another."],
  ["type", "A subtype, a union type, or one of Soufflé's older forms."],
  ["relation", "The declaration of one or more relations, with qualifiers such as orset or static."],
  ["column", "A column; lattice types take what they hold, as in max<number> and bounded<0>."],
  ["bound", "The least value of a bounded counter."],
  ["io", "What goes in and out, and how."],
  ["parameters", "Parameters of a directive."],
  ["parameter", "One parameter."],
  ["parameterValue", "The value of a parameter."],
  ["include", "Another file, spliced in here."],
  ["pragma", "Accepted, without meaning."],
  ["seal", "The columns whose partitions a relation closes."],
  ["boundary", "Where decisions are taken: leader(name), barrier, or quorum(n=…, r=…, w=…)."],
  ["boundaryArgument", "A replica, or a number by its name."],
  ["invariant", "Whenever the left side holds, so does the right side."],
  ["operation", "What a replica does when it is called, all or nothing."],
  ["operationParameter", "A parameter of an operation."],
  ["step", "A condition, or an effect."],
  ["effect", "A change to the state of a replica."],
  ["written", "The new value of a register, or the new values of several that are written together."],
  ["scenario", "A run of the program that is tried out."],
  ["statement", "A step of a scenario, perhaps many times."],
  ["simpleStatement", "What happens, or what is expected, at this point of a scenario."],
  ["names", "Replicas."],
  ["action", "An effect, a call of an operation, or a fact."],
  ["expectation", "What must hold at this point."],
  ["clause", "A rule, or a fact that is not part of a run."],
  ["head", "What a rule derives; with a boundary, what is decided there."],
  ["plan", "A hint about the order of literals, without meaning."],
  ["planOrder", "The order for one version of the rule."],
  ["body", "Alternatives."],
  ["conjunction", "Literals that hold together."],
  ["literal", "A condition; behind '!' it must not hold."],
  ["group", "Alternatives inside a conjunction."],
  ["truth", "Always, never."],
  ["test", "A condition on symbols."],
  ["positive", "An atom, or the difference of two."],
  ["atom", "A relation and its arguments."],
  ["arguments", "Terms."],
  ["comparison", "Two terms compared."],
  ["comparisonOperator", "How they are compared."],
  [
    "term",
    "Operands and operators. From loose to tight: lor; lxor; land; bor; bxor; band; bshl, bshr, bshru; +, -; *, /, %; the prefixes; ^. All group to the left but ^.",
  ],
  ["operand", "What an operator is applied to."],
  ["prefixOperator", "Operators before their operand."],
  ["infixOperator", "Operators between their operands."],
  ["primary", "A term without operators around it. A bare name is a variable."],
  ["constant", "A number or a symbol."],
  ["call", "A functor applied."],
  ["aggregate", "A value of all the rows of a body."],
]);

function commentOf(name: string): string {
  const sentence = SENTENCES.get(name);
  if (sentence === undefined) throw new Error(`grammar/ebnf.ts says nothing about the rule ${name}`);
  return `${wrapped(`/* ${sentence} */`, "   ")}\n`;
}

const WIDTH = 100;

function equation(name: string, production: Production): string {
  const line = `${name} ::= ${ebnf(production, "choice")}`;
  if (line.length <= WIDTH || production.kind !== "choice") return wrapped(line, "    ");
  const alternatives = production.alternatives.map((inner) => wrapped(ebnf(inner, "sequence"), "      "));
  return `${name} ::=\n    ${alternatives.join("\n  | ")}`;
}

/** A text in lines of at most the width, the further ones indented. */
function wrapped(text: string, indentation: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(indentation + word);
  }
  return lines.join("\n");
}

/** A production as it is written inside of another, with parentheses where it needs them. */
function ebnf(production: Production, inside: "choice" | "sequence" | "suffix"): string {
  switch (production.kind) {
    case "token":
      return production.literal ? `'${production.label}'` : production.label;
    case "rule":
      return production.name;
    case "sequence":
      return grouped(
        production.parts.map((part) => ebnf(part, "sequence")).join(" "),
        inside === "suffix" && production.parts.length !== 1,
      );
    case "choice":
      return grouped(
        production.alternatives.map((inner) => ebnf(inner, "choice")).join(" | "),
        inside !== "choice",
      );
    case "optional":
      return `${ebnf(production.inner, "suffix")}?`;
    case "repetition": {
      const { inner, separator, least } = production;
      if (separator === null) return `${ebnf(inner, "suffix")}${least === 0 ? "*" : "+"}`;
      const list = `${ebnf(inner, "sequence")} (${ebnf(separator, "sequence")} ${ebnf(inner, "sequence")})*`;
      return least === 0 ? `(${list})?` : grouped(list, inside === "suffix");
    }
  }
}

function grouped(text: string, needed: boolean): string {
  return needed ? `(${text})` : text;
}
