import { linesOf, type Span } from "../base/source.ts";
import { contentsOf, effectContents, isTerm } from "../syntax/contents.ts";
import { partAt, type Document, type Part } from "../syntax/document.ts";
import { readFacts } from "../syntax/facts.ts";
import type * as Syntax from "../syntax/tree.ts";
import { commentAt, itemAt, stringAt } from "./item-at.ts";

/**
 * The spans around an offset, from the smallest, each within the next: a name or a term, the
 * literal, the alternative and the body, the rule with the comment above it, and at last the whole
 * document. Never empty.
 */
export function selectionRanges(document: Document, offset: number): readonly Span[] {
  const part = partAt(document, offset);
  const inPart = offset - part.start;
  const item = itemAt(part.tree, inPart);
  const spans = [...wordsAround(part, inPart), ...(item === null ? [] : itemSpans(part, item, inPart))];
  const inDocument = ({ start, end }: Span): Span => ({ start: part.start + start, end: part.start + end });
  const comment = commentAt(part.tree, inPart);
  const whole = { start: 0, end: document.text.length };
  return nested(
    [
      ...spans.map(inDocument),
      ...(comment === null ? [] : [withComments(document, inDocument(comment))]),
      item === null
        ? lineText(document, linesOf(document).position(offset).line)
        : withComments(document, inDocument(item.span)),
      whole,
    ],
    offset,
  );
}

/** Those around the offset, each once, the smaller first; one that would cross a smaller is left out. */
function nested(spans: readonly Span[], offset: number): readonly Span[] {
  const around = spans
    .filter(({ start, end }) => start <= offset && offset <= end)
    .sort((a, b) => a.end - a.start - (b.end - b.start));
  const chain: Span[] = [];
  for (const span of around) {
    const inner = chain.at(-1);
    if (inner === undefined) chain.push(span);
    else if (inner.start === span.start && inner.end === span.end) continue;
    else if (span.start <= inner.start && inner.end <= span.end) chain.push(span);
  }
  return chain;
}

/** With the lines directly above and below that are comments; below only where it is one itself. */
function withComments(document: Document, span: Span): Span {
  const lines = linesOf(document);
  const isComment = (line: number): boolean =>
    line >= 0 && line < lines.lineCount && document.text.startsWith("//", lineText(document, line).start);
  const first = lines.position(span.start).line;
  const last = lines.position(span.end).line;
  let [above, below] = [first, last];
  const beginsLine = lineText(document, first).start === span.start;
  while (beginsLine && isComment(above - 1)) above--;
  while (isComment(last) && isComment(below + 1)) below++;
  return {
    start: above < first ? lineText(document, above).start : span.start,
    end: below > last ? lineText(document, below).end : span.end,
  };
}

/** The text of a line without the white space around it. */
function lineText(document: Document, line: number): Span {
  const lines = linesOf(document);
  const start = lines.startOf(line);
  const end = line + 1 < lines.lineCount ? lines.startOf(line + 1) : document.text.length;
  const text = document.text.slice(start, end);
  const blank = text.length - text.trimStart().length;
  if (blank === text.length) return { start, end: start };
  return { start: start + blank, end: start + text.trimEnd().length };
}

/** The word at an offset, the inside of a string and the string, the comment. */
function wordsAround({ tree }: Part, offset: number): readonly Span[] {
  const { text } = tree.source;
  const spans: Span[] = [];
  let [start, end] = [offset, offset];
  while (isWordPart(text[start - 1])) start--;
  while (isWordPart(text[end])) end++;
  if (start < end) spans.push({ start, end });
  const comment = commentAt(tree, offset);
  if (comment !== null) return [...spans, comment];
  const string = stringAt(text, offset);
  if (string !== null) spans.push({ start: string.start + 1, end: string.end - 1 }, string);
  return spans;
}

function isWordPart(letter: string | undefined): boolean {
  return letter !== undefined && /[\w?]/.test(letter);
}

/** The spans of an item and of what is in it, in any order; also those that are not around the offset. */
function itemSpans({ tree }: Part, item: Syntax.Item, offset: number): readonly Span[] {
  if (item.kind === "facts") return factSpans(tree, item, offset);
  const collector = new SpanCollector();
  collector.item(item);
  return [...collector.found, item.span];
}

function factSpans({ source }: Syntax.SyntaxTree, run: Syntax.FactRun, offset: number): readonly Span[] {
  const spans: Span[] = [run.span];
  readFacts(source, run, (fact) => {
    if (offset < fact.start || offset > fact.end) return;
    spans.push({ start: fact.start, end: fact.end });
    for (let i = 0; i < fact.arity; i++) spans.push(fact.span(i));
    if (fact.arity > 0) spans.push({ start: fact.span(0).start, end: fact.span(fact.arity - 1).end });
  });
  return spans;
}

