import type { Clause, Program, Relation } from "../../model/program.ts";

/** Two atoms of one relation that agree in some columns: `account(a, n), account(b, n)` in `n`. */
export interface KeyedPair {
  readonly relation: Relation;
  /** The columns in which they agree. */
  readonly keys: readonly number[];
  /** The columns in which they have different variables. */
  readonly others: readonly number[];
}

/** The pair that the left side of an invariant consists of, if it is one. */
export function keyedPair(clauses: readonly Clause[], { relations }: Program): KeyedPair | null {
  const [clause] = clauses;
  const atoms = clause?.literals.filter((literal) => literal.kind === "atom") ?? [];
  const [a, b] = atoms;
  if (clauses.length !== 1 || atoms.length !== 2 || a === undefined || b === undefined) return null;
  const relation = relations.get(a.relation.text);
  if (relation === undefined || a.relation.text !== b.relation.text) return null;
  const isShared = (i: number): boolean => {
    const [x, y] = [a.arguments[i], b.arguments[i]];
    return x?.kind === "variable" && y?.kind === "variable" && x.name === y.name;
  };
  const isApart = (i: number): boolean => {
    const [x, y] = [a.arguments[i], b.arguments[i]];
    return x?.kind === "variable" && y?.kind === "variable" && x.name !== y.name;
  };
  const columns = relation.columns.map((_, i) => i);
  const keys = columns.filter(isShared);
  return keys.length === 0 ? null : { relation, keys, others: columns.filter(isApart) };
}
