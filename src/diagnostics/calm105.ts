import { describePoint } from "./describe-point.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { quoted } from "./wording.ts";

export const calm105 = {
  code: "CALM105",
  name: "exact min or max",
  severity: "error",
  summary: "A conclusion needs the exact minimum or maximum of rows that may still arrive.",
  why: `A maximum over rows that keep arriving only rises, a minimum only falls. *At least k* for a maximum and *at most k* for a minimum, once true, stay true. The maximum itself, or a test against its movement, does not: a larger value replaces it, and what was concluded from the old one has to go.`,
  fix: `Write the value to a column that says how it moves: \`highest(a, m)\` with \`m: max<number>\`. Then the row says *at least m*, which stands. Or use the threshold in the direction in which the value moves.

If the exact value matters (who won the auction), close the bids: seal them per auction and ask for the sealing relation in the rule. Or decide at a boundary, or promise only \`eventual\`.`,
  bad: rules`
    .decl bid(auction: symbol, bidder: symbol, amount: number)
    .decl auction(name: symbol)
    .input bid
    .input auction
    .decl price(auction: symbol, amount: number)
    price(a, m) :- auction(a), m = max x : { bid(a, _, x) }.
    .output price
  `,
  good: rules`
    .decl bid(auction: symbol, bidder: symbol, amount: number)
    .decl auction(name: symbol)
    .input bid
    .input auction
    .decl price(auction: symbol, amount: max<number>)
    price(a, m) :- auction(a), m = max x : { bid(a, _, x) }.
    .output price
  `,
  describe({ point }, context) {
    const over = quoted(point.reads?.name ?? "its body");
    const isMax = point.construct === "max";
    const bound = isMax ? "at least" : "at most";
    return describePoint(point, context, {
      depends: `${quoted(point.relation.name)} needs the ${point.construct} over ${over} to stay as it is`,
      cause: `a ${isMax ? "larger" : "smaller"} value in ${over}`,
      rewrite: `if "${bound}" is enough: compare with \`${isMax ? ">=" : "<="}\`, or give the head a \`${point.construct}<…>\` column`,
    });
  },
} as const satisfies Entry<"CALM105">;
