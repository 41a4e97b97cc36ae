import { placeOf, type Place } from "../base/source.ts";
import type { ColumnDeclaration, Term } from "../syntax/tree.ts";
import { atomsIn } from "./atoms-in.ts";
import type { Context, Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { holds, replace, type QuickFix, type TextEdit } from "./quick-fix.ts";
import { quoted } from "./wording.ts";

export const calm402 = {
  code: "CALM402",
  name: "possibly endless recursion",
  severity: "warning",
  summary: "Recursion through a lattice column may improve its value for ever.",
  why: `Recursion through a \`min<…>\` or \`max<…>\` column goes on as long as some value gets better. With a cycle whose weights sum below 0 a shortest path gets shorter for ever. If weights are known not to be negative, a \`min\` comes to rest: going round once more never helps.`,
  fix: `Declare the weights \`unsigned\`, or test \`w >= 0\` in the rule. For a \`max\`, bound the value or the depth.`,
  bad: rules`
    .decl edge(from: symbol, to: symbol, weight: number)
    .input edge
    .decl dist(to: symbol, length: min<number>)
    dist("start", 0).
    dist(y, d + w) :- dist(x, d), edge(x, y, w).
    .output dist
  `,
  good: rules`
    .decl edge(from: symbol, to: symbol, weight: unsigned)
    .input edge
    .decl dist(to: symbol, length: min<unsigned>)
    dist("start", 0).
    dist(y, d + w) :- dist(x, d), edge(x, y, w).
    .output dist
  `,
  describe({ relation: name, column, place }, context) {
    const relation = context.program.relations.get(name);
    return {
      message: `${quoted(name)} may run for ever: nothing shows that ${quoted(column)} cannot improve without end`,
      related: relation === undefined ? [] : [{ place: relation.place, message: "declared here" }],
      help: ["declare the weights `unsigned`, or test that they are not negative"],
      fixes: () => unsignedFix(name, place, context),
    };
  },
} as const satisfies Entry<"CALM402">;

/** Makes every `number` column unsigned whose value goes into the one that may improve for ever. */
function unsignedFix(name: string, place: Place, { program }: Context): readonly QuickFix[] {
  const rule = program.rules.find(
    ({ source, syntax }) => source === place.source && holds(syntax.span, place),
  );
  const head = rule?.heads.find(({ relation }) => relation.name === name);
  const relation = program.relations.get(name);
  if (rule === undefined || head === undefined || relation?.columns.at(-1)?.lattice !== "min") return [];
  const used = new Set(head.atom.arguments.slice(relation.keyCount).flatMap(variablesOf));
  const edits = new Map<ColumnDeclaration, TextEdit>();
  for (const atom of [head.atom, ...rule.clauses.flatMap(({ literals }) => literals).flatMap(atomsIn)]) {
    const read = program.relations.get(atom.relation.text);
    for (const [index, term] of atom.arguments.entries()) {
      const isUsed = term.kind === "variable" && used.has(term.name);
      const isValue = read === relation && index >= relation.keyCount;
      const declaration = isUsed || isValue ? read?.declaration.columns[index] : undefined;
      const type = declaration?.element ?? declaration?.type;
      if (read === undefined || declaration === undefined || type?.text !== "number") continue;
      edits.set(declaration, replace(placeOf(read.place.source, type.span), "unsigned"));
    }
  }
  if (edits.size === 0) return [];
  return [{ title: "Declare the weights `unsigned`", safe: false, edits: [...edits.values()] }];
}

function variablesOf(term: Term): readonly string[] {
  if (term.kind === "variable") return [term.name];
  return term.kind === "call" ? term.arguments.flatMap(variablesOf) : [];
}
