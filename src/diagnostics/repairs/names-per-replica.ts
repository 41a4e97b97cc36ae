import { clausesOf } from "../../model/clauses.ts";
import { effectAtom } from "../../model/effects.ts";
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
        edits.push(replace({ source, start, end }, `cat(replica(), "-", ${source.text.slice(start, end)})`));
        names.push(quoted(name));
      }
    if (edits.length === 0) return [];
    const key = quoted(pair.relation.columns[column].name);
    return [
      {
        kind: "names per replica",
        title: `Begin each ${key} with the replica's name, in ${list([...new Set(names)])}`,
        cost: "names are longer, and nobody can choose all of one",
        edits,
        keeps: true,
      },
    ];
  });
}
