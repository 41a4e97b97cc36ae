import type * as Syntax from "../syntax/tree.ts";
import type { Relation, Rule } from "./program.ts";
import { positiveAtom } from "./terms.ts";
import { valueFlow, type ColumnSource, type Flow, type Polarity, type ValueFlow } from "./value-flow.ts";

/** For each head of a rule, in order: the positive atoms from which it reads a growing value exactly. */
export type ExactReads = readonly ReadonlySet<Syntax.Atom>[];

/**
 * The reads of derived `max` and `min` columns whose value is tested exactly or against its order,
 * or goes where it does not keep it: to a key, or to a column of the other order (language.md,
 * section 3). Null for a rule that reads no such column.
 */
export function exactReads(rule: Rule, relations: ReadonlyMap<string, Relation>): ExactReads | null {
  const isGrowing = ({ literals }: Rule["clauses"][number]): boolean =>
    literals.some((literal) =>
      positiveAtom(literal).some((atom) => hasGrowingValue(relations.get(atom.relation.text))),
    );
  const clauses = rule.clauses.filter(isGrowing);
  if (clauses.length === 0) return null;

  const heads = rule.heads.map(({ atom }) => atom);
  const everywhere = new Set<Syntax.Atom>();
  const byHead = heads.map(() => new Set<Syntax.Atom>());
  for (const clause of clauses) {
    const flow = valueFlow(clause, heads, relations);
    noteBody(flow, everywhere);
    for (const [index, { relation }] of rule.heads.entries()) {
      for (const [column, sources] of (flow.heads[index] ?? []).entries()) {
        const lattice = relation.columns[column]?.lattice;
        const follows = lattice === "max" ? "+" : lattice === "min" ? "-" : null;
        note(sources, follows, byHead[index] ?? everywhere);
      }
    }
  }
  return byHead.map((atoms) => new Set([...everywhere, ...atoms]));
}

function hasGrowingValue(relation: Relation | undefined): boolean {
  return relation?.kind === "derived" && relation.keyCount < relation.columns.length;
}

/** A literal must become truer as the value moves on; what an aggregate sees of it is always exact. */
function noteBody({ literals, aggregates }: ValueFlow, atoms: Set<Syntax.Atom>): void {
  for (const { flow } of literals.values()) note(flow, "+", atoms);
  for (const { clauses } of aggregates.values()) {
    for (const { flow, target } of clauses) {
      note(target, null, atoms);
      noteAll(flow, atoms);
    }
  }
}

function noteAll({ literals, aggregates }: ValueFlow, atoms: Set<Syntax.Atom>): void {
  for (const { flow } of literals.values()) note(flow, null, atoms);
  for (const { clauses } of aggregates.values()) {
    for (const { flow, target } of clauses) {
      note(target, null, atoms);
      noteAll(flow, atoms);
    }
  }
}

/** Adds the atoms whose values do not move as `follows`: up with `+`, down with `-`, in no way with null. */
function note(flow: Flow, follows: "+" | "-" | null, atoms: Set<Syntax.Atom>): void {
  for (const [source, polarity] of flow) {
    if (source.kind !== "column" || !hasGrowingValue(source.relation)) continue;
    if (follows === null || movement(source, polarity) !== follows) atoms.add(source.atom);
  }
}

/** How a term moves over time when its source has `polarity` in it. */
function movement({ relation, column }: ColumnSource, polarity: Polarity): Polarity {
  if (polarity === "any" || relation.columns[column]?.lattice !== "min") return polarity;
  return polarity === "+" ? "-" : "+";
}
