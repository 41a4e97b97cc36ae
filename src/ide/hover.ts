import type { Span } from "../base/source.ts";
import { catalogue } from "../diagnostics/catalogue.ts";
import { isCode } from "../diagnostics/code.ts";
import { counted, list, quoted } from "../diagnostics/wording.ts";
import { columnKinds, isColumnKind } from "../lattice/column-kind.ts";
import { effectAtom } from "../model/effects.ts";
import { functors } from "../model/functors.ts";
import type { Boundary, Relation } from "../model/program.ts";
import { isSound } from "../model/sound-boundary.ts";
import { partAt, type Document, type Part } from "../syntax/document.ts";
import type { Body, Item, Literal, Scenario } from "../syntax/tree.ts";
import { forEachLiteral, ownAtoms } from "../syntax/walk.ts";
import { docComment } from "./doc-comment.ts";
import { invariantCard, operationCard } from "./invariant-card.ts";
import { itemAt, stringAt, commentAt } from "./item-at.ts";
import type { Occurrence } from "./occurrence.ts";
import { occurrencesIn } from "./occurrences.ts";
import { isReported, pointsAt, pointStory, witnessStory } from "./point-story.ts";
import type { ProgramView } from "./program-view.ts";
import { fenced, relationCard } from "./relation-card.ts";
import { literalDirection, variableDirection, variableSources } from "./variable-sources.ts";
import { directionWords } from "./verdict-reason.ts";
import { meaningText, vocabulary, type Meanings } from "./vocabulary.ts";
import { signAt, wordAt } from "./word-at.ts";

/** What is said of the text under the pointer. */
export interface Hover {
  /** What it is said of, in offsets of the document. */
  readonly span: Span;
  readonly markdown: string;
}

export interface HoverOptions {
  /** Of a point of order that a diagnostic reports, tells no more than its witness. */
  readonly besideDiagnostics?: boolean;
}

/**
 * What stands at an offset of a document: the story of a point of order first, then what is named
 * there, or what the word or the sign means. Null in blanks, strings and plain comments.
 */
export function hover(
  view: ProgramView,
  document: Document,
  offset: number,
  { besideDiagnostics = false }: HoverOptions = {},
): Hover | null {
  const part = partAt(document, offset);
  const place = new HoveredPlace(view, part, offset - part.start, besideDiagnostics);
  const found = place.found();
  if (found === null) return null;
  const { span, paragraphs } = found;
  return {
    span: { start: part.start + span.start, end: part.start + span.end },
    markdown: paragraphs.join("\n\n---\n\n"),
  };
}

interface Found {
  readonly span: Span;
  readonly paragraphs: readonly string[];
}

class HoveredPlace {
  readonly #view: ProgramView;
  readonly #part: Part;
  readonly #offset: number;
  readonly #text: string;
  readonly #item: Item | null;
  readonly #besideDiagnostics: boolean;

  constructor(view: ProgramView, part: Part, offset: number, besideDiagnostics: boolean) {
    this.#view = view;
    this.#part = part;
    this.#offset = offset;
    this.#text = part.tree.source.text;
    this.#item = itemAt(part.tree, offset);
    this.#besideDiagnostics = besideDiagnostics;
  }

