import { placeOf } from "../base/source.ts";
import type { Relation } from "../model/program.ts";
import { directiveText } from "./directive-text.ts";
import type { Context } from "./entry.ts";
import { replace, type QuickFix } from "./quick-fix.ts";
import { quoted } from "./wording.ts";

/** Takes `exact=true` off an output, so that it promises the bound. */
export function exactFix(relation: Relation, { program }: Context): readonly QuickFix[] {
  const output = program.outputs.find((one) => one.relation === relation && one.exact);
  if (output === undefined) return [];
  const { syntax, place } = output;
  const names = syntax.relations.map(({ text }) => text);
  return [
    {
      title: `Print the bound of ${quoted(relation.name)}`,
      safe: false,
      edits: [replace(placeOf(place.source, syntax.span), directiveText(syntax, names, "exact"))],
    },
  ];
}
