import { clausesOf } from "../../model/clauses.ts";
import type { Context } from "../entry.ts";
import { replace, type TextEdit } from "../quick-fix.ts";
import { quoted } from "../wording.ts";
import { keyedPair } from "./keyed-pair.ts";
import type { BrokenInvariant, Repair } from "./repair.ts";

/** One register for each key, so that there cannot be two values: the last write wins. */
export function lastWriter({ invariant }: BrokenInvariant, { program }: Context): readonly Repair[] {
  const pair = keyedPair(clausesOf([invariant.syntax.left]).clauses, program);
  if (pair === null || pair.relation.keyCount < pair.relation.columns.length) return [];
  const { relation, keys } = pair;
  const values = relation.columns.map((_, i) => i).filter((i) => !keys.includes(i));
  // Value columns come after all key columns.
  if (values.length === 0 || keys.some((key) => key >= keys.length)) return [];
  if (relation.qualifier === "orset" || relation.declaration.names.length > 1) return [];
  const { source } = relation.place;
  const edits: TextEdit[] = [];
  for (const index of values) {
    const type = relation.declaration.columns[index]?.type;
    if (type === undefined) return [];
    edits.push(replace({ source, ...type.span }, `lww<${type.text}>`));
  }
  for (const operation of program.operations.values())
    for (const effect of operation.syntax.steps) {
      if (effect.kind !== "insert" || effect.atom.relation.text !== relation.name) continue;
      const texts = effect.atom.arguments.map(({ span }) =>
        operation.source.text.slice(span.start, span.end),
      );
      const written = texts.slice(keys.length);
      const value = written.length === 1 ? (written[0] ?? "") : `(${written.join(", ")})`;
      const { start } = effect.span;
      const end = effect.atom.span.end;
      edits.push(
        replace(
          { source: operation.source, start, end },
          `${relation.name}(${texts.slice(0, keys.length).join(", ")}) := ${value}`,
        ),
      );
    }
  return [
    {
      kind: "last writer",
      title: `Make ${quoted(relation.name)} one register for each key`,
      cost: "of two writes at the same time the earlier is lost",
      edits,
      keeps: true,
    },
  ];
}
