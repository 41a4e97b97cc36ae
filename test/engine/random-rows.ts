import type { Value } from "../../src/engine/value-pool.ts";
import type { Program } from "../../src/model/program.ts";
import type { Chance } from "../oracle/chance.ts";
import type { Database } from "../reference/evaluate.ts";

/** Some rows for each base relation, one for each key where it has values. */
export function randomRows(program: Program, chance: Chance): Database {
  const database = new Map<string, readonly (readonly Value[])[]>();
  for (const relation of program.relations.values()) {
    // What rows do to the facts of the text is another question than evaluation.
    if (relation.kind !== "base" || program.factRelations.has(relation)) continue;
    const rows = new Map<string, readonly Value[]>();
    for (let i = chance.between(0, 5); i > 0; i--) {
      const row = relation.columns.map(({ value }): Value => {
        const n = chance.between(0, 3);
        return value === "symbol" ? (["a", "b", "c", "d"][n] ?? "a") : n;
      });
      rows.set(JSON.stringify(row.slice(0, relation.keyCount)), row);
    }
    database.set(relation.name, [...rows.values()]);
  }
  return database;
}
