import type { Value } from "../../engine/value-pool.ts";
import type { Column, Relation } from "../../model/program.ts";
import type { Witness, WitnessChange } from "../report.ts";
import type { Change, Fact, Row } from "./state.ts";

/** A run that was confirmed: the state before, the changes, and the row that they withdraw or bring. */
export interface Run {
  readonly facts: readonly Fact[];
  readonly changes: readonly Change[];
  readonly relation: Relation;
  readonly row: Row;
  /** `outgrown`: a row of growing columns is not there any more, but one that says more. */
  readonly way: "withdrawn" | "appeared" | "outgrown";
}

/** A run in the words of the program. */
export function witnessOf({ facts, changes, relation, row, way }: Run): Witness {
  return {
    facts: facts.map(factText),
    changes: changes.map((change): WitnessChange => {
      const text = factText(change);
      switch (change.kind) {
        case "insert":
          return { insert: text };
        case "delete":
          return { delete: text };
        case "write":
          return { write: text };
      }
    }),
    [way]: factText({ relation, row }),
  };
}

/** A row as a fact of the text: `open_blocker("v1","b1")`. */
function factText({ relation, row }: Fact): string {
  const values = relation.columns.map((column, i) => valueText(row[i] ?? 0, column));
  return `${relation.name}(${values.join(",")})`;
}

function valueText(value: Value, { value: type }: Column): string {
  if (typeof value === "string") return JSON.stringify(value);
  const text = String(value);
  return type === "float" && Number.isInteger(value) && !text.includes("e") ? `${text}.0` : text;
}
