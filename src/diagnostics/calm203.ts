import type { Boundary, Program, Rule } from "../model/program.ts";
import { placeOf } from "../base/source.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { remove, replace, type QuickFix } from "./quick-fix.ts";
import { quoted } from "./wording.ts";

export const calm203 = {
  code: "CALM203",
  name: "superfluous boundary",
  severity: "warning",
  summary: "A rule is decided at a boundary although it is safe without one.",
  why: `What the rule derives only ever grows: every replica may derive it by itself, at once, and none will ever have to take it back. The boundary makes it wait for others and buys nothing.`,
  fix: `Take \`at …\` off the rule. If the boundary then decides nothing any more, remove it too.`,
  bad: rules`
    .decl approval(change: symbol, by: symbol)
    .input approval
    .boundary desk by leader
    .decl approved(change: symbol)
    approved(c) at desk :- approval(c, "ada"), approval(c, "grace").
    .output approved
  `,
  good: rules`
    .decl approval(change: symbol, by: symbol)
    .input approval
    .decl approved(change: symbol)
    approved(c) :- approval(c, "ada"), approval(c, "grace").
    .output approved
  `,
  describe({ boundary, relation, rule }, { program }) {
    return {
      message: `${quoted(relation.name)} is decided at ${quoted(boundary.name)}, but this rule only ever adds rows: the boundary buys nothing`,
      related: [{ place: boundary.place, message: "the boundary" }],
      help: [`take \`at ${boundary.name}\` off this rule`],
      fixes: () => withoutBoundary(rule, boundary, program),
    };
  },
} as const satisfies Entry<"CALM203">;

/** Takes `at b` off the rule, and `b` away if nothing else stands at it. */
function withoutBoundary(rule: Rule, boundary: Boundary, program: Program): readonly QuickFix[] {
  const name = rule.syntax.boundary;
  if (name === null) return [];
  const { text } = rule.source;
  const before = /\s+at\s+$/.exec(text.slice(rule.syntax.span.start, name.span.start));
  if (before === null) return [];
  const start = rule.syntax.span.start + before.index;
  const usedElsewhere =
    program.rules.some((other) => other !== rule && other.boundary === boundary) ||
    [...program.operations.values()].some((operation) => operation.boundary === boundary);
  const edits = [replace({ source: rule.source, start, end: name.span.end }, "")];
  if (!usedElsewhere) edits.push(remove(placeOf(boundary.place.source, boundary.syntax.span)));
  return [{ title: `Take \`at ${boundary.name}\` off`, safe: true, edits }];
}
