import { isCellKind } from "../lattice/cell.ts";
import type { Row, Value } from "../lattice/row.ts";
import { valueTypeOf } from "../engine/operation-plan.ts";
import type { Column, Program, ValueType } from "../model/program.ts";
import type { ResolvedEffect } from "../engine/resolved-effect.ts";
import type { Work } from "./message.ts";

/**
 * Why work cannot be of this program, whatever the facts are; null where it can. What comes from
 * another replica may be of a program with other operations, or of nobody's.
 */
export function workProblem(work: Work, program: Program): string | null {
  if (work.kind === "call") return callProblem(work.operation, work.arguments, program);
  for (const effect of work.effects) {
    const problem = effectProblem(effect, program);
    if (problem !== null) return problem;
  }
  return null;
}

/** Whether a value is one of a type. */
export function isOfType(value: Value | undefined, type: ValueType): boolean {
  switch (type) {
    case "symbol":
      return typeof value === "string";
    case "number":
      return Number.isSafeInteger(value);
    case "unsigned":
      return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
    case "float":
      return typeof value === "number";
  }
}

function callProblem(name: string, given: Row, program: Program): string | null {
  const operation = program.operations.get(name);
  if (operation === undefined) return `there is no operation \`${name}\``;
  const { parameters } = operation.syntax;
  if (parameters.length !== given.length)
    return `\`${name}\` takes ${String(parameters.length)} arguments, not ${String(given.length)}`;
  for (const [i, { name: parameter, type }] of parameters.entries())
    if (!isOfType(given[i], valueTypeOf(type.text, program)))
      return `\`${parameter.text}\` of \`${name}\` is of the type ${type.text}`;
  return null;
}

function effectProblem(effect: ResolvedEffect, { relations }: Program): string | null {
  const { kind, relation: name } = effect;
  const relation = relations.get(name);
  if (relation === undefined) return `there is no relation \`${name}\``;
  const { columns, keyCount, qualifier } = relation;
  const keys = columns.slice(0, keyCount);
  const hasCells = isCellKind(columns[keyCount]?.lattice ?? null);
  if (hasCells === (kind === "insert" || kind === "delete")) return `\`${name}\` is not changed by ${kind}`;
  switch (kind) {
    case "insert":
      return fits(effect.row, columns) ? null : `no row of \`${name}\` is inserted`;
    case "delete":
      if (qualifier !== "orset") return `rows of \`${name}\` are not removed`;
      return effect.pattern.length === columns.length &&
        columns.every(({ value: type }, i) => {
          const value = effect.pattern[i];
          return value === null || isOfType(value, type);
        })
        ? null
        : `no row of \`${name}\` is removed`;
    case "write":
      return fits(effect.key, keys) && fits(effect.values, columns.slice(keyCount))
        ? null
        : `no row of \`${name}\` is written`;
    case "add":
    case "transfer":
      return fits(effect.key, keys) && Number.isSafeInteger(effect.amount)
        ? null
        : `no whole number is added to \`${name}\``;
    case "splice-in":
    case "splice-out":
      return fits(effect.key, keys) && Number.isSafeInteger(effect.index)
        ? null
        : `no place of \`${name}\` is changed`;
  }
}

function fits(row: Row, columns: readonly Column[]): boolean {
  return row.length === columns.length && columns.every(({ value: type }, i) => isOfType(row[i], type));
}
