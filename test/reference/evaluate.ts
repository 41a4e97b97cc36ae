import { placeOf, type Place } from "../../src/base/source.ts";
import { freeNames } from "../../src/model/aggregate-scope.ts";
import { clausesOf } from "../../src/model/clauses.ts";
import type { PlainLiteral, Program, Relation, Rule, RuleHead, ValueType } from "../../src/model/program.ts";
import { literalTerms } from "../../src/model/terms.ts";
import type { Aggregate, Atom, Call, Term, Wildcard } from "../../src/syntax/tree.ts";
import { assert, present } from "../../src/base/assert.ts";
import { exactSum } from "./exact-sum.ts";
import { textFacts } from "./text-facts.ts";
import { applyFunctor, commonType, fit, RangeFault } from "./functors.ts";
import { Table, keyOf, merges, type Row } from "./table.ts";
import { compareValues, type Typed } from "./value.ts";

/** The visible rows of relations, by name. */
export type Database = ReadonlyMap<string, readonly Row[]>;

/** What `replica()` and `now()` answer. */
export interface Environment {
  readonly replica: string;
  readonly now: number;
}

/** A run-time error of the user's program, such as an overflow, at the rule in which it happens. */
export class EvaluationError extends Error {
  readonly place: Place;

  constructor(message: string, place: Place) {
    super(message);
    this.place = place;
  }
}

/** Rounds after which a recursion through a lattice column counts as endless. */
const roundLimit = 500;

/**
 * The meaning of a program, read straight off language.md: strata in order, each one's rules
 * applied to everything known until nothing is new. Slow, small and meant to be obviously right;
 * it is what faster evaluators are compared with.
 *
 * `database` holds the visible rows of base relations, to which the text's facts are added: to a
 * set by union, to a `max` or `min` column by merging, to a register or counter where its key has
 * no row. An `orset` that is in the database stands as it is there. Rows given for a derived
 * relation are facts of it. The result has the rows of every relation. Rules at a boundary are
 * evaluated like any other, `.limitsize` is not looked at. Throws an `EvaluationError`.
 */
export function evaluate(
  program: Program,
  database: Database = new Map(),
  environment: Environment = { replica: "local", now: 0 },
): Map<string, readonly Row[]> {
  const facts = factsOf(program, environment);
  const tables = new Map<string, Table>();
  for (const relation of program.relations.values()) {
    tables.set(relation.name, initial(relation, facts.get(relation.name) ?? [], database.get(relation.name)));
  }
  for (const component of program.dependencies.components) {
    const rules = program.rules.flatMap((rule) =>
      rule.heads.filter((head) => component.includes(head.relation)).map((head) => ({ rule, head })),
    );
    let changed = true;
    for (let round = 0; changed; round++) {
      if (round === roundLimit) throw endless(present(rules[0], "a rule").rule);
      changed = false;
      const derived = rules.map(({ rule, head }) => derive(rule, head, { program, tables, environment }));
      for (const [i, { head }] of rules.entries()) {
        const table = present(tables.get(head.relation.name), head.relation.name);
        for (const row of derived[i] ?? []) changed = table.add(row) || changed;
      }
      for (const relation of component) {
        if (relation.equivalence)
          changed = closeEquivalence(present(tables.get(relation.name), "a table")) || changed;
      }
    }
  }
  return new Map([...tables].map(([name, table]) => [name, table.rows]));
}

/** The facts of the text, by relation. */
export function factsOf(
  program: Program,
  environment: Environment = { replica: "local", now: 0 },
): ReadonlyMap<string, readonly Row[]> {
  const world: World = { program, tables: new Map(), environment };
  return textFacts(program, ({ source, atom, relation }) =>
    placingFaults(placeOf(source, atom.span), () =>
      product(atom.arguments, new Map(), new Set(), world).map((values) => stored(values, relation)),
    ),
  );
}

function initial(relation: Relation, facts: readonly Row[], given: readonly Row[] | undefined): Table {
  if (given === undefined || (relation.qualifier === "orset" && relation.kind === "base")) {
    return new Table(relation, given ?? facts);
  }
  if (relation.keyCount === relation.columns.length || merges(relation))
    return new Table(relation, [...facts, ...given]);
  const key = (row: Row): string => keyOf(row.slice(0, relation.keyCount));
  const written = new Set(given.map(key));
  return new Table(relation, [...facts.filter((row) => !written.has(key(row))), ...given]);
}

