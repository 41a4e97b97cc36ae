import { sameMembers, type Memory } from "../base/memory.ts";
import type { PlainLiteral, Program, Relation, Rule } from "../model/program.ts";
import { holdsSource, positiveAtom, variablesIn } from "../model/terms.ts";
import type * as Syntax from "../syntax/tree.ts";
import { readingComponents } from "./reading-components.ts";

/**
 * The plain columns of views at which some rule puts what may move: an aggregate, the value of a
 * lattice column, what such a column of another view holds, or what is computed from these. Every
 * argument of a head counts but a constant and a variable that a still column binds.
 *
 * Found component by component, in evaluation order, each repeated until nothing is added.
 */
export function relayingColumns(
  program: Program,
  memory: Memory | null = null,
): ReadonlyMap<Relation, ReadonlySet<number>> {
  const columns = new Map<Relation, ReadonlySet<number>>();
  const find = (relation: Relation): ReadonlySet<number> | undefined => columns.get(relation);
  const look = memory?.lookup("relaying columns", find) ?? null;
  const rules = rulesByRelation(program, memory);
  for (const component of readingComponents(program.dependencies, memory).components) {
    const own = new Map<Relation, Set<number>>(component.map((relation) => [relation, new Set()]));
    const isMoving = (relation: Relation, column: number): boolean => {
      if (relation.columns[column]?.lattice !== null) return true;
      const inside = own.get(relation);
      if (inside !== undefined) return inside.has(column);
      look?.(relation);
      return columns.get(relation)?.has(column) === true;
    };
    const ask = (): readonly ReadonlySet<number>[] => {
      while (grow(component, own, rules, program.relations, isMoving));
      return component.map((relation) => new Set([...(own.get(relation) ?? [])].sort((a, b) => a - b)));
    };
    const found = memory?.recall("relaying component", component, ask, areSameSets) ?? ask();
    for (const [i, relation] of component.entries()) {
      const moving = found[i];
      if (moving !== undefined && moving.size > 0) columns.set(relation, moving);
    }
  }
  return columns;
}

function areSameSets(a: readonly ReadonlySet<number>[], b: readonly ReadonlySet<number>[]): boolean {
  return a.length === b.length && a.every((one, i) => sameMembers([...one], [...(b[i] ?? [])]));
}

type RulesOf = (relation: Relation) => readonly Rule[] | undefined;

function rulesByRelation(program: Program, memory: Memory | null): RulesOf {
  const rules = new Map<Relation, Rule[]>();
  for (const rule of program.rules) {
    for (const { relation } of rule.heads) {
      const known = rules.get(relation);
      if (known === undefined) rules.set(relation, [rule]);
      else if (known.at(-1) !== rule) known.push(rule);
    }
  }
  if (memory === null) return (relation) => rules.get(relation);
  const find = (relation: Relation): readonly Rule[] | undefined => {
    const list = rules.get(relation);
    return list && memory.same<readonly Rule[]>("rules by relation", relation, list, sameMembers);
  };
  return memory.lookup("rules by relation", find);
}

/** One round over the rules of a component; false when they added no column. */
function grow(
  component: readonly Relation[],
  own: ReadonlyMap<Relation, Set<number>>,
  rules: RulesOf,
  relations: Program["relations"],
  isMoving: (relation: Relation, column: number) => boolean,
): boolean {
  let changed = false;
  for (const { heads, clauses } of new Set(component.flatMap((relation) => rules(relation) ?? []))) {
    for (const { literals } of clauses) {
      const still = stillNames(literals, relations, isMoving);
      for (const { relation, atom } of heads) {
        for (const [i, term] of atom.arguments.entries()) {
          const known = own.get(relation);
          if (known === undefined || isMoving(relation, i) || !mayMove(term, still)) continue;
          known.add(i);
          changed = true;
        }
      }
    }
  }
  return changed;
}

/** The variables that a still column binds. */
function stillNames(
  literals: readonly PlainLiteral[],
  relations: Program["relations"],
  isMoving: (relation: Relation, column: number) => boolean,
): ReadonlySet<string> {
  const still = new Set<string>();
  for (const atom of literals.flatMap(positiveAtom)) {
    const relation = relations.get(atom.relation.text);
    if (relation === undefined) continue;
    for (const [i, term] of atom.arguments.entries()) {
      if (term.kind === "variable" && !isMoving(relation, i)) still.add(term.name);
    }
  }
  return still;
}

function mayMove(term: Syntax.Term, still: ReadonlySet<string>): boolean {
  return holdsSource(term) || variablesIn(term).some((name) => !still.has(name));
}
