import type { OutputPromise, Relation } from "../model/program.ts";
import { placeOf } from "../base/source.ts";
import { directiveText } from "./directive-text.ts";
import type { Context } from "./entry.ts";
import { insertAt, lineBreakOf, replace, type QuickFix, type TextEdit } from "./quick-fix.ts";
import { list, quoted } from "./wording.ts";

/**
 * Lets outputs promise `promise` instead. Where no output is declared, all that count as outputs
 * are written down, so that the others stay what they are. Null when there is none to change.
 */
export function promiseFix(
  relations: readonly Relation[],
  promise: OutputPromise,
  context: Context,
): QuickFix | null {
  const wanted = new Set(relations);
  const outputs = context.report.outputs.filter(
    (output) => wanted.has(output.relation) && output.promise !== promise,
  );
  if (outputs.length === 0) return null;
  const edits = outputs.every((output) => output.declared)
    ? editDirectives(new Set(outputs.map((output) => output.relation)), promise, context)
    : declareOutputs(wanted, promise, context);
  if (edits.length === 0) return null;
  const names = list([...new Set(outputs.map((output) => quoted(output.relation.name)))]);
  return { title: `Promise only "${promise}" for ${names}`, safe: false, edits };
}

function editDirectives(
  wanted: ReadonlySet<Relation>,
  promise: OutputPromise,
  context: Context,
): readonly TextEdit[] {
  const directives = new Set(
    context.program.outputs.filter((output) => wanted.has(output.relation)).map((output) => output.syntax),
  );
  const sources = new Map(context.program.outputs.map((output) => [output.syntax, output.place.source]));
  const names = new Set([...wanted].map((relation) => relation.name));
  const edits: TextEdit[] = [];
  for (const directive of directives) {
    const source = sources.get(directive);
    if (source === undefined) continue;
    const parameter = promise === "final" ? null : `promise="${promise}"`;
    const text = directive.relations
      .map(({ text: name }) =>
        names.has(name)
          ? directiveText(directive, [name], "promise", parameter)
          : directiveText(directive, [name], null),
      )
      .join(lineBreakOf(source));
    edits.push(replace(placeOf(source, directive.span), text));
  }
  return edits;
}

function declareOutputs(
  wanted: ReadonlySet<Relation>,
  promise: OutputPromise,
  context: Context,
): readonly TextEdit[] {
  const source = context.program.sources[0];
  if (source === undefined) return [];
  const newline = lineBreakOf(source);
  const lines = context.report.outputs.map(({ relation }) =>
    wanted.has(relation) ? `.output ${relation.name}(promise="${promise}")` : `.output ${relation.name}`,
  );
  const gap = /[\n\r]$/.test(source.text) || source.text === "" ? "" : newline;
  return [insertAt(source, source.text.length, gap + lines.join(newline) + newline)];
}
