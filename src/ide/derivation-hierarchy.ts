import type { Span } from "../base/source.ts";
import { partAt, type Document } from "../syntax/document.ts";
import { definitionsOf } from "./definition.ts";
import { itemAt } from "./item-at.ts";
import { programDocuments, thingAt, type NamedThing, type NameUse } from "./name-uses.ts";
import { occurrencesIn } from "./occurrences.ts";
import type { DocumentSpan, ProgramView } from "./program-view.ts";

/** A relation in the hierarchy of what is derived from what; its span is that of its name. */
export interface HierarchyRelation extends DocumentSpan {
  readonly name: string;
  /** The declaration or the rule that the name stands in. */
  readonly item: Span;
}

/** A neighbour in the hierarchy, and the places where the rules of the one name the other. */
export interface Derivation {
  readonly relation: HierarchyRelation;
  readonly places: readonly DocumentSpan[];
}

/** The relation at an offset, where it is defined; null at other names. */
export function hierarchyRelation(
  views: readonly ProgramView[],
  document: Document,
  offset: number,
): HierarchyRelation | null {
  const thing = relationThing(views, document, offset);
  if (thing === null) return null;
  const definitions = definitionsOf(thing);
  const isHere = (use: NameUse): boolean => use.document === document;
  const written = thing.uses.find((use) => isHere(use) && use.role === "write");
  return placedRelation(thing.name, definitions.find(isHere) ?? written ?? definitions[0] ?? thing.use);
}

/**
 * The relations that are derived from the one at an offset, each once for every document with such
 * rules of it; the places are in that document.
 */
export function derivedFromIt(
  views: readonly ProgramView[],
  document: Document,
  offset: number,
): readonly Derivation[] {
  const neighbours = new Neighbours(programDocuments(views, document));
  for (const use of relationThing(views, document, offset)?.uses ?? []) {
    if (use.role !== "read") continue;
    for (const head of namesInRule(use, "write")) neighbours.add(head, use, use.document);
  }
  return neighbours.all();
}

/** The relations that the rules of the one at an offset read; the places are those in the document. */
export function whatItIsDerivedFrom(
  views: readonly ProgramView[],
  document: Document,
  offset: number,
): readonly Derivation[] {
  const neighbours = new Neighbours(programDocuments(views, document));
  for (const use of relationThing(views, document, offset)?.uses ?? []) {
    if (use.role !== "write") continue;
    for (const read of namesInRule(use, "read"))
      neighbours.add(read, read.document === document ? read : null, null);
  }
  return neighbours.all();
}

function relationThing(views: readonly ProgramView[], document: Document, offset: number): NamedThing | null {
  const thing = thingAt(views, document, offset);
  return thing?.kind === "relation" ? thing : null;
}

function placedRelation(name: string, { document, start, end }: DocumentSpan): HierarchyRelation {
  const part = partAt(document, start);
  const span = itemAt(part.tree, start - part.start)?.span;
  const item =
    span === undefined ? { start, end } : { start: part.start + span.start, end: part.start + span.end };
  return { name, document, start, end, item };
}

/** The relations that a rule with a body names as its heads or in its body, where a use is in one. */
function namesInRule({ document, start }: NameUse, role: "write" | "read"): readonly NameUse[] {
  const part = partAt(document, start);
  const item = itemAt(part.tree, start - part.start);
  if (item?.kind !== "rule" || item.body === null) return [];
  return occurrencesIn(part.tree)
    .within(item.span)
    .filter((one) => one.kind === "relation" && one.role === role)
    .map((one) => ({ document, start: part.start + one.start, end: part.start + one.end, role }));
}

interface Neighbour {
  readonly relation: HierarchyRelation;
  readonly places: Map<number, DocumentSpan>;
}

/** Gathers neighbours by name and document. */
class Neighbours {
  readonly #documents: readonly Document[];
  readonly #found = new Map<string, Neighbour>();
  #declarations: ReadonlyMap<string, readonly DocumentSpan[]> | null = null;

  constructor(documents: readonly Document[]) {
    this.#documents = documents;
  }

  /**
   * `use` names a neighbour; with a document, in which it is, that neighbour is shown there, else
   * where it is declared.
   */
  add(use: NameUse, place: DocumentSpan | null, document: Document | null): void {
    const name = use.document.text.slice(use.start, use.end);
    const key = `${name} ${document?.path ?? ""}`;
    let known = this.#found.get(key);
    if (known === undefined) {
      this.#declarations ??= declarationsIn(this.#documents);
      const declared = this.#declarations.get(name) ?? [];
      const shown =
        document === null ? declared[0] : declared.find((one) => one.document.path === document.path);
      known = { relation: placedRelation(name, shown ?? use), places: new Map() };
      this.#found.set(key, known);
    }
    if (place !== null) known.places.set(place.start, place);
  }

  all(): readonly Derivation[] {
    return [...this.#found.values()].map(({ relation, places }) => ({
      relation,
      places: [...places.values()],
    }));
  }
}

/** Where the relations are declared, by name. */
function declarationsIn(documents: readonly Document[]): ReadonlyMap<string, readonly DocumentSpan[]> {
  const found = new Map<string, DocumentSpan[]>();
  for (const document of documents) {
    for (const { start: offset, tree } of document.parts) {
      for (const { kind, name, start, end } of occurrencesIn(tree).declarations()) {
        if (kind !== "relation") continue;
        const place = { document, start: offset + start, end: offset + end };
        const same = found.get(name);
        if (same === undefined) found.set(name, [place]);
        else same.push(place);
      }
    }
  }
  return found;
}