class SpanCollector {
  readonly found: Span[] = [];

  item(item: Exclude<Syntax.Item, Syntax.FactRun>): void {
    switch (item.kind) {
      case "relation":
        this.#list(item.columns.map(({ span }) => span));
        return;
      case "input":
      case "output":
      case "printsize":
      case "limitsize":
        this.#list(item.relations.map(({ span }) => span));
        this.#parameters(item.parameters);
        return;
      case "boundary":
        this.#parameters(item.parameters);
        return;
      case "seal":
        this.#list(item.columns.map(({ span }) => span));
        return;
      case "type":
        this.#list(item.members.map(({ span }) => span));
        return;
      case "rule":
        for (const head of item.heads) this.#atom(head);
        this.#list(item.heads.map(({ span }) => span));
        if (item.body !== null) this.#body(item.body);
        return;
      case "invariant":
        this.#body([item.left]);
        if (item.right !== null) this.#body([item.right]);
        return;
      case "operation":
        this.#list(item.parameters.map(({ name, type }) => ({ start: name.span.start, end: type.span.end })));
        for (const step of item.steps) {
          this.found.push(step.span);
          if (step.kind === "require") this.#body([step.body]);
          else this.#nodes(effectContents(step));
        }
        this.#list(item.steps.map(({ span }) => span));
        return;
      case "scenario":
        for (const statement of item.statements) this.#statement(statement);
        this.#nodes(contentsOf(item));
        this.#list(item.statements.map(({ span }) => span));
        return;
      case "include":
      case "pragma":
      case "unsupported":
    }
  }

  #statement(statement: Syntax.Statement): void {
    this.found.push(statement.span);
    switch (statement.kind) {
      case "replicas":
        this.#list(statement.names.map(({ span }) => span));
        return;
      case "partition":
        for (const side of statement.sides) this.#list(side.map(({ span }) => span));
        this.#list(statement.sides.flat().map(({ span }) => span));
        return;
      case "network":
        this.#parameters(statement.settings);
        return;
      case "everywhere":
      case "at":
        this.found.push(statement.action.span);
        return;
      case "repeat":
        this.#statement(statement.statement);
        return;
      case "seal":
      case "expect":
      case "latency":
      case "run":
      case "heal":
      case "crash":
      case "recover":
      case "settle":
    }
  }

  #nodes(nodes: readonly (Syntax.Literal | Syntax.Term)[]): void {
    for (const node of nodes) {
      if (isTerm(node)) this.#term(node);
      else this.#literal(node);
    }
  }

  #body(body: Syntax.Body): void {
    for (const literals of body) {
      for (const literal of literals) this.#literal(literal);
      this.#list(literals.map(({ span }) => span));
    }
    this.#list(body.flat().map(({ span }) => span));
  }

  #literal(literal: Syntax.Literal): void {
    this.found.push(literal.span);
    switch (literal.kind) {
      case "atom":
        this.#atom(literal);
        return;
      case "negation":
        this.#atom(literal.atom);
        return;
      case "difference":
        this.#atom(literal.left);
        this.#atom(literal.right);
        return;
      case "comparison":
        this.#term(literal.left);
        this.#term(literal.right);
        return;
      case "test":
        this.#terms(literal.arguments);
        return;
      case "group":
        this.#body(literal.body);
        return;
      case "truth":
    }
  }

  #atom(atom: Syntax.Atom): void {
    this.found.push(atom.span);
    this.#terms(atom.arguments);
  }

  #terms(terms: readonly Syntax.Term[]): void {
    for (const term of terms) this.#term(term);
    this.#list(terms.map(({ span }) => span));
  }

  #term(term: Syntax.Term): void {
    this.found.push(term.span);
    switch (term.kind) {
      case "call":
        for (const argument of term.arguments) this.#term(argument);
        if (!term.infix) this.#list(term.arguments.map(({ span }) => span));
        return;
      case "aggregate":
        if (term.target !== null) this.#term(term.target);
        this.#body(term.body);
        return;
      case "variable":
      case "wildcard":
      case "constant":
    }
  }

  #parameters(parameters: readonly Syntax.Parameter[]): void {
    this.#list(parameters.map(({ name, valueSpan }) => ({ start: name.span.start, end: valueSpan.end })));
  }

  /** The members of a list, and all of it. */
  #list(spans: readonly Span[]): void {
    const [first] = spans;
    const last = spans.at(-1);
    for (const span of spans) this.found.push(span);
    if (first !== undefined && last !== undefined) this.found.push({ start: first.start, end: last.end });
  }
}
