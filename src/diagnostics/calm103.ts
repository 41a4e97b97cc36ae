import { describePoint } from "./describe-point.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { quoted } from "./wording.ts";

export const calm103 = {
  code: "CALM103",
  name: "exact count or sum",
  severity: "error",
  summary: "A conclusion needs the exact number or sum of rows that may still arrive.",
  why: `A count over rows that keep arriving only ever grows, so *at least k* becomes true once and stays true. An exact number, *equal to k* or *at most k* does not: the next row makes it false, and the row that was concluded from it has to go.

A count or sum over nothing is 0. Where that 0 gets out, the row with 0 is there first and then replaced.`,
  fix: `Ask for a threshold, if that is what the rule is about: \`n >= 3\`, \`n > limit\`. It is safe, and so is a view that ends in a \`max<…>\` column, which says *at least n*.

If the exact number matters, close what is counted: seal it on the columns that group the count and ask for the sealing relation in the rule. Or decide at a boundary, or promise only \`eventual\`.`,
  bad: rules`
    .decl vote(poll: symbol, voter: symbol)
    .decl poll(name: symbol)
    .input vote
    .input poll
    .decl result(poll: symbol, votes: number)
    result(p, n) :- poll(p), n = count : { vote(p, _) }.
    .output result
  `,
  good: rules`
    .decl vote(poll: symbol, voter: symbol)
    .decl poll(name: symbol)
    .input vote
    .input poll
    .decl passed(poll: symbol)
    passed(p) :- poll(p), n = count : { vote(p, _) }, n >= 3.
    .output passed
  `,
  describe({ point }, context) {
    const over = quoted(point.reads?.name ?? "its body");
    const { construct } = point;
    return describePoint(point, context, {
      depends: `${quoted(point.relation.name)} needs the ${construct} over ${over} to stay as it is`,
      cause: `one more row of ${over}`,
      rewrite: `if a threshold is enough, it is safe: \`${construct} >= k\``,
    });
  },
} as const satisfies Entry<"CALM103">;
