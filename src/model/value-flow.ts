import { monotonicityOf, signOf, type Sign } from "../lattice/monotone-operators.ts";
import type * as Syntax from "../syntax/tree.ts";
import { freeNames, ownNames } from "./aggregate-scope.ts";
import { clausesOf } from "./clauses.ts";
import type { Clause, Column, PlainLiteral, Relation } from "./program.ts";
import { aggregatesIn, holdsSource, literalTerms, positiveAtom } from "./terms.ts";

/**
 * Where a value that moves over time comes from: a lattice column read by a positive atom, an
 * aggregate, or the replica's own name or clock. Identified by object within one `ValueFlow`.
 */
export type ValueSource = ColumnSource | AggregateSource | AmbientSource;

/** A lattice column, or a plain one that relays what moves (`Relays`). */
export interface ColumnSource {
  readonly kind: "column";
  readonly atom: Syntax.Atom;
  readonly relation: Relation;
  readonly column: number;
}

export interface AggregateSource {
  readonly kind: "aggregate";
  readonly aggregate: Syntax.Aggregate;
}

export interface AmbientSource {
  readonly kind: "ambient";
  readonly call: Syntax.Call;
}

/**
 * What a use makes of a source's movement, in the natural order of values: `+` follows it, `-`
 * turns it round, `any` loses it (an exact read).
 */
export type Polarity = "+" | "-" | "any";

/** The sources that a term or a literal depends on. Empty for what never moves. */
export type Flow = ReadonlyMap<ValueSource, Polarity>;

/**
 * Who uses which moving value how, in one conjunction (and, inside, in its aggregates' bodies).
 *
 * A variable follows its source as long as it is bound by one lattice column or one equation and
 * by nothing else; a variable that meets a plain column, another source, a constant or an
 * argument is compared with it, which is an exact read.
 */
export interface ValueFlow {
  /** The sources on which a literal's truth depends, beside the rows it reads; a literal that is not here has none. */
  readonly literals: ReadonlyMap<PlainLiteral, LiteralFlow>;
  /** The same of the left sides of differences, where the right side does not matter. */
  readonly lefts: ReadonlyMap<PlainLiteral, LiteralFlow>;
  /** Per head, in order; one flow for each argument. At a key column every source is read exactly. Empty when nothing moves. */
  readonly heads: readonly (readonly Flow[])[];
  /** The same, but at a key column too as the value follows its sources. */
  readonly values: readonly (readonly Flow[])[];
  /** The positive atoms, outside aggregates, whose relaying columns are sources. */
  readonly relayed: ReadonlySet<Syntax.Atom>;
  /** The aggregates in the heads. */
  readonly headAggregates: readonly Syntax.Aggregate[];
  /** Every aggregate of the conjunction outside other aggregates, with what is inside it. */
  readonly aggregates: ReadonlyMap<Syntax.Aggregate, AggregateFlow>;
}

export interface LiteralFlow {
  readonly flow: Flow;
  /** The aggregates that stand in the literal, outside other aggregates. */
  readonly aggregates: readonly Syntax.Aggregate[];
}

export interface AggregateFlow {
  readonly aggregate: Syntax.Aggregate;
  /** Of the aggregated term, over all clauses of the body; `unknown` for `count`. */
  readonly sign: Sign;
  readonly clauses: readonly AggregateClause[];
  /** An atom of the enclosing conjunction implies that the group is not empty. */
  readonly inhabited: boolean;
  /** The names that occur outside the aggregate: inside, they are the enclosing conjunction's. */
  readonly shared: ReadonlySet<string>;
}

export interface AggregateClause {
  readonly clause: Clause;
  readonly flow: ValueFlow;
  /** The sources of the aggregated term. */
  readonly target: Flow;
}

/** Whether a plain column of a view may hold a value that moves, so that an atom outside aggregates may follow it. */
export type Relays = (relation: Relation, column: number) => boolean;

