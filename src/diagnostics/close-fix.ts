import { columnKinds } from "../lattice/column-kind.ts";
import type { Relation } from "../model/program.ts";
import type { Context } from "./entry.ts";
import { lookupOf } from "./lookup.ts";
import { insertAt, replace, type QuickFix, type TextEdit } from "./quick-fix.ts";
import { list, quoted } from "./wording.ts";

/** Declares relations `static`. Null where one cannot be: it is written later, or holds a replicated value. */
export function closeFix(relations: readonly Relation[], context: Context): QuickFix | null {
  if (!closable(relations, context)) return null;
  const names = list(relations.map((relation) => quoted(relation.name)));
  return { title: `Declare ${names} \`static\``, safe: false, edits: relations.map(staticEdit) };
}

/** Whether there are any, and all of them may be declared `static`. */
export function closable(relations: readonly Relation[], context: Context): boolean {
  const { written } = lookupOf(context);
  return (
    relations.length > 0 &&
    relations.every(
      ({ kind, name, columns, declaration }) =>
        kind === "base" &&
        declaration.names.length === 1 &&
        columns.every(({ lattice }) => lattice === null || columnKinds[lattice].derivable) &&
        !written.has(name),
    )
  );
}

function staticEdit(relation: Relation): TextEdit {
  const { source } = relation.place;
  const qualifier = relation.declaration.qualifiers.find(({ text }) => text === "gset" || text === "orset");
  if (qualifier !== undefined) return replace({ source, ...qualifier.span }, "static");
  return insertAt(source, relation.declaration.span.end, " static");
}
