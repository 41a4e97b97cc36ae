import type { PlainLiteral } from "../../../model/program.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import { variablesIn } from "../../../syntax/walk.ts";
import type { LastingRows } from "./lasting-rows.ts";
import { renamedLiteral, type Naming } from "../renamed-literals.ts";
import { areTheSame } from "./same-terms.ts";
import type { ViolationUnit } from "../violation-units.ts";
import type { WrittenProgram } from "./written-program.ts";

/** The unit with one name for what is equal in it, and without what then says nothing more. */
export function reducedUnit(
  unit: ViolationUnit,
  written: WrittenProgram,
  lasting: LastingRows,
): ViolationUnit {
  const equation = equationIn(unit, written);
  if (equation === null) return folded(unit, written, lasting);
  const { variable, term, literal } = equation;
  const naming: Naming = (one) => (one.name === variable ? term : one);
  const put = (one: PlainLiteral): PlainLiteral => renamedLiteral(one, naming);
  return reducedUnit(
    {
      ...unit,
      atoms: unit.atoms.map((atom) => put(atom)).filter((one) => one.kind === "atom"),
      rest: unit.rest.filter((one) => one !== literal).map(put),
    },
    written,
    lasting,
  );
}

/** That a variable is some term: said so, or since a register has but one value. */
function equationIn({ atoms, rest }: ViolationUnit, written: WrittenProgram): Equation | null {
  for (const literal of rest) {
    if (literal.kind !== "comparison" || literal.operator !== "=") continue;
    const found = equationOf(literal.left, literal.right) ?? equationOf(literal.right, literal.left);
    if (found !== null) return { ...found, literal };
  }
  for (const [i, a] of atoms.entries())
    for (const b of atoms.slice(i + 1)) {
      const relation = written.program.relations.get(a.relation.text);
      if (relation?.name !== b.relation.text) continue;
      const { keyCount, columns } = relation;
      if (keyCount === columns.length || columns[keyCount]?.lattice === "mv") continue;
      const pairs = a.arguments.flatMap((term, k) => {
        const other = b.arguments[k];
        return other === undefined ? [] : [[term, other] as const];
      });
      if (!pairs.slice(0, keyCount).every(([one, other]) => areTheSame(one, other))) continue;
      for (const [one, other] of pairs.slice(keyCount)) {
        const found = equationOf(one, other) ?? equationOf(other, one);
        if (found !== null) return { ...found, literal: null };
      }
    }
  return null;
}

interface Equation {
  readonly variable: string;
  readonly term: Syntax.Term;
  /** The comparison that says so, if one does. */
  readonly literal: PlainLiteral | null;
}

function equationOf(variable: Syntax.Term, term: Syntax.Term): Omit<Equation, "literal"> | null {
  if (variable.kind !== "variable" || areTheSame(variable, term)) return null;
  return term.kind === "variable" || term.kind === "constant" ? { variable: variable.name, term } : null;
}

/**
 * The unit without atoms that another one already shows to hold: the same relation, and wherever
 * the other has another term, a variable that nothing else speaks of. A fact shows one as well.
 */
function folded(unit: ViolationUnit, written: WrittenProgram, lasting: LastingRows): ViolationUnit {
  for (const [index, atom] of unit.atoms.entries()) {
    const atoms = unit.atoms.toSpliced(index, 1);
    const others = new Set(
      [...atoms, ...unit.rest].flatMap((literal) => variablesIn(literal).map(({ name }) => name)),
    );
    const isFree = (term: Syntax.Term): boolean =>
      term.kind === "wildcard" ||
      (term.kind === "variable" &&
        !others.has(term.name) &&
        atom.arguments.filter((one) => one.kind === "variable" && one.name === term.name).length === 1);
    const shows = (other: Syntax.Atom): boolean =>
      other.relation.text === atom.relation.text &&
      atom.arguments.every((term, i) => {
        const same = other.arguments[i];
        return isFree(term) || (same !== undefined && areTheSame(term, same));
      });
    if (atoms.some(shows) || lasting.show(atom, isFree)) return folded({ ...unit, atoms }, written, lasting);
  }
  return unit;
}
