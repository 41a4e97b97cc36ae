import type { Program, Relation } from "../../../model/program.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import { Unspeakable } from "./unspeakable.ts";

/** One row that a unit reads, or one sum over the rows of a counter. */
export interface Cell {
  readonly name: string;
  readonly relation: Relation;
  readonly kind: "row" | "extreme" | "counter" | "sum";
  /** Null where any key fits. */
  readonly keys: readonly (Syntax.Term | null)[];
  /** The keys as formulas. */
  readonly keyTexts: readonly (string | null)[];
}

/**
 * Throws `Unspeakable` unless a relation's rows are what calls add up to: it is base, and nothing in it
 * is ever taken away or replaced.
 */
export function demandCells(relation: Relation, program: Program): void {
  const isDeleted = [...program.operations.values()].some(({ syntax }) =>
    syntax.steps.some((step) => step.kind === "delete" && step.atom.relation.text === relation.name),
  );
  if (
    relation.kind !== "base" ||
    relation.equivalence ||
    isDeleted ||
    kindOf(relation) === null ||
    program.incomplete.has(relation) ||
    program.seals.some(({ by }) => by === relation)
  )
    throw new Unspeakable();
}

/** An atom's relation. Throws `Unspeakable` where there is none. */
export function relationOf(atom: Syntax.Atom, program: Program): Relation {
  const relation = program.relations.get(atom.relation.text);
  if (relation === undefined) throw new Unspeakable();
  return relation;
}

/** How a relation is kept as cells; null where it has a value that the query cannot tell. */
export function kindOf({ columns, keyCount }: Relation): "row" | "extreme" | "counter" | null {
  const kind = columns[keyCount]?.lattice ?? null;
  switch (kind) {
    case null:
      return keyCount === columns.length ? "row" : null;
    case "max":
    case "min":
      return "extreme";
    case "gcounter":
    case "pncounter":
    case "bounded":
      return "counter";
    case "lww":
    case "mv":
    case "sequence":
      return null;
  }
}

/** Whether the values of a column are integers. */
export function isWhole({ columns }: Relation, column: number): boolean {
  const value = columns[column]?.value;
  return value === "number" || value === "unsigned";
}
