import { present } from "../../../base/assert.ts";
import { effectAtom } from "../../../model/effects.ts";
import type { Operation, Relation } from "../../../model/program.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import { isHeldByKey } from "./atom-writers.ts";
import { guardsOf, type Write } from "../operation-writes.ts";
import type { StandingRow } from "./side-knowledge.ts";
import type { TermConstraints } from "../term-constraints.ts";
import type { ViolationUnit } from "../violation-units.ts";
import type { WrittenProgram } from "./written-program.ts";

/**
 * What stands in the state that an operation leaves, having put the row of a unit's atom there: that
 * row, what else the call wrote, what it had asked for and nobody takes away, and what never changes.
 * `scope` tells the call from others, and `side` its replica.
 */
export function leftRows(
  unit: ViolationUnit,
  atom: Syntax.Atom,
  { operation, effect }: Write,
  scope: string,
  side: number,
  constraints: TermConstraints,
  written: WrittenProgram,
): readonly StandingRow[] {
  const { program, movements, writes, isStill } = written;
  const replica = operation.boundary === null ? side : null;
  const rows: StandingRow[] = [];
  const put = (name: string, terms: readonly (Syntax.Term | null)[], where: string): void => {
    const columns = program.relations.get(name)?.columns ?? [];
    rows.push({
      relation: name,
      terms: columns.map((_, i) => {
        const term = terms[i];
        return term === null || term === undefined || term.kind === "wildcard"
          ? constraints.unknown()
          : constraints.term(term, where, where === "unit" ? null : replica);
      }),
    });
  };
  const keysOf = ({ arguments: terms }: Syntax.Atom, { keyCount }: Relation): readonly Syntax.Term[] =>
    terms.slice(0, keyCount);
  const own = present(program.relations.get(atom.relation.text), atom.relation.text);
  put(own.name, isHeldByKey(unit, atom, written) ? keysOf(atom, own) : atom.arguments, "unit");
  for (const step of operation.syntax.steps) {
    if (step.kind === "require" || step === effect) continue;
    const atomOf = effectAtom(step);
    const relation = program.relations.get(atomOf.relation.text);
    if (relation === undefined) continue;
    const others = (writes.get(relation) ?? []).filter((write) => write.operation === operation);
    if (step.kind === "insert" && others.every((write) => write.effect.kind === "insert"))
      put(relation.name, keysOf(atomOf, relation), scope);
    if (step.kind === "write") {
      // Where a call has several solutions, the last of them stands.
      const terms = [...atomOf.arguments, ...step.values];
      const isOne = others.length === 1 && terms.every((term) => isGiven(term, operation));
      put(relation.name, isOne ? terms : atomOf.arguments, scope);
    }
  }
  for (const guard of guardsOf(operation)) {
    if (guard.kind !== "atom") continue;
    const relation = program.relations.get(guard.relation.text);
    if (relation?.kind !== "base") continue;
    const keys = movements.get(relation)?.keys;
    if (isStill(relation)) put(relation.name, guard.arguments, scope);
    else if (keys === "up" || keys === "constant") put(relation.name, keysOf(guard, relation), scope);
  }
  for (const other of unit.atoms) {
    const relation = program.relations.get(other.relation.text);
    if (relation !== undefined && isStill(relation)) put(relation.name, other.arguments, "unit");
  }
  return rows;
}

/** Whether a term says the same for all solutions of one call. */
function isGiven(term: Syntax.Term, operation: Operation): boolean {
  if (term.kind === "constant") return true;
  if (term.kind !== "variable") return false;
  return operation.syntax.parameters.some(({ name }) => name.text === term.name);
}
