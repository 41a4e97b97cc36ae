import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { quoted } from "./wording.ts";

export const calm303 = {
  code: "CALM303",
  name: "operation without invariant, or invariant without operation",
  severity: "info",
  summary:
    "No invariant limits an operation, no operation can touch an invariant, or an operation can never run.",
  why: `An operation that no invariant limits may run anywhere at any time; that is often right. An invariant over relations that no operation writes is never put to the test here. An operation of which a \`require\` contradicts itself (\`n < 0, n > 0\`), or asks for a row that nothing gives, changes nothing, and a proof that rests on it would say nothing. Each may be what is meant; it may also be a sign that one of the two names another relation than was meant.`,
  fix: `Nothing, if it is meant so. Else mend the \`require\`, or write the invariant that the operation must keep, or the operation that the invariant is about.`,
  bad: rules`
    .decl account(user: symbol, name: symbol)
    .decl liked(post: symbol, user: symbol)
    .invariant named: account(_, n) => strlen(n) > 0.
    .operation sign_up(u: symbol, n: symbol) { insert account(u, n). }
    .operation like(p: symbol, u: symbol) { insert liked(p, u). }
    .decl post_of_account(user: symbol, post: symbol)
    post_of_account(u, p) :- account(u, _), liked(p, u).
    .output post_of_account
  `,
  good: rules`
    .decl account(user: symbol, name: symbol)
    .decl liked(post: symbol, user: symbol)
    .invariant named: account(_, n) => strlen(n) > 0.
    .invariant posted: liked(p, _) => strlen(p) > 0.
    .operation sign_up(u: symbol, n: symbol) { insert account(u, n). }
    .operation like(p: symbol, u: symbol) { insert liked(p, u). }
    .decl post_of_account(user: symbol, post: symbol)
    post_of_account(u, p) :- account(u, _), liked(p, u).
    .output post_of_account
  `,
  describe({ what, name }) {
    return {
      message:
        what === "operation"
          ? `the operation ${quoted(name)} is limited by no invariant`
          : what === "invariant"
            ? `the invariant ${quoted(name)} is touched by no operation`
            : `the operation ${quoted(name)} can never run: whatever facts there are, a \`require\` does not hold`,
    };
  },
} as const satisfies Entry<"CALM303">;
