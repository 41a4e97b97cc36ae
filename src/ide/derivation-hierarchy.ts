import type { Span } from "../base/source.ts";
import { partAt, type Document } from "../syntax/document.ts";
import { definitionsOf } from "./definition.ts";
import { itemAt } from "./item-at.ts";
import { thingAt, type NamedThing, type NameUse } from "./name-uses.ts";
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
  return thing === null ? null : hierarchyRelationOf(thing, document);
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
  const neighbours = new Neighbours(views);
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
  const neighbours = new Neighbours(views);
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

/** Where it is defined; with a document, there, or at least where it is written there. */
function hierarchyRelationOf(thing: NamedThing, document: Document | null): HierarchyRelation {
  const definitions = definitionsOf(thing);
  const place =
    definitions.find((one) => one.document === document) ??
    thing.uses.find((use) => use.document === document && use.role === "write") ??
    definitions[0] ??
    thing.use;
  const part = partAt(place.document, place.start);
  const { start, end } = place;
  const span = itemAt(part.tree, start - part.start)?.span;
  const item =
    span === undefined ? { start, end } : { start: part.start + span.start, end: part.start + span.end };
  return { name: thing.name, document: place.document, start, end, item };
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

/** Gathers neighbours by name and document, each looked up once. */
class Neighbours {
  readonly #views: readonly ProgramView[];
  readonly #found = new Map<string, Neighbour | null>();

  constructor(views: readonly ProgramView[]) {
    this.#views = views;
  }

  /** `use` names a neighbour, which is shown in `document` if it can be. */
  add(use: NameUse, place: DocumentSpan | null, document: Document | null): void {
    const key = `${use.document.text.slice(use.start, use.end)} ${document?.path ?? ""}`;
    let known = this.#found.get(key);
    if (known === undefined) {
      const thing = thingAt(this.#views, use.document, use.start);
      known = thing === null ? null : { relation: hierarchyRelationOf(thing, document), places: new Map() };
      this.#found.set(key, known);
    }
    if (place !== null) known?.places.set(place.start, place);
  }

  all(): readonly Derivation[] {
    return [...this.#found.values()].flatMap((one) =>
      one === null ? [] : [{ relation: one.relation, places: [...one.places.values()] }],
    );
  }
}
