import type { Span } from "../base/source.ts";
import { columnKinds } from "../lattice/column-kind.ts";
import { functors } from "../model/functors.ts";
import { isValueType } from "../model/type.ts";
import { partAt, type Document } from "../syntax/document.ts";
import { PlanDirective } from "../syntax/directive-tokens.ts";
import { Facts } from "../syntax/facts-token.ts";
import { readFacts } from "../syntax/facts.ts";
import { tokenize, type Tokens } from "../syntax/lexer.ts";
import * as t from "../syntax/tokens.ts";
import { endOf, isDirective, isName } from "../syntax/tokens.ts";
import type { FactRun, SyntaxTree } from "../syntax/tree.ts";
import type { Occurrence } from "./occurrence.ts";
import { occurrencesIn } from "./occurrences.ts";
import { pointsIn } from "./point-story.ts";
import type { ProgramView } from "./program-view.ts";
import type { SemanticTokenModifier, SemanticTokenType } from "./semantic-token-names.ts";
import { vocabulary } from "./vocabulary.ts";

/** A token in offsets of the document, on one line. */
export interface SemanticToken extends Span {
  readonly type: SemanticTokenType;
  readonly modifiers: readonly SemanticTokenModifier[];
}

/**
 * The tokens of a document in order, or those that touch a range. What the text alone says of a
 * part is found once and kept with its tree.
 */
export function semanticTokens(
  view: ProgramView,
  document: Document,
  range: Span = { start: 0, end: document.text.length },
): readonly SemanticToken[] {
  const tokens: SemanticToken[] = [];
  const { parts } = document;
  for (let i = parts.indexOf(partAt(document, range.start)); i < parts.length; i++) {
    const part = parts[i];
    if (part === undefined || part.start > range.end) break;
    const { start, tree } = part;
    const points = pointsIn(tree.source, view.report).filter(({ coveredBy }) => coveredBy.length === 0);
    for (const token of textTokens(tree)) {
      if (start + token.end < range.start) continue;
      if (start + token.start > range.end) break;
      const isOpen =
        token.decisive && points.some(({ place }) => place.start <= token.start && token.end <= place.end);
      tokens.push({
        start: start + token.start,
        end: start + token.end,
        type: token.relation === null ? token.type : relationType(token.relation, view),
        modifiers: modifiersOf(token, isOpen, view),
      });
    }
  }
  return tokens;
}

function relationType(name: string, { program }: ProgramView): SemanticTokenType {
  if (program.operations.has(name)) return "method";
  return program.relations.get(name)?.kind === "derived" ? "class" : "struct";
}

function modifiersOf(
  token: TextToken,
  isOpen: boolean,
  { program }: ProgramView,
): readonly SemanticTokenModifier[] {
  const isStatic = token.relation !== null && program.relations.get(token.relation)?.qualifier === "static";
  if (!isOpen && !isStatic) return token.modifiers;
  return [
    ...token.modifiers,
    ...(isStatic ? (["readonly"] as const) : []),
    ...(isOpen ? (["nonMonotone"] as const) : []),
  ];
}

/** What the text of a part alone says of a token. */
interface TextToken extends Span {
  readonly type: SemanticTokenType;
  readonly modifiers: readonly SemanticTokenModifier[];
  /** The name of a relation or an operation, which the program tells apart. */
  readonly relation: string | null;
  /** Whether it is one of those that say what a literal reads. */
  readonly decisive: boolean;
}

const known = new WeakMap<SyntaxTree, readonly TextToken[]>();

function textTokens(tree: SyntaxTree): readonly TextToken[] {
  let tokens = known.get(tree);
  if (tokens === undefined) {
    tokens = new TokenReader(tree).read();
    known.set(tree, tokens);
  }
  return tokens;
}

/** Of longer runs the editor's own grammar has to do. */
const factsMax = 20_000;

const none: readonly SemanticTokenModifier[] = [];
const declaration: readonly SemanticTokenModifier[] = ["declaration"];
const library: readonly SemanticTokenModifier[] = ["defaultLibrary"];

class TokenReader {
  readonly #tree: SyntaxTree;
  readonly #found: TextToken[] = [];
  readonly #names: ReadonlyMap<number, Occurrence>;
  readonly #runs: ReadonlyMap<number, FactRun>;
  #parameters: ReadonlySet<string> = new Set();

