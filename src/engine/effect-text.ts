import { present } from "../base/assert.ts";
import type { Row } from "../lattice/row.ts";
import { factText, valueText } from "../model/fact-text.ts";
import type { Program } from "../model/program.ts";
import type { ResolvedEffect } from "./resolved-effect.ts";

/** An effect as a scenario writes it: `stock("camera") := 1`. */
export function effectText(effect: ResolvedEffect, program: Program): string {
  const relation = present(program.relations.get(effect.relation), effect.relation);
  const { columns, keyCount, name } = relation;
  const keyed = (key: Row): string => factText(relation, key);
  switch (effect.kind) {
    case "insert":
      return `insert ${factText(relation, effect.row)}`;
    case "delete":
      return `delete ${name}(${effect.pattern
        .map((value, i) => (value === null ? "_" : valueText(value, columns[i]?.value ?? "number")))
        .join(", ")})`;
    case "add":
      return `${keyed(effect.key)} ${effect.sign > 0 ? "+=" : "-="} ${String(effect.amount)}`;
    case "write": {
      const values = effect.values.map((value, i) =>
        valueText(value, columns[keyCount + i]?.value ?? "number"),
      );
      const text = values.length === 1 ? (values[0] ?? "") : `(${values.join(", ")})`;
      return `${keyed(effect.key)} := ${text}`;
    }
    case "splice-in":
      return `insert ${valueText(effect.text, "symbol")} into ${keyed(effect.key)} at ${String(effect.index)}`;
    case "splice-out":
      return `delete from ${keyed(effect.key)} at ${String(effect.index)}`;
    case "transfer":
      return `transfer ${String(effect.amount)} of ${keyed(effect.key)} to ${JSON.stringify(effect.to)}`;
  }
}
