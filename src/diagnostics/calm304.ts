import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { quoted } from "./wording.ts";

export const calm304 = {
  code: "CALM304",
  name: "local check only",
  severity: "info",
  summary: "A `require` reads something that other replicas may see differently.",
  why: `A \`require\` is evaluated on the state of the replica at which the operation is called. If it reads an absence, an exact value, \`replica()\` or \`now()\`, another replica may decide the same call otherwise, and what comes out depends on what had arrived. As a first filter that is fine; as protection it is none.`,
  fix: `State what must hold as an \`.invariant\`, and let \`calm\` say whether it survives merges. If the check must be right, run the operation at a boundary: \`.operation sign_up(u: symbol) at desk { … }\`.`,
  bad: rules`
    .decl account(id: number, user: symbol)
    .invariant named: account(_, u) => strlen(u) > 0.
    .operation sign_up(a: number, u: symbol) {
      require !account(_, u), strlen(u) > 0.
      insert account(a, u).
    }
    .decl member(user: symbol)
    member(u) :- account(_, u).
    .output member
  `,
  good: rules`
    .decl account(id: number, user: symbol)
    .invariant named: account(_, u) => strlen(u) > 0.
    .operation sign_up(a: number, u: symbol) {
      require strlen(u) > 0.
      insert account(a, u).
    }
    .decl member(user: symbol)
    member(u) :- account(_, u).
    .output member
  `,
  describe({ operation, reads, relation }) {
    const what =
      relation === null
        ? `${quoted(reads)}, which differs from replica to replica`
        : `${reads === "absence" ? "the absence" : "the exact value"} of ${quoted(relation)}, of which a replica sees what has arrived`;
    return {
      message: `${quoted(operation)} tests ${what}: another replica may decide otherwise`,
      help: ["let an `.invariant` say what must hold, if none does yet, or run the operation at a boundary"],
    };
  },
} as const satisfies Entry<"CALM304">;
