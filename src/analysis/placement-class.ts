import type { PlainLiteral, Program, Relation } from "../model/program.ts";
import { absentAtom, positiveAtom } from "../model/terms.ts";
import type { AggregateFlow } from "../model/value-flow.ts";
import type * as Syntax from "../syntax/tree.ts";
import type { ClauseUnit } from "./clause-unit.ts";
import { isMonotone } from "./direction.ts";
import type { Movements } from "./movements.ts";
import { readingComponents } from "./reading-components.ts";
import type { Placement } from "./report.ts";

/**
 * Whether a relation needs no coordination once facts are placed by key (analysis.md, section 4):
 * after Ameloot, Ketsman, Neven and Zinn, "Weaker forms of monotonicity for declarative networking".
 *
 * *Domain-distinct*: semi-positive rules; facts with a new value withdraw nothing.
 * *Domain-disjoint*: connected rules whose absences and aggregates are grouped by a value; facts
 * that share no value with the old ones withdraw nothing.
 */
export function placementClasses(
  program: Program,
  units: ReadonlyMap<Relation, readonly ClauseUnit[]>,
  bare: Movements,
): ReadonlyMap<Relation, Placement> {
  const classes = new Map<Relation, Placement>();
  const connected = new Map<Relation, boolean>();
  const { components } = readingComponents(program.dependencies);
  for (const component of components) {
    const members = new Set(component);
    const own = component.flatMap((relation) => units.get(relation) ?? []);
    const isConnected = own.every(
      (unit) =>
        connects(unit) &&
        readBy(unit, program).every((read) => members.has(read) || connected.get(read) !== false),
    );
    let weakest: Placement = "monotone";
    for (const unit of own) {
      weakest = weaker(weakest, unitClass(unit, program, isConnected));
      for (const read of readBy(unit, program)) {
        if (!members.has(read)) weakest = weaker(weakest, classes.get(read) ?? "monotone");
      }
    }
    for (const relation of component) {
      const movement = bare.of(relation);
      const safe = isMonotone(movement.keys) && movement.values.every(isMonotone);
      connected.set(relation, isConnected);
      if (movement.nondeterministic) classes.set(relation, "none");
      else if (safe) classes.set(relation, "monotone");
      else
        classes.set(
          relation,
          own.length === 0 ? baseClass(relation) : weakest === "monotone" ? "domain-distinct" : weakest,
        );
    }
  }
  return classes;
}

/** A removal or a new value is a fact about values that are there already. */
function baseClass(relation: Relation): Placement {
  if (relation.qualifier === "orset") return "domain-distinct";
  return relation.keyCount > 0 ? "domain-disjoint" : "none";
}

const strength = { monotone: 3, "domain-distinct": 2, "domain-disjoint": 1, none: 0 } as const;

function weaker(a: Placement, b: Placement): Placement {
  return strength[a] <= strength[b] ? a : b;
}

function unitClass(unit: ClauseUnit, program: Program, isConnected: boolean): Placement {
  if (unit.ambient.length > 0) return "none";
  const free = freeVariables(unit, program);
  const absences = unit.literals.flatMap(absentAtom);
  const aggregates = [...unit.flow.aggregates.values()];
  const exact = readsValues(unit);
  const isSemiPositive =
    aggregates.length === 0 &&
    !exact &&
    absences.every((atom) => {
      const relation = program.relations.get(atom.relation.text);
      if (relation?.qualifier === "static") return true;
      const bound = atom.arguments.every((term) => term.kind === "variable" && free.has(term.name));
      return relation?.kind === "base" && atom.arguments.length > 0 && bound;
    });
  if (isSemiPositive) return absences.length === 0 ? "monotone" : "domain-distinct";
  const grouped =
    absences.every(
      (atom) =>
        isFixed(atom, program) ||
        atom.arguments.some((term) => term.kind === "variable" && free.has(term.name)),
    ) && aggregates.every((aggregate) => isGrouped(aggregate, free, program));
  return grouped && isConnected ? "domain-disjoint" : "none";
}

function isFixed(atom: Syntax.Atom, program: Program): boolean {
  return program.relations.get(atom.relation.text)?.qualifier === "static";
}

