import { columnKinds } from "../lattice/column-kind.ts";
import { functors } from "../model/functors.ts";
import type { Column, PlainLiteral, Program, ValueType } from "../model/program.ts";
import { absentAtom, literalTerms, positiveAtom } from "../model/terms.ts";
import { aggregateClauses } from "../model/value-flow.ts";
import type * as Syntax from "../syntax/tree.ts";

/** The types of a conjunction's variables, by name. */
export type VariableTypes = ReadonlyMap<string, ValueType>;

/**
 * The types of the variables of a sound conjunction: those of the columns they stand at, in its
 * literals or in `heads`, else of what they meet in comparisons and operators. Where integer
 * constants alone would settle it, that is `number`. `outer` are those of the conjunction around it.
 */
export function variableTypes(
  literals: readonly PlainLiteral[],
  outer: VariableTypes,
  program: Program,
  heads: readonly Syntax.Atom[] = [],
): VariableTypes {
  const known = new Map(outer);
  const atoms = [...literals.flatMap(positiveAtom), ...literals.flatMap(absentAtom), ...heads];
  for (let before = -1; before < known.size;) {
    before = known.size;
    for (const atom of atoms) {
      const columns = program.relations.get(atom.relation.text)?.columns ?? [];
      for (const [i, term] of atom.arguments.entries())
        demand(term, columns[i]?.value ?? null, known, program);
    }
    for (const literal of literals) meet(literal, known, program);
    if (known.size === before) settleOne(literals, known, program);
  }
  return known;
}

/** What a comparison says of its two sides, and operators of their operands. */
function meet(literal: PlainLiteral, known: Map<string, ValueType>, program: Program): void {
  if (literal.kind !== "comparison") {
    for (const term of literalTerms(literal)) demand(term, null, known, program);
    return;
  }
  const { left, right } = literal;
  const type = settledType(left, known, program) ?? settledType(right, known, program);
  demand(left, type, known, program);
  demand(right, type, known, program);
}

/** Notes the types of a term's variables when the term is to be of `type`, null where nobody says. */
function demand(
  term: Syntax.Term,
  type: ValueType | null,
  known: Map<string, ValueType>,
  program: Program,
): void {
  if (term.kind === "variable") {
    if (type !== null && !known.has(term.name)) known.set(term.name, type);
    return;
  }
  if (term.kind !== "call" || term.functor === "as") return;
  const operands = isUniform(term) ? (settledCommon(term.arguments, known, program) ?? type) : null;
  const [only, ...others] = functors.get(term.functor) ?? [];
  for (const [i, argument] of term.arguments.entries()) {
    const parameter = others.length === 0 ? (only?.parameters[i] ?? only?.parameters[0] ?? null) : operands;
    demand(argument, parameter, known, program);
  }
}

/** Takes one variable that equals nothing but integer constants as a `number`. */
function settleOne(literals: readonly PlainLiteral[], known: Map<string, ValueType>, program: Program): void {
  for (const literal of literals) {
    if (literal.kind !== "comparison") continue;
    for (const [name, term] of [
      [literal.left, literal.right],
      [literal.right, literal.left],
    ] as const) {
      if (name.kind !== "variable" || known.has(name.name)) continue;
      const type = termType(term, known, program);
      if (type === null) continue;
      known.set(name.name, type);
      return;
    }
  }
}

/** The type of a term; null while a variable's is not known. An integer without more is a `number`. */
export function termType(term: Syntax.Term, types: VariableTypes, program: Program): ValueType | null {
  return settledType(term, types, program) ?? (isOpen(term, types) ? "number" : null);
}

/** The type of a term that has one whatever stands around it. */
function settledType(term: Syntax.Term, types: VariableTypes, program: Program): ValueType | null {
  switch (term.kind) {
    case "constant":
      return term.type === "number" ? null : term.type;
    case "wildcard":
      return null;
    case "variable":
      return types.get(term.name) ?? null;
    case "aggregate":
      return aggregateType(term, types, program);
    case "call":
      return callType(term, types, program);
  }
}

/** Whether a term is made of integer constants, which fit every type of numbers. */
function isOpen(term: Syntax.Term, types: VariableTypes): boolean {
  switch (term.kind) {
    case "constant":
      return true;
    case "variable":
      return types.has(term.name);
    case "wildcard":
      return false;
    case "aggregate":
      return true;
    case "call":
      return term.arguments.every((argument) => isOpen(argument, types));
  }
}

function aggregateType(
  aggregate: Syntax.Aggregate,
  types: VariableTypes,
  program: Program,
): ValueType | null {
  if (aggregate.operator === "count") return "number";
  if (aggregate.operator === "mean") return "float";
  if (aggregate.target === null) return null;
  const [clause] = aggregateClauses(aggregate);
  return settledType(aggregate.target, variableTypes(clause?.literals ?? [], types, program), program);
}

function callType(call: Syntax.Call, types: VariableTypes, program: Program): ValueType | null {
  const [first, second] = call.arguments;
  if (call.functor === "as") {
    const named = second?.kind === "variable" ? second.name : "";
    return (
      program.types.get(named)?.base ??
      baseType(named) ??
      (first === undefined ? null : settledType(first, types, program))
    );
  }
  return isUniform(call) ? settledCommon(call.arguments, types, program) : resultOf(call.functor);
}

/** Whether a functor gives what it takes: `x + y`, `min(x, y)`, `range(x, y)`. */
export function isUniform(call: Syntax.Call): boolean {
  return resultOf(call.functor) === null;
}

/** The type that a functor always gives, else null. */
function resultOf(functor: string): ValueType | null {
  const [only, ...others] = functors.get(functor) ?? [];
  return only !== undefined && others.every((other) => other.result === only.result) ? only.result : null;
}

/** The type at which several operands meet; null when they are integer constants only. */
export function settledCommon(
  terms: readonly Syntax.Term[],
  types: VariableTypes,
  program: Program,
): ValueType | null {
  for (const term of terms) {
    const type = settledType(term, types, program);
    if (type !== null) return type;
  }
  return null;
}

function baseType(name: string): ValueType | null {
  return name === "symbol" || name === "number" || name === "unsigned" || name === "float" ? name : null;
}

/** Whether a column's rows are merged by its order when rules derive them. */
export function isMerged(column: Column): boolean {
  return column.lattice !== null && columnKinds[column.lattice].derivable;
}
