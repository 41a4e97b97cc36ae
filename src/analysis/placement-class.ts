import { present } from "../base/assert.ts";
import { growing, sameMembers, sweep, type Memory } from "../base/memory.ts";
import type { PlainLiteral, Program, Relation } from "../model/program.ts";
import { absentAtom, positiveAtom } from "../model/terms.ts";
import type { AggregateFlow, ValueFlow } from "../model/value-flow.ts";
import type * as Syntax from "../syntax/tree.ts";
import type { ClauseUnit } from "./clause-unit.ts";
import { isMonotone } from "./direction.ts";
import type { Movement, Movements } from "./movements.ts";
import { readingComponents } from "./reading-components.ts";
import type { Placement } from "./report.ts";

/**
 * Whether a relation needs no coordination once facts are placed by key (analysis.md, section 4):
 * after Ameloot, Ketsman, Neven and Zinn, "Weaker forms of monotonicity for declarative networking".
 *
 * *Domain-distinct*: semi-positive rules; facts with a new value withdraw nothing.
 * *Domain-disjoint*: connected rules whose absences and aggregates are grouped by a value; facts
 * that share no value with the old ones withdraw nothing.
 *
 * Only values of facts that are placed connect: those at *carried* columns, which hold a value of
 * some such fact in every row. A constant, a computed value and what `static` data gives are
 * everywhere, and a comparison holds between facts that nothing brings together.
 *
 * `bare` is how rows move without coordination, `judged` how they move with it: what is decided at
 * a boundary may be safe without it and denied with it.
 */
export function placementClasses(
  program: Program,
  units: ReadonlyMap<Relation, readonly ClauseUnit[]>,
  bare: Movements,
  judged: Movements,
  memory: Memory | null = null,
): (relation: Relation) => Placement {
  const { components } = readingComponents(program.dependencies, memory);
  const rows = new Map<Relation, Placed>();
  const settled = growing(memory, "placed", (relation: Relation) => rows.get(relation));
  const context: Context = {
    relations: program.relations,
    isFixed: (relation) => relation.qualifier === "static" || isStill(bare.of(relation)),
    carried: new Marks((relation) => settled.get(relation)?.carried),
    linked: new Marks((relation) => settled.get(relation)?.linked),
    readOf: (unit) => {
      const ask = (): readonly Relation[] => readBy(unit, program.relations);
      return memory?.once("reads", unit, ask) ?? ask();
    },
  };
  const isPlain = (relation: Relation): boolean => {
    const alone = bare.of(relation);
    if (alone.nondeterministic || !isSafe(alone)) return false;
    return bare === judged || isSafe(judged.of(relation));
  };
  const known: Known = {
    context,
    units: memory?.map("placed units", units) ?? units,
    isPlain,
    isNondeterministic: (relation) => bare.of(relation).nondeterministic,
    settled: settled.get,
  };
  const ask = (component: readonly Relation[]): readonly Placed[] => {
    const found = placed(component, known);
    if (memory === null) return found;
    return component.map((relation, i) =>
      memory.same("placed", relation, present(found[i], "where a relation is placed"), areSame),
    );
  };
  const settle = (component: readonly Relation[], found: readonly Placed[], isNew: boolean): void => {
    let i = 0;
    for (const relation of component) {
      const row = found[i++];
      if (row === undefined) continue;
      rows.set(relation, row);
      if (isNew) settled.settle(relation, row);
    }
  };
  sweep(memory, "placed component", askedComponents(components, units, context, isPlain), ask, settle);
  return (relation) => rows.get(relation)?.placement ?? "monotone";
}

/** What is known of the components before, and of the program. */
interface Known {
  readonly context: Context;
  readonly units: ReadonlyMap<Relation, readonly ClauseUnit[]>;
  readonly isPlain: (relation: Relation) => boolean;
  readonly isNondeterministic: (relation: Relation) => boolean;
  readonly settled: (relation: Relation) => Placed | undefined;
}

/** What is found of a relation. */
interface Placed {
  readonly carried: readonly boolean[];
  readonly linked: readonly boolean[];
  readonly isConnected: boolean;
  readonly placement: Placement;
}

function areSame(a: Placed, b: Placed): boolean {
  return (
    a.isConnected === b.isConnected &&
    a.placement === b.placement &&
    sameMembers(a.carried, b.carried) &&
    sameMembers(a.linked, b.linked)
  );
}

