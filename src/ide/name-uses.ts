import { groupBy } from "../base/group-by.ts";
import type { Span } from "../base/source.ts";
import { partAt, type Document, type Part } from "../syntax/document.ts";
import type { Name, SyntaxTree } from "../syntax/tree.ts";
import { itemAt } from "./item-at.ts";
import { shareNameSpace, type NameKind, type Occurrence } from "./occurrence.ts";
import { occurrencesIn } from "./occurrences.ts";
import type { DocumentSpan, ProgramView } from "./program-view.ts";
import { replicaArguments, transferTargets } from "./replica-arguments.ts";

/** A place where a thing is named. */
export interface NameUse extends DocumentSpan {
  readonly role: Occurrence["role"];
}

/** A thing that has a name, with every place where it is named. */
export interface NamedThing {
  /** What it is declared as. */
  readonly kind: NameKind;
  readonly name: string;
  /** At the offset asked about. */
  readonly part: Part;
  readonly occurrence: Occurrence;
  /** That at the offset asked about. */
  readonly use: NameUse;
  /** By documents, the one asked about first; within each in the order of the text. */
  readonly uses: readonly NameUse[];
  /** Where the same kind of thing is called so. */
  namesakes(name: string): readonly NameUse[];
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
  const part = partAt(document, offset);
  const occurrence = occurrencesIn(part.tree).at(offset - part.start);
  if (occurrence === undefined) return null;
  const use = useOf(document, part, occurrence);
  const { kind, name } = occurrence;
  if (isLocal(occurrence, views, document)) {
    const usesOf = (of: string, isMeant: (other: Occurrence) => boolean): readonly NameUse[] =>
      occurrencesIn(part.tree)
        .named(of)
        .filter((other) => other.kind === kind && isMeant(other))
        .map((other) => useOf(document, part, other));
    const named = usesOf(name, ({ scope }) => scope === occurrence.scope);
    const uses = kind === "replica" ? withArguments(named, name, programDocuments(views, document)) : named;
    const isNear = nearbyIn(part, occurrence);
    const namesakes = (other: string): readonly NameUse[] => [
      ...usesOf(other, isNear),
      ...(kind === "replica" ? sharedReplicas(other, views, document) : []),
    ];
    return { kind, name, part, occurrence, use, uses, namesakes };
  }
  const isSame = sameThing(occurrence, views, document);
  const found = documentsNaming(views, document, (one) => usesIn(one, name, isSame));
  const all = [...found.values()].flat();
  const uses = all.map(({ use: one }) => one);
  return {
    kind: declaredKind(occurrence, all),
    name,
    part,
    occurrence,
    use,
    uses: kind === "replica" ? withArguments(uses, name, [...found.keys()]) : uses,
    namesakes: (other) =>
      [...found.keys()].flatMap((one) => usesIn(one, other, isSame).map(({ use: namesake }) => namesake)),
  };
}

/** Whether a local name is known where this one is: in its scenario, or anywhere in its item. */
function nearbyIn({ tree }: Part, { kind, scope, start }: Occurrence): (other: Occurrence) => boolean {
  const item = itemAt(tree, start)?.span;
  const isInItem = (other: Occurrence): boolean =>
    item !== undefined && item.start <= other.start && other.end <= item.end;
  return (other) => other.scope === scope || (kind === "variable" && isInItem(other));
}

/** The uses of a replica with those as an argument of calls in the scenarios that name it. */
function withArguments(
  uses: readonly NameUse[],
  replica: string,
  documents: readonly Document[],
): readonly NameUse[] {
  const targets = transferTargets(documents);
  const byDocument = groupBy(uses, ({ document }) => document);
  return [...byDocument].flatMap(([document, own]) => {
    const scenarios = new Map<Span, readonly NameUse[]>();
    for (const { start } of own) {
      const part = partAt(document, start);
      const item = itemAt(part.tree, start - part.start);
      if (item?.kind !== "scenario" || scenarios.has(item.span)) continue;
      const found = replicaArguments(item, replica, targets);
      scenarios.set(
        item.span,
        found.map((span) => ({
          document,
          start: part.start + span.start,
          end: part.start + span.end,
          role: "read",
        })),
      );
    }
    return [...own, ...[...scenarios.values()].flat()].sort((a, b) => a.start - b.start);
  });
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

/** All documents of the views that are about the same thing, with its uses. */
function documentsNaming(
  views: readonly ProgramView[],
  document: Document,
  find: (document: Document) => readonly FoundUse[],
): ReadonlyMap<Document, readonly FoundUse[]> {
  const documents = new Map([[document.path, document]]);
  const uses = new Map([[document, find(document)]]);
  const waiting = new Set(views);
  const isNamedIn = (one: Document | undefined): boolean =>
    one !== undefined && (uses.get(one) ?? []).length > 0;
  for (let grown = true; grown;) {
    grown = false;
    for (const view of waiting) {
      if (!view.documents.some(({ path }) => isNamedIn(documents.get(path)))) continue;
      waiting.delete(view);
      grown = true;
      for (const one of view.documents) {
        if (documents.has(one.path)) continue;
        documents.set(one.path, one);
        uses.set(one, find(one));
      }
    }
  }
  return uses;
}

/** Whether the thing is known in its part alone. */
function isLocal(
  { kind, name, scope }: Occurrence,
  views: readonly ProgramView[],
  document: Document,
): boolean {
  if (scope === null) return false;
  return kind === "variable" || sharedReplicas(name, views, document).length === 0;
}

/** Where boundaries and operations name a replica, which makes it the same one in all scenarios. */
function sharedReplicas(name: string, views: readonly ProgramView[], document: Document): readonly NameUse[] {
  const isShared = ({ kind, scope }: Occurrence): boolean => kind === "replica" && scope === null;
  return programDocuments(views, document).flatMap((one) =>
    usesIn(one, name, isShared).map(({ use }) => use),
  );
}

/** The document, and the others of the programs that it is part of. */
export function programDocuments(views: readonly ProgramView[], document: Document): readonly Document[] {
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
