import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";

export const calm010 = {
  code: "CALM010",
  name: "unsupported Soufflé feature",
  severity: "error",
  summary: "The text uses something that Soufflé has and this language has not.",
  why: `Plain Soufflé programs can be checked as they are. Components, records, algebraic data types, user-defined functors, subsumption, choice domains, \`autoinc\` and the C preprocessor are recognised, so that they can be named here, but nothing is concluded about them. The rest of the file is checked.`,
  fix: `Write it with what there is: a component as plain relations, a record as columns, subsumption as a \`min<…>\` or \`max<…>\` column, \`autoinc\` as a key from the facts. Run the preprocessor first where macros are used.`,
  bad: rules`
    .decl edge(from: number, to: number)
    .input edge
    .decl dist(to: number, steps: number)
    dist(1, 0).
    dist(y, n + 1) :- dist(x, n), edge(x, y), n < 100.
    dist(x, n1) <= dist(x, n2) :- n2 <= n1.
    .output dist(promise="eventual")
  `,
  good: rules`
    .decl edge(from: number, to: number)
    .input edge
    .decl dist(to: number, steps: min<unsigned>)
    dist(1, 0).
    dist(y, n + 1) :- dist(x, n), edge(x, y).
    .output dist
  `,
  describe({ feature }) {
    return {
      message: `${feature} ${feature.endsWith("s") ? "are" : "is"} not supported`,
      help: ["see `calm explain CALM010` for what to write instead"],
    };
  },
} as const satisfies Entry<"CALM010">;
