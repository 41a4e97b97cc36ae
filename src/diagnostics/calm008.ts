import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { replace } from "./quick-fix.ts";
import { quoted } from "./wording.ts";

export const calm008 = {
  code: "CALM008",
  name: "variable used once",
  severity: "warning",
  summary: "A variable stands at one place only, so it joins nothing.",
  why: `A variable connects places of a rule. One that stands only once connects nothing; often it is a misspelling of another, and the rule then matches far more rows than it was meant to.`,
  fix: `Mend the spelling. If any value will do, write \`_\`, or let the name begin with \`_\` to keep it as a note.`,
  bad: rules`
    .decl orders(id: number, customer: symbol)
    .input orders
    .decl customer(name: symbol)
    customer(c) :- orders(id, c).
    .output customer
  `,
  good: rules`
    .decl orders(id: number, customer: symbol)
    .input orders
    .decl customer(name: symbol)
    customer(c) :- orders(_, c).
    .output customer
  `,
  describe({ variable, place }) {
    return {
      message: `${quoted(variable)} is used only once`,
      help: [`write \`_\` if any value will do, or \`_${variable}\` to keep the name`],
      fixes: () => [
        { title: "Write `_`", safe: true, edits: [replace(place, "_")] },
        { title: `Write \`_${variable}\``, safe: false, edits: [replace(place, `_${variable}`)] },
      ],
    };
  },
} as const satisfies Entry<"CALM008">;
