import { isCellKind } from "../../../lattice/cell.ts";
import type { Relation } from "../../../model/program.ts";

/** Whether a merged value may be one that neither side has. */
export function isMixed(relation: Relation): boolean {
  const kind = relation.columns[relation.keyCount]?.lattice ?? null;
  return (isCellKind(kind) && kind !== "lww" && kind !== "mv") || hasExtremes(relation);
}

/** Whether rows have several `max` and `min` columns, which merge each for itself. */
export function hasExtremes({ columns, keyCount }: Relation): boolean {
  const kind = columns[keyCount]?.lattice ?? null;
  return (kind === "max" || kind === "min") && columns.length > keyCount + 1;
}
