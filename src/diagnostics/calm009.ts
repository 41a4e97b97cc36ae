import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { endOfLine, insertAt, lineBreakOf, type QuickFix } from "./quick-fix.ts";
import { quoted } from "./wording.ts";

export const calm009 = {
  code: "CALM009",
  name: "relation never read or never filled",
  severity: "warning",
  summary: "A relation has no reader, no source, or only rules that can never fire.",
  why: `A relation that nothing reads or prints does no work. One that nothing fills is empty, and so is all that needs it; a negation of it is always true. Both are usually a misspelling, or the rest of something that was taken out.`,
  fix: `Read or print it (\`.output\`), fill it (\`.input\`, facts, a rule, an operation), or remove it.`,
  bad: rules`
    .decl user(name: symbol)
    .input user
    .decl visit(name: symbol, page: symbol)
    .input visit
    .decl known(name: symbol)
    known(u) :- user(u).
    .output known
  `,
  good: rules`
    .decl user(name: symbol)
    .input user
    .decl visit(name: symbol, page: symbol)
    .input visit
    .decl known(name: symbol)
    known(u) :- user(u).
    known(u) :- visit(u, _).
    .output known
  `,
  describe({ relation: name, problem }, context) {
    const relation = context.program.relations.get(name);
    const directive = problem === "never read" ? ".output" : ".input";
    const fixes = (): readonly QuickFix[] => {
      if (relation === undefined || problem === "can never fire") return [];
      const { source } = relation.place;
      const end = endOfLine(source, relation.declaration.span.end);
      return [
        {
          title: `Add \`${directive} ${name}\``,
          safe: false,
          edits: [insertAt(source, end, `${lineBreakOf(source)}${directive} ${name}`)],
        },
      ];
    };
    switch (problem) {
      case "never read":
        return {
          message: `${quoted(name)} is never read`,
          help: [`print it with \`.output ${name}\`, or remove it`],
          fixes,
        };
      case "never filled":
        return {
          message: `${quoted(name)} is never filled, so it is always empty`,
          help: [`load it with \`.input ${name}\`, give it facts, a rule or an operation, or remove it`],
          fixes,
        };
      case "can never fire":
        return {
          message: `${quoted(name)} is always empty, because none of its rules can ever fire`,
          help: ["remove its rules, or mend the condition that is never true"],
          fixes,
        };
    }
  },
} as const satisfies Entry<"CALM009">;
