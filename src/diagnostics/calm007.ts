import type { CycleEdge } from "../model/finding.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { quoted } from "./wording.ts";

export const calm007 = {
  code: "CALM007",
  name: "cycle through negation",
  severity: "error",
  summary: "A relation depends on its own absence, aggregate or exact value.",
  why: `Rules are evaluated in layers: a relation is complete before it is negated, aggregated or read exactly. A cycle through such a read has no layers. \`win(x) :- move(x, y), !win(y).\` may have no answer, or several.

The related places show the whole cycle, one read after the other.`,
  fix: `Break the cycle at one of its places: often a relation of an earlier step is what is meant. Recursion through positive atoms, and through \`min<…>\` and \`max<…>\` columns whose value is passed on in its order, is fine.

A rule at a boundary may read what was decided there before (\`assigned(s, u) at desk :- request(s, u), !assigned(s, _).\`): decisions are taken one after the other.`,
  bad: rules`
    .decl request(seat: symbol, user: symbol)
    .input request
    .decl assigned(seat: symbol, user: symbol)
    assigned(s, u) :- request(s, u), !assigned(s, _).
    .output assigned
  `,
  good: rules`
    .decl request(seat: symbol, user: symbol)
    .input request
    .boundary desk by leader
    .decl assigned(seat: symbol, user: symbol)
    assigned(s, u) at desk :- request(s, u), !assigned(s, _).
    .output assigned
  `,
  describe({ cycle }) {
    const [first] = cycle;
    const thing = quoted(first?.to ?? "");
    const verb = first === undefined ? "depends on" : verbOf(first);
    const path = [...cycle.map((edge) => edge.from), cycle.at(-1)?.to ?? ""];
    return {
      message:
        cycle.length <= 1
          ? `${thing} ${verb} itself, so it cannot be evaluated layer by layer`
          : `${thing} ${verb} ${quoted(first?.from ?? "")}, which depends on ${thing} in turn`,
      related: cycle.slice(1).map((edge) => ({
        place: edge.place,
        message: `${quoted(edge.to)} ${verbOf(edge)} ${quoted(edge.from)}`,
      })),
      notes: cycle.length <= 1 ? [] : [`the cycle: ${path.map(quoted).join(" → ")}`],
      help: ["break the cycle at one of these places, or let a boundary decide step by step"],
    };
  },
} as const satisfies Entry<"CALM007">;

function verbOf({ kind }: CycleEdge): string {
  switch (kind) {
    case "positive":
      return "reads";
    case "negation":
      return "depends on the absence of";
    case "aggregate":
      return "aggregates over";
    case "exact":
      return "reads the exact value of";
  }
}
