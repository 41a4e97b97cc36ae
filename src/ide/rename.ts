import { present } from "../base/assert.ts";
import { groupBy } from "../base/group-by.ts";
import { linesOf, placeOf, type Span } from "../base/source.ts";
import { applyEdits, replace } from "../diagnostics/quick-fix.ts";
import { isColumnKind } from "../lattice/column-kind.ts";
import { isValueType } from "../model/type.ts";
import { partAt, type Document, type Part } from "../syntax/document.ts";
import { parse } from "../syntax/parse.ts";
import type { SyntaxTree } from "../syntax/tree.ts";
import { thingAt, type NamedThing, type NameUse } from "./name-uses.ts";
import type { NameKind } from "./occurrence.ts";
import { occurrencesIn } from "./occurrences.ts";
import type { DocumentSpan, ProgramView } from "./program-view.ts";

/** Why a name stays: a sentence without its full stop. */
export interface RenameRefusal {
  readonly refusal: string;
}

/** The places where the new name takes the place of the old one. */
export interface Renaming {
  readonly newName: string;
  readonly places: readonly DocumentSpan[];
}

/** The name at an offset, as it would be renamed; null where there is none. */
export function prepareRename(
  views: readonly ProgramView[],
  document: Document,
  offset: number,
): DocumentSpan | RenameRefusal | null {
  const thing = thingAt(views, document, offset);
  if (thing === null) return null;
  return isOfLanguage(thing) ? ofLanguage(thing, thing.name) : thing.use;
}

/**
 * Renames the thing at an offset in every program that knows it. The new name is refused where it
 * is taken, or where any of its places would read differently with it: words of the language are
 * names as well, but not everywhere. Null where there is no name.
 */
export function rename(
  views: readonly ProgramView[],
  document: Document,
  offset: number,
  newName: string,
): Renaming | RenameRefusal | null {
  const thing = thingAt(views, document, offset);
  if (thing === null) return null;
  if (isOfLanguage(thing)) return ofLanguage(thing, thing.name);
  if (newName === thing.name) return { newName, places: [] };
  if (!isNameText(newName))
    return refused(
      newName,
      "is no name: a name begins with a letter, `_` or `?` and goes on with letters, digits, `_` and `?`",
    );
  if (isTakenByLanguage(thing.kind, newName)) return ofLanguage(thing, newName);
  const [namesake] = thing.namesakes(newName);
  if (namesake !== undefined)
    return refused(newName, `is already ${NAMESAKES[thing.kind]} (${lineOf(namesake)})`);
  const changed = placeThatChanges(thing.uses, newName);
  if (changed !== null)
    return refused(newName, `would be read as a word of the language (${lineOf(changed)})`);
  return { newName, places: thing.uses };
}

/** What has the name already. */
const NAMESAKES: Readonly<Record<NameKind, string>> = {
  relation: "a relation or an operation",
  operation: "a relation or an operation",
  column: "a column of this relation",
  variable: "a variable here",
  type: "a type",
  invariant: "an invariant",
  boundary: "a boundary",
  replica: "a replica",
  scenario: "a scenario",
};

function isNameText(text: string): boolean {
  return text !== "_" && /^[_?a-zA-Z][_?a-zA-Z0-9]*$/.test(text);
}

/** Whether the language brings the thing along, so that no program can change its name. */
function isOfLanguage({ kind, name, uses }: NamedThing): boolean {
  const isDeclared = uses.some(({ role }) => role === "declaration");
  return isTakenByLanguage(kind, name) && (kind === "type" || !isDeclared);
}

function isTakenByLanguage(kind: NameKind, name: string): boolean {
  switch (kind) {
    case "type":
      return isValueType(name) || isColumnKind(name);
    case "relation":
    case "operation":
      return name === "_refused";
    case "column":
    case "variable":
    case "invariant":
    case "boundary":
    case "replica":
    case "scenario":
      return false;
  }
}

function ofLanguage({ kind }: NamedThing, name: string): RenameRefusal {
  return refused(name, `is a ${kind === "operation" ? "relation" : kind} of the language`);
}

function refused(name: string, reason: string): RenameRefusal {
  return { refusal: `\`${name}\` ${reason}` };
}

function lineOf({ document, start }: DocumentSpan): string {
  return `${document.path}:${linesOf(document).position(start).line + 1}`;
}

/**
 * A place in a part that says something else with the new name, or null when none does. Every part
 * is read again with it: the same names must stand in it, of the same things.
 */
function placeThatChanges(uses: readonly NameUse[], newName: string): NameUse | null {
  for (const [part, inPart] of groupBy(uses, ({ document, start }) => partAt(document, start))) {
    if (!readsTheSame(part, inPart, newName)) return inPart[0] ?? null;
  }
  return null;
}

function readsTheSame({ start, tree }: Part, uses: readonly NameUse[], newName: string): boolean {
  const { source } = tree;
  const places = uses.map((use) => ({ start: use.start - start, end: use.end - start }));
  const edits = places.map((place) => replace(placeOf(source, place), newName));
  const renamed = parse({ path: source.path, text: applyEdits(source, edits) });
  const moved = movedBy(places, newName.length);
  const before = reading(tree, moved, (offset, name) => (moved.isRenamed(offset) ? newName : name));
  const after = reading(renamed, { offset: (offset) => offset }, (_, name) => name);
  return before === after;
}

/** Where offsets go when these places, in order, take another length. */
function movedBy(
  places: readonly Span[],
  length: number,
): { offset(offset: number): number; isRenamed(offset: number): boolean } {
  const starts = new Map(places.map(({ start }, index) => [start, index]));
  const offset = (from: number): number => {
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (present(places[middle], "a place").start < from) low = middle + 1;
      else high = middle;
    }
    const first = places[0];
    return first === undefined ? from : from + low * (length - (first.end - first.start));
  };
  return { offset, isRenamed: (from) => starts.has(from) };
}

/** What a tree says of its names, as text: every name, what it names and where that is known. */
function reading(
  tree: SyntaxTree,
  moved: { offset(offset: number): number },
  nameAt: (offset: number, name: string) => string,
): string {
  const lines = occurrencesIn(tree)
    .all()
    .map(({ kind, role, name, start, scope }) => {
      const place = `${kind} ${role} ${moved.offset(start)} ${nameAt(start, name)}`;
      return scope === null ? place : `${place} ${moved.offset(scope.start)}`;
    });
  const items = tree.items.map(({ kind }) => kind).join(" ");
  return [items, tree.errors.length, ...lines].join("\n");
}
