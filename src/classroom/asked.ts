import type { OutputVerdict } from "../analysis/report.ts";
import { checkProgram } from "../diagnostics/check.ts";
import type { Invariant, Relation } from "../model/program.ts";
import { parse } from "../syntax/parse.ts";
import type { Exercise } from "./exercise.ts";

/** What an exercise asks about. */
export interface Asked {
  readonly outputs: readonly Pick<OutputVerdict, "relation" | "promise">[];
  readonly invariants: readonly Invariant[];
  readonly choices: readonly Choice[];
}

/** A column, or a relation where `column` is null, whose type is to be chosen. */
export interface Choice {
  readonly name: string;
  readonly relation: Relation;
  readonly column: number | null;
}

/** What an exercise asks, found without looking for an answer to any of it. */
export function askedOf({ rules, asks, choices }: Exercise): Asked {
  const { program, report } = checkProgram(parse(rules), nothing, { evidence: false, invariants: false });
  const isAsked = (name: string): boolean => asks === "all" || asks.includes(name);
  return {
    outputs: report.outputs.filter(({ relation }) => isAsked(relation.name)),
    invariants: program.invariants.filter(({ assumed, name }) => !assumed && isAsked(name)),
    choices: choices.flatMap((name): readonly Choice[] => {
      const [relationName = "", columnName] = name.split(".");
      const relation = program.relations.get(relationName);
      if (relation === undefined) return [];
      const column = relation.columns.findIndex((one) => one.name === columnName);
      return [{ name, relation, column: column === -1 ? null : column }];
    }),
  };
}

/** The rules of an exercise are one file: it is copied, and sent about. */
function nothing(): { readonly problem: "not found" } {
  return { problem: "not found" };
}
