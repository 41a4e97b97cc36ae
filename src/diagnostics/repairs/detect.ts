import { placeOf } from "../../base/source.ts";
import { violationRules } from "../../engine/violation-rules.ts";
import type { Column } from "../../model/program.ts";
import type { Statement } from "../../syntax/tree.ts";
import type { Context } from "../entry.ts";
import { lineBreakOf, remove, replace } from "../quick-fix.ts";
import { freshName, quoted } from "../wording.ts";
import type { BrokenInvariant, Repair } from "./repair.ts";

/**
 * The invariant becomes a relation of what violates it, for somebody to put right: as a conclusion
 * that stands where it does, else as one that may be taken back.
 */
export function detect({ invariant }: BrokenInvariant, { program }: Context): readonly Repair[] {
  const { source, syntax } = invariant;
  const made = violationRules(invariant, program);
  if (made === null) return [];
  const newline = lineBreakOf(source);
  const columns = made.violations.columns.map(({ name, value }: Column) => ({ name, value }));
  const variables = columns.map(({ name }) => name).join(", ");
  const declared = columns.map(({ name, value }) => `${name}: ${value}`).join(", ");
  const textOf = (
    literals: readonly { readonly span: { readonly start: number; readonly end: number } }[],
  ): string => literals.map(({ span }) => source.text.slice(span.start, span.end)).join(", ");
  const name = freshName(program, `violation_${invariant.name}`);
  const kept = freshName(program, `kept_${invariant.name}`);
  const left = textOf(syntax.left);
  const rules =
    syntax.right === null
      ? [`.decl ${name}(${declared})`, `${name}(${variables}) :- ${left}.`]
      : [
          `.decl ${kept}(${declared})`,
          `${kept}(${variables}) :- ${left}, ${textOf(syntax.right)}.`,
          `.decl ${name}(${declared})`,
          `${name}(${variables}) :- ${left}, !${kept}(${variables}).`,
        ];
  return (["final", "eventual"] as const).map((promise): Repair => {
    const output = promise === "final" ? `.output ${name}` : `.output ${name}(promise="eventual")`;
    return {
      kind: "detect and compensate",
      title: `Report what violates ${quoted(invariant.name)}, for somebody to put right`,
      cost:
        promise === "final"
          ? "it is broken until somebody acts; a reported violation stands"
          : "it is broken until somebody acts; a reported violation may yet turn out to be none",
      edits: [
        replace(placeOf(source, syntax.span), [...rules, output].join(newline)),
        ...program.scenarios.flatMap((scenario) =>
          expectationsOf(invariant.name, scenario.syntax.statements).map(({ span }) =>
            remove(placeOf(scenario.source, span)),
          ),
        ),
      ],
      keeps: false,
    };
  });
}

/** What scenarios expect of an invariant that is to go. */
function expectationsOf(name: string, statements: readonly Statement[]): readonly Statement[] {
  return statements.filter(
    (statement) =>
      statement.kind === "expect" &&
      (statement.expectation.kind === "holds" || statement.expectation.kind === "violated") &&
      statement.expectation.invariant.text === name,
  );
}
