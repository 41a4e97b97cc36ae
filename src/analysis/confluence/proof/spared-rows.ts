import { effectAtom } from "../../../model/effects.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import { guardsOf } from "../operation-writes.ts";
import { TermConstraints } from "../term-constraints.ts";
import { assumeAlways } from "./unit-constraints.ts";
import type { WrittenProgram } from "./written-program.ts";

/** Whether what operations delete from an `orset` is never a row that fits an atom. */
export function isSpared(atom: Syntax.Atom, written: WrittenProgram): boolean {
  const relation = written.program.relations.get(atom.relation.text);
  if (relation?.kind !== "base" || relation.qualifier !== "orset") return false;
  const deletes = (written.writes.get(relation) ?? []).filter(({ effect }) => effect.kind === "delete");
  return deletes.every(({ operation, effect }) => {
    const constraints = new TermConstraints(written.isExact);
    for (const guard of guardsOf(operation)) assumeAlways(guard, "deleted", 0, constraints, written);
    for (const [i, term] of effectAtom(effect).arguments.entries()) {
      const other = atom.arguments[i];
      if (term.kind === "wildcard" || other === undefined || other.kind === "wildcard") continue;
      constraints.equate(constraints.term(term, "deleted", 0), constraints.term(other, "unit", null));
    }
    return constraints.isContradictory();
  });
}
