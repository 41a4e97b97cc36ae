import { clausesOf } from "../../model/clauses.ts";
import type { Context } from "../entry.ts";
import { insertAt, type TextEdit } from "../quick-fix.ts";
import { quoted } from "../wording.ts";
import type { BrokenInvariant, Repair } from "./repair.ts";

/** Who inserts a child inserts its parent with it: an add that a concurrent delete has not seen survives it. */
export function touchParent({ invariant }: BrokenInvariant, { program }: Context): readonly Repair[] {
  const { syntax } = invariant;
  const [left] = clausesOf([syntax.left]).clauses;
  const [right] = clausesOf([syntax.right ?? []]).clauses;
  const child = left?.literals.find((literal) => literal.kind === "atom");
  const parent = right?.literals.find((literal) => literal.kind === "atom");
  if (child === undefined || parent === undefined || right?.literals.length !== 1) return [];
  if (program.relations.get(parent.relation.text)?.qualifier !== "orset") return [];
  const edits: TextEdit[] = [];
  const names: string[] = [];
  for (const { name, source, syntax: operation } of program.operations.values())
    for (const effect of operation.steps) {
      if (effect.kind !== "insert" || effect.atom.relation.text !== child.relation.text) continue;
      const terms = parent.arguments.map((term) => {
        if (term.kind === "constant") return source.text.slice(term.span.start, term.span.end);
        const at = child.arguments.findIndex(
          (other) => other.kind === "variable" && term.kind === "variable" && other.name === term.name,
        );
        const written = effect.atom.arguments[at];
        return written === undefined ? null : source.text.slice(written.span.start, written.span.end);
      });
      if (terms.includes(null)) return [];
      edits.push(
        insertAt(source, effect.span.start, `insert ${parent.relation.text}(${terms.join(", ")}). `),
      );
      names.push(quoted(name));
    }
  if (edits.length === 0) return [];
  return [
    {
      kind: "touch the parent",
      title: `Insert the ${quoted(parent.relation.text)} too in ${names.join(" and ")}`,
      cost: "what is deleted comes back when somebody used it meanwhile",
      edits,
      keeps: true,
    },
  ];
}
