import { clausesOf } from "../../../model/clauses.ts";
import type { Relation } from "../../../model/program.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import type { MergeKnowledge } from "./merge-knowledge.ts";
import { demandCells, kindOf, relationOf } from "./query-cell.ts";
import { Unspeakable } from "./unspeakable.ts";

/** The sum of the values of those rows of a counter that have keys; null where any key fits. */
export interface CounterSum {
  readonly relation: Relation;
  readonly keys: readonly (Syntax.Term | null)[];
}

/**
 * What `sum n : { counter(k, _, n) }` sums up, where nothing else is asked of the rows; null for other
 * aggregates. `isOutside` says whether a variable stands outside of them. Throws `Unspeakable`.
 */
export function counterSum(
  { operator, target, body }: Syntax.Aggregate,
  knowledge: MergeKnowledge,
  isOutside: (name: string) => boolean,
): CounterSum | null {
  const { clauses } = clausesOf(body);
  const [atom] = clauses[0]?.literals ?? [];
  if (operator !== "sum" || target?.kind !== "variable" || clauses.length !== 1) return null;
  if (clauses[0]?.literals.length !== 1 || atom?.kind !== "atom") return null;
  const relation = relationOf(atom, knowledge.program);
  if (knowledge.isStill(relation) || kindOf(relation) !== "counter") return null;
  const value = atom.arguments[relation.keyCount];
  if (value?.kind !== "variable" || value.name !== target.name) return null;
  if (isOutside(target.name)) return null;
  demandCells(relation, knowledge.program);
  const own = atom.arguments.slice(0, relation.keyCount);
  const named = own.flatMap((term) => (term.kind === "variable" ? term.name : []));
  const keys = own.map((term) => {
    if (term.kind === "wildcard") return null;
    if (term.kind === "constant") return term;
    if (term.kind !== "variable" || term.name === target.name) throw new Unspeakable();
    if (isOutside(term.name)) return term;
    // A local variable that stands once fits any key.
    if (named.filter((name) => name === term.name).length > 1) throw new Unspeakable();
    return null;
  });
  return { relation, keys };
}
