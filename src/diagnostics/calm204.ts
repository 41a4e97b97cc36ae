import { placeOf } from "../base/source.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { remove } from "./quick-fix.ts";
import { list, quoted, sealText } from "./wording.ts";

export const calm204 = {
  code: "CALM204",
  name: "seal that does not close what is read",
  severity: "error",
  summary:
    "A seal is on columns that the rule does not tie to what it reads, or its sealing relation can take rows back.",
  why: `A seal closes one partition: the rows whose sealed columns have the values of the sealing atom. A rule may rely on it only if it reads exactly that partition, so the sealing atom and the literal must have equal terms at every sealed column. If one differs or is \`_\`, the rule reads rows that are still open.

A seal that was given cannot be taken back, so the sealing relation must only grow: facts, \`insert\`, or rules without points of order. The seal is ignored, and what it was to cover is reported as uncovered.`,
  fix: `Use the same variable at the sealed columns of both atoms, or seal fewer columns, or all of it (\`.seal p() by closed\`). For a sealing relation that can take rows back, take what is not monotone out of its rules.`,
  bad: rules`
    .decl order(id: symbol)
    .decl line(order: symbol, warehouse: symbol)
    .decl packed(order: symbol, warehouse: symbol)
    .input order
    .input line
    .input packed
    .seal line(order, warehouse) by packed
    .decl without_lines(order: symbol)
    without_lines(o) :- order(o), packed(o, _), !line(o, _).
    .output without_lines(promise="eventual")
  `,
  good: rules`
    .decl order(id: symbol)
    .decl line(order: symbol, warehouse: symbol)
    .decl packed(order: symbol)
    .input order
    .input line
    .input packed
    .seal line(order) by packed
    .decl without_lines(order: symbol)
    without_lines(o) :- order(o), packed(o), !line(o, _).
    .output without_lines(promise="eventual")
  `,
  describe({ seal, problem, columns, place }) {
    const message =
      problem === "not monotone"
        ? `${quoted(seal.by.name)} can take rows back, so it cannot seal ${quoted(seal.relation.name)}: a seal once given stands`
        : `the seal ${quoted(sealText(seal))} does not close what this rule reads: ${list(columns.map(quoted))} ${columns.length === 1 ? "is" : "are"} not the same in ${quoted(seal.by.name)} and in the read`;
    return {
      message,
      related:
        place.start === seal.place.start && place.source === seal.place.source
          ? []
          : [{ place: seal.place, message: "the seal" }],
      help:
        problem === "not monotone"
          ? [`let ${quoted(seal.by.name)} only grow: facts, \`insert\`, or rules without points of order`]
          : [
              `use the same variable for ${list(columns.map(quoted))} in both atoms`,
              "or seal only the columns that the rule ties together",
            ],
      fixes: () => [
        {
          title: "Remove the seal, which covers nothing here",
          safe: false,
          edits: [remove(placeOf(seal.place.source, seal.syntax.span))],
        },
      ],
    };
  },
} as const satisfies Entry<"CALM204">;
