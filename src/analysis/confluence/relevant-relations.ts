import { writtenBy } from "../../model/invariant-reach.ts";
import type { Invariant, Program, Relation } from "../../model/program.ts";
import { readsOf } from "../../model/reads.ts";

/** The relations that decide whether an invariant holds, and whether what writes them may run. */
export function relevantRelations(program: Program, invariants: readonly Invariant[]): ReadonlySet<Relation> {
  const named = (name: string): readonly Relation[] => {
    const relation = program.relations.get(name);
    return relation === undefined ? [] : [relation];
  };
  const relevant = new Set<Relation>();
  const waiting = invariants.flatMap(({ syntax }) =>
    readsOf([], [syntax.left, syntax.right ?? []]).flatMap(({ atom }) => named(atom.relation.text)),
  );
  const readBy = new Map<Relation, Relation[]>();
  for (const { from, to } of program.dependencies.edges) readBy.set(to, [...(readBy.get(to) ?? []), from]);
  for (let relation = waiting.pop(); relation !== undefined; relation = waiting.pop()) {
    if (relevant.has(relation)) continue;
    relevant.add(relation);
    waiting.push(...(readBy.get(relation) ?? []));
    for (const { relation: sealed, by } of program.seals) if (sealed === relation) waiting.push(by);
    for (const operation of program.operations.values()) {
      if (!writtenBy(operation, program).includes(relation)) continue;
      for (const step of operation.syntax.steps)
        if (step.kind === "require")
          waiting.push(...readsOf([], [step.body]).flatMap(({ atom }) => named(atom.relation.text)));
    }
  }
  return relevant;
}
