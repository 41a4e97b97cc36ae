import type { Program, Relation, Rule } from "../model/program.ts";
import { holdsSource, positiveAtom, variablesIn } from "../model/terms.ts";
import type { Relays } from "../model/value-flow.ts";
import type * as Syntax from "../syntax/tree.ts";

/**
 * The plain columns of views at which some rule puts what may move: an aggregate, the value of a
 * lattice column, what such a column of another view holds, or what is computed from these. Every
 * argument of a head counts but a constant and a variable that a still column binds.
 */
export function relayingColumns(program: Program): ReadonlyMap<Relation, ReadonlySet<number>> {
  const columns = new Map<Relation, Set<number>>();
  const relays: Relays = (relation, column) => columns.get(relation)?.has(column) === true;
  const isMoving = (relation: Relation, column: number): boolean =>
    relation.columns[column]?.lattice !== null || relays(relation, column);
  const mayMove = (term: Syntax.Term, still: ReadonlySet<string>): boolean =>
    holdsSource(term) || variablesIn(term).some((name) => !still.has(name));
  // In evaluation order, what a view relays is known where it is read; only recursion takes longer.
  const places = new Map(program.dependencies.components.flat().map((relation, i) => [relation, i]));
  const placeOf = ({ heads }: Rule): number =>
    Math.min(...heads.map(({ relation }) => places.get(relation) ?? 0));
  const rules = program.rules
    .map((rule) => ({ rule, place: placeOf(rule) }))
    .sort((a, b) => a.place - b.place);
  for (let changed = true; changed;) {
    changed = false;
    for (const {
      rule: { heads, clauses },
    } of rules) {
      for (const { literals } of clauses) {
        const still = new Set(
          literals.flatMap(positiveAtom).flatMap((atom) => {
            const relation = program.relations.get(atom.relation.text);
            return atom.arguments.flatMap((term, i) =>
              term.kind === "variable" && relation !== undefined && !isMoving(relation, i) ? [term.name] : [],
            );
          }),
        );
        for (const { relation, atom } of heads) {
          for (const [i, term] of atom.arguments.entries()) {
            if (isMoving(relation, i) || !mayMove(term, still)) continue;
            const known = columns.get(relation);
            if (known === undefined) columns.set(relation, new Set([i]));
            else known.add(i);
            changed = true;
          }
        }
      }
    }
  }
  return columns;
}