function endless(rule: Rule): EvaluationError {
  return new EvaluationError("the recursion does not end", placeOf(rule.source, rule.syntax.span));
}

/** Makes a binary relation reflexive on what it mentions, symmetric and transitive. */
function closeEquivalence(table: Table): boolean {
  let changed = false;
  for (let again = true; again;) {
    again = false;
    const { rows } = table;
    for (const [a = 0, b = 0] of rows) {
      again = table.add([b, a]) || again;
      for (const [c, d = 0] of rows) if (c === b) again = table.add([a, d]) || again;
    }
    changed ||= again;
  }
  return changed;
}

/** What rules are evaluated in. */
interface World {
  readonly program: Program;
  readonly tables: ReadonlyMap<string, Table>;
  readonly environment: Environment;
}

/** The values of variables, by name, and of the wildcards of positive atoms, by node. */
type Bindings = ReadonlyMap<string | Wildcard, Typed>;

/** The names that occur outside an aggregate: where it has them too, they group it. */
type Names = ReadonlySet<string>;

/** The rows of one head that all clauses of a rule give. */
function derive(rule: Rule, head: RuleHead, world: World): Row[] {
  return placingFaults(placeOf(rule.source, rule.syntax.span), () => {
    const rows: Row[] = [];
    for (const { literals } of rule.clauses) {
      const names = new Set([...namesOf(head.atom.arguments), ...literals.flatMap(namesOfLiteral)]);
      for (const bindings of solutions(literals, new Map(), names, world)) {
        for (const values of product(head.atom.arguments, bindings, names, world)) {
          rows.push(stored(values, head.relation));
        }
      }
    }
    return rows;
  });
}

/** The values as the relation's columns hold them. */
function stored(values: readonly Typed[], relation: Relation): Row {
  return values.map(({ value }, i) => {
    const type = present(relation.columns[i], "a column").value;
    return typeof value === "string" || type === "symbol" ? value : fit(value, type).value;
  });
}

function placingFaults<T>(place: Place, compute: () => T): T {
  try {
    return compute();
  } catch (fault) {
    if (fault instanceof RangeFault) throw new EvaluationError(fault.message, place);
    throw fault;
  }
}

/** All ways to make every literal true. */
function* solutions(
  literals: readonly PlainLiteral[],
  bindings: Bindings,
  names: Names,
  world: World,
): Generator<Bindings> {
  if (literals.length === 0) {
    yield bindings;
    return;
  }
  const next = literals.find((literal) => isReady(literal, bindings, names));
  assert(next !== undefined, "the program has an unsafe rule");
  const rest = literals.filter((literal) => literal !== next);
  for (const extended of satisfy(next, bindings, names, world))
    yield* solutions(rest, extended, names, world);
}

/** Whether a literal can be evaluated: what it does not bind itself is bound. */
function isReady(literal: PlainLiteral, bindings: Bindings, names: Names): boolean {
  const known = (term: Term): boolean => isKnown(term, bindings, names);
  switch (literal.kind) {
    case "atom":
      return literal.arguments.every(
        (term) => term.kind === "wildcard" || term.kind === "variable" || known(term),
      );
    case "negation":
      return literal.atom.arguments.every((term) => term.kind === "wildcard" || known(term));
    case "difference": {
      const left = new Set(namesOf(literal.left.arguments));
      return (
        isReady(literal.left, bindings, names) &&
        namesOf(literal.right.arguments).every((name) => left.has(name) || bindings.has(name))
      );
    }
    case "comparison": {
      const { left, right } = literal;
      if (known(left) && known(right)) return true;
      if (literal.operator !== "=") return false;
      return (left.kind === "variable" && known(right)) || (right.kind === "variable" && known(left));
    }
    case "test":
      return literal.arguments.every(known);
    case "truth":
      return true;
  }
}

function isKnown(term: Term, bindings: Bindings, names: Names): boolean {
  switch (term.kind) {
    case "variable":
      return bindings.has(term.name);
    case "wildcard":
      return false;
    case "constant":
      return true;
    case "call":
      return (term.functor === "as" ? term.arguments.slice(0, 1) : term.arguments).every((argument) =>
        isKnown(argument, bindings, names),
      );
    case "aggregate":
      return freeNames(term).every((name) => !names.has(name) || bindings.has(name));
  }
}