/** What is found of each relation of a component. */
function placed(component: readonly Relation[], known: Known): readonly Placed[] {
  const { context, units } = known;
  context.carried.open(component);
  context.linked.open(component);
  carry(component, units, context);
  const members = new Set(component);
  const own = component.flatMap((relation) => units.get(relation) ?? []);
  const isConnected = own.every(
    (unit) =>
      connects(unit, context) &&
      context.readOf(unit).every((read) => members.has(read) || known.settled(read)?.isConnected !== false),
  );
  let weakest: Placement = "monotone";
  for (const unit of own) {
    weakest = weaker(weakest, unitClass(unit, context, isConnected));
    for (const read of context.readOf(unit)) {
      if (!members.has(read)) weakest = weaker(weakest, known.settled(read)?.placement ?? "monotone");
    }
  }
  const placementOf = (relation: Relation): Placement => {
    if (known.isNondeterministic(relation)) return "none";
    if (known.isPlain(relation)) return "monotone";
    return own.length === 0 ? baseClass(relation) : weaker(weakest, "domain-distinct");
  };
  const found = component.map((relation) => ({
    carried: context.carried.get(relation) ?? [],
    linked: context.linked.get(relation) ?? [],
    isConnected,
    placement: placementOf(relation),
  }));
  context.carried.open([]);
  context.linked.open([]);
  return found;
}

/** The components that are not wholly plain, and those that they read: where all is plain there is nothing to place. */
function askedComponents(
  components: readonly (readonly Relation[])[],
  units: ReadonlyMap<Relation, readonly ClauseUnit[]>,
  context: Context,
  isPlain: (relation: Relation) => boolean,
): readonly (readonly Relation[])[] {
  const asked: (readonly Relation[])[] = [];
  const read = new Set<Relation>();
  for (const component of components.toReversed()) {
    if (component.every((relation) => isPlain(relation) && !read.has(relation))) continue;
    asked.push(component);
    for (const relation of component)
      for (const unit of units.get(relation) ?? []) for (const one of context.readOf(unit)) read.add(one);
  }
  return asked.reverse();
}

interface Context {
  readonly relations: ReadonlyMap<string, Relation>;
  /** Whether its rows are the same everywhere and for ever. */
  readonly isFixed: (relation: Relation) => boolean;
  /** Whether the column holds a value of a placed fact in every row. */
  readonly carried: Marks;
  /** Whether the placed facts on which a row depends, present or absent, hang together with its value there. */
  readonly linked: Marks;
  /** The relations that a unit reads. */
  readonly readOf: (unit: ClauseUnit) => readonly Relation[];
}

/** A mark for each column of a relation. Those of the component that is looked at are still changing. */
class Marks {
  readonly #settled: (relation: Relation) => readonly boolean[] | undefined;
  readonly #open = new Map<Relation, readonly boolean[]>();

  constructor(settled: (relation: Relation) => readonly boolean[] | undefined) {
    this.#settled = settled;
  }

  open(component: readonly Relation[]): void {
    this.#open.clear();
    for (const relation of component) this.#open.set(relation, []);
  }

  get(relation: Relation): readonly boolean[] | undefined {
    return this.#open.get(relation) ?? this.#settled(relation);
  }

  set(relation: Relation, marks: readonly boolean[]): void {
    this.#open.set(relation, marks);
  }
}

function isStill(movement: Movement): boolean {
  return movement.keys === "constant" && movement.values.every((value) => value === "constant");
}

