import type { OutputVerdict, Verdict } from "../analysis/report.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { suppressFix } from "./suppress-fix.ts";
import { promiseFix } from "./promise-fix.ts";
import { witnessText } from "./witness-text.ts";
import { list, quoted } from "./wording.ts";

export const calm111 = {
  code: "CALM111",
  name: "output promise not kept",
  severity: "error",
  summary: "An output promises more than its rules can keep.",
  why: `An output makes a promise. \`final\`, the default: what is printed once stays true. \`absence\`: a row that is missing now stays missing. \`eventual\`: rows may come and go, but replicas with the same facts agree.

What can be kept follows from how the rows move as facts arrive. A relation that only grows keeps \`final\` and breaks \`absence\`; one that only shrinks keeps \`absence\` and breaks \`final\`.`,
  fix: `Promise what is kept: the message says which promise that is. Or change the rules until the promise holds, as the points of order of this output explain.`,
  bad: rules`
    .decl account(name: symbol)
    .decl taken(name: symbol)
    .input account
    taken(n) :- account(n).
    .output taken(promise="absence")
  `,
  good: rules`
    .decl account(name: symbol)
    .decl taken(name: symbol)
    .input account
    taken(n) :- account(n).
    .output taken
  `,
  describe({ output, keeps, place }, context) {
    const { relation, promise, witness } = output;
    const advice =
      keeps === null
        ? "no promise fits: take what depends on the replica or on arrival order out of its rules"
        : `promise what is kept: \`.output ${relation.name}${keeps === "final" ? "" : `(promise="${keeps}")`}\``;
    return {
      message: `${quoted(relation.name)} does not keep its promise \`${promise}\`: ${reason(output)}`,
      related: output.points.slice(0, 3).map((point) => ({ place: point.place, message: "this is why" })),
      notes: witness === null ? [] : [witnessText(witness)],
      help: [advice],
      fixes: () => {
        const fix = keeps === null ? null : promiseFix([relation], keeps, context);
        return [fix, suppressFix("CALM111", place, context)].filter((one) => one !== null);
      },
    };
  },
} as const satisfies Entry<"CALM111">;

function reason({ verdict, promise, exactColumns }: OutputVerdict): string {
  if (exactColumns.length > 0) return `of ${list(exactColumns.map(quoted))} only a bound stands`;
  return promise === "absence"
    ? `a row that is missing now may appear later${because(verdict)}`
    : movement(verdict);
}

function because(verdict: Verdict): string {
  return verdict === "nondeterministic" ? ", and replicas may disagree for ever" : "";
}

function movement(verdict: Verdict): string {
  switch (verdict) {
    case "antitone":
      return "its rows only ever go, so what is printed may be withdrawn";
    case "nonmonotone":
      return "its rows come and go, so what is printed may be withdrawn";
    case "nondeterministic":
      return "replicas with the same facts may disagree for ever";
    case "constant":
    case "monotone":
    case "coordinated":
      return "its rows stay";
  }
}
