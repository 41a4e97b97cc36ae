import type { OutputPromise, Relation } from "../model/program.ts";
import { placeOf } from "../base/source.ts";
import { directiveText } from "./directive-text.ts";
import type { IoDirective } from "../syntax/tree.ts";
import type { Context } from "./entry.ts";
import { lookupOf } from "./lookup.ts";
import { insertAt, lineBreakOf, replace, type QuickFix, type TextEdit } from "./quick-fix.ts";
import { list, quoted } from "./wording.ts";

/** A directive, or a program, with more outputs than this is not written again for one of them. */
const outputsMax = 50;

/**
 * Lets outputs promise `promise` instead. Where no output is declared, all that count as outputs
 * are written down, so that the others stay what they are. Null when there is none to change.
 */
export function promiseFix(
  relations: readonly Relation[],
  promise: OutputPromise,
  context: Context,
): QuickFix | null {
  const outputs = relations
    .flatMap((relation) => lookupOf(context).outputsOf.get(relation) ?? [])
    .filter((output) => output.promise !== promise);
  const wanted = new Set(outputs.map((output) => output.relation));
  const edits = outputs.every((output) => output.declared)
    ? editDirectives(wanted, promise, context)
    : declareOutputs(wanted, promise, context);
  if (edits.length === 0) return null;
  const names = list([...wanted].map((relation) => quoted(relation.name)));
  return { title: `Promise only "${promise}" for ${names}`, safe: false, edits };
}

function editDirectives(
  wanted: ReadonlySet<Relation>,
  promise: OutputPromise,
  context: Context,
): readonly TextEdit[] {
  const outputs = [...wanted].flatMap((relation) => lookupOf(context).directivesOf.get(relation) ?? []);
  const names = new Set([...wanted].map((relation) => relation.name));
  const parameter = promise === "final" ? null : `promise="${promise}"`;
  const edits = new Map<IoDirective, TextEdit>();
  for (const { syntax, place } of outputs) {
    if (syntax.relations.length > outputsMax) return [];
    const text = syntax.relations
      .map(({ text: name }) =>
        names.has(name)
          ? directiveText(syntax, [name], "promise", parameter)
          : directiveText(syntax, [name], null),
      )
      .join(lineBreakOf(place.source));
    edits.set(syntax, replace(placeOf(place.source, syntax.span), text));
  }
  return [...edits.values()];
}

function declareOutputs(
  wanted: ReadonlySet<Relation>,
  promise: OutputPromise,
  context: Context,
): readonly TextEdit[] {
  const { sources } = context.program;
  // The end of the file is that of its last part.
  const source = sources.findLast(({ path }) => path === sources[0]?.path);
  if (source === undefined || context.report.outputs.length > outputsMax) return [];
  const newline = lineBreakOf(source);
  const lines = context.report.outputs.map(({ relation }) =>
    wanted.has(relation) ? `.output ${relation.name}(promise="${promise}")` : `.output ${relation.name}`,
  );
  const gap = /[\n\r]$/.test(source.text) || source.text === "" ? "" : newline;
  return [insertAt(source, source.text.length, gap + lines.join(newline) + newline)];
}
