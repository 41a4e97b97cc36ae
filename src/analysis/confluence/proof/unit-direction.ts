import { present } from "../../../base/assert.ts";
import { plainRelation } from "../../../engine/violation-rules.ts";
import { dependencyGraph } from "../../../model/dependency-graph.ts";
import type { PlainLiteral, Relation, Rule } from "../../../model/program.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import { isAntitone, type Direction } from "../../direction.ts";
import { hasExtremes, isMixed } from "./merged-values.ts";
import { relationsReadBy } from "./relations-read-by.ts";
import { isSpared } from "./spared-rows.ts";
import { ruleOf, type ViolationUnit } from "../violation-units.ts";
import { movementsWhere, type WrittenProgram } from "./written-program.ts";

/**
 * How the truth of a unit moves as states grow. `held` are atoms whose rows stand in the state
 * from which it grows: of counters the key, so that their values move on, and of rows with several
 * `max` and `min` columns the one that is named, so that the others move on.
 */
export function unitDirection(
  unit: ViolationUnit,
  written: WrittenProgram,
  held: readonly Syntax.Atom[] | null,
  column: number | null = null,
): Direction {
  const { program } = written;
  const relations = new Map(relationsReadBy(unit, program));
  for (const relation of unit.relations) relations.set(relation.name, relation);
  const movements = new Map(written.movements);
  const replaced = new Map<PlainLiteral, PlainLiteral>();
  for (const [i, atom] of (held ?? []).entries()) {
    const relation = present(program.relations.get(atom.relation.text), atom.relation.text);
    const name = `held ${String(i)} ${relation.name}`;
    const copy: Relation = { ...relation, name, kind: "base" };
    relations.set(name, copy);
    const values = written.movements.get(relation)?.values ?? relation.columns.map(() => "any");
    movements.set(copy, {
      keys: "constant",
      values: values.map((value, k) => (isMixed(relation) && k !== column ? value : "constant")),
    });
    replaced.set(atom, { ...atom, relation: { ...atom.relation, text: name } });
  }
  for (const [i, literal] of unit.rest.entries()) {
    if (literal.kind !== "negation" || !isSpared(literal.atom, written)) continue;
    const relation = present(program.relations.get(literal.atom.relation.text), "a relation");
    const name = `spared ${String(i)} ${relation.name}`;
    const copy: Relation = { ...relation, name };
    relations.set(name, copy);
    movements.set(copy, { keys: "up", values: relation.columns.map(() => "constant") });
    const { atom } = literal;
    replaced.set(literal, { ...literal, atom: { ...atom, relation: { ...atom.relation, text: name } } });
  }
  const like = present(program.relations.values().next().value, "a relation");
  const broken = plainRelation("broken", like, []);
  relations.set(broken.name, broken);
  const span = unit.atoms[0]?.span ?? unit.rest[0]?.span ?? { start: 0, end: 0 };
  const head: Syntax.Atom = {
    kind: "atom",
    relation: { text: broken.name, span },
    arguments: [],
    span,
  };
  const put = (literal: PlainLiteral): PlainLiteral => replaced.get(literal) ?? literal;
  const literals = [...unit.atoms, ...unit.rest].map(put);
  const rules = [
    ...program.rules.filter(({ heads }) => heads.some(({ relation }) => relations.has(relation.name))),
    ...unit.rules.map((rule) => withLiterals(rule, put)),
    ruleOf(broken, head, { literals }, present(program.sources[0], "a source")),
  ];
  const asked = { ...program, relations, rules, dependencies: dependencyGraph(relations, rules) };
  const { keys, nondeterministic } = movementsWhere(asked, movements).of(broken);
  return nondeterministic ? "any" : keys;
}

/**
 * Whether a unit that holds in a merged state held in any state that has the rows of its atoms
 * already. Of several `max` and `min` columns in one row each may come from another side: one of
 * them is then the column that the side with the row must agree in, and which is free to choose.
 */
export function isHeldByRows(
  unit: ViolationUnit,
  held: readonly Syntax.Atom[],
  written: WrittenProgram,
): boolean {
  if (isAntitone(unitDirection(unit, written, held))) return true;
  const [only] = held;
  const relation = only === undefined ? undefined : written.program.relations.get(only.relation.text);
  if (relation === undefined || held.length > 1) return false;
  if (!hasExtremes(relation)) return false;
  return relation.columns.some(
    (_, column) => column >= relation.keyCount && isAntitone(unitDirection(unit, written, held, column)),
  );
}

function withLiterals(rule: Rule, put: (literal: PlainLiteral) => PlainLiteral): Rule {
  return { ...rule, clauses: rule.clauses.map(({ literals }) => ({ literals: literals.map(put) })) };
}
