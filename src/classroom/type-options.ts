import type { Relation } from "../model/program.ts";

/** The types that may be chosen for a column, or for a relation as a whole, as they are written. */
export function typeOptions(relation: Relation, column: number | null): readonly string[] {
  if (column === null) return ["gset", "orset"];
  const { value, type } = relation.columns[column] ?? { value: "number", type: "number" };
  const registers = [`lww<${type}>`, `mv<${type}>`];
  if (value === "symbol") return [...registers, "sequence"];
  return ["gcounter", "pncounter", "bounded<0>", `max<${type}>`, `min<${type}>`, ...registers];
}