/** All ways to make one literal that is ready true. */
function satisfy(literal: PlainLiteral, bindings: Bindings, names: Names, world: World): readonly Bindings[] {
  switch (literal.kind) {
    case "atom":
      return match(literal, bindings, names, world);
    case "negation":
      return isAbsent(literal.atom, bindings, names, world) ? [bindings] : [];
    case "difference":
      return match(literal.left, bindings, names, world).filter((extended) =>
        isAbsent(literal.right, extended, names, world),
      );
    case "comparison": {
      const { left, right } = literal;
      if (left.kind === "variable" && !bindings.has(left.name)) {
        return termValues(right, bindings, names, world).map((value) => bind(bindings, left.name, value));
      }
      if (right.kind === "variable" && !bindings.has(right.name)) {
        return termValues(left, bindings, names, world).map((value) => bind(bindings, right.name, value));
      }
      const holds = product([left, right], bindings, names, world).some(([a, b]) =>
        compares(literal.operator, present(a, "a value"), present(b, "a value")),
      );
      return holds ? [bindings] : [];
    }
    case "test": {
      const holds = product(literal.arguments, bindings, names, world).some(
        ([a, b]) => passes(literal.test, String(a?.value), String(b?.value)) !== literal.negated,
      );
      return holds ? [bindings] : [];
    }
    case "truth":
      return literal.value ? [bindings] : [];
  }
}

/** The extensions of `bindings` under which a row of the relation is the atom. */
function match(atom: Atom, bindings: Bindings, names: Names, world: World): Bindings[] {
  const relation = present(world.program.relations.get(atom.relation.text), atom.relation.text);
  const found: Bindings[] = [];
  for (const row of present(world.tables.get(relation.name), relation.name).rows) {
    let extended: readonly Bindings[] = [bindings];
    for (const [i, term] of atom.arguments.entries()) {
      const value: Typed = { type: present(relation.columns[i], "a column").value, value: row[i] ?? 0 };
      extended = extended.flatMap((one) => meet(term, value, one, names, world));
    }
    found.push(...extended);
  }
  return found;
}

function meet(term: Term, value: Typed, bindings: Bindings, names: Names, world: World): readonly Bindings[] {
  if (term.kind === "wildcard") return [bind(bindings, term, value)];
  if (term.kind === "variable" && !bindings.has(term.name)) return [bind(bindings, term.name, value)];
  return termValues(term, bindings, names, world).some((one) => one.value === value.value) ? [bindings] : [];
}

function bind(bindings: Bindings, name: string | Wildcard, value: Typed): Bindings {
  return new Map([...bindings, [name, value]]);
}

/** Whether some values of the arguments are in no row; a division by zero has none, and fails as elsewhere. */
function isAbsent(atom: Atom, bindings: Bindings, names: Names, world: World): boolean {
  const relation = present(world.program.relations.get(atom.relation.text), atom.relation.text);
  const { rows } = present(world.tables.get(relation.name), relation.name);
  const columns = atom.arguments.flatMap(({ kind }, i) => (kind === "wildcard" ? [] : [i]));
  const terms = atom.arguments.filter(({ kind }) => kind !== "wildcard");
  return product(terms, bindings, names, world).some(
    (values) => !rows.some((row) => columns.every((column, i) => row[column] === values[i]?.value)),
  );
}

function compares(operator: "=" | "!=" | "<" | "<=" | ">" | ">=", a: Typed, b: Typed): boolean {
  const difference = compareValues(a.value, b.value);
  switch (operator) {
    case "=":
      return difference === 0;
    case "!=":
      return difference !== 0;
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
  }
}

/** `contains(part, whole)`; `match(regex, text)`, of the whole text. */
function passes(test: "contains" | "match", a: string, b: string): boolean {
  return test === "contains" ? b.includes(a) : new RegExp(`^(?:${a})$`, "su").test(b);
}

