import type { Relation } from "../../../model/program.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import { isAntitone } from "../../direction.ts";
import { writersOf } from "./atom-writers.ts";
import type { Write } from "../operation-writes.ts";
import { TermConstraints } from "../term-constraints.ts";
import { assumeAlways, assumeMeeting } from "./unit-constraints.ts";
import { unitDirection } from "./unit-direction.ts";
import type { ViolationUnit } from "../violation-units.ts";
import type { WrittenProgram } from "./written-program.ts";

/**
 * Whether the unit says that a row stands without another which whoever inserted it inserted too,
 * into an `orset`. Who takes such a row away has not seen that insertion: having seen it, and the
 * row that needs it, the invariant would not hold there, and nothing would have been taken. So
 * the insertion is still there.
 */
export function isTouched(
  unit: ViolationUnit,
  moving: readonly Syntax.Atom[],
  written: WrittenProgram,
): boolean {
  const [child] = moving;
  if (child === undefined || moving.length > 1) return false;
  const relation = written.program.relations.get(child.relation.text);
  if (relation === undefined || written.movements.get(relation)?.keys !== "up") return false;
  if (relation.keyCount < relation.columns.length) return false;
  return unit.rest.some((literal) => {
    if (literal.kind !== "negation") return false;
    const parent = written.program.relations.get(literal.atom.relation.text);
    if (parent?.kind !== "base" || parent.qualifier !== "orset") return false;
    const others = { ...unit, rest: unit.rest.filter((one) => one !== literal) };
    if (!isAntitone(unitDirection(others, written, moving)) || isReplaced(parent, written)) return false;
    return writersOf(child, written).every((write) => alsoInserts(write, unit, child, literal.atom, written));
  });
}

/** Whether an operation takes rows of a relation away and puts others, perhaps the same, in their place. */
function isReplaced(relation: Relation, written: WrittenProgram): boolean {
  const writes = written.writes.get(relation) ?? [];
  return writes.some(
    ({ operation, effect }) =>
      effect.kind === "delete" &&
      writes.some((other) => other.operation === operation && other.effect.kind === "insert"),
  );
}

function alsoInserts(
  write: Write,
  unit: ViolationUnit,
  child: Syntax.Atom,
  parent: Syntax.Atom,
  written: WrittenProgram,
): boolean {
  const { operation } = write;
  return operation.syntax.steps.some((step) => {
    if (step.kind !== "insert" || step.atom.relation.text !== parent.relation.text) return false;
    const constraints = new TermConstraints(written.isExact);
    for (const literal of unit.atoms) assumeAlways(literal, "unit", null, constraints, written);
    assumeMeeting(child, write, "left", 0, constraints, written);
    const pairs = parent.arguments.flatMap((term, i) => {
      const other = step.atom.arguments[i];
      if (term.kind === "wildcard" || other === undefined) return [];
      return [[constraints.term(term, "unit", null), constraints.term(other, "left", 0)] as const];
    });
    return constraints.isContradictory() || pairs.every(([a, b]) => constraints.areEqual(a, b));
  });
}
