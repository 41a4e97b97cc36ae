import { describePoint } from "./describe-point.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { excerpt, quoted } from "./wording.ts";

export const calm101 = {
  code: "CALM101",
  name: "negation",
  severity: "error",
  summary: "A conclusion rests on the absence of a row that may still arrive.",
  why: `A replica that has not heard of a row cannot tell "there is none" from "it has not reached me yet". A rule with \`!p(…)\` concludes something from that silence, so the next \`p\` that arrives withdraws a conclusion that somebody may have acted on. This is the one thing that no amount of retrying or merging repairs: the answer was given too early.

Negation is harmless where what is negated cannot move: over \`static\` relations, over a partition that a seal has closed, and where two negations cancel out. Such literals are not reported.`,
  fix: `Close what is negated before you ask: declare a sealing relation, write \`.seal p(k) by closed_p\`, and ask for \`closed_p(k)\` in the same rule. That costs one round per key, when the key is closed.

Or decide once: give the rule a boundary (\`h(x) at desk :- …\` with \`.boundary desk by leader\`). What was decided there stands.

Or promise less: with \`.output h(promise="eventual")\` the answer may be shown, but nobody should act on it. And if the relation is complete before the run, say so: declare it \`static\`.`,
  bad: rules`
    .decl release(name: symbol)
    .decl open_blocker(release: symbol, id: symbol)
    .input release
    .input open_blocker
    .decl ready(release: symbol)
    ready(r) :- release(r), !open_blocker(r, _).
    .output ready
  `,
  good: rules`
    .decl release(name: symbol)
    .decl open_blocker(release: symbol, id: symbol)
    .decl review_closed(release: symbol)
    .input release
    .input open_blocker
    .input review_closed
    .seal open_blocker(release) by review_closed
    .decl ready(release: symbol)
    ready(r) :- release(r), review_closed(r), !open_blocker(r, _).
    .output ready
  `,
  describe({ point }, context) {
    const atom = excerpt(point.place).replace(/^!\s*/, "");
    const reads = point.reads?.name ?? atom;
    return describePoint(point, context, {
      depends: `${quoted(point.relation.name)} depends on the absence of ${quoted(reads)}`,
      cause: `a later ${quoted(atom)}`,
    });
  },
} as const satisfies Entry<"CALM101">;
