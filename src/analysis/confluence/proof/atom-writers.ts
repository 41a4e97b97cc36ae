import { present } from "../../../base/assert.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import { variablesIn } from "../../../syntax/walk.ts";
import { isMixed } from "./merged-values.ts";
import { asksForKey, type Write } from "../operation-writes.ts";
import { areTheSame } from "./same-terms.ts";
import type { ViolationUnit } from "../violation-units.ts";
import type { WrittenProgram } from "./written-program.ts";

/** What may put the row of an atom where it was not. */
export function writersOf(atom: Syntax.Atom, written: WrittenProgram): readonly Write[] {
  const relation = present(written.program.relations.get(atom.relation.text), atom.relation.text);
  return (written.writes.get(relation) ?? []).filter(
    ({ effect }) => effect.kind !== "delete" && effect.kind !== "transfer",
  );
}

/** What may have put the row of an atom where it was not: of a row that has a key, what does not ask for the key before. */
export function firstWritersOf(
  unit: ViolationUnit,
  atom: Syntax.Atom,
  written: WrittenProgram,
): readonly Write[] {
  const relation = present(written.program.relations.get(atom.relation.text), atom.relation.text);
  const keys = written.movements.get(relation)?.keys;
  const isLasting = keys === "up" || keys === "constant";
  const writers = writersOf(atom, written);
  if (!isLasting || !isHeldByKey(unit, atom, written)) return writers;
  return writers.filter((write) => !asksForKey(write, relation));
}

/**
 * Whether a state has the row of an atom as soon as it has its key: the values move on, as those of
 * counters do, or nothing speaks of them.
 */
export function isHeldByKey(unit: ViolationUnit, atom: Syntax.Atom, written: WrittenProgram): boolean {
  const relation = present(written.program.relations.get(atom.relation.text), atom.relation.text);
  if (isMixed(relation)) return true;
  const others = [...unit.atoms, ...unit.rest]
    .filter((literal) => literal !== atom)
    .flatMap((literal) => variablesIn(literal).map(({ name }) => name));
  return atom.arguments.slice(relation.keyCount).every((term) => {
    if (term.kind === "wildcard") return true;
    const same = atom.arguments.filter((one) => one.kind === "variable" && areTheSame(one, term));
    return term.kind === "variable" && same.length === 1 && !others.includes(term.name);
  });
}
