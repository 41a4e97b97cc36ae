import type { InvariantVerdict } from "../analysis/confluence/confluence.ts";
import { boundText } from "../diagnostics/calm302.ts";
import { counterexampleText } from "../diagnostics/counterexample-text.ts";
import { priceOfInvariant } from "../diagnostics/price.ts";
import { proofTexts } from "../diagnostics/proof-texts.ts";
import { list, quoted } from "../diagnostics/wording.ts";
import type { Invariant, Operation } from "../model/program.ts";
import { docComment } from "./doc-comment.ts";
import type { ProgramView } from "./program-view.ts";
import { fenced } from "./relation-card.ts";

/** An invariant as Markdown: its text, its verdict, and the proof or the run that breaks it. */
export function invariantCard({ source, syntax, name }: Invariant, view: ProgramView): string {
  const verdict = verdictOf(name, view);
  const { start, end } = syntax.span;
  const comment = docComment({ source, start, end }, view);
  return [
    fenced(source.text.slice(start, end)),
    ...(verdict === undefined ? [] : verdictParagraphs(verdict, view)),
    ...(comment === null ? [] : [comment]),
  ].join("\n\n");
}

/** An operation as Markdown: how it is called, where it runs, and the invariants that it can break. */
export function operationCard({ name, source, syntax, boundary }: Operation, view: ProgramView): string {
  const { start, end } = syntax.span;
  const comment = docComment({ source, start, end }, view);
  const conflicts = view.report.conflicts.filter(({ operations }) => operations.includes(name));
  const where = boundary === null ? "runs at any replica" : `runs at the boundary ${quoted(boundary.name)}`;
  return [
    fenced(`.operation ${signatureText(syntax)}`),
    `**operation** · ${where}`,
    ...(conflicts.length === 0
      ? []
      : [
          conflicts
            .map(({ operations, invariant }) => {
              const [one, other] = operations;
              const verdict = verdictOf(invariant.name, view);
              const price = verdict === undefined ? "" : priceOfInvariant(verdict);
              const whom = one === other ? "itself at another replica" : quoted(one === name ? other : one);
              return `- with ${whom} it can break ${quoted(invariant.name)}${price === "" ? "" : `: that takes ${price}`}`;
            })
            .join("\n"),
        ]),
    ...(comment === null ? [] : [comment]),
  ].join("\n\n");
}

/** `sell(p: symbol) at desk`. */
export function signatureText({ name, parameters, boundary }: Operation["syntax"]): string {
  const list = parameters.map((parameter) => `${parameter.name.text}: ${parameter.type.text}`).join(", ");
  return `${name.text}(${list})${boundary === null ? "" : ` at ${boundary.text}`}`;
}

function verdictOf(name: string, { report }: ProgramView): InvariantVerdict | undefined {
  return report.invariants.find(({ invariant }) => invariant.name === name);
}

function verdictParagraphs(verdict: InvariantVerdict, view: ProgramView): readonly string[] {
  switch (verdict.verdict) {
    case "assumed":
      return ["**assumed**: the world outside guarantees it; it is used in proofs, and not checked."];
    case "confluent":
      return [
        `**confluent** · coordination-free · proof: ${verdict.proof}`,
        proofTexts[verdict.proof],
        ...(verdict.thanksTo.length === 0
          ? []
          : [`Thanks to ${list(verdict.thanksTo.map(({ name }) => `the boundary ${quoted(name)}`))}.`]),
      ];
    case "undecided":
      return [`**undecided**: ${boundText(verdict.bound)}.`];
    case "not confluent":
      return [
        `**not confluent** · ${verdict.class === "redesignable" ? "redesignable with rights allocation" : "needs coordination"}`,
        "Each replica keeps it, and the merge breaks it:",
        counterexampleStory(verdict, view),
      ];
  }
}

function counterexampleStory(
  { counterexample }: InvariantVerdict & { readonly verdict: "not confluent" },
  { program }: ProgramView,
): string {
  const { start, branches, merged, violates } = counterexampleText(counterexample, program);
  const acts = branches.map(({ replica, operations }) => `${replica} does ${list(operations.map(quoted))}`);
  const steps = [
    ...(start.length === 0 ? [] : [`Everywhere there is ${list(start.map(quoted))}.`]),
    `${list(acts)}, neither hearing of the other.`,
    `Merged, that is ${list(merged.map(quoted))}.`,
    violates[0] === undefined ? "It is broken." : `${quoted(violates[0])} does not hold.`,
  ];
  return steps.map((step, index) => `${index + 1}. ${step}`).join("\n");
}