/** The value flow of a clause whose heads are `heads`; `relations` resolves the atoms. */
export function valueFlow(
  clause: Clause,
  heads: readonly Syntax.Atom[],
  relations: ReadonlyMap<string, Relation>,
  relays: Relays = () => false,
): ValueFlow {
  if (!mayMove(clause, heads, relations, relays)) return nothingMoves;
  const results = heads.map((head) => ({
    terms: head.arguments,
    keyCount: relations.get(head.relation.text)?.keyCount ?? head.arguments.length,
  }));
  const scope: Scope = {
    relations,
    variables: new Map(),
    signs: new Map(),
    shared: new Set(),
    positives: [],
    relays,
  };
  return flowIn(clause, results, scope).flow;
}

const nothingMoves: ValueFlow = {
  literals: new Map(),
  lefts: new Map(),
  heads: [],
  values: [],
  relayed: new Set(),
  headAggregates: [],
  aggregates: new Map(),
};

/** Whether a clause has any source at all. Most have none, and then nothing needs to be followed. */
function mayMove(
  clause: Clause,
  heads: readonly Syntax.Atom[],
  relations: ReadonlyMap<string, Relation>,
  relays: Relays,
): boolean {
  return (
    heads.some((head) => head.arguments.some(holdsSource)) ||
    clause.literals.some(
      (literal) =>
        positiveAtom(literal).some((atom) => {
          const relation = relations.get(atom.relation.text);
          if (relation === undefined) return false;
          return relation.columns.some(({ lattice }, i) => lattice !== null || relays(relation, i));
        }) || literalTerms(literal).some(holdsSource),
    )
  );
}

/** What is known where a conjunction begins: the variables of the enclosing one. */
interface Scope {
  readonly relations: ReadonlyMap<string, Relation>;
  readonly variables: ReadonlyMap<string, Flow>;
  readonly signs: ReadonlyMap<string, Sign>;
  /** The names that occur outside the aggregate that is entered: its other variables are its own. */
  readonly shared: ReadonlySet<string>;
  readonly positives: readonly Syntax.Atom[];
  readonly relays: Relays;
}

/** Terms that a conjunction hands on: a head's arguments, or an aggregate's target (no keys). */
interface Result {
  readonly terms: readonly Syntax.Term[];
  readonly keyCount: number;
}

interface TermContext {
  readonly variables: ReadonlyMap<string, Flow>;
  readonly signs: ReadonlyMap<string, Sign>;
  readonly enter: (aggregate: Syntax.Aggregate) => AggregateFlow;
  readonly sources: Map<Syntax.Aggregate | Syntax.Call, ValueSource>;
}

const still: Flow = new Map<ValueSource, Polarity>();

