import { clausesOf } from "../../model/clauses.ts";
import { effectAtom } from "../../model/effects.ts";
import { forEachLiteral } from "../../syntax/walk.ts";
import type { Context } from "../entry.ts";
import { replace, type TextEdit } from "../quick-fix.ts";
import { list, quoted } from "../wording.ts";
import { keyedPair } from "./keyed-pair.ts";
import type { BrokenInvariant, Repair } from "./repair.ts";

/** Each replica makes names of its own: what it inserts begins with its name. */
export function namesPerReplica({ invariant }: BrokenInvariant, { program }: Context): readonly Repair[] {
  const { syntax } = invariant;
  const pair = keyedPair(clausesOf([syntax.left]).clauses, program);
  if (pair === null || syntax.right === null) return [];
  return pair.keys.flatMap((column): readonly Repair[] => {
    if (pair.relation.columns[column]?.value !== "symbol") return [];
    const edits: TextEdit[] = [];
    const names: string[] = [];
    for (const { name, source, syntax: operation } of program.operations.values())
      for (const effect of operation.steps) {
        if (effect.kind === "require" || effectAtom(effect).relation.text !== pair.relation.name) continue;
        // What is taken away again is named by whoever takes it.
        if (effect.kind !== "insert") return [];
        const term = effect.atom.arguments[column];
        if (term === undefined) return [];
        const { start, end } = term.span;
        const made = `cat(replica(), "-", ${source.text.slice(start, end)})`;
        edits.push(replace({ source, start, end }, made));
        // Who looks whether the name is taken looks for the name that is made.
        for (const step of operation.steps)
          if (step.kind === "require")
            forEachLiteral([step.body], (literal) => {
              const atom = literal.kind === "negation" ? literal.atom : literal;
              if (atom.kind !== "atom" || atom.relation.text !== pair.relation.name) return;
              const asked = atom.arguments[column];
              if (asked?.kind !== "variable" || term.kind !== "variable" || asked.name !== term.name) return;
              if (!edits.some(({ place }) => place.source === source && place.start === asked.span.start))
                edits.push(replace({ source, start: asked.span.start, end: asked.span.end }, made));
            });
        names.push(quoted(name));
      }
    if (edits.length === 0) return [];
    const key = quoted(pair.relation.columns[column].name);
    return [
      {
        kind: "names per replica",
        title: `Begin each ${key} with the replica's name, in ${list([...new Set(names)])}`,
        cost: "names are longer, and each replica may give the same name once",
        edits,
        keeps: true,
      },
    ];
  });
}
