import type { Row, Value } from "../lattice/row.ts";
import type { Operation, Program, Relation, ValueType } from "./program.ts";

/** A row, or its first columns, as a fact of the text: `open_blocker("v1", "b1")`. */
export function factText({ name, columns }: Relation, row: Row): string {
  return `${name}(${row.map((value, i) => valueText(value, columns[i]?.value ?? "number")).join(", ")})`;
}

/** A value as a constant of the text: a float always has a point. */
export function valueText(value: Value, type: ValueType): string {
  if (typeof value === "string") return JSON.stringify(value);
  const text = String(value);
  return type === "float" && Number.isInteger(value) && !text.includes("e") ? `${text}.0` : text;
}

/** A call of an operation: `sell("camera")`. */
export function callText({ name, syntax }: Operation, given: Row, { types }: Program): string {
  const values = given.map((value, i) => {
    const type = syntax.parameters[i]?.type.text ?? "number";
    return valueText(value, types.get(type)?.base ?? (type === "float" ? "float" : "number"));
  });
  return `${name}(${values.join(", ")})`;
}