function isSafe(movement: Movement): boolean {
  return isMonotone(movement.keys) && movement.values.every(isMonotone);
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

/** Finds the carried and the linked columns of a component: greatest fixpoints over its rules. */
function carry(
  component: readonly Relation[],
  units: ReadonlyMap<Relation, readonly ClauseUnit[]>,
  context: Context,
): void {
  const own = component.flatMap((relation) => units.get(relation) ?? []);
  const isRecursive = own.some((unit) => context.readOf(unit).some((read) => component.includes(read)));
  const narrowed = (columns: Marks, namesIn: (unit: ClauseUnit) => ReadonlySet<string>): void => {
    for (const relation of component) {
      const placed = !context.isFixed(relation);
      columns.set(
        relation,
        relation.columns.map(() => placed),
      );
    }
    // Where nothing of the component itself is read, once is enough.
    while (narrow(own, columns, namesIn) && isRecursive);
  };
  narrowed(context.carried, ({ literals }) => placedNames(literals, context));
  narrowed(context.linked, ({ literals, flow }) => {
    const names = new Set(atomsOf(literals).flatMap((atom) => linkedNames(atom, context)));
    for (const aggregate of flow.aggregates.values()) {
      const inside = atomsInside(aggregate).flatMap((atom) => linkedNames(atom, context));
      for (const name of inside) if (aggregate.shared.has(name)) names.add(name);
    }
    return withEqualNames(names, literals);
  });
}

/** Takes the mark of columns at which a rule's head has none of the names that `namesIn` gives; false when there is none. */
function narrow(
  units: readonly ClauseUnit[],
  columns: Marks,
  namesIn: (unit: ClauseUnit) => ReadonlySet<string>,
): boolean {
  let changed = false;
  for (const unit of units) {
    const before = columns.get(unit.relation) ?? [];
    if (!before.includes(true)) continue;
    const names = namesIn(unit);
    const after = before.map((one, i) => {
      const term = unit.head.atom.arguments[i];
      return one && term?.kind === "variable" && names.has(term.name);
    });
    if (after.every((one, i) => one === before[i])) continue;
    columns.set(unit.relation, after);
    changed = true;
  }
  return changed;
}

/** The variables that hold a value of a placed fact: those at carried columns, and what equals them. */
function placedNames(literals: readonly PlainLiteral[], context: Context): ReadonlySet<string> {
  const atoms = literals.flatMap(positiveAtom);
  return withEqualNames(new Set(atoms.flatMap((atom) => namesAt(context.carried, atom, context))), literals);
}

function withEqualNames(names: Set<string>, literals: readonly PlainLiteral[]): ReadonlySet<string> {
  const equations = equalNames(literals);
  for (let size = -1; size < names.size;) {
    size = names.size;
    for (const [a, b] of equations) {
      if (names.has(a)) names.add(b);
      if (names.has(b)) names.add(a);
    }
  }
  return names;
}

/** The variables by which an atom hangs together with the placed facts behind it. */
function linkedNames(atom: Syntax.Atom, context: Context): readonly string[] {
  return namesAt(context.linked, atom, context);
}

function namesAt(columns: Marks, atom: Syntax.Atom, { relations }: Context): readonly string[] {
  const relation = relations.get(atom.relation.text);
  const marks = relation === undefined ? [] : (columns.get(relation) ?? []);
  return atom.arguments.flatMap((term, i) =>
    term.kind === "variable" && marks[i] === true ? [term.name] : [],
  );
}

function equalNames(literals: readonly PlainLiteral[]): readonly (readonly [string, string])[] {
  return literals.flatMap((literal) => {
    if (literal.kind !== "comparison" || literal.operator !== "=") return [];
    const { left, right } = literal;
    return left.kind === "variable" && right.kind === "variable" ? [[left.name, right.name]] : [];
  });
}

function unitClass(unit: ClauseUnit, context: Context, isConnected: boolean): Placement {
  if (unit.ambient.length > 0) return "none";
  const placed = placedNames(unit.literals, context);
  const absences = unit.literals.flatMap(absentAtom).filter((atom) => !isFixedAtom(atom, context));
  const aggregates = [...unit.flow.aggregates.values()].filter(
    (aggregate) => !isFixedInside(aggregate, context),
  );
  const values = readValues(unit);
  const isSemiPositive =
    aggregates.length === 0 &&
    values.length === 0 &&
    absences.every((atom) => {
      const relation = context.relations.get(atom.relation.text);
      const bound = atom.arguments.every((term) => term.kind === "variable" && placed.has(term.name));
      return relation?.kind === "base" && atom.arguments.length > 0 && bound;
    });
  if (isSemiPositive) return absences.length === 0 ? "monotone" : "domain-distinct";
  const isGrouped =
    absences.every((atom) => linkedNames(atom, context).some((name) => placed.has(name))) &&
    aggregates.every((aggregate) => hasGroup(aggregate, placed, context)) &&
    values.every((relation) => hasCarriedKey(relation, context));
  return isGrouped && isConnected ? "domain-disjoint" : "none";
}

function isFixedAtom(atom: Syntax.Atom, { relations, isFixed }: Context): boolean {
  const relation = relations.get(atom.relation.text);
  return relation !== undefined && isFixed(relation);
}

function isFixedInside(aggregate: AggregateFlow, context: Context): boolean {
  return atomsInside(aggregate).every((atom) => isFixedAtom(atom, context));
}

/** Whether each alternative of an aggregate's body has a placed value of the group; `connects` sees to the rest. */
function hasGroup(aggregate: AggregateFlow, placed: ReadonlySet<string>, context: Context): boolean {
  return aggregate.clauses.every(({ clause }) => {
    const atoms = atomsOf(clause.literals).filter((atom) => !isFixedAtom(atom, context));
    if (atoms.length === 0) return true;
    const linked = withEqualNames(
      new Set(atoms.flatMap((atom) => linkedNames(atom, context))),
      clause.literals,
    );
    return [...linked].some((name) => aggregate.shared.has(name) && placed.has(name));
  });
}

/** Whether the value that a lattice column holds is that of a key which is a placed value. */
function hasCarriedKey(relation: Relation, { carried }: Context): boolean {
  return (carried.get(relation) ?? []).slice(0, relation.keyCount).includes(true);
}

/** The relations of which a moving value is used otherwise than as a row's presence. */
function readValues(unit: ClauseUnit): readonly Relation[] {
  const uses = [...unit.flow.literals.values()].map((literal) => literal.flow);
  const heads = unit.flow.heads[unit.headIndex] ?? [];
  return [...uses, ...heads].flatMap((flow) =>
    [...flow.keys()].flatMap((source) =>
      source.kind === "column" && source.relation.columns[source.column]?.lattice !== null
        ? [source.relation]
        : [],
    ),
  );
}

/** Whether the placed atoms of a clause, those inside its aggregates too, hang together by placed values. */
function connects(unit: ClauseUnit, context: Context): boolean {
  const links: (readonly string[])[] = [];
  collectLinks(unit.literals, unit.flow, (name) => name, context, links);
  const [first, ...rest] = links;
  if (first === undefined) return true;
  const reached = new Set(first);
  let open = rest;
  for (let progress = true; progress && open.length > 0;) {
    const left = open.filter((names) => {
      if (!names.some((name) => reached.has(name))) return true;
      for (const name of names) reached.add(name);
      return false;
    });
    progress = left.length < open.length;
    open = left;
  }
  return open.length === 0;
}

/** The sets of names that hang together: one for each placed atom, one for each equation of variables. */
function collectLinks(
  literals: readonly PlainLiteral[],
  flow: ValueFlow,
  rename: (name: string) => string,
  context: Context,
  links: (readonly string[])[],
): void {
  for (const atom of atomsOf(literals)) {
    if (!isFixedAtom(atom, context)) links.push(linkedNames(atom, context).map(rename));
  }
  // An equation of variables that no atom has says nothing of placement.
  const known = new Set(links.flat());
  for (const [a, b] of equalNames(literals)) {
    if (known.has(rename(a)) || known.has(rename(b))) links.push([rename(a), rename(b)]);
  }
  for (const aggregate of flow.aggregates.values()) {
    for (const [i, { clause, flow: inner }] of aggregate.clauses.entries()) {
      const { start } = aggregate.aggregate.span;
      const own = (name: string): string =>
        aggregate.shared.has(name) ? rename(name) : `${name}@${String(start)}.${String(i)}`;
      collectLinks(clause.literals, inner, own, context, links);
    }
  }
}

function readBy(unit: ClauseUnit, relations: Program["relations"]): readonly Relation[] {
  const atoms = [...atomsOf(unit.literals), ...[...unit.flow.aggregates.values()].flatMap(atomsInside)];
  return atoms.flatMap((atom) => relations.get(atom.relation.text) ?? []);
}

function atomsOf(literals: readonly PlainLiteral[]): readonly Syntax.Atom[] {
  return literals.flatMap((literal) => [...positiveAtom(literal), ...absentAtom(literal)]);
}

function atomsInside(aggregate: AggregateFlow): readonly Syntax.Atom[] {
  return aggregate.clauses.flatMap(({ clause, flow }) => [
    ...atomsOf(clause.literals),
    ...[...flow.aggregates.values()].flatMap(atomsInside),
  ]);
}
