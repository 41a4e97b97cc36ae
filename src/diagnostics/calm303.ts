import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { quoted } from "./wording.ts";

export const calm303 = {
  code: "CALM303",
  name: "operation without invariant, or invariant without operation",
  severity: "info",
  summary: "No invariant limits an operation, or no operation can touch an invariant.",
  why: `An operation that no invariant limits may run anywhere at any time; that is often right. An invariant over relations that no operation writes is never put to the test here. Either may be what is meant; it may also be a sign that one of the two names another relation than was meant.`,
  fix: `Nothing, if it is meant so. Else write the invariant that the operation must keep, or the operation that the invariant is about.`,
  bad: rules`
    .decl liked(post: symbol, user: symbol)
    .operation like(p: symbol, u: symbol) { insert liked(p, u). }
    .decl popular(post: symbol)
    popular(p) :- liked(p, "ada"), liked(p, "grace").
    .output popular
  `,
  good: rules`
    .decl liked(post: symbol, user: symbol)
    .invariant not_own: liked(p, u), wrote(u, p) => false.
    .decl wrote(user: symbol, post: symbol) static
    .input wrote
    .operation like(p: symbol, u: symbol) { insert liked(p, u). }
    .decl popular(post: symbol)
    popular(p) :- liked(p, "ada"), liked(p, "grace").
    .output popular
  `,
  describe({ what, name }) {
    return {
      message:
        what === "operation"
          ? `the operation ${quoted(name)} is limited by no invariant`
          : `the invariant ${quoted(name)} is touched by no operation`,
    };
  },
} as const satisfies Entry<"CALM303">;