function flowIn(
  clause: Clause,
  results: readonly Result[],
  outer: Scope,
): { flow: ValueFlow; signs: Sign[][] } {
  const { literals } = clause;
  const positives = literals.flatMap(positiveAtom);
  const shared = new Set(outer.shared);
  for (const literal of literals)
    for (const name of namesOutsideAggregates(literalTerms(literal))) shared.add(name);
  for (const result of results) for (const name of namesOutsideAggregates(result.terms)) shared.add(name);

  const variables = new Map<string, Flow>();
  const signs = new Map<string, Sign>();
  for (const [name, flow] of outer.variables) {
    if (!outer.shared.has(name)) continue;
    variables.set(name, flow);
    signs.set(name, outer.signs.get(name) ?? "unknown");
  }
  const { exactReads, relayed } = bindAtoms(positives, outer, variables, signs);
  constrain(literals, signs);

  const aggregates = new Map<Syntax.Aggregate, AggregateFlow>();
  const context: TermContext = {
    variables,
    signs,
    sources: new Map(),
    enter: (aggregate) => {
      let flow = aggregates.get(aggregate);
      if (flow === undefined) {
        // What is counted or summed is told apart by its exact values.
        const relays = (): boolean => false;
        const around = { relations: outer.relations, variables, signs, shared, positives, relays };
        flow = aggregateFlow(aggregate, around);
        aggregates.set(aggregate, flow);
      }
      return flow;
    },
  };
  const definitions = define(literals, context, shared, variables, signs);

  const flows = new Map<PlainLiteral, LiteralFlow>();
  const lefts = new Map<PlainLiteral, LiteralFlow>();
  for (const literal of literals) {
    const inside = literalTerms(literal).flatMap(aggregatesIn);
    for (const aggregate of inside) context.enter(aggregate);
    const flow = new Map<ValueSource, Polarity>();
    if (!definitions.has(literal)) useInLiteral(literal, context, flow);
    const left = literal.kind === "difference" ? new Map<ValueSource, Polarity>() : null;
    for (const atom of positiveAtom(literal)) {
      if (left !== null) useInPositive(atom, context, left);
      for (const source of exactReads.get(atom) ?? []) {
        note(flow, source, "any");
        if (left !== null) note(left, source, "any");
      }
    }
    flows.set(literal, { flow, aggregates: inside });
    if (literal.kind === "difference" && left !== null)
      lefts.set(literal.left, { flow: left, aggregates: literal.left.arguments.flatMap(aggregatesIn) });
  }
  const headAggregates = results.flatMap((result) => result.terms.flatMap(aggregatesIn));
  for (const aggregate of headAggregates) context.enter(aggregate);
  const values = results.map(({ terms }) => terms.map((term) => termFlow(term, context)));
  const heads = results.map(({ keyCount }, head) =>
    (values[head] ?? []).map((flow, i) => (i < keyCount ? exact(flow) : flow)),
  );
  return {
    flow: { literals: flows, lefts, heads, values, relayed, headAggregates, aggregates },
    signs: results.map((result) => result.terms.map((term) => termSign(term, context))),
  };
}

/** The uses in a literal of the conjunction, or in the left side of one that is a difference. */
export function usesIn({ literals, lefts }: ValueFlow, literal: PlainLiteral): LiteralFlow | undefined {
  return literals.get(literal) ?? lefts.get(literal);
}

const clausesOfBody = new WeakMap<Syntax.Body, readonly Clause[]>();

/** The clauses of an aggregate's body: the same objects at every call, so that literals keep their identity. */
export function aggregateClauses(aggregate: Syntax.Aggregate): readonly Clause[] {
  let clauses = clausesOfBody.get(aggregate.body);
  if (clauses === undefined) {
    clauses = clausesOf(aggregate.body).clauses;
    clausesOfBody.set(aggregate.body, clauses);
  }
  return clauses;
}

function aggregateFlow(aggregate: Syntax.Aggregate, around: Scope): AggregateFlow {
  const scope: Scope = { ...around, shared: sharedNames(aggregate, around.shared) };
  const result: Result = { terms: aggregate.target === null ? [] : [aggregate.target], keyCount: 0 };
  const signs: Sign[] = [];
  const clauses = aggregateClauses(aggregate).map((clause): AggregateClause => {
    const inner = flowIn(clause, [result], scope);
    signs.push(inner.signs[0]?.[0] ?? "unknown");
    return { clause, flow: inner.flow, target: inner.flow.heads[0]?.[0] ?? still };
  });
  return {
    aggregate,
    clauses,
    sign: commonSign(signs),
    inhabited: isInhabited(aggregate, scope),
    shared: scope.shared,
  };
}

/** The names around an aggregate that mean the same inside: not those of its own term. */
function sharedNames(aggregate: Syntax.Aggregate, around: ReadonlySet<string>): ReadonlySet<string> {
  const own = ownNames(aggregate);
  if (![...own].some((name) => around.has(name))) return around;
  return new Set([...around].filter((name) => !own.has(name)));
}

function commonSign(signs: readonly Sign[]): Sign {
  const [first = "unknown"] = signs;
  if (signs.every((sign) => sign === first)) return first;
  return signs.every((sign) => sign === "positive" || sign === "non-negative") ? "non-negative" : "unknown";
}

