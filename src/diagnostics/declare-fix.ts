import type { Place } from "../base/source.ts";
import type { Item, Literal, Term } from "../syntax/tree.ts";
import { atomsIn } from "./atoms-in.ts";
import type { Context } from "./entry.ts";
import { holds, insertAt, lineBreakOf, type QuickFix } from "./quick-fix.ts";
import { quoted } from "./wording.ts";

/**
 * Declares an unknown relation above the item that uses it, with columns as its atom has them.
 * Nothing where it is not used in an atom of a rule.
 */
export function declareFix(name: string, place: Place, context: Context): readonly QuickFix[] {
  const { source } = place;
  const item = context.trees.get(source)?.items.find((one) => holds(one.span, place));
  const terms = item === undefined ? undefined : argumentsAt(item, place);
  if (item === undefined || terms === undefined) return [];
  const columns = terms.map((term, index) => `${columnName(term, index, terms)}: ${typeOf(term)}`);
  const text = `.decl ${name}(${columns.join(", ")})${lineBreakOf(source)}`;
  return [
    {
      title: `Declare ${quoted(name)}`,
      safe: false,
      edits: [insertAt(source, item.span.start, text)],
    },
  ];
}

function argumentsAt(item: Item, place: Place): readonly Term[] | undefined {
  if (item.kind !== "rule") return undefined;
  const literals: readonly Literal[] = [...item.heads, ...(item.body ?? []).flat()];
  return literals.flatMap(atomsIn).find((atom) => holds(atom.relation.span, place))?.arguments;
}

function columnName(term: Term, index: number, terms: readonly Term[]): string {
  if (term.kind !== "variable" || !/^[A-Za-z]/.test(term.name)) return `column${index + 1}`;
  const first = terms.findIndex((other) => other.kind === "variable" && other.name === term.name);
  return first === index ? term.name : `${term.name}${index + 1}`;
}

/** What a constant is; a symbol where nothing tells. */
function typeOf(term: Term): string {
  return term.kind === "constant" ? term.type : "symbol";
}
