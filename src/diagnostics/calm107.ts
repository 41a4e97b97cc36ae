import { describePoint } from "./describe-point.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { quoted } from "./wording.ts";

export const calm107 = {
  code: "CALM107",
  name: "read of a removable set",
  severity: "error",
  summary: "A conclusion rests on a row that can be removed again.",
  why: `An \`orset\` merges without conflicts, but what it shows goes both ways: rows are added and removed. A conclusion from a row that is there now is withdrawn when the row is removed. That replicas agree in the end does not help who acted in between.`,
  fix: `If rows are never really taken back, make it a \`gset\` and record removals as facts of their own.

Otherwise close the partition with a seal before you read it (an order that is submitted: \`submitted(cart)\` seals the cart), decide at a boundary, or promise only \`eventual\`: a cart that is only shown may change.`,
  bad: rules`
    .decl cart(user: symbol, item: symbol) orset
    .input cart
    .decl to_ship(user: symbol, item: symbol)
    to_ship(u, i) :- cart(u, i).
    .output to_ship
  `,
  good: rules`
    .decl cart(user: symbol, item: symbol) orset
    .decl submitted(user: symbol)
    .input cart
    .input submitted
    .seal cart(user) by submitted
    .decl to_ship(user: symbol, item: symbol)
    to_ship(u, i) :- submitted(u), cart(u, i).
    .output to_ship
  `,
  describe({ point }, context) {
    const reads = quoted(point.reads?.name ?? "a removable set");
    const atDirective = point.rule === null;
    return describePoint(point, context, {
      depends: atDirective
        ? `${quoted(point.relation.name)} is printed although its rows can be removed`
        : `${quoted(point.relation.name)} reads ${reads}, whose rows can be removed`,
      cause: "a later removal",
    });
  },
} as const satisfies Entry<"CALM107">;
