import type { Document, Part } from "../syntax/document.ts";
import { partAt } from "../syntax/document.ts";
import type { Name, SyntaxTree } from "../syntax/tree.ts";
import { shareNameSpace, type NameKind, type Occurrence } from "./occurrence.ts";
import { occurrencesIn } from "./occurrences.ts";
import type { DocumentSpan, ProgramView } from "./program-view.ts";

/** A place where a thing is named. */
export interface NameUse extends DocumentSpan {
  readonly role: Occurrence["role"];
}

/** A thing that has a name, with every place where it is named. */
export interface NamedThing {
  /** What it is declared as. */
  readonly kind: NameKind;
  readonly name: string;
  /** That at the offset asked about. */
  readonly use: NameUse;
  /** By documents, the one asked about first; within each in the order of the text. */
  readonly uses: readonly NameUse[];
}

/** The name at an offset of a document, also directly behind its end. */
function occurrenceAt(
  document: Document,
  offset: number,
): { readonly part: Part; readonly occurrence: Occurrence } | null {
  const part = partAt(document, offset);
  const occurrence = occurrencesIn(part.tree).at(offset - part.start);
  return occurrence === undefined ? null : { part, occurrence };
}

/**
 * The thing that is named at an offset, or null beside all names.
 *
 * A program is read as a whole: the name counts in all the documents of every view that has the
 * document in it, and of those that share a document that names the thing with one of them.
 */
export function thingAt(
  views: readonly ProgramView[],
  document: Document,
  offset: number,
): NamedThing | null {
  const found = occurrenceAt(document, offset);
  if (found === null) return null;
  const { part, occurrence } = found;
  const use = useOf(document, part, occurrence);
  const { kind, name } = occurrence;
  if (isLocal(occurrence, views, document)) {
    const uses = occurrencesIn(part.tree)
      .named(name)
      .filter((other) => other.kind === kind && other.scope === occurrence.scope)
      .map((other) => useOf(document, part, other));
    return { kind, name, use, uses };
  }
  const isSame = sameThing(occurrence, views, document);
  const uses = documentsNaming(views, document, (one) => usesIn(one, name, isSame));
  return { kind: declaredKind(occurrence, uses), name, use, uses: uses.map(({ use: one }) => one) };
}

interface FoundUse {
  readonly use: NameUse;
  readonly occurrence: Occurrence;
}

function usesIn(
  document: Document,
  name: string,
  isSame: (occurrence: Occurrence) => boolean,
): readonly FoundUse[] {
  return document.parts.flatMap((part) =>
    occurrencesIn(part.tree)
      .named(name)
      .filter(isSame)
      .map((occurrence) => ({ use: useOf(document, part, occurrence), occurrence })),
  );
}

function useOf(document: Document, part: Part, { start, end, role }: Occurrence): NameUse {
  return { document, start: part.start + start, end: part.start + end, role };
}

function declaredKind({ kind }: Occurrence, uses: readonly FoundUse[]): NameKind {
  return uses.find(({ occurrence }) => occurrence.role === "declaration")?.occurrence.kind ?? kind;
}

/** The uses in all documents of the views that are about the same thing. */
function documentsNaming(
  views: readonly ProgramView[],
  document: Document,
  find: (document: Document) => readonly FoundUse[],
): readonly FoundUse[] {
  const uses = new Map([[document.path, find(document)]]);
  const waiting = new Set(views);
  for (let grown = true; grown;) {
    grown = false;
    for (const view of waiting) {
      if (!view.documents.some(({ path }) => (uses.get(path) ?? []).length > 0)) continue;
      waiting.delete(view);
      grown = true;
      for (const one of view.documents) if (!uses.has(one.path)) uses.set(one.path, find(one));
    }
  }
  return [...uses.values()].flat();
}

/** Whether the thing is known in its part alone. */
function isLocal(
  { kind, name, scope }: Occurrence,
  views: readonly ProgramView[],
  document: Document,
): boolean {
  if (scope === null) return false;
  return kind === "variable" || !isSharedReplica(name, views, document);
}

/** Whether a boundary or an operation names the replica, so that it is the same one in all scenarios. */
function isSharedReplica(name: string, views: readonly ProgramView[], document: Document): boolean {
  const isShared = ({ kind, scope }: Occurrence): boolean => kind === "replica" && scope === null;
  return programDocuments(views, document).some(({ parts }) =>
    parts.some(({ tree }) => occurrencesIn(tree).named(name).some(isShared)),
  );
}

/** The document, and the others of the programs that it is part of. */
function programDocuments(views: readonly ProgramView[], document: Document): readonly Document[] {
  const own = views.filter(({ documents }) => documents.some(({ path }) => path === document.path));
  const byPath = new Map(
    [document, ...own.flatMap(({ documents }) => documents)].map((one) => [one.path, one]),
  );
  return [...byPath.set(document.path, document).values()];
}

function sameThing(
  occurrence: Occurrence,
  views: readonly ProgramView[],
  document: Document,
): (other: Occurrence) => boolean {
  if (occurrence.kind !== "column") return ({ kind }) => shareNameSpace(kind, occurrence.kind);
  const relations = relationsDeclaredWith(occurrence.relations, programDocuments(views, document));
  return ({ kind, relations: others }) => kind === "column" && others.some((one) => relations.has(one));
}

/** The relations, and those that one declaration names together with one of them. */
function relationsDeclaredWith(
  relations: readonly string[],
  documents: readonly Document[],
): ReadonlySet<string> {
  const together = new Set(relations);
  for (const { parts } of documents) {
    for (const { tree } of parts)
      for (const names of sharedDeclarations(tree)) {
        if (names.some(({ text }) => together.has(text))) for (const { text } of names) together.add(text);
      }
  }
  return together;
}

/** The names of the declarations that have more than one. */
function sharedDeclarations({ items }: SyntaxTree): readonly (readonly Name[])[] {
  return items.flatMap((item) => (item.kind === "relation" && item.names.length > 1 ? [item.names] : []));
}
