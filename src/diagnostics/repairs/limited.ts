import type { PlainLiteral, Program, Relation } from "../../model/program.ts";
import type * as Syntax from "../../syntax/tree.ts";

/** What an invariant limits: a counter, or how many rows a relation has, for each value of the group. */
export interface Limited {
  readonly relation: Relation;
  /** The columns of the group, with the variables that the invariant has there. */
  readonly group: readonly { readonly column: number; readonly variable: string }[];
  readonly isCounter: boolean;
}

/** The counter whose value a variable is. */
export function counterOf(
  term: Syntax.Term,
  literals: readonly PlainLiteral[],
  { relations }: Program,
): Limited | null {
  if (term.kind !== "variable") return null;
  for (const literal of literals) {
    if (literal.kind !== "atom") continue;
    const relation = relations.get(literal.relation.text);
    const kind = relation?.columns[relation.keyCount]?.lattice;
    if (relation?.kind !== "base" || (kind !== "gcounter" && kind !== "pncounter")) continue;
    const value = literal.arguments[relation.keyCount];
    if (value?.kind !== "variable" || value.name !== term.name) continue;
    return { relation, group: groupOf(literal, relation.keyCount), isCounter: true };
  }
  return null;
}

/** The relation whose rows a term counts, or a variable that is such a count. */
export function countOf(
  term: Syntax.Term,
  literals: readonly PlainLiteral[],
  program: Program,
): Limited | null {
  if (term.kind === "variable") {
    for (const literal of literals) {
      if (literal.kind !== "comparison" || literal.operator !== "=") continue;
      const { left, right } = literal;
      const other = left.kind === "variable" && left.name === term.name ? right : left;
      const isMeant = other !== left || (right.kind === "variable" && right.name === term.name);
      if (isMeant && other.kind === "aggregate") return countOf(other, literals, program);
    }
    return null;
  }
  if (term.kind !== "aggregate" || term.operator !== "count") return null;
  const [atom, ...more] = term.body.length === 1 ? (term.body[0] ?? []) : [];
  if (atom?.kind !== "atom" || more.length > 0) return null;
  const relation = program.relations.get(atom.relation.text);
  if (relation?.kind !== "base" || relation.keyCount < relation.columns.length) return null;
  const outer = new Set(
    literals.flatMap((literal) =>
      literal.kind === "atom"
        ? literal.arguments.flatMap((one) => (one.kind === "variable" ? [one.name] : []))
        : [],
    ),
  );
  const group = groupOf(atom, relation.columns.length).filter(({ variable }) => outer.has(variable));
  return { relation, group, isCounter: false };
}

function groupOf(atom: Syntax.Atom, count: number): Limited["group"] {
  return atom.arguments
    .slice(0, count)
    .flatMap((term, column) => (term.kind === "variable" ? [{ column, variable: term.name }] : []));
}
