import type { Program } from "../../src/model/program.ts";
import { readFacts } from "../../src/syntax/facts.ts";
import type { Row } from "./table.ts";
import type { Value } from "./value.ts";

/** The facts of the text, by relation; `compute` gives those that are not in a run. */
export function textFacts(
  program: Program,
  compute: (fact: Extract<Program["facts"][number], { kind: "fact" }>) => readonly Row[],
): Map<string, readonly Row[]> {
  const rows = new Map<string, Row[]>();
  const add = (name: string, row: Row): void => {
    const list = rows.get(name) ?? [];
    rows.set(name, list);
    list.push(row);
  };
  for (const fact of program.facts) {
    if (fact.kind === "run") {
      readFacts(fact.source, fact.run, (cursor) =>
        add(
          cursor.relation,
          Array.from({ length: cursor.arity }, (_, i): Value => cursor.value(i)),
        ),
      );
    } else {
      for (const row of compute(fact)) add(fact.relation.name, row);
    }
  }
  return rows;
}
