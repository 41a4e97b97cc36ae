import { growing, sameMembers, sweep, type Memory } from "../base/memory.ts";
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
  const settled = growing(memory, "relaying columns", (relation: Relation) => columns.get(relation));
  const rules = rulesByRelation(program, memory);
  const ask = (component: readonly Relation[]): readonly ReadonlySet<number>[] => {
    const own = new Map<Relation, Set<number>>(component.map((relation) => [relation, new Set()]));
    const isMoving = (relation: Relation, column: number): boolean => {
      if (relation.columns[column]?.lattice !== null) return true;
      const inside = own.get(relation);
      if (inside !== undefined) return inside.has(column);
      return settled.get(relation)?.has(column) === true;
    };
    while (grow(component, own, rules, program.relations, isMoving));
    return component.map((relation) => new Set([...(own.get(relation) ?? [])].sort((a, b) => a - b)));
  };
  const settle = (
    component: readonly Relation[],
    found: readonly ReadonlySet<number>[],
    isNew: boolean,
  ): void => {
    let i = 0;
    for (const relation of component) {
      const columnsThere = found[i++];
      const moving = columnsThere?.size === 0 ? undefined : columnsThere;
      if (moving !== undefined) columns.set(relation, moving);
      if (isNew) settled.settle(relation, moving);
    }
  };
  const { components } = readingComponents(program.dependencies, memory);
  sweep(memory, "relaying component", components, ask, settle, areSameSets);
  return memory?.sameMap("relaying columns", columns) ?? columns;
}

function areSameSets(a: readonly ReadonlySet<number>[], b: readonly ReadonlySet<number>[]): boolean {
  return a.length === b.length && a.every((one, i) => sameMembers([...one], [...(b[i] ?? [])]));
}

type RulesByRelation = ReadonlyMap<Relation, readonly Rule[]>;

function rulesByRelation(program: Program, memory: Memory | null): RulesByRelation {
  const rules = new Map<Relation, Rule[]>();
  for (const rule of program.rules) {
    for (const { relation } of rule.heads) {
      const known = rules.get(relation);
      if (known === undefined) rules.set(relation, [rule]);
      else if (known.at(-1) !== rule) known.push(rule);
    }
  }
  if (memory === null) return rules;
  return memory.map("rules by relation", memory.sameMap("rules by relation", rules, sameMembers));
}

/** One round over the rules of a component; false when they added no column. */
function grow(
  component: readonly Relation[],
  own: ReadonlyMap<Relation, Set<number>>,
  rules: RulesByRelation,
  relations: Program["relations"],
  isMoving: (relation: Relation, column: number) => boolean,
): boolean {
  let changed = false;
  for (const { heads, clauses } of new Set(component.flatMap((relation) => rules.get(relation) ?? []))) {
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
