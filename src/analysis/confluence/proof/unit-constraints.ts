import { effectAtom } from "../../../model/effects.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import { hasExtremes } from "./merged-values.ts";
import { guardsOf, type Write } from "../operation-writes.ts";
import { TermConstraints } from "../term-constraints.ts";
import type { ViolationUnit } from "../violation-units.ts";
import type { WrittenProgram } from "./written-program.ts";

/** What follows where a unit holds: its tests, its rows, and that keyed relations have one row for each key. */
export function constraintsOf(unit: ViolationUnit, written: WrittenProgram): TermConstraints {
  const constraints = new TermConstraints(written.isExact);
  for (const literal of [...unit.atoms, ...unit.rest]) {
    constraints.assume(literal, "unit", null);
    if (literal.kind === "atom") constraints.assumeRow(literal, true, "unit", null);
    if (literal.kind === "negation") constraints.assumeRow(literal.atom, false, "unit", null);
  }
  equateKeyed(unit, constraints, written);
  return constraints;
}

function equateKeyed(unit: ViolationUnit, constraints: TermConstraints, written: WrittenProgram): void {
  for (const [i, a] of unit.atoms.entries())
    for (const b of unit.atoms.slice(i + 1)) {
      const relation = written.program.relations.get(a.relation.text);
      if (relation === undefined || a.relation.text !== b.relation.text) continue;
      const { keyCount, columns } = relation;
      if (keyCount === columns.length || columns[keyCount]?.lattice === "mv") continue;
      const isSame = (k: number): boolean => {
        const [x, y] = [a.arguments[k], b.arguments[k]];
        return x?.kind === "variable" && y?.kind === "variable" && x.name === y.name;
      };
      if (!Array.from({ length: keyCount }, (_, k) => k).every(isSame)) continue;
      for (let k = keyCount; k < columns.length; k++) {
        const [x, y] = [a.arguments[k], b.arguments[k]];
        if (x === undefined || y === undefined) continue;
        constraints.equate(constraints.term(x, "unit", null), constraints.term(y, "unit", null));
      }
    }
}

/**
 * Takes that the row which an atom reads is one that an effect writes, as far as the effect says what
 * it writes; `byKey`, that only their keys are the same. `scope` tells the call from others.
 */
export function assumeMeeting(
  atom: Syntax.Atom,
  { effect, operation }: Write,
  scope: string,
  side: number,
  constraints: TermConstraints,
  written: WrittenProgram,
  byKey = false,
): void {
  // At a boundary it is the caller's name, which the other side may have too.
  const replica = operation.boundary === null ? side : null;
  for (const guard of guardsOf(operation)) assumeAlways(guard, scope, replica, constraints, written);
  const relation = written.program.relations.get(atom.relation.text);
  const isWhole = relation !== undefined && !hasExtremes(relation) && !byKey;
  const terms = [...effectAtom(effect).arguments, ...(effect.kind === "write" ? effect.values : [])].slice(
    0,
    isWhole ? undefined : relation?.keyCount,
  );
  for (const [i, term] of atom.arguments.entries()) {
    const other = terms[i];
    if (term.kind === "wildcard" || other === undefined) continue;
    constraints.equate(constraints.term(term, "unit", null), constraints.term(other, scope, replica));
  }
}

/** Takes what a literal says that is so at all times: of rows only those that never change. */
export function assumeAlways(
  literal: Syntax.Literal,
  scope: string,
  replica: number | null,
  constraints: TermConstraints,
  written: WrittenProgram,
): void {
  constraints.assume(literal, scope, replica);
  if (literal.kind !== "atom" && literal.kind !== "negation") return;
  const atom = literal.kind === "atom" ? literal : literal.atom;
  const relation = written.program.relations.get(atom.relation.text);
  if (relation !== undefined && written.isStill(relation))
    constraints.assumeRow(atom, literal.kind === "atom", scope, replica);
}
