import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { placeOf } from "../base/source.ts";
import { remove } from "./quick-fix.ts";
import { quoted } from "./wording.ts";

export const calm011 = {
  code: "CALM011",
  name: "derived and written",
  severity: "error",
  summary: "A rule derives into a replicated base relation, or an operation writes a derived one.",
  why: `A row of a base relation is there because somebody wrote it, a row of a derived one because its rule holds. If a removable set or a register were derived too, deleting a row would not remove it while its rule still holds, and a write would be overwritten by the next evaluation.`,
  fix: `Keep the two apart: a base relation for what is written, and a derived one that reads it.`,
  bad: rules`
    .decl signup(name: symbol)
    .input signup
    .decl member(name: symbol) orset
    member(n) :- signup(n).
    .output member(promise="eventual")
  `,
  good: rules`
    .decl signup(name: symbol)
    .input signup
    .decl member(name: symbol)
    member(n) :- signup(n).
    .output member
  `,
  describe({ relation, problem, qualifier, declared }, { program }) {
    const derived = problem === "derived into a replicated relation";
    return {
      message: derived
        ? `${quoted(relation)} is ${quoted(qualifier)}, so it is written and cannot be derived by a rule`
        : `${quoted(relation)} is derived by rules, so an operation cannot write it`,
      related: [{ place: declared, message: "declared here" }],
      help: ["keep a base relation for what is written and a derived one that reads it"],
      fixes: () => {
        const declaration = program.relations.get(relation);
        const word = declaration?.declaration.qualifiers.find(({ text }) => text === qualifier);
        if (!derived || declaration === undefined || word === undefined) return [];
        return [
          {
            title: `Remove ${quoted(qualifier)}`,
            safe: false,
            edits: [remove(placeOf(declaration.place.source, word.span))],
          },
        ];
      },
    };
  },
} as const satisfies Entry<"CALM011">;