/** Whether a positive atom of the enclosing conjunction is itself a row of the group. */
function isInhabited(aggregate: Syntax.Aggregate, scope: Scope): boolean {
  return aggregateClauses(aggregate).some(({ literals: [only, ...others] }) => {
    if (only?.kind !== "atom" || others.length > 0) return false;
    return scope.positives.some((atom) => impliesRow(atom, only, scope.shared));
  });
}

function impliesRow(atom: Syntax.Atom, pattern: Syntax.Atom, shared: ReadonlySet<string>): boolean {
  if (atom.relation.text !== pattern.relation.text) return false;
  const own = new Set<string>();
  return pattern.arguments.every((term, i) => {
    const given = atom.arguments[i];
    if (term.kind === "wildcard") return true;
    if (term.kind === "constant") return given?.kind === "constant" && given.value === term.value;
    if (term.kind !== "variable") return false;
    if (shared.has(term.name)) return given?.kind === "variable" && given.name === term.name;
    return !own.has(term.name) && own.add(term.name).size > 0;
  });
}

/**
 * Binds the variables of positive atoms. One that a single moving column binds follows it; every
 * other meeting with a moving column is an exact read, returned per atom.
 */
function bindAtoms(
  positives: readonly Syntax.Atom[],
  { relations, relays }: Scope,
  variables: Map<string, Flow>,
  signs: Map<string, Sign>,
): {
  readonly exactReads: ReadonlyMap<Syntax.Atom, readonly ValueSource[]>;
  readonly relayed: ReadonlySet<Syntax.Atom>;
} {
  const met = new Map<string, ColumnSource[]>();
  const exactReads = new Map<Syntax.Atom, ValueSource[]>();
  const relayed = new Set<Syntax.Atom>();
  for (const atom of positives) {
    const relation = relations.get(atom.relation.text);
    for (const [column, argument] of atom.arguments.entries()) {
      const declared = relation?.columns[column];
      if (argument.kind === "variable" && declared !== undefined && isNeverNegative(declared))
        signs.set(argument.name, "non-negative");
      const isRelayed = relation !== undefined && relays(relation, column);
      if (isRelayed) relayed.add(atom);
      if (relation === undefined || declared === undefined || (declared.lattice === null && !isRelayed)) {
        if (argument.kind === "variable" && !variables.has(argument.name))
          variables.set(argument.name, still);
        continue;
      }
      const source: ColumnSource = { kind: "column", atom, relation, column };
      if (argument.kind === "variable") append(met, argument.name, source);
      else if (argument.kind !== "wildcard") append(exactReads, atom, source);
    }
  }
  for (const [name, sources] of met) {
    const [only] = sources;
    if (only !== undefined && sources.length === 1 && !variables.has(name)) {
      variables.set(name, new Map([[only, "+"]]));
      continue;
    }
    for (const source of sources) append(exactReads, source.atom, source);
    if (!variables.has(name)) variables.set(name, still);
  }
  return { exactReads, relayed };
}

function isNeverNegative({ value, lattice, bound }: Column): boolean {
  return value === "unsigned" || lattice === "gcounter" || (bound !== null && bound >= 0);
}

/** Finds the equations that bind a variable rather than test it, in any order, and binds it. */
function define(
  literals: readonly PlainLiteral[],
  context: TermContext,
  shared: ReadonlySet<string>,
  variables: Map<string, Flow>,
  signs: Map<string, Sign>,
): ReadonlySet<PlainLiteral> {
  const binds = (name: Syntax.Term, value: Syntax.Term): boolean => {
    if (name.kind !== "variable" || variables.has(name.name)) return false;
    for (const needed of freeNames(value)) if (shared.has(needed) && !variables.has(needed)) return false;
    variables.set(name.name, termFlow(value, context));
    if (!signs.has(name.name)) signs.set(name.name, termSign(value, context));
    return true;
  };
  const definitions = new Set<PlainLiteral>();
  let open = literals.filter((literal) => literal.kind === "comparison" && literal.operator === "=");
  for (let progress = true; progress;) {
    const rest = open.filter((literal) => {
      if (literal.kind !== "comparison") return false;
      if (!binds(literal.left, literal.right) && !binds(literal.right, literal.left)) return true;
      definitions.add(literal);
      return false;
    });
    progress = rest.length < open.length;
    open = rest;
  }
  return definitions;
}

