import { exactFix } from "./exact-fix.ts";
import { describePoint } from "./describe-point.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { suppressFix } from "./suppress-fix.ts";
import { witnessText } from "./witness-text.ts";
import { list, quoted } from "./wording.ts";

export const calm106 = {
  code: "CALM106",
  name: "exact read of a growing value",
  severity: "error",
  summary: "A conclusion uses the exact value of a column of which only a bound stands.",
  why: `A \`max<…>\` or \`gcounter\` column says *at least this much*, a \`min<…>\` column *at most this much*. The bound stands for ever, the value does not: the next one replaces it.

So the value may be compared in the direction in which it moves, and passed on into a column of the same kind. Joined on, tested with \`=\`, copied into an ordinary column, met by a constant, or compared against its movement, it is read exactly, and what is concluded is withdrawn when the value moves.

\`.output R(exact=true)\` promises the value itself, where only the bound can be promised.`,
  fix: `Use the bound: \`v >= k\` for a \`max\` or a counter, \`v <= k\` for a \`min\`; or let the head carry a column of the same kind.

If the exact value matters, close it with a seal and ask for the sealing relation in the rule, decide at a boundary, or promise only \`eventual\`. Take \`exact=true\` off an output whose bound is good enough.`,
  bad: rules`
    .decl views(page: symbol, n: max<number>)
    .decl page(name: symbol)
    .input views
    .input page
    .decl quiet(page: symbol)
    quiet(p) :- page(p), views(p, n), n <= 10.
    .output quiet
  `,
  good: rules`
    .decl views(page: symbol, n: max<number>)
    .decl page(name: symbol)
    .input views
    .input page
    .decl popular(page: symbol)
    popular(p) :- page(p), views(p, n), n >= 10.
    .output popular
  `,
  describe({ point }, context) {
    const { name } = point.relation;
    if (point.rule === null) {
      const columns = list((point.detail ?? "").split(", ").map(quoted));
      return {
        message: `${quoted(name)} promises the exact value of ${columns}, of which only a bound stands: the next value replaces one that was already printed`,
        notes: point.witness === null ? [] : [witnessText(point.witness)],
        help: [
          "print the bound: take `exact=true` off this output",
          "close the values with a seal, or decide them at a boundary, before they are printed",
        ],
        fixes: () => [
          ...exactFix(point.relation, context),
          ...[suppressFix("CALM106", point.place, context)].filter((fix) => fix !== null),
        ],
      };
    }
    const value = [point.reads?.name, point.detail]
      .filter((part) => part !== null && part !== undefined)
      .join(".");
    return describePoint(point, context, {
      depends: `${quoted(name)} needs the value of ${quoted(value)} to stay as it is, but only a bound of it stands`,
      cause: "the next value",
      rewrite:
        "if the bound is enough: compare in the direction in which the value moves, or pass it to a column of the same kind",
    });
  },
} as const satisfies Entry<"CALM106">;
