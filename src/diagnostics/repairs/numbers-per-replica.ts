import { clausesOf } from "../../model/clauses.ts";
import { effectAtom } from "../../model/effects.ts";
import { variablesIn } from "../../syntax/walk.ts";
import type { Context } from "../entry.ts";
import { insertAt, type TextEdit } from "../quick-fix.ts";
import { freshAmong, list, quoted } from "../wording.ts";
import { keyedPair } from "./keyed-pair.ts";
import { mentionsOf } from "./mentions.ts";
import type { BrokenInvariant, Repair } from "./repair.ts";

/**
 * Each replica gives numbers of its own: a number that an operation works out gets the replica's
 * name beside it, as a timestamp does (Lamport, "Time, Clocks, and the Ordering of Events", 1978).
 */
export function numbersPerReplica({ invariant }: BrokenInvariant, context: Context): readonly Repair[] {
  const { program } = context;
  const pair = keyedPair(clausesOf([invariant.syntax.left]).clauses, program);
  const { left, right } = invariant.syntax;
  if (pair === null || right === null) return [];
  const { relation } = pair;
  if (relation.keyCount < relation.columns.length || relation.declaration.names.length > 1) return [];
  if (program.inputs.some((input) => input.relation === relation)) return [];
  return pair.keys.flatMap((column): readonly Repair[] => {
    const declared = relation.declaration.columns[column];
    if (relation.columns[column]?.value === "symbol" || declared === undefined) return [];
    const operations: string[] = [];
    for (const { name, syntax } of program.operations.values()) {
      const parameters = new Set(syntax.parameters.map((parameter) => parameter.name.text));
      for (const effect of syntax.steps) {
        if (effect.kind === "require" || effectAtom(effect).relation.text !== relation.name) continue;
        const term = effect.kind === "insert" ? effect.atom.arguments[column] : undefined;
        // What the caller chooses is a name for something, and means the same everywhere.
        const isWorkedOut = term !== undefined && variablesIn(term).some((one) => !parameters.has(one.name));
        if (!isWorkedOut) return [];
        operations.push(name);
      }
    }
    if (operations.length === 0) return [];
    const by = freshAmong(new Set(relation.columns.map(({ name }) => name)), "by");
    const used = [...left, ...right].flatMap((literal) => variablesIn(literal).map(({ name }) => name));
    const variable = freshAmong(new Set(used), by);
    const edits: TextEdit[] = [insertAt(relation.place.source, declared.span.end, `, ${by}: symbol`)];
    for (const mention of mentionsOf(relation.name, context)) {
      const term = mention.arguments[column];
      if (term === undefined) return [];
      const written = {
        read: mention.item === invariant.syntax ? variable : "_",
        inserted: "replica()",
        fact: '""',
        expected: "_",
        done: JSON.stringify(mention.replica ?? ""),
      }[mention.kind];
      edits.push(insertAt(mention.source, term.end, `, ${written}`));
    }
    return [
      {
        kind: "numbers per replica",
        title: `Put the replica's name beside each ${quoted(declared.name.text)} that ${list([...new Set(operations)].map(quoted))} gives`,
        cost: "a number says which row is meant only together with the name, and each replica has one of its own",
        edits,
        keeps: true,
      },
    ];
  });
}
