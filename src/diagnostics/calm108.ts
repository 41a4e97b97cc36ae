import type { Construct } from "../analysis/report.ts";
import { describePoint } from "./describe-point.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { quoted } from "./wording.ts";

export const calm108 = {
  code: "CALM108",
  name: "read of a replaceable value",
  severity: "error",
  summary: "A conclusion uses the value of a register, a two-way counter or a sequence.",
  why: `The value of an \`lww\` or \`mv\` register is replaced by the next write, a \`pncounter\` or \`bounded\` counter goes up and down, a \`sequence\` is edited. Whatever value a replica sees, the next change may replace it, and what was concluded from it is withdrawn.

That a key was written at all does stand: \`status(u, _)\` is safe.`,
  fix: `If only the fact that something was written matters, use \`_\` for the value. If the value only grows, use \`max<…>\` or \`gcounter\` and ask for *at least*.

Otherwise close the key with a seal and ask for the sealing relation in the rule, decide at a boundary, or promise only \`eventual\`.`,
  bad: rules`
    .decl status(ticket: symbol, state: lww<symbol>)
    .input status
    .decl refund(ticket: symbol)
    refund(t) :- status(t, "cancelled").
    .output refund
  `,
  good: rules`
    .decl cancelled(ticket: symbol)
    .input cancelled
    .decl refund(ticket: symbol)
    refund(t) :- cancelled(t).
    .output refund
  `,
  describe({ point }, context) {
    const reads = quoted(point.reads?.name ?? "a value");
    const words = wordsFor(point.construct);
    const atDirective = point.rule === null;
    return describePoint(point, context, {
      depends: atDirective
        ? `${quoted(point.relation.name)} is printed although it is ${words.noun}`
        : `${quoted(point.relation.name)} reads the value of ${reads}, ${words.noun}`,
      cause: words.cause,
      ...(atDirective
        ? {}
        : { rewrite: "if it only matters that something was written: `_` in place of the value" }),
    });
  },
} as const satisfies Entry<"CALM108">;

function wordsFor(construct: Construct): { readonly noun: string; readonly cause: string } {
  if (construct === "counter-read")
    return { noun: "a counter that goes both ways", cause: "the next change" };
  if (construct === "sequence-read") return { noun: "a sequence that is edited", cause: "the next edit" };
  return { noun: "a register that is replaced", cause: "the next write" };
}
