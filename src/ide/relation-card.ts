import type { RelationVerdict } from "../analysis/report.ts";
import { priceOfOutput } from "../diagnostics/price.ts";
import { counted, list, quoted, sealText } from "../diagnostics/wording.ts";
import type { Relation } from "../model/program.ts";
import { docComment } from "./doc-comment.ts";
import type { ProgramView } from "./program-view.ts";
import { directionWords, placementWords, readersOf, verdictAdvice, verdictReason } from "./verdict-reason.ts";

/** Everything there is to say about a relation, as Markdown. */
export function relationCard(relation: Relation, view: ProgramView): string {
  const verdict = view.report.relations.get(relation);
  const comment = docComment(relation.place, view);
  return [
    fenced(declarationText(relation)),
    ...(verdict === undefined ? [] : verdictParagraphs(verdict, view)),
    ...(comment === null ? [] : [comment]),
  ].join("\n\n");
}

/** The declaration of one relation on one line, with the qualifier also where it is the default. */
export function declarationText(relation: Relation): string {
  const columns = relation.columns.map(({ name, text }) => `${name}: ${text}`).join(", ");
  const { qualifier, kind, equivalence } = relation;
  const behind = equivalence
    ? " eqrel"
    : kind === "base" && relation.keyCount === relation.columns.length
      ? ` ${qualifier}`
      : qualifier === "static"
        ? " static"
        : "";
  return `.decl ${relation.name}(${columns})${behind}`;
}

export function fenced(text: string): string {
  return `\`\`\`calm\n${text}\n\`\`\``;
}

function verdictParagraphs(verdict: RelationVerdict, view: ProgramView): readonly string[] {
  const { relation } = verdict;
  const { program } = view;
  const stratum = program.dependencies.stratumOf.get(relation) ?? 0;
  return [
    `**${verdict.verdict}** · ${relation.kind} · stratum ${stratum}`,
    `${verdictReason(verdict, view)} ${verdictAdvice[verdict.verdict]}`,
    facts(verdict, view)
      .map((fact) => `- ${fact}`)
      .join("\n"),
  ];
}

function facts(verdict: RelationVerdict, view: ProgramView): readonly string[] {
  const { relation, direction, placement, values } = verdict;
  const columns = relation.columns.flatMap(({ name }, index) => {
    const value = values[index] ?? null;
    return value === null ? [] : [`${quoted(name)} ${value}`];
  });
  const readers = readersOf(relation, view);
  return [
    [`direction ${direction}: ${directionWords[direction]}`, ...columns].join("; "),
    ...(relation.kind === "derived" ? [`placement: ${placementWords[placement]}`] : []),
    readers.length === 0
      ? "read by no other relation"
      : `read by ${namesText(readers.map(({ name }) => name))}`,
    ...view.program.seals
      .filter((seal) => seal.relation === relation)
      .map((seal) => `sealed: ${quoted(sealText(seal))} by ${quoted(seal.by.name)}`),
    ...view.program.seals
      .filter((seal) => seal.by === relation)
      .map((seal) => `a row of it seals ${quoted(sealText(seal))}`),
    ...view.report.outputs
      .filter((output) => output.relation === relation)
      .map((output) => {
        const kept = output.ok ? "kept" : "not kept";
        const price = priceOfOutput(output, view.report);
        const whose = output.declared ? "output" : "output, as nothing reads it,";
        return `${whose} ${output.promise}: ${kept}${price === "" ? "" : ` (${price})`}`;
      }),
  ];
}

/** A few names, and how many more there are. */
function namesText(names: readonly string[]): string {
  const shown = names.slice(0, 6).map(quoted);
  const more = names.length - shown.length;
  return more === 0 ? list(shown) : list([...shown, counted(more, "more relation")]);
}
