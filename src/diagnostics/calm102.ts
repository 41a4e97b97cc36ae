import { describePoint } from "./describe-point.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { excerpt, quoted } from "./wording.ts";

export const calm102 = {
  code: "CALM102",
  name: "set difference",
  severity: "error",
  summary: "A conclusion holds only until a row arrives in the relation that is taken away.",
  why: `\`p(…) except q(…)\` means \`p(…), !q(…)\`: the rows of \`q\` are taken out. Each row that reaches \`q\` later takes one more away, and with it what was concluded from it.

The left side is harmless if it only grows. Only the right side matters.`,
  fix: `The same as for a negation. Seal the right side on the columns that both sides share, and ask for the sealing relation in the rule; or decide at a boundary; or promise only \`eventual\`; or declare the right side \`static\` if it is complete before the run.

Sometimes the difference can be turned round: instead of "everybody but the banned", keep a relation of the admitted and let it grow.`,
  bad: rules`
    .decl user(name: symbol)
    .decl banned(name: symbol)
    .input user
    .input banned
    .decl active(name: symbol)
    active(u) :- user(u) except banned(u).
    .output active
  `,
  good: rules`
    .decl user(name: symbol)
    .decl banned(name: symbol) static
    .input user
    .input banned
    .decl active(name: symbol)
    active(u) :- user(u) except banned(u).
    .output active
  `,
  describe({ point }, context) {
    const text = excerpt(point.place);
    const taken = /\bexcept\s+(.*)$/.exec(text)?.[1] ?? text;
    return describePoint(point, context, {
      depends: `${quoted(point.relation.name)} leaves out the rows of ${quoted(point.reads?.name ?? taken)}`,
      cause: `a later ${quoted(taken)}`,
    });
  },
} as const satisfies Entry<"CALM102">;
