import type { Row } from "../lattice/row.ts";
import type { Change } from "./change.ts";
import type { DecisionRule } from "./local-program.ts";

/** The facts that a candidate row is, head by head. */
export function decidedFacts({ heads }: DecisionRule, candidate: Row): readonly Change[] {
  let at = 0;
  return heads.map(({ name, columns }) => {
    const row = candidate.slice(at, (at += columns.length));
    return { kind: "insert", relation: name, row };
  });
}