/** Notes the signs that comparisons with constants give to variables. */
function constrain(literals: readonly PlainLiteral[], signs: Map<string, Sign>): void {
  for (const literal of literals) {
    if (literal.kind !== "comparison") continue;
    constrainName(literal.left, literal.operator, literal.right, signs);
    constrainName(literal.right, mirrored[literal.operator], literal.left, signs);
  }
}

const mirrored = { "=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

function constrainName(
  name: Syntax.Term,
  operator: Syntax.ComparisonOperator,
  value: Syntax.Term,
  signs: Map<string, Sign>,
): void {
  const bound = name.kind === "variable" ? constantNumber(value) : null;
  if (name.kind !== "variable" || bound === null) return;
  const sign = signFromBound(operator, bound);
  const known = signs.get(name.name) ?? "unknown";
  if (sign !== null && (known === "unknown" || sign === "positive")) signs.set(name.name, sign);
}

function signFromBound(operator: Syntax.ComparisonOperator, bound: number): Sign | null {
  switch (operator) {
    case ">":
      return bound >= 0 ? "positive" : null;
    case ">=":
      if (bound > 0) return "positive";
      return bound === 0 ? "non-negative" : null;
    case "<":
    case "<=":
      return bound <= 0 ? "non-positive" : null;
    case "=":
    case "!=":
      // An equation that tests a value says nothing of the value before the test.
      return null;
  }
}

/** The value of a numeric constant term, perhaps behind a minus; null for any other term. */
export function constantNumber(term: Syntax.Term): number | null {
  if (term.kind === "constant") return typeof term.value === "number" ? term.value : null;
  if (term.kind !== "call" || term.functor !== "-" || term.arguments.length !== 1) return null;
  const [inner] = term.arguments;
  const value = inner === undefined ? null : constantNumber(inner);
  return value === null ? null : -value;
}

function useInLiteral(literal: PlainLiteral, context: TermContext, flow: Map<ValueSource, Polarity>): void {
  switch (literal.kind) {
    case "truth":
      return;
    case "comparison":
      useInComparison(literal, context, flow);
      return;
    case "test":
      for (const term of literal.arguments) noteAll(flow, exact(termFlow(term, context)));
      return;
    case "atom":
      useInPositive(literal, context, flow);
      return;
    case "negation":
      for (const term of literal.atom.arguments) noteAll(flow, exact(termFlow(term, context)));
      return;
    case "difference":
      useInPositive(literal.left, context, flow);
      for (const term of literal.right.arguments) noteAll(flow, exact(termFlow(term, context)));
      return;
  }
}

/** An argument of a positive atom is met exactly, but for the variable that this very column binds. */
function useInPositive(atom: Syntax.Atom, context: TermContext, flow: Map<ValueSource, Polarity>): void {
  for (const [column, term] of atom.arguments.entries()) {
    for (const source of termFlow(term, context).keys()) {
      const binds = term.kind === "variable" && source.kind === "column" && source.atom === atom;
      if (!binds || source.column !== column) note(flow, source, "any");
    }
  }
}

function useInComparison(
  { left, operator, right }: Syntax.Comparison,
  context: TermContext,
  flow: Map<ValueSource, Polarity>,
): void {
  const [a, b] = [termFlow(left, context), termFlow(right, context)];
  switch (operator) {
    case ">":
    case ">=":
      noteAll(flow, a);
      noteAll(flow, turned(b));
      return;
    case "<":
    case "<=":
      noteAll(flow, turned(a));
      noteAll(flow, b);
      return;
    case "=":
    case "!=": {
      // What is never negative differs from 0 exactly when it is greater.
      const [term, sides] = constantNumber(right) === 0 ? [left, a] : [right, b];
      const againstZero = constantNumber(left) === 0 || constantNumber(right) === 0;
      const sign = againstZero ? termSign(term, context) : "unknown";
      if (sign === "non-negative" || sign === "positive") {
        noteAll(flow, operator === "!=" ? sides : turned(sides));
        return;
      }
      noteAll(flow, exact(a));
      noteAll(flow, exact(b));
    }
  }
}

function termFlow(term: Syntax.Term, context: TermContext): Flow {
  switch (term.kind) {
    case "constant":
    case "wildcard":
      return still;
    case "variable":
      return context.variables.get(term.name) ?? still;
    case "aggregate":
      context.enter(term);
      return new Map([[sourceOf(term, context), "+"]]);
    case "call":
      return callFlow(term, context);
  }
}

function callFlow(call: Syntax.Call, context: TermContext): Flow {
  if (call.functor === "replica" || call.functor === "now")
    return new Map([[sourceOf(call, context), "any"]]);
  const [first] = call.arguments;
  if (call.functor === "as") return first === undefined ? still : termFlow(first, context);
  const inside = call.arguments.map((argument) => termFlow(argument, context));
  if (inside.every((flow) => flow.size === 0)) return still;
  const signs = call.arguments.map((argument) => termSign(argument, context));
  const flow = new Map<ValueSource, Polarity>();
  for (const [i, part] of inside.entries()) {
    const row = monotonicityOf(call.functor, i, signs);
    noteAll(flow, row === "+" ? part : row === "-" ? turned(part) : exact(part));
  }
  return flow;
}

function sourceOf(node: Syntax.Aggregate | Syntax.Call, context: TermContext): ValueSource {
  let source = context.sources.get(node);
  if (source === undefined) {
    source = node.kind === "call" ? { kind: "ambient", call: node } : { kind: "aggregate", aggregate: node };
    context.sources.set(node, source);
  }
  return source;
}

function termSign(term: Syntax.Term, context: TermContext): Sign {
  switch (term.kind) {
    case "wildcard":
      return "unknown";
    case "constant":
      if (typeof term.value !== "number") return "unknown";
      return term.value > 0 ? "positive" : "non-negative";
    case "variable":
      return context.signs.get(term.name) ?? "unknown";
    case "aggregate":
      return term.operator === "count" ? "non-negative" : context.enter(term).sign;
    case "call": {
      const [first] = term.arguments;
      if (term.functor === "as") return first === undefined ? "unknown" : termSign(first, context);
      if (isSquare(term)) return "non-negative";
      return signOf(
        term.functor,
        term.arguments.map((argument) => termSign(argument, context)),
      );
    }
  }
}

/** Whether a term is a variable times itself: never negative, whatever the variable is. */
function isSquare({ functor, arguments: [a, b] }: Syntax.Call): boolean {
  return functor === "*" && a?.kind === "variable" && b?.kind === "variable" && a.name === b.name;
}

function namesOutsideAggregates(terms: readonly Syntax.Term[]): readonly string[] {
  return terms.flatMap((term) => {
    switch (term.kind) {
      case "variable":
        return [term.name];
      case "call":
        return namesOutsideAggregates(term.functor === "as" ? term.arguments.slice(0, 1) : term.arguments);
      case "constant":
      case "wildcard":
      case "aggregate":
        return [];
    }
  });
}

function note(flow: Map<ValueSource, Polarity>, source: ValueSource, polarity: Polarity): void {
  const known = flow.get(source);
  flow.set(source, known === undefined || known === polarity ? polarity : "any");
}

function noteAll(flow: Map<ValueSource, Polarity>, more: Flow): void {
  for (const [source, polarity] of more) note(flow, source, polarity);
}

function exact(flow: Flow): Flow {
  return flow.size === 0 ? still : new Map([...flow.keys()].map((source) => [source, "any"]));
}

function turned(flow: Flow): Flow {
  if (flow.size === 0) return still;
  const opposite = { "+": "-", "-": "+", any: "any" } as const;
  return new Map([...flow].map(([source, polarity]) => [source, opposite[polarity]]));
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
