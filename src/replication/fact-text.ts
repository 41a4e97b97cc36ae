import type { Row, Value } from "../lattice/row.ts";
import type { Column, Relation } from "../model/program.ts";

/** A row, or its first columns, as a fact of the text: `open_blocker("v1", "b1")`. */
export function factText({ name, columns }: Relation, row: Row): string {
  return `${name}(${row.map((value, i) => valueText(value, columns[i])).join(", ")})`;
}

function valueText(value: Value, column: Column | undefined): string {
  if (typeof value === "string") return JSON.stringify(value);
  const text = String(value);
  return column?.value === "float" && Number.isInteger(value) && !text.includes("e") ? `${text}.0` : text;
}