  constructor(tree: SyntaxTree) {
    this.#tree = tree;
    this.#names = new Map(
      occurrencesIn(tree)
        .all()
        .map((one) => [one.start, one]),
    );
    this.#runs = new Map(
      tree.items.flatMap((item) => (item.kind === "facts" ? [[item.span.start, item] as const] : [])),
    );
  }

  read(): readonly TextToken[] {
    const { source, items } = this.#tree;
    const read = tokenize(source.text);
    const comments = [...read.comments, ...(read.unclosedComment === null ? [] : [read.unclosedComment])];
    let item = 0;
    for (const [index, token] of read.tokens.entries()) {
      while ((items[item]?.span.end ?? Infinity) <= token.startOffset) item++;
      const around = items[item];
      const isInside = around !== undefined && around.span.start <= token.startOffset;
      const isOperation = isInside && around.kind === "operation";
      this.#parameters = isOperation ? new Set(around.parameters.map(({ name }) => name.text)) : new Set();
      this.#token(token, read.tokens[index + 1]);
    }
    for (const token of comments) this.#comment(token.startOffset, endOf(token));
    return comments.length === 0 ? this.#found : this.#found.sort((a, b) => a.start - b.start);
  }

  #token(token: Tokens["tokens"][number], next: Tokens["tokens"][number] | undefined): void {
    const { tokenType: type, startOffset: start, image } = token;
    const end = endOf(token);
    const occurrence = this.#names.get(start);
    if (type === Facts) this.#facts(start);
    else if (occurrence?.end === end) this.#name(occurrence);
    else if (isDirective(type) || type === PlanDirective) this.#add("keyword", start, end);
    else if (type === t.StringLiteral || type === t.UnclosedString) this.#add("string", start, end);
    else if (type === t.NumberLiteral || type === t.MalformedNumber) this.#add("number", start, end);
    else if (isName(type)) this.#word(image, start, end, next?.tokenType === t.LeftParenthesis);
    else if (operators.has(type)) this.#add("operator", start, end, none, true);
  }

  /** A word that names nothing of the program. */
  #word(word: string, start: number, end: number, isApplied: boolean): void {
    const isFunctor = functors.has(word) || word === "as";
    if (isApplied && (isFunctor || word === "contains" || word === "match"))
      this.#add("function", start, end, library, true);
    else if (aggregates.has(word)) this.#add("function", start, end, library, true);
    else if (Object.hasOwn(columnKinds, word)) this.#add("type", start, end, library);
    else if (Object.hasOwn(vocabulary.qualifiers, word)) this.#add("modifier", start, end);
    else if (Object.hasOwn(vocabulary.settings, word)) this.#add("property", start, end, library);
    else if (word !== "_") this.#add("keyword", start, end, none, word === "except");
  }

  #name({ kind, name, role, start, end }: Occurrence): void {
    const declared = role === "declaration" ? declaration : none;
    switch (kind) {
      case "relation":
      case "operation":
        this.#found.push({ type: "struct", modifiers: declared, relation: name, decisive: true, start, end });
        return;
      case "column":
        this.#add("property", start, end, declared);
        return;
      case "variable":
        this.#add(this.#parameters.has(name) ? "parameter" : "variable", start, end, declared);
        return;
      case "type": {
        const isOwn = isValueType(name) || Object.hasOwn(columnKinds, name);
        this.#add("type", start, end, isOwn ? library : declared);
        return;
      }
      case "boundary":
      case "replica":
        this.#add("namespace", start, end, declared);
        return;
      case "invariant":
      case "scenario":
        this.#add("event", start, end, declared);
    }
  }

  #facts(start: number): void {
    const run = this.#runs.get(start);
    if (run === undefined || run.count > factsMax) return;
    readFacts(this.#tree.source, run, (fact) => {
      const { relation, nameStart, nameEnd, arity } = fact;
      this.#found.push({
        type: "struct",
        modifiers: none,
        relation,
        decisive: false,
        start: nameStart,
        end: nameEnd,
      });
      for (let i = 0; i < arity; i++) {
        const span = fact.span(i);
        this.#add(fact.type(i) === "symbol" ? "string" : "number", span.start, span.end);
      }
    });
  }

  /** A comment, line by line. */
  #comment(start: number, end: number): void {
    const { text } = this.#tree.source;
    const line = /[^\r\n]+/g;
    line.lastIndex = start;
    for (let match = line.exec(text); match !== null && match.index < end; match = line.exec(text))
      this.#add("comment", match.index, Math.min(end, match.index + match[0].length));
  }

  #add(
    type: SemanticTokenType,
    start: number,
    end: number,
    modifiers: readonly SemanticTokenModifier[] = none,
    decisive = false,
  ): void {
    this.#found.push({ type, modifiers, relation: null, decisive, start, end });
  }
}

const aggregates: ReadonlySet<string> = new Set(Object.keys(vocabulary.aggregates));

const operators: ReadonlySet<unknown> = new Set([
  ...[t.If, t.Implies, t.Assign, t.Increase, t.Decrease, t.Subtype, t.DoubleEqual, t.Equal, t.NotEqual],
  ...[t.LessOrEqual, t.GreaterOrEqual, t.Less, t.Greater, t.Bang, t.Bar, t.Plus, t.Minus, t.Star, t.Slash],
  ...[t.Percent, t.Caret],
]);
