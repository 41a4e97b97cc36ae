import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { placeOf } from "../base/source.ts";
import { remove } from "./quick-fix.ts";
import { quoted } from "./wording.ts";

export const calm201 = {
  code: "CALM201",
  name: "boundary or seal never used",
  severity: "warning",
  summary: "A boundary decides nothing, or no rule asks for a seal.",
  why: `A boundary does something only for the rules and operations that stand \`at\` it. A seal helps only a rule that asks for its sealing relation and reads what is sealed. One that nobody uses looks like protection and is none.`,
  fix: `Use it (\`h(x) at desk :- …\`; for a seal, its sealing atom in the rule that reads the sealed relation), or remove it.`,
  bad: rules`
    .decl user(name: symbol)
    .input user
    .boundary desk by leader
    .decl known(name: symbol)
    known(u) :- user(u).
    .output known
  `,
  good: rules`
    .decl user(name: symbol)
    .input user
    .decl known(name: symbol)
    known(u) :- user(u).
    .output known
  `,
  describe({ what, name, place }, { program }) {
    return {
      message:
        what === "boundary"
          ? `the boundary ${quoted(name)} is never used`
          : `the seal of ${quoted(name)} is never used: no rule asks for it where it reads ${quoted(name)}`,
      help: [
        what === "boundary"
          ? `write \`at ${name}\` at the rules or operations that it decides, or remove it`
          : "ask for its sealing relation in the rule that reads what is sealed, or remove it",
      ],
      fixes: () => {
        const syntax =
          what === "boundary"
            ? program.boundaries.get(name)?.syntax
            : program.seals.find(
                (seal) => seal.place.source === place.source && seal.place.start === place.start,
              )?.syntax;
        if (syntax === undefined) return [];
        return [
          { title: `Remove the ${what}`, safe: true, edits: [remove(placeOf(place.source, syntax.span))] },
        ];
      },
    };
  },
} as const satisfies Entry<"CALM201">;
