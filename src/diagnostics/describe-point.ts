import type { OutputVerdict, PointOfOrder } from "../analysis/report.ts";
import type { Place } from "../base/source.ts";
import type { Relation } from "../model/program.ts";
import { isSound } from "../model/sound-boundary.ts";
import type { Context, Wording } from "./entry.ts";
import type { RelatedPlace } from "./diagnostic.ts";
import { closable } from "./close-fix.ts";
import { lookupOf } from "./lookup.ts";
import { boundaryName, pointFixes, sealedText } from "./point-fixes.ts";
import { sealPlan, type SealPlan } from "./seal-plan.ts";
import { witnessText } from "./witness-text.ts";
import { coverText, list, quoted } from "./wording.ts";

/** What a code says about its points; the rest of the wording is common to all points of order. */
export interface PointWords {
  /** The dependence, without what follows from it: `` `ready` depends on the absence of `open_blocker` ``. */
  readonly depends: string;
  /** What can happen, as the subject of *withdraws*: ``a later `open_blocker(r, _)` ``. */
  readonly cause: string;
  /** Another way to write the rule, better than coordinating. */
  readonly rewrite?: string;
}

/** The sentence, the related places, the witness, the help and the quick fixes of a point of order. */
export function describePoint(point: PointOfOrder, context: Context, words: PointWords): Wording {
  const plan = point.severity === "error" ? sealPlan(point, context) : null;
  return {
    message: sentence(point, context, words),
    related: relatedPlaces(point, context),
    notes: point.witness === null ? [] : [witnessText(point.witness)],
    help: helpFor(point, plan, context, words),
    fixes: () => pointFixes(point, plan, context),
  };
}

function sentence(point: PointOfOrder, context: Context, { depends, cause }: PointWords): string {
  if (point.coveredBy.length > 0) {
    const covers = list(point.coveredBy.map(coverText));
    return `${depends}; ${covers} ${point.coveredBy.length === 1 ? "makes" : "make"} that safe`;
  }
  return `${depends}: ${cause} ${consequence(point, context)}`;
}

function consequence({ severity, seenBy }: PointOfOrder, context: Context): string {
  if (severity === "info") return "withdraws a row, but no output promises that it stays";
  const isPrinted = outputsThatSee(seenBy, context).some(({ declared }) => declared);
  return `withdraws a row that was already ${isPrinted ? "printed" : "concluded"}`;
}

function outputsThatSee(relations: readonly Relation[], context: Context): readonly OutputVerdict[] {
  return relations.flatMap((relation) => lookupOf(context).outputsOf.get(relation) ?? []);
}

function relatedPlaces(point: PointOfOrder, context: Context): readonly RelatedPlace[] {
  if (point.severity === "info") {
    return point.coveredBy.map((cover) =>
      cover.kind === "seal"
        ? { place: cover.seal.place, message: "sealed here" }
        : { place: cover.boundary.place, message: "the boundary" },
    );
  }
  const output = outputsThatSee(point.seenBy, context).find(
    ({ declared, promise }) => declared && promise === "final",
  );
  if (output === undefined || isSame(output.place, point.place)) return [];
  return [{ place: output.place, message: "what is printed here must stay true" }];
}

function isSame(a: Place, b: Place): boolean {
  return a.source === b.source && a.start === b.start;
}

function helpFor(
  point: PointOfOrder,
  plan: SealPlan | null,
  context: Context,
  { rewrite }: PointWords,
): readonly string[] {
  if (point.severity === "info") return [];
  const help: string[] = [];
  if (rewrite !== undefined) help.push(rewrite);
  if (plan !== null) help.push(sealHelp(plan));
  if (point.rule !== null) help.push(boundaryHelp(point, context));
  if (point.code !== "CALM110" && point.seenBy.length > 0) {
    const names = point.seenBy.map((relation) => `\`.output ${relation.name}(promise="eventual")\``);
    help.push(`if the answer is only shown and may be withdrawn: ${list(names)}`);
  }
  const sealed = plan?.seals.map((seal) => seal.relation) ?? [];
  if (closable(sealed, context)) {
    const names = sealed.map((relation) => quoted(relation.name));
    const [are, them] = names.length === 1 ? ["is", "it"] : ["are", "them"];
    help.push(`if ${list(names)} ${are} complete before the run: declare ${them} \`static\``);
  }
  return help;
}

function sealHelp({ seals }: SealPlan): string {
  const atoms = seals.map((seal) => quoted(`${seal.by}(${seal.terms.join(", ")})`));
  const added = seals.filter((seal) => seal.existing === null);
  if (added.length === 0) return `wait for the seal: ask for ${list(atoms)} in this rule`;
  const directives = added.map((seal) => quoted(`.seal ${sealedText(seal)} by ${seal.by}`));
  const isWhole = added.every((seal) => seal.columns.length === 0);
  const how = isWhole ? "close what is read, as a whole" : "close what is read, key by key";
  return `${how}: ${list(directives)}, and ask for ${list(atoms)} in this rule`;
}

function boundaryHelp(point: PointOfOrder, { program }: Context): string {
  const existing = [...program.boundaries.values()].find(isSound);
  const { name } = point.relation;
  return existing === undefined
    ? `decide it once: \`.boundary ${boundaryName(point.relation)} by leader\`, and \`${name}(…) at ${boundaryName(point.relation)} :- …\``
    : `decide it once: \`${name}(…) at ${existing.name} :- …\``;
}