  found(): Found | null {
    const { tree } = this.#part;
    if (commentAt(tree, this.#offset) !== null) return this.#code();
    const word = wordAt(this.#text, this.#offset);
    if (stringAt(this.#text, this.#offset) !== null) return word === null ? null : this.#value(word);
    if (word === null) return this.#sign();
    const occurrence = occurrencesIn(tree).at(this.#offset);
    const named = occurrence?.start === word.start ? this.#named(occurrence) : null;
    const said = named ?? this.#meaning(word);
    const story = occurrence?.kind === "column" ? [] : this.#stories();
    const paragraphs = [...story, ...(said === null ? [] : [said])];
    return paragraphs.length === 0 ? null : { span: word, paragraphs };
  }

  /** The page of a code that a comment names. */
  #code(): Found | null {
    const word = wordAt(this.#text, this.#offset);
    const code = word === null ? "" : this.#text.slice(word.start, word.end);
    if (word === null || !isCode(code)) return null;
    const { name, summary, severity } = catalogue[code];
    return { span: word, paragraphs: [`**${code} ${name}** (${severity})\n\n${summary}`] };
  }

  /** What a word between quotes means, where it is a value that the language knows. */
  #value(word: Span): Found | null {
    const meaning = lookUp(this.#textOf(word), [vocabulary.promises]);
    return this.#isParameter() && meaning !== null ? { span: word, paragraphs: [meaning] } : null;
  }

  #isParameter(): boolean {
    const item = this.#item;
    if (item?.kind !== "output") return false;
    return item.parameters.some(
      ({ valueSpan }) => valueSpan.start <= this.#offset && this.#offset <= valueSpan.end,
    );
  }

  #sign(): Found | null {
    const { source } = this.#part.tree;
    const stories = this.#stories();
    const sign = signAt(this.#text, this.#offset);
    const meaning = sign === null ? null : lookUp(this.#textOf(sign), [vocabulary.signs]);
    const [point] = pointsAt(source, this.#offset, this.#view);
    const span = stories.length > 0 && point !== undefined ? point.place : sign;
    const paragraphs = [...stories, ...(meaning === null ? [] : [meaning])];
    return span === null || paragraphs.length === 0 ? null : { span, paragraphs };
  }

  /** The narrowest point of order around the offset, once for all relations that it concerns. */
  #stories(): readonly string[] {
    const [point] = pointsAt(this.#part.tree.source, this.#offset, this.#view);
    if (point === undefined) return [];
    if (!this.#besideDiagnostics || !isReported(point, this.#view)) return [pointStory(point, this.#view)];
    return point.witness === null ? [] : [witnessStory(point.witness)];
  }

  #textOf({ start, end }: Span): string {
    return this.#text.slice(start, end);
  }

  #named(occurrence: Occurrence): string | null {
    const { program } = this.#view;
    const { kind, name } = occurrence;
    switch (kind) {
      case "relation":
      case "operation": {
        const relation = program.relations.get(name);
        const operation = program.operations.get(name);
        if (relation !== undefined && kind === "relation") return this.#relation(relation, occurrence);
        return operation === undefined ? null : operationCard(operation, this.#view);
      }
      case "column":
        return this.#column(occurrence);
      case "variable":
        return this.#variable(occurrence);
      case "type":
        return this.#type(name);
      case "invariant": {
        const invariant = program.invariants.find((one) => one.name === name);
        return invariant === undefined ? null : invariantCard(invariant, this.#view);
      }
      case "boundary": {
        const boundary = program.boundaries.get(name);
        return boundary === undefined ? null : this.#boundary(boundary);
      }
      case "replica":
        return `**replica** ${quoted(name)}`;
      case "scenario":
        return this.#item?.kind === "scenario" ? scenarioCard(this.#item) : null;
    }
  }

  #relation(relation: Relation, { start }: Span): string {
    const card = relationCard(relation, this.#view);
    const literal = this.#literalAt(start);
    const direction = literal === null ? null : literalDirection(literal, this.#view);
    if (literal === null || direction === null) return card;
    const truth = `${quoted(oneLine(this.#textOf(literal.span)))} ${directionOf[direction]}`;
    return `${truth} (direction ${direction}).\n\n${card}`;
  }

  /** The literal whose own atom's name begins at an offset; null elsewhere. */
  #literalAt(start: number): Literal | null {
    let found: Literal | null = null;
    for (const body of bodiesOf(this.#item)) {
      forEachLiteral(body, (literal) => {
        if (ownAtoms(literal).some(({ relation }) => relation.span.start === start)) found = literal;
      });
    }
    return found;
  }

  #column({ name, relations }: Occurrence): string | null {
    const relation = relations
      .map((one) => this.#view.program.relations.get(one))
      .find((one) => one !== undefined);
    const index = relation?.columns.findIndex((column) => column.name === name) ?? -1;
    const column = relation?.columns[index];
    if (relation === undefined || column === undefined) return null;
    const value = this.#view.report.relations.get(relation)?.values[index] ?? null;
    const head = `${fenced(`${name}: ${column.text}`)}\n\n**column** of ${quoted(relation.name)}`;
    if (column.lattice === null) return `${head}, part of the key.`;
    const direction =
      value === null ? "" : `: its value ${directionWords[value]} in its order (direction ${value})`;
    return `${head}${direction}.\n\n${vocabulary.lattices[column.lattice].text}`;
  }

  #variable({ name, scope }: Occurrence): string | null {
    const item = this.#item;
    if (item?.kind === "operation") {
      const parameter = item.parameters.find((one) => one.name.text === name);
      if (parameter !== undefined)
        return `${fenced(`${name}: ${parameter.type.text}`)}\n\n**parameter** of ${quoted(item.name.text)}`;
    }
    const bodies: readonly Body[] = scope !== null && "body" in scope ? [scope.body as Body] : bodiesOf(item);
    const sources = variableSources(bodies, this.#view).get(name) ?? [];
    const columns = sources.filter((source) => source.kind === "column");
    const [first] = columns;
    const direction = variableDirection(sources, this.#view);
    const moves =
      direction === null ? "" : `; its value ${directionWords[direction]} (direction ${direction})`;
    const type =
      first === undefined ? "" : `: ${first.column.lattice === null ? first.column.text : first.column.type}`;
    const bound = columns.map(({ relation, column }) => quoted(`${relation.name}.${column.name}`));
    const where = bound.length === 0 ? "" : `, bound by ${list([...new Set(bound)])}`;
    return `${fenced(`${name}${type}`)}\n\n**variable**${where}${moves}`;
  }

  #type(name: string): string | null {
    if (isColumnKind(name) && !this.#view.program.types.has(name)) {
      const { order } = columnKinds[name];
      const direction = name === "min" ? "down" : order;
      return `${lookUp(name, [vocabulary.lattices]) ?? ""}\n\nDirection: ${direction}.`;
    }
    const definition = this.#view.program.types.get(name);
    if (definition === undefined) return lookUp(name, [vocabulary.types]);
    const above = [...definition.supertypes].filter((one) => one !== name);
    const fits = above.length === 0 ? "" : `, fits where ${list(above.map(quoted), "or")} is wanted`;
    const comment = docComment(definition.place, this.#view);
    return `**type** ${quoted(name)}: values of ${quoted(definition.base)}${fits}${comment === null ? "" : `\n\n${comment}`}`;
  }

  #boundary({ name, protocol, syntax, place }: Boundary): string {
    const decided = new Set(
      this.#view.program.rules
        .filter(({ boundary }) => boundary?.name === name)
        .flatMap(({ heads }) => heads.map(({ relation }) => quoted(relation.name))),
    );
    const operations = [...this.#view.program.operations.values()]
      .filter(({ boundary }) => boundary?.name === name)
      .map((operation) => quoted(operation.name));
    const comment = docComment(place, this.#view);
    const unsound = isSound({ protocol }) ? [] : ["These quorums need not overlap, so it covers nothing."];
    return [
      fenced(place.source.text.slice(syntax.span.start, syntax.span.end)),
      vocabulary.protocols[protocol.kind].text,
      ...unsound,
      ...(decided.size === 0 ? [] : [`Decided here: ${list([...decided])}.`]),
      ...(operations.length === 0 ? [] : [`Operations that run here: ${list(operations)}.`]),
      ...(comment === null ? [] : [comment]),
    ].join("\n\n");
  }

  #meaning(span: Span): string | null {
    const word = this.#textOf(span);
    if (this.#text[span.start - 1] === ".") {
      const directive = lookUp(`.${word}`, [vocabulary.directives]);
      const isApplied = this.#text[span.end] === "(";
      if (directive !== null && !isApplied) return directive;
    }
    return lookUp(word, this.#vocabulariesAt(span));
  }

  /** Where a word may be found, the likeliest first. */
  #vocabulariesAt(span: Span): readonly Meanings[] {
    const word = this.#textOf(span);
    const { rules, effects, statements, settings, deliveries, qualifiers, protocols, lattices, types } =
      vocabulary;
    const behind = this.#text.slice(span.end, span.end + 200).trimStart()[0] ?? "";
    const applied = functors.has(word) || word === "as";
    const called = applied && behind === "(" ? [vocabulary.functors] : [];
    const terms = [...called, vocabulary.aggregates, vocabulary.functors];
    const clause = [...(behind === "(" ? terms : [...terms.slice(called.length)]), rules];
    switch (this.#item?.kind) {
      case "relation":
        return [qualifiers, lattices, types];
      case "type":
        return [types];
      case "boundary":
        return [protocols, settings, rules];
      case "input":
      case "output":
      case "printsize":
      case "limitsize":
        return [settings, vocabulary.promises];
      case "seal":
        return [rules];
      case "rule":
      case "invariant":
        return [...clause, rules];
      case "operation":
        return span.start < (this.#item.steps[0]?.span.start ?? 0) ? [rules, types] : [effects, ...clause];
      case "scenario":
        return this.#isInEffect(this.#item, span)
          ? [effects, ...clause]
          : [statements, effects, settings, deliveries, ...clause];
      case "facts":
      case "include":
      case "pragma":
        return [];
      case "unsupported":
      case undefined:
        return [...clause, effects, statements, qualifiers, protocols, lattices, types, settings, deliveries];
    }
  }

  /** Whether a word of a scenario stands inside an effect, behind what it begins with. */
  #isInEffect({ statements }: Scenario, { start, end }: Span): boolean {
    return statements.some((statement) => {
      const inner = statement.kind === "repeat" ? statement.statement : statement;
      if (inner.kind !== "at" && inner.kind !== "everywhere") return false;
      const { action } = inner;
      if (action.kind === "call" || end > action.span.end) return false;
      return start >= action.span.start || start > effectAtom(action).span.start;
    });
  }
}

/** What a literal's truth does. */
const directionOf = {
  constant: "never changes",
  up: "stays once it holds",
  down: "may cease to hold, and never comes back",
  any: "may come and go",
} as const;

function lookUp(word: string, vocabularies: readonly Meanings[]): string | null {
  for (const meanings of vocabularies) if (Object.hasOwn(meanings, word)) return meaningText(meanings[word]);
  return null;
}

/** The bodies in which an item's literals stand. */
function bodiesOf(item: Item | null): readonly Body[] {
  switch (item?.kind) {
    case "rule":
      return item.body === null ? [] : [item.body];
    case "invariant":
      return [[item.left], ...(item.right === null ? [] : [[item.right]])];
    case "operation":
      return item.steps.flatMap((step) => (step.kind === "require" ? [[step.body]] : []));
    case undefined:
    case "type":
    case "relation":
    case "facts":
    case "input":
    case "output":
    case "printsize":
    case "limitsize":
    case "include":
    case "pragma":
    case "seal":
    case "boundary":
    case "scenario":
    case "unsupported":
      return [];
  }
}

function scenarioCard({ name, statements }: Scenario): string {
  const replicas = statements.flatMap((one) =>
    one.kind === "replicas" ? one.names.map(({ text }) => text) : [],
  );
  const expectations = statements.filter(({ kind }) => kind === "expect").length;
  return `${fenced(`.scenario ${name.text}`)}\n\n${counted(replicas.length, "replica")} (${list(replicas)}), ${counted(expectations, "expectation")}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
