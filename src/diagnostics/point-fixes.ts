import type { Source } from "../base/source.ts";
import type { PointOfOrder } from "../analysis/report.ts";
import type { Relation } from "../model/program.ts";
import { isSound } from "../model/sound-boundary.ts";
import { closeFix } from "./close-fix.ts";
import type { Context } from "./entry.ts";
import { lookupOf } from "./lookup.ts";
import { endOfLine, insertAt, lineBreakOf, startOfLine, type QuickFix, type TextEdit } from "./quick-fix.ts";
import type { PlannedSeal, SealPlan } from "./seal-plan.ts";
import { suppressFix } from "./suppress-fix.ts";
import { promiseFix } from "./promise-fix.ts";
import { freshName, list, quoted } from "./wording.ts";

/** What can be done about an uncovered point of order, the best first. None for one that is only information. */
export function pointFixes(
  point: PointOfOrder,
  plan: SealPlan | null,
  context: Context,
): readonly QuickFix[] {
  if (point.severity === "info") return [];
  const sealed = plan?.seals.map((seal) => seal.relation) ?? [];
  return [
    plan === null ? null : sealFix(plan, context),
    boundaryFix(point, context),
    point.code === "CALM110" ? null : promiseFix(point.seenBy, "eventual", context),
    closeFix(sealed, context),
    suppressFix(point.code, point.place, context),
  ].filter((fix) => fix !== null);
}

function sealFix(plan: SealPlan, context: Context): QuickFix {
  const { source } = plan.rule;
  const atoms = plan.seals.map((seal) => `${seal.by}(${seal.terms.join(", ")}), `);
  const added = plan.seals.filter((seal) => seal.existing === null);
  const names = list(plan.seals.map((seal) => quoted(sealedText(seal))));
  return {
    title: added.length === 0 ? `Wait for the seal ${names}` : `Seal ${names}`,
    safe: false,
    edits: [
      ...added.map((seal) => declareSeal(seal, plan, context)),
      insertAt(source, plan.insertAt, atoms.join("")),
    ],
  };
}

/** `open_blocker(release)`. */
export function sealedText(seal: PlannedSeal): string {
  return `${seal.relation.name}(${seal.columns.map((index) => seal.relation.columns[index]?.name ?? "").join(", ")})`;
}

/** The sealing relation and the seal, below what they close, or above the rule when that is in another file. */
function declareSeal(seal: PlannedSeal, plan: SealPlan, context: Context): TextEdit {
  const { relation, columns, by } = seal;
  const { source } = relation.place;
  const newline = lineBreakOf(plan.rule.source);
  const typed = columns.map((index) => relation.columns[index]).filter((column) => column !== undefined);
  const isInput = lookupOf(context).inputs.has(relation);
  const text = [
    `.decl ${by}(${typed.map(({ name, text: type }) => `${name}: ${type}`).join(", ")})`,
    ...(isInput ? [`.input ${by}`] : []),
    `.seal ${sealedText(seal)} by ${by}`,
  ].join(newline);
  const comments = context.trees.get(source)?.comments ?? [];
  const end = endOfLine(source, relation.declaration.span.end);
  const below =
    standsAbove(source, end, plan, context) &&
    !comments.some((comment) => comment.start < end && end < comment.end);
  if (below) return insertAt(source, end, newline + text);
  return insertAt(plan.rule.source, plan.rule.syntax.span.start, text + newline);
}

/** Whether an offset stands above the rule of a plan, in the same file. */
function standsAbove(source: Source, offset: number, { rule }: SealPlan, { program }: Context): boolean {
  if (rule.source === source) return offset <= startOfLine(source, rule.syntax.span.start);
  const { sources } = program;
  return rule.source.path === source.path && sources.indexOf(source) < sources.indexOf(rule.source);
}

function boundaryFix(point: PointOfOrder, context: Context): QuickFix | null {
  const { rule } = point;
  const last = rule?.syntax.heads.at(-1);
  if (rule === null || last === undefined || rule.boundary !== null) return null;
  const existing = [...context.program.boundaries.values()].find(isSound);
  if (existing !== undefined) {
    return {
      title: `Decide ${quoted(point.relation.name)} at the boundary ${quoted(existing.name)}`,
      safe: false,
      edits: [insertAt(rule.source, last.span.end, ` at ${existing.name}`)],
    };
  }
  const name = freshName(context.program, boundaryName(point.relation));
  const declaration = `.boundary ${name} by leader${lineBreakOf(rule.source)}`;
  return {
    title: `Decide ${quoted(point.relation.name)} at a boundary`,
    safe: false,
    edits: [
      insertAt(rule.source, rule.syntax.span.start, declaration),
      insertAt(rule.source, last.span.end, ` at ${name}`),
    ],
  };
}

/** The name that help and fixes propose for a new boundary. */
export function boundaryName(relation: Relation): string {
  return `${relation.name}_decision`;
}
