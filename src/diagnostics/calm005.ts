import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { quoted } from "./wording.ts";

export const calm005 = {
  code: "CALM005",
  name: "unsafe variable",
  severity: "error",
  summary: "A variable is used that nothing binds to values.",
  why: `A rule is evaluated by going through the rows of its positive atoms. A variable that no positive atom binds, directly, by \`=\` or by \`range\`, could have infinitely many values: in a head it would derive infinitely many rows, in a negation or a comparison there would be nothing to test.

\`_\` stands for some value that does not matter, so it cannot be derived either.`,
  fix: `Add a positive atom that holds the variable, or bind it with \`=\`. In a negation, write \`_\` where any value will do.`,
  bad: rules`
    .decl user(name: symbol)
    .input user
    .decl greeting(name: symbol, text: symbol)
    greeting(u, t) :- user(u).
    .output greeting
  `,
  good: rules`
    .decl user(name: symbol)
    .input user
    .decl greeting(name: symbol, text: symbol)
    greeting(u, t) :- user(u), t = cat("hello ", u).
    .output greeting
  `,
  describe({ variable, position }) {
    if (position === "wildcard in head") {
      return {
        message: "`_` in a head has no value to derive",
        help: ["write a variable that the body binds, or a constant"],
      };
    }
    return {
      message: `${quoted(variable)} in ${where(position)} is bound by no positive atom`,
      help: [
        position === "negated atom"
          ? `write \`_\` if any value will do, or add a positive atom with ${quoted(variable)}`
          : `add a positive atom with ${quoted(variable)}, or bind it with \`=\``,
      ],
    };
  },
} as const satisfies Entry<"CALM005">;

function where(position: "head" | "negated atom" | "comparison" | "term" | "effect"): string {
  switch (position) {
    case "head":
      return "the head";
    case "negated atom":
      return "a negated atom";
    case "comparison":
      return "a comparison";
    case "term":
      return "a term";
    case "effect":
      return "an effect";
  }
}
