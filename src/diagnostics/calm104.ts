import { describePoint } from "./describe-point.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { quoted } from "./wording.ts";

export const calm104 = {
  code: "CALM104",
  name: "mean or another value without direction",
  severity: "error",
  summary: "A conclusion uses a value that the next row may move either way.",
  why: `The mean of rows that keep arriving rises and falls, and so does a sum whose terms may be negative. No comparison with it is ever settled: what was above the limit may be below it again one row later.

A sum is known not to fall only if its terms cannot be negative: \`unsigned\` columns, constants, \`strlen\`, counters that only grow, or \`x >= 0\` in the body of the sum.`,
  fix: `If the terms of a sum are never negative, say so: declare the column \`unsigned\`, or write \`x >= 0\` in the body. Then *at least k* is safe.

Otherwise close what is aggregated with a seal on the grouping columns, decide at a boundary, or promise only \`eventual\`.`,
  bad: rules`
    .decl rating(item: symbol, user: symbol, stars: number)
    .decl item(name: symbol)
    .input rating
    .input item
    .decl good(item: symbol)
    good(i) :- item(i), m = mean s : { rating(i, _, s) }, m >= 4.
    .output good
  `,
  good: rules`
    .decl rating(item: symbol, user: symbol, stars: number)
    .decl item(name: symbol)
    .input rating
    .input item
    .decl good(item: symbol)
    good(i) :- item(i), n = count : { rating(i, _, s), s >= 4 }, n >= 10.
    .output good
  `,
  describe({ point }, context) {
    const over = quoted(point.reads?.name ?? "its body");
    const isSum = point.construct === "sum";
    return describePoint(point, context, {
      depends: isSum
        ? `${quoted(point.relation.name)} uses a sum over ${over} whose terms may be negative`
        : `${quoted(point.relation.name)} uses the mean over ${over}, which rises and falls`,
      cause: `one more row of ${over}`,
      ...(isSum
        ? {
            rewrite:
              "if no term is negative, say so: an `unsigned` column, or `x >= 0` in the body; then `sum >= k` is safe",
          }
        : {}),
    });
  },
} as const satisfies Entry<"CALM104">;