/** An aggregate of which every atom carries a value of the group, or only static data. */
function isGrouped(aggregate: AggregateFlow, free: ReadonlySet<string>, program: Program): boolean {
  return aggregate.clauses.every(({ clause }) => {
    const atoms = clause.literals.flatMap((literal) => [...positiveAtom(literal), ...absentAtom(literal)]);
    const moving = atoms.filter((atom) => !isFixed(atom, program));
    return (
      moving.length === 0 ||
      moving.some((atom) =>
        atom.arguments.some(
          (term) => term.kind === "variable" && aggregate.shared.has(term.name) && free.has(term.name),
        ),
      )
    );
  });
}

/** The variables that a positive atom over data that can grow binds. */
function freeVariables(unit: ClauseUnit, program: Program): ReadonlySet<string> {
  const free = new Set<string>();
  for (const atom of unit.literals.flatMap(positiveAtom)) {
    if (isFixed(atom, program)) continue;
    for (const term of atom.arguments) if (term.kind === "variable") free.add(term.name);
  }
  return free;
}

/** Whether a moving value is used otherwise than as a row's presence. */
function readsValues(unit: ClauseUnit): boolean {
  const uses = [...unit.flow.literals.values()].map((literal) => literal.flow);
  const heads = unit.flow.heads[unit.headIndex] ?? [];
  return [...uses, ...heads].some((flow) => [...flow.keys()].some((source) => source.kind === "column"));
}

/** Whether the atoms of a clause hang together by shared variables. */
function connects(unit: ClauseUnit): boolean {
  const groups = unit.literals
    .map((literal) => new Set(namesOf(literal, unit)))
    .filter((names) => names.size > 0);
  const constantAtoms = unit.literals.some(
    (literal) =>
      [...positiveAtom(literal), ...absentAtom(literal)].length > 0 && namesOf(literal, unit).length === 0,
  );
  if (constantAtoms && unit.literals.length > 1) return false;
  const [first, ...rest] = groups;
  if (first === undefined) return true;
  const reached = new Set(first);
  let open = rest;
  for (let progress = true; progress && open.length > 0;) {
    const left = open.filter((names) => {
      if (![...names].some((name) => reached.has(name))) return true;
      for (const name of names) reached.add(name);
      return false;
    });
    progress = left.length < open.length;
    open = left;
  }
  return open.length === 0;
}

/** The variables by which a literal can hang together with others; an aggregate's are those of its group. */
function namesOf(literal: PlainLiteral, unit: ClauseUnit): readonly string[] {
  const names = (term: Syntax.Term): readonly string[] => {
    switch (term.kind) {
      case "variable":
        return [term.name];
      case "call":
        return term.arguments.flatMap(names);
      case "aggregate": {
        const shared = unit.flow.aggregates.get(term)?.shared ?? new Set<string>();
        const atoms = (unit.flow.aggregates.get(term)?.clauses ?? []).flatMap(({ clause }) =>
          clause.literals.flatMap((inner) => [...positiveAtom(inner), ...absentAtom(inner)]),
        );
        return atoms
          .flatMap((atom) => atom.arguments)
          .flatMap(names)
          .filter((name) => shared.has(name));
      }
      case "wildcard":
      case "constant":
        return [];
    }
  };
  switch (literal.kind) {
    case "atom":
      return literal.arguments.flatMap(names);
    case "negation":
      return literal.atom.arguments.flatMap(names);
    case "difference":
      return [...literal.left.arguments, ...literal.right.arguments].flatMap(names);
    case "comparison":
      return [literal.left, literal.right].flatMap(names);
    case "test":
      return literal.arguments.flatMap(names);
    case "truth":
      return [];
  }
}

function readBy(unit: ClauseUnit, program: Program): readonly Relation[] {
  const atomsOf = (literals: readonly PlainLiteral[]): readonly Syntax.Atom[] =>
    literals.flatMap((literal) => [...positiveAtom(literal), ...absentAtom(literal)]);
  const inside = (aggregate: AggregateFlow): readonly Syntax.Atom[] =>
    aggregate.clauses.flatMap(({ clause, flow }) => [
      ...atomsOf(clause.literals),
      ...[...flow.aggregates.values()].flatMap(inside),
    ]);
  const atoms = [...atomsOf(unit.literals), ...[...unit.flow.aggregates.values()].flatMap(inside)];
  return atoms.flatMap((atom) => program.relations.get(atom.relation.text) ?? []);
}
