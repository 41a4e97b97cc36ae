import { placeOf } from "../base/source.ts";
import { counterexampleText } from "./counterexample-text.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { repairsOf } from "./repairs/repairs.ts";
import { list, quoted } from "./wording.ts";

export const calm301 = {
  code: "CALM301",
  name: "invariant not confluent",
  severity: "error",
  summary: "Operations that each keep an invariant break it when their effects are merged.",
  why: `Each replica checks the invariant against what it has, and finds it kept. Two replicas do so at the same time, neither knowing of the other, and when their states are merged the invariant is broken, although nobody did anything wrong. No merge function repairs this: the decision needed what the other replica knew.`,
  fix: `Share out the right to act before it is needed: a \`bounded<0>\` counter in place of a plain one lets each replica spend what it owns, and coordination is only needed to move rights. Choose names so that they cannot clash (\`cat(replica(), …)\`). Or run the operation at a boundary: \`.operation sell(p: symbol) at desk { … }\`.`,
  bad: rules`
    .decl sold(item: symbol, n: gcounter)
    .decl stock(item: symbol, n: number) static
    .input stock
    sold("camera", 0).
    .invariant no_oversell: sold(p, s), stock(p, n) => s <= n.
    .operation sell(p: symbol) {
      require stock(p, n), sold(p, s), s < n.
      sold(p) += 1.
    }
  `,
  good: rules`
    .decl left(item: symbol, n: bounded<0>)
    left("camera", 1).
    .invariant no_oversell: left(_, n) => n >= 0.
    .operation sell(p: symbol) {
      left(p) -= 1.
    }
  `,
  describe({ verdict }, context) {
    const { program } = context;
    const { invariant, counterexample } = verdict;
    const { start, branches, violates } = counterexampleText(counterexample, program);
    const called = new Set(
      counterexample.branches.flatMap(({ steps }) => steps.map(({ call }) => call.operation)),
    );
    const given = start.length === 0 ? [] : [`with ${list(start.map(quoted))} everywhere,`];
    const acts = branches.map(({ replica, operations }) => `${replica} does ${list(operations.map(quoted))}`);
    const broken = violates[0] === undefined ? "it is broken" : `${quoted(violates[0])} does not hold`;
    return {
      message: `${quoted(invariant.name)} is kept by each replica, and broken when they merge`,
      related: [...called].map(({ name, source, syntax }) => ({
        place: placeOf(source, syntax.name.span),
        message: `${quoted(name)} writes what it reads`,
      })),
      notes: [[...given, `${list(acts)}, neither hearing of the other;`, `then ${broken}`].join(" ")],
      help: [
        verdict.class === "redesignable"
          ? "share out the right to act beforehand (`bounded<…>`), or run the operations at a boundary"
          : "run the operations at a boundary, or make what they write such that it cannot clash",
        "`calm confluence` shows the run and the repairs that were tried",
      ],
      fixes: () => repairsOf(verdict, context).map(({ title, edits }) => ({ title, safe: false, edits })),
    };
  },
} as const satisfies Entry<"CALM301">;
