import { placeOf, type Place, type Source } from "../base/source.ts";
import type * as Syntax from "../syntax/tree.ts";
import { namesAround, sharedWith, type SharedNames } from "./aggregate-scope.ts";
import type { TypeProblems } from "./clause-checks.ts";
import type { TypeProblem } from "./finding.ts";
import { cast, functors, takes, type Signature } from "./functors.ts";
import type { Names } from "./names.ts";
import type { PlainLiteral, ValueType } from "./program.ts";
import type { ColumnType, DeclaredRelation } from "./relation-declarations.ts";
import { commonSubtypes, isSubtype, literalTypes, type Type } from "./type.ts";
import { aggregateClauses } from "./value-flow.ts";

/**
 * Infers the types of one conjunction and reports what does not fit (CALM004).
 *
 * As in Soufflé, each variable and term has a set of types that it may be of, and what is written
 * narrows it: a positive atom to its column's type, a comparison to what both sides can be, a
 * functor to the signatures that are left. Heads, effects and negated atoms do not narrow to a
 * subtype: what they are given must fit. A demand that would leave nothing is reported where it
 * stands and then has no effect, so that one mistake gives one finding.
 *
 * Demands on one set take effect at once; those between sets wait in a queue until nothing changes.
 */
export class TypeInference {
  readonly #source: Source;
  readonly #names: Names;
  readonly #problems: TypeProblems;
  readonly #sets: ColumnType[] = [];
  readonly #constraints: Constraint[] = [];
  /** The constraints to look at again when a set changes. */
  readonly #watchers = new Map<number, number[]>();
  readonly #queue: number[] = [];
  readonly #constants: {
    readonly cell: number;
    readonly term: Syntax.Constant;
    readonly negative: boolean;
  }[] = [];
  readonly #demands: Demand[] = [];
  /** Results of calls that were reported: what they are part of is not reported again. */
  readonly #failed = new Set<number>();
  readonly #scope: Scope = { cells: new Map(), outer: null };
  #around: SharedNames = new Set();

  constructor(source: Source, names: Names, problems: TypeProblems) {
    this.#source = source;
    this.#names = names;
    this.#problems = problems;
  }

  /** Declares a variable that is of a type from the start: an operation's parameter. */
  declare(name: string, type: ColumnType): void {
    this.#sets[this.#variable(name, this.#scope)] = type;
  }

  /** Takes a conjunction; `terms` are those that stand beside it, in heads or effects. */
  read(literals: readonly PlainLiteral[], terms: readonly Syntax.Term[]): void {
    this.#around = namesAround(literals, terms, this.#around);
    this.#literals(literals, this.#scope, this.#around);
    this.#solve();
  }

  /** Demands that a term fits a column: an argument of a head or an effect. Call it after `read`. */
  demand(term: Syntax.Term, type: ColumnType, target: DemandTarget): void {
    if (term.kind === "wildcard") return;
    const cell = this.#term(term, this.#scope, this.#around);
    this.#solve();
    if (type === null) return;
    const place = placeOf(this.#source, term.span);
    const bases = type.map(({ base }) => literalTypes[base]);
    const sound = this.#narrow(cell, bases, (found) =>
      this.#problems.add(place, this.#misfit(term, type, target, found)),
    );
    this.#solve();
    if (sound) this.#demands.push({ cell, type, place, target });
  }

  /** A negative constant is a number that is out of range, rather than of another type. */
  #misfit(term: Syntax.Term, type: readonly Type[], target: DemandTarget, found: ColumnType): TypeProblem {
    const isNumber = found?.some(({ base }) => base === "number") === true;
    const isUnsigned = type.every(({ base }) => base === "unsigned");
    if (term.kind !== "call" || term.functor !== "-" || !isNumber || !isUnsigned) {
      return argumentProblem(target, found);
    }
    const text = this.#source.text.slice(term.span.start, term.span.end);
    return { kind: "range", text, type: target.expected };
  }

  /** Demands that a term fits the column of a relation. */
  demandColumn(term: Syntax.Term, declared: DeclaredRelation | undefined, index: number): void {
    const column = declared?.columns[index];
    if (declared === undefined || column === undefined) return;
    const target = { relation: declared.name, column: column.name, expected: column.text };
    this.demand(term, declared.columnTypes[index] ?? null, target);
  }

  /** Settles what is still open and checks what was demanded. */
  finish(): void {
    for (const { cell } of this.#constants) {
      const set = this.#sets[cell] ?? null;
      const [first] = set ?? [];
      if (set === null || set.length < 2 || first === undefined) continue;
      this.#set(cell, [first]);
      this.#solve();
    }
    for (const { cell, term, negative } of this.#constants) this.#checkRange(cell, term, negative);
    for (const { cell, type, place, target } of this.#demands) {
      const set = this.#sets[cell] ?? null;
      if (set === null || set.every((one) => fits(one, type))) continue;
      this.#problems.add(place, argumentProblem(target, set));
    }
  }

  #checkRange(cell: number, term: Syntax.Constant, negative: boolean): void {
    if (term.type === "symbol") return;
    const [type] = this.#sets[cell] ?? [];
    const inRange = type?.base === "float" ? Number.isFinite(term.value) : Number.isSafeInteger(term.value);
    if (inRange || (type?.base !== "float" && term.type === "float")) return;
    const text = negative ? `-${term.text}` : term.text;
    this.#problems.add(placeOf(this.#source, term.span), {
      kind: "range",
      text,
      type: type?.name ?? term.type,
    });
  }

  // Literals

  #literals(literals: readonly PlainLiteral[], scope: Scope, around: SharedNames): void {
    // What atoms say comes first, so that a comparison is at fault rather than the atom after it.
    for (const literal of literals) {
      if (literal.kind === "atom") this.#atom(literal, scope, around);
      else if (literal.kind === "difference") this.#atom(literal.left, scope, around);
    }
    for (const literal of literals) {
      switch (literal.kind) {
        case "atom":
        case "truth":
          break;
        case "negation":
          this.#absent(literal.atom, scope, around);
          break;
        case "difference":
          this.#absent(literal.right, scope, around);
          break;
        case "comparison":
          this.#comparison(literal, scope, around);
          break;
        case "test":
          for (const term of literal.arguments) {
            if (term.kind !== "wildcard")
              this.#operand(term, literal.test, [literalTypes.symbol], scope, around);
          }
          break;
      }
    }
  }

  #atom(atom: Syntax.Atom, scope: Scope, around: SharedNames): void {
    const declared = this.#names.declared.get(atom.relation.text);
    for (const [index, term] of atom.arguments.entries()) {
      if (term.kind === "wildcard") continue;
      const cell = this.#term(term, scope, around);
      const type = declared?.columnTypes[index] ?? null;
      const column = declared?.columns[index];
      if (type === null || column === undefined) continue;
      const target = { relation: atom.relation.text, column: column.name, expected: column.text };
      this.#narrow(cell, type, (found) =>
        this.#problems.add(this.#place(term), meetingProblem(term, target, found)),
      );
    }
  }

  /** A negated atom asks for the base type alone. */
  #absent(atom: Syntax.Atom, scope: Scope, around: SharedNames): void {
    const declared = this.#names.declared.get(atom.relation.text);
    for (const [index, term] of atom.arguments.entries()) {
      if (term.kind === "wildcard") continue;
      const cell = this.#term(term, scope, around);
      const type = declared?.columnTypes[index] ?? null;
      const column = declared?.columns[index];
      if (type === null || column === undefined) continue;
      const target = { relation: atom.relation.text, column: column.name, expected: column.text };
      const bases = type.map(({ base }) => literalTypes[base]);
      this.#narrow(cell, bases, (found) =>
        this.#problems.add(this.#place(term), meetingProblem(term, target, found)),
      );
    }
  }

  #comparison({ left, right, operator, span }: Syntax.Comparison, scope: Scope, around: SharedNames): void {
    if (left.kind === "wildcard" || right.kind === "wildcard") return;
    const a = this.#term(left, scope, around);
    const b = this.#term(right, scope, around);
    this.#equal(a, b, (x, y) => {
      this.#problems.add(placeOf(this.#source, span), {
        kind: "operands",
        operator,
        left: describe(x),
        right: describe(y),
      });
    });
  }

  #operand(
    term: Syntax.Term,
    operator: string,
    types: readonly Type[],
    scope: Scope,
    around: SharedNames,
  ): void {
    const cell = this.#term(term, scope, around);
    this.#narrow(cell, types, (found) => {
      const problem = {
        kind: "operand",
        operator,
        expected: describe(types),
        found: describe(found),
      } as const;
      this.#problems.add(this.#place(term), problem);
    });
  }

  // Terms

  #term(term: Syntax.Term, scope: Scope, around: SharedNames): number {
    switch (term.kind) {
      case "variable":
        return this.#variable(term.name, scope);
      case "wildcard":
        return this.#cell(null);
      case "constant":
        return this.#constant(term, false);
      case "call":
        return this.#call(term, scope, around);
      case "aggregate":
        return this.#aggregate(term, scope, around);
    }
  }

  #variable(name: string, scope: Scope): number {
    let home = scope;
    while (home.outer?.shared.has(name) === true) home = home.outer.scope;
    let cell = home.cells.get(name);
    if (cell === undefined) home.cells.set(name, (cell = this.#cell(null)));
    return cell;
  }

  #constant(term: Syntax.Constant, negative: boolean): number {
    const cell = this.#cell(constantTypes(term, negative));
    this.#constants.push({ cell, term, negative });
    return cell;
  }

  #call(call: Syntax.Call, scope: Scope, around: SharedNames): number {
    const [first, second] = call.arguments;
    if (
      call.functor === "-" &&
      second === undefined &&
      first?.kind === "constant" &&
      first.type !== "symbol"
    ) {
      return this.#constant(first, true);
    }
    if (call.functor === cast) return this.#cast(call, scope, around);
    const cells = call.arguments.map((argument) => this.#term(argument, scope, around));
    const result = this.#cell(null);
    const signatures = functors.get(call.functor) ?? [];
    if (takes(signatures, cells.length)) {
      this.#constrain([...cells, result], new Overload(signatures, cells, result, call));
    } else this.#failed.add(result);
    return result;
  }

  #cast(call: Syntax.Call, scope: Scope, around: SharedNames): number {
    const [value, name] = call.arguments;
    const type = name?.kind === "variable" ? (this.#names.types.get(name.name) ?? null) : null;
    if (value?.kind === "constant" && type !== null) this.#operand(value, cast, [type], scope, around);
    else if (value !== undefined && value.kind !== "wildcard") this.#term(value, scope, around);
    return this.#cell(type === null ? null : [type]);
  }

  #aggregate(aggregate: Syntax.Aggregate, scope: Scope, around: SharedNames): number {
    const { operator, target } = aggregate;
    const result = this.#cell(aggregateTypes[operator]);
    const shared = sharedWith(aggregate, around);
    for (const { literals } of aggregateClauses(aggregate)) {
      const inner: Scope = { cells: new Map(), outer: { scope, shared } };
      const terms = target === null ? [] : [target];
      const inside = namesAround(literals, terms, shared);
      this.#literals(literals, inner, inside);
      if (target === null || target.kind === "wildcard") continue;
      const cell = this.#term(target, inner, inside);
      const problem = (found: ColumnType): TypeProblem => ({
        kind: "operand",
        operator,
        expected: operator === "sum" || operator === "mean" ? "number" : describe(this.#sets[result] ?? null),
        found: describe(found),
      });
      if (operator === "mean") {
        this.#narrow(cell, numericLiterals, (found) =>
          this.#problems.add(this.#place(target), problem(found)),
        );
      } else {
        this.#equal(cell, result, (found) => this.#problems.add(this.#place(target), problem(found)));
      }
    }
    return result;
  }

  // Sets

  #place(term: Syntax.Term): Place {
    return placeOf(this.#source, term.span);
  }

  #cell(types: ColumnType): number {
    this.#sets.push(types);
    return this.#sets.length - 1;
  }

  #set(cell: number, types: ColumnType): void {
    this.#sets[cell] = types;
    for (const watcher of this.#watchers.get(cell) ?? []) this.#queue.push(watcher);
  }

  /** Leaves of a set what is also of `types`; where that is nothing, calls `conflict` and changes nothing. */
  #narrow(cell: number, types: readonly Type[], conflict: (found: ColumnType) => void): boolean {
    const set = this.#sets[cell] ?? null;
    const narrowed = intersection(set, types);
    if (narrowed.length === 0) {
      conflict(set);
      return false;
    }
    if (set === null || !sameTypes(set, narrowed)) this.#set(cell, narrowed);
    return true;
  }

  #equal(a: number, b: number, conflict: (left: ColumnType, right: ColumnType) => void): void {
    this.#constrain([a, b], {
      done: false,
      update: () => {
        const [left, right] = [this.#sets[a] ?? null, this.#sets[b] ?? null];
        if (left === null && right === null) return true;
        const both = left === null ? right : right === null ? left : intersection(left, right);
        if (both === null || both.length === 0) {
          conflict(left, right);
          return false;
        }
        if (left === null || !sameTypes(left, both)) this.#set(a, both);
        if (right === null || !sameTypes(right, both)) this.#set(b, both);
        return true;
      },
    });
  }

  #constrain(cells: readonly number[], constraint: Constraint | Overload): void {
    const index = this.#constraints.length;
    const wrapped: Constraint =
      constraint instanceof Overload
        ? { done: false, update: () => this.#applyOverload(constraint) }
        : constraint;
    this.#constraints.push(wrapped);
    for (const cell of cells) {
      const watchers = this.#watchers.get(cell);
      if (watchers === undefined) this.#watchers.set(cell, [index]);
      else watchers.push(index);
    }
    this.#queue.push(index);
  }

  #solve(): void {
    // The queue grows while it is worked off.
    for (const index of this.#queue) {
      const constraint = this.#constraints[index];
      if (constraint !== undefined && !constraint.done) constraint.done = !constraint.update();
    }
    this.#queue.length = 0;
  }

  /** Drops the signatures that no longer fit and narrows arguments and result to those that do. */
  #applyOverload(overload: Overload): boolean {
    const { cells, result, call } = overload;
    if (cells.some((cell) => this.#failed.has(cell))) {
      this.#failed.add(result);
      return false;
    }
    const possible = (cell: number, base: ValueType): boolean => {
      const set = this.#sets[cell] ?? null;
      return set === null || set.some((type) => type.base === base);
    };
    const byArguments = overload.signatures.filter(({ parameters, variadic }) =>
      variadic || parameters.length === cells.length
        ? cells.every((cell, index) => possible(cell, parameters[variadic ? 0 : index] ?? "number"))
        : false,
    );
    const fitting = byArguments.filter((signature) => possible(result, signature.result));
    if (fitting.length === 0) {
      this.#failed.add(result);
      const place = placeOf(this.#source, call.span);
      const concatenation = call.functor === "+" && cells.every((cell) => possible(cell, "symbol"));
      if (concatenation) this.#problems.addUnsupported(place, "`+` of symbols");
      else this.#problems.add(place, this.#callProblem(overload, byArguments));
      return false;
    }
    overload.signatures = fitting;
    for (const [index, cell] of cells.entries()) {
      const bases = fitting.map(({ parameters, variadic }) => parameters[variadic ? 0 : index] ?? "number");
      this.#narrow(cell, literalsOf(bases), () => undefined);
    }
    const results = literalsOf(fitting.map((signature) => signature.result));
    this.#narrow(result, results, () => undefined);
    return true;
  }

  #callProblem({ cells, result, call, signatures }: Overload, fitting: readonly Signature[]): TypeProblem {
    const operator = call.functor;
    if (fitting.length > 0) {
      const expected = describe(this.#sets[result] ?? null);
      return {
        kind: "operand",
        operator,
        expected,
        found: describe(literalsOf(fitting.map((one) => one.result))),
      };
    }
    const [a, b] = cells;
    if (cells.length === 2 && a !== undefined && b !== undefined) {
      const [left, right] = [describe(this.#sets[a] ?? null), describe(this.#sets[b] ?? null)];
      return { kind: "operands", operator, left, right };
    }
    const wrong = cells.findIndex((cell, index) => {
      const set = this.#sets[cell] ?? null;
      return !signatures.some(({ parameters, variadic }) => {
        const base = parameters[variadic ? 0 : index];
        return set === null || set.some((type) => type.base === base);
      });
    });
    const index = Math.max(wrong, 0);
    const expected = signatures.flatMap(({ parameters, variadic }) => parameters[variadic ? 0 : index] ?? []);
    return {
      kind: "operand",
      operator,
      expected: describe(literalsOf(expected)),
      found: describe(this.#sets[cells[index] ?? -1] ?? null),
    };
  }
}

/** Where a demanded term goes, for the message. */
export interface DemandTarget {
  /** A relation, or what else takes arguments. */
  readonly relation: string;
  readonly isOperation?: boolean;
  readonly column: string;
  readonly expected: string;
}

interface Demand {
  readonly cell: number;
  readonly type: readonly Type[];
  readonly place: Place;
  readonly target: DemandTarget;
}

/** The variables of a conjunction; inside an aggregate the shared ones are those of the conjunction around it. */
interface Scope {
  readonly cells: Map<string, number>;
  readonly outer: { readonly scope: Scope; readonly shared: SharedNames } | null;
}

/** `update` answers whether the constraint is still to be heeded. */
interface Constraint {
  done: boolean;
  readonly update: () => boolean;
}

class Overload {
  signatures: readonly Signature[];
  readonly cells: readonly number[];
  readonly result: number;
  readonly call: Syntax.Call;

  constructor(signatures: readonly Signature[], cells: readonly number[], result: number, call: Syntax.Call) {
    this.signatures = signatures;
    this.cells = cells;
    this.result = result;
    this.call = call;
  }
}

const numericLiterals: readonly Type[] = [literalTypes.number, literalTypes.unsigned, literalTypes.float];
const negativeLiterals: readonly Type[] = [literalTypes.number, literalTypes.float];
const integerLiterals: readonly Type[] = [literalTypes.number, literalTypes.unsigned];

/** What an aggregate may be before its term is looked at. */
const aggregateTypes: Readonly<Record<Syntax.AggregateOperator, ColumnType>> = {
  count: integerLiterals,
  sum: numericLiterals,
  mean: [literalTypes.float],
  min: null,
  max: null,
};

/** What a constant may be; in the order in which one is taken when several remain. */
function constantTypes(term: Syntax.Constant, negative: boolean): readonly Type[] {
  if (term.type === "number") return negative ? negativeLiterals : numericLiterals;
  return [literalTypes[term.type]];
}

const onlyLiteral: Readonly<Record<ValueType, readonly Type[]>> = {
  symbol: [literalTypes.symbol],
  number: [literalTypes.number],
  unsigned: [literalTypes.unsigned],
  float: [literalTypes.float],
};

function literalsOf(bases: readonly ValueType[]): readonly Type[] {
  const [first] = bases;
  if (first !== undefined && bases.every((base) => base === first)) return onlyLiteral[first];
  return [...new Set(bases)].map((base) => literalTypes[base]);
}

/** What is of both; one of the two itself where it is all of that, so that most answers are no new set. */
function intersection(set: ColumnType, types: readonly Type[]): readonly Type[] {
  if (set === null || set === types) return types;
  const [a] = set;
  const [b] = types;
  if (a !== undefined && b !== undefined && set.length === 1 && types.length === 1) {
    if (isSubtype(a, b)) return set;
    return isSubtype(b, a) ? types : commonSubtypes(a, b);
  }
  const both = set.flatMap((one) =>
    types.flatMap((other) => (one.base === other.base ? commonSubtypes(one, other) : [])),
  );
  if (sameTypes(set, both)) return set;
  return both.length < 2 ? both : [...new Set(both)];
}

function sameTypes(a: readonly Type[], b: readonly Type[]): boolean {
  return a === b || (a.length === b.length && a.every((type, index) => type === b[index]));
}

function fits(type: Type, column: readonly Type[]): boolean {
  return column.some((one) => (type.literal ? type.base === one.base : isSubtype(type, one)));
}

/** A constant or a counter that may be of several numeric types is called a number. */
function describe(types: ColumnType): string {
  if (types === null) return "anything";
  const names = [...new Set(types.map(({ name }) => name))];
  return names.includes("number") ? "number" : names.join(" or ");
}

function argumentProblem(target: DemandTarget, found: ColumnType): TypeProblem {
  return { kind: "argument", ...target, found: describe(found) };
}

/** A variable that met two types; another term that does not fit. */
function meetingProblem(term: Syntax.Term, target: DemandTarget, found: ColumnType): TypeProblem {
  if (term.kind !== "variable") return argumentProblem(target, found);
  return { kind: "variable", variable: term.name, first: describe(found), second: target.expected };
}
