import { effectAtom } from "../../../model/effects.ts";
import type { PlainLiteral, Relation, Rule } from "../../../model/program.ts";
import { forEachLiteral, forEachTerm } from "../../../syntax/walk.ts";
import { hasExtremes } from "./merged-values.ts";
import { relationsReadBy } from "./relations-read-by.ts";
import { areTheSame } from "./same-terms.ts";
import type { ViolationUnit } from "../violation-units.ts";
import type { WrittenProgram } from "./written-program.ts";

/**
 * Whether all that units read and that operations write is one row, of which a merge takes one of
 * two: then a merged state is like one of its sides.
 */
export function movesOneCell(units: readonly ViolationUnit[], written: WrittenProgram): boolean {
  const { seals, rules } = written.program;
  const read = new Map(units.flatMap((unit) => [...relationsReadBy(unit, written.program)]));
  const moving = [...read.values()].filter(
    (relation) => relation.kind === "base" && !written.isStill(relation),
  );
  const [relation] = moving;
  if (relation === undefined || moving.length > 1 || seals.length > 0) return false;
  const readRules = rules.filter(({ heads }) => heads.some((head) => read.has(head.relation.name)));
  if (readRules.some(({ boundary }) => boundary !== null)) return false;
  const bodies = [
    ...units.flatMap((unit) => [[...unit.atoms, ...unit.rest], ...bodiesOf(unit.rules)]),
    ...bodiesOf(readRules),
  ];
  if (bodies.some((body) => body.some(namesPlace))) return false;
  return isOneCell(relation, written);
}

function isOneCell(relation: Relation, written: WrittenProgram): boolean {
  const { columns, keyCount, equivalence } = relation;
  if (equivalence || !written.movements.has(relation)) return false;
  const lattice = columns[keyCount]?.lattice ?? null;
  const isOneOfTwo =
    lattice === null ||
    lattice === "lww" ||
    ((lattice === "max" || lattice === "min") && !hasExtremes(relation));
  if (!isOneOfTwo) return false;
  const effects = (written.writes.get(relation) ?? []).map(({ effect }) => effect);
  const [first] = effects;
  return effects.every(
    (effect) =>
      (effect.kind === "insert" || effect.kind === "write") &&
      effectAtom(effect)
        .arguments.slice(0, keyCount)
        .every((term, i) => {
          const other = first === undefined ? undefined : effectAtom(first).arguments[i];
          return term.kind === "constant" && other !== undefined && areTheSame(term, other);
        }),
  );
}

function bodiesOf(rules: readonly Rule[]): readonly (readonly PlainLiteral[])[] {
  return rules.flatMap(({ clauses }) => clauses.map(({ literals }) => literals));
}

/** Whether a literal may say something else at another replica or time. */
function namesPlace(literal: PlainLiteral): boolean {
  let found = false;
  forEachLiteral([[literal]], (each) => {
    forEachTerm(each, (term) => {
      if (term.kind === "call" && (term.functor === "replica" || term.functor === "now")) found = true;
    });
  });
  return found;
}