/** The values of several terms together: every combination, when one is a `range`. */
function product(terms: readonly Term[], bindings: Bindings, names: Names, world: World): Typed[][] {
  let rows: Typed[][] = [[]];
  for (const term of terms) {
    const values = termValues(term, bindings, names, world);
    rows = rows.flatMap((row) => values.map((value) => [...row, value]));
  }
  return rows;
}

/** The values of a term: none when it fails, many for `range`. */
function termValues(term: Term, bindings: Bindings, names: Names, world: World): readonly Typed[] {
  switch (term.kind) {
    case "variable":
      return [present(bindings.get(term.name), term.name)];
    case "wildcard":
      return [present(bindings.get(term), "a wildcard")];
    case "constant":
      return [{ type: term.type, value: term.value }];
    case "call":
      return callValues(term, bindings, names, world);
    case "aggregate":
      return aggregateValues(term, bindings, names, world);
  }
}

function callValues(call: Call, bindings: Bindings, names: Names, world: World): readonly Typed[] {
  if (call.functor === "replica") return [{ type: "symbol", value: world.environment.replica }];
  if (call.functor === "now") return [{ type: "number", value: world.environment.now }];
  if (call.functor === "as") return product(call.arguments.slice(0, 1), bindings, names, world).flat();
  return product(call.arguments, bindings, names, world).flatMap((values) =>
    applyFunctor(call.functor, values),
  );
}

/** One term for each assignment of the body's variables and wildcards, then the operator over all of them. */
function aggregateValues(
  aggregate: Aggregate,
  bindings: Bindings,
  around: Names,
  world: World,
): readonly Typed[] {
  const { target } = aggregate;
  // The variables of the aggregated term are the aggregate's own, whatever is called so outside.
  const own = new Set(target === null ? [] : namesOf([target]));
  const outside = new Set([...around].filter((name) => !own.has(name)));
  const grouped = new Map([...bindings].filter(([name]) => typeof name === "string" && outside.has(name)));
  const assignments = new Map<string, { readonly bindings: Bindings; readonly names: Names }>();
  for (const { literals } of clausesOf(aggregate.body).clauses) {
    const names = new Set([...outside, ...own, ...literals.flatMap(namesOfLiteral)]);
    for (const one of solutions(literals, grouped, names, world)) {
      assignments.set(assignmentKey(one), { bindings: one, names });
    }
  }
  const terms = [...assignments.values()].flatMap((one) =>
    target === null ? [] : termValues(target, one.bindings, one.names, world),
  );
  const values = terms.map(({ value }) => value);
  const type = commonType(terms);
  switch (aggregate.operator) {
    case "count":
      return [{ type: "number", value: assignments.size }];
    case "sum":
      return [sum(values.map(Number), type)];
    case "mean":
      return values.length === 0 ? [] : [{ type: "float", value: mean(values.map(Number), type) }];
    case "min":
      return values.length === 0
        ? []
        : [{ type, value: values.reduce((a, b) => (compareValues(b, a) < 0 ? b : a)) }];
    case "max":
      return values.length === 0
        ? []
        : [{ type, value: values.reduce((a, b) => (compareValues(b, a) > 0 ? b : a)) }];
  }
}

/** Equal for two assignments that agree on every variable and wildcard; a wildcard is known by its place. */
function assignmentKey(bindings: Bindings): string {
  const parts = [...bindings].map(
    ([name, { value }]) => [typeof name === "string" ? name : `_${name.span.start}`, value] as const,
  );
  return JSON.stringify(parts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sum(values: readonly number[], type: ValueType): Typed {
  return type === "float" ? fit(exactSum(values), type) : fit(integerSum(values), type);
}

function mean(values: readonly number[], type: ValueType): number {
  return (type === "float" ? exactSum(values) : Number(integerSum(values))) / values.length;
}

function integerSum(values: readonly number[]): bigint {
  return values.reduce((total, value) => total + BigInt(value), 0n);
}

/** The variables of a literal outside the bodies and terms of its aggregates. */
function namesOfLiteral(literal: PlainLiteral): string[] {
  return namesOf(literalTerms(literal));
}

function namesOf(terms: readonly Term[]): string[] {
  return terms.flatMap((term) => {
    if (term.kind === "variable") return [term.name];
    if (term.kind !== "call") return [];
    return namesOf(term.functor === "as" ? term.arguments.slice(0, 1) : term.arguments);
  });
}
