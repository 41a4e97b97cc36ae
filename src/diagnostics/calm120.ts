import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { suppressFix } from "./suppress-fix.ts";
import { counted, excerpt, quoted } from "./wording.ts";

export const calm120 = {
  code: "CALM120",
  name: "not proved monotone",
  severity: "warning",
  summary: "Neither a proof that a conclusion stands was found, nor a run in which it is withdrawn.",
  why: `The directions of the rules alone do not show that the conclusion stands, and the search for a run in which it is withdrawn ended at its bound without one. Most such rules are safe for a reason that lies in the data; some are not.`,
  fix: `Write the rule so that the proof is plain, or treat it as a point of order: seal what it reads, decide at a boundary, or promise only \`eventual\`.`,
  bad: rules`
    .decl payment(id: symbol, account: symbol, cents: number)
    .input payment
    .decl received(id: symbol, account: symbol, cents: number)
    received(i, a, c) :- payment(i, a, c), c > 0.
    .decl funded(account: symbol)
    funded(a) :- received(_, a, _), sum c : { received(_, a, c) } >= 10000.
    .output funded
  `,
  good: rules`
    .decl payment(id: symbol, account: symbol, cents: unsigned)
    .input payment
    .decl received(id: symbol, account: symbol, cents: unsigned)
    received(i, a, c) :- payment(i, a, c), c > 0.
    .decl funded(account: symbol)
    funded(a) :- received(_, a, _), sum c : { received(_, a, c) } >= 10000.
    .output funded
  `,
  describe({ point, place, tried }, context) {
    return {
      message: `${quoted(point.relation.name)} is not proved to keep its rows with ${quoted(excerpt(place))}, nor was a run found in which one is withdrawn`,
      notes: [`${counted(tried, "state")} of small size ${tried === 1 ? "was" : "were"} tried`],
      help: [
        "write the rule so that the proof is plain",
        `treat it as what it looks like, ${point.code}: seal what is read, decide at a boundary, or promise only \`eventual\``,
      ],
      fixes: () => [suppressFix("CALM120", place, context)].filter((fix) => fix !== null),
    };
  },
} as const satisfies Entry<"CALM120">;
