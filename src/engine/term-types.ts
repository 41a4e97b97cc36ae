import { columnKinds } from "../lattice/column-kind.ts";
import type { Column, PlainLiteral, Program, ValueType } from "../model/program.ts";
import { functors } from "../model/functors.ts";
import { absentAtom, positiveAtom } from "../model/terms.ts";
import { aggregateClauses } from "../model/value-flow.ts";
import type * as Syntax from "../syntax/tree.ts";

/** The types of a conjunction's variables, by name. */
export type VariableTypes = ReadonlyMap<string, ValueType>;

/**
 * The types of the variables of a sound conjunction: those of the columns they stand at, else of
 * what they are equal to. `outer` are those of the conjunction around it.
 */
export function variableTypes(
  literals: readonly PlainLiteral[],
  outer: VariableTypes,
  program: Program,
): VariableTypes {
  const known = new Map(outer);
  for (const atom of [...literals.flatMap(positiveAtom), ...literals.flatMap(absentAtom)]) {
    const columns = program.relations.get(atom.relation.text)?.columns ?? [];
    for (const [i, term] of atom.arguments.entries()) {
      const column = columns[i];
      if (term.kind === "variable" && column !== undefined && !known.has(term.name))
        known.set(term.name, column.value);
    }
  }
  for (let progress = true; progress;) {
    progress = false;
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
        progress = true;
      }
    }
  }
  return known;
}

/** The type of a term; null while a variable's is not known. An integer without more is a `number`. */
export function termType(term: Syntax.Term, types: VariableTypes, program: Program): ValueType | null {
  switch (term.kind) {
    case "constant":
      return term.type;
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

function aggregateType(
  aggregate: Syntax.Aggregate,
  types: VariableTypes,
  program: Program,
): ValueType | null {
  if (aggregate.operator === "count") return "number";
  if (aggregate.operator === "mean") return "float";
  if (aggregate.target === null) return null;
  const [clause] = aggregateClauses(aggregate);
  return termType(aggregate.target, variableTypes(clause?.literals ?? [], types, program), program);
}

function callType(call: Syntax.Call, types: VariableTypes, program: Program): ValueType | null {
  const [first, second] = call.arguments;
  if (call.functor === "as") {
    const named = second?.kind === "variable" ? second.name : "";
    return (
      program.types.get(named)?.base ??
      baseType(named) ??
      (first === undefined ? null : termType(first, types, program))
    );
  }
  const signatures = functors.get(call.functor) ?? [];
  const [only, ...others] = signatures;
  if (only !== undefined && others.every((other) => other.result === only.result)) return only.result;
  return commonType(call.arguments, types, program);
}

/** The type at which several operands meet: a constant without a point takes the others' type. */
export function commonType(
  terms: readonly Syntax.Term[],
  types: VariableTypes,
  program: Program,
): ValueType | null {
  const found = terms.map((term) =>
    term.kind === "constant" && term.type === "number" ? null : termType(term, types, program),
  );
  const settled = found.find((type) => type !== null);
  if (settled !== undefined) return settled;
  return terms.some((term) => term.kind === "constant") ? "number" : null;
}

function baseType(name: string): ValueType | null {
  return name === "symbol" || name === "number" || name === "unsigned" || name === "float" ? name : null;
}

/** Whether a column's rows are merged by its order when rules derive them. */
export function isMerged(column: Column): boolean {
  return column.lattice !== null && columnKinds[column.lattice].derivable;
}
