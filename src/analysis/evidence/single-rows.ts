import { clausesOf } from "../../model/clauses.ts";
import type { Program, Relation } from "../../model/program.ts";
import type { Atom, Term } from "../../syntax/tree.ts";
import { hasCuts, isPlain } from "./cuts.ts";

/** That rows of a relation that agree in some columns agree in another. */
export interface Dependency {
  readonly columns: readonly number[];
  readonly column: number;
}

/**
 * The dependencies between the columns of each relation that assumed invariants state, such as
 * `p(k, a), p(k, b) => a = b`.
 */
export function dependenciesOf(program: Program): ReadonlyMap<Relation, readonly Dependency[]> {
  const found = new Map<Relation, Dependency[]>();
  for (const { assumed, syntax } of program.invariants) {
    if (!assumed || syntax.right === null) continue;
    const [left, ...moreLeft] = clausesOf([syntax.left]).clauses;
    const [right, ...moreRight] = clausesOf([syntax.right]).clauses;
    const [a, b, ...others] = left?.literals ?? [];
    const [equation, ...moreEquations] = right?.literals ?? [];
    if (moreLeft.length + moreRight.length + others.length + moreEquations.length > 0) continue;
    if (a?.kind !== "atom" || b?.kind !== "atom" || a.relation.text !== b.relation.text) continue;
    if (equation?.kind !== "comparison" || equation.operator !== "=") continue;
    const relation = program.relations.get(a.relation.text);
    const dependency = relation && dependencyIn(a, b, equation.left, equation.right);
    if (relation === undefined || dependency === undefined || dependency === null) continue;
    found.set(relation, [...(found.get(relation) ?? []), dependency]);
  }
  return found;
}

function dependencyIn(a: Atom, b: Atom, left: Term, right: Term): Dependency | null {
  const names = [a, b].map((atom) =>
    atom.arguments.map((term) =>
      term.kind === "variable" ? term.name : term.kind === "wildcard" ? "" : null,
    ),
  );
  const [first = [], second = []] = names;
  if (left.kind !== "variable" || right.kind !== "variable") return null;
  if ([...first, ...second].includes(null)) return null;
  // A name that stands twice in one atom speaks of some rows only.
  for (const own of [first, second]) {
    const named = own.filter((name) => name !== "");
    if (new Set(named).size < named.length) return null;
  }
  const columns = first.flatMap((name, i) => (name !== "" && name === second[i] ? [i] : []));
  const isApart = first.every((name, i) => name === "" || columns.includes(i) || !second.includes(name));
  const column = first.findIndex(
    (name, i) =>
      !columns.includes(i) &&
      ((name === left.name && second[i] === right.name) || (name === right.name && second[i] === left.name)),
  );
  return isApart && column >= 0 ? { columns, column } : null;
}

/** Whether an atom has at most one row once the values that `isKnown` says are. */
export function hasOneRow(
  atom: Atom,
  relation: Relation,
  dependencies: readonly Dependency[],
  isKnown: (term: Term) => boolean,
): boolean {
  const known = new Set<number>();
  for (const [i, term] of atom.arguments.entries()) {
    if (!isPlain(term) && term.kind !== "constant") return false;
    if (term.kind !== "wildcard" && isKnown(term)) known.add(i);
  }
  for (let size = -1; size < known.size;) {
    size = known.size;
    for (const { columns, column } of dependencies)
      if (columns.every((one) => known.has(one))) known.add(column);
    // One key has one value.
    for (const [i, column] of relation.columns.entries()) {
      if (!hasCuts(column)) continue;
      if (relation.columns.every((_, key) => key >= relation.keyCount || known.has(key))) known.add(i);
    }
  }
  return relation.columns.every((_, i) => known.has(i));
}
