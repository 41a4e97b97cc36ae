import type { PointOfOrder, Report, Witness, WitnessChange } from "../analysis/report.ts";
import type { Source } from "../base/source.ts";
import { pageOf } from "../diagnostics/catalogue.ts";
import { quoted } from "../diagnostics/wording.ts";
import { pointWording } from "./verdict-reason.ts";
import type { ProgramView } from "./program-view.ts";

/** The points of order in which an offset of a source lies, the narrowest first. */
export function pointsAt(source: Source, offset: number, { report }: ProgramView): readonly PointOfOrder[] {
  return pointsIn(source, report)
    .filter(({ place }) => place.start <= offset && offset < place.end)
    .sort((a, b) => a.place.end - a.place.start - (b.place.end - b.place.start));
}

const bySource = new WeakMap<Report, Map<Source, PointOfOrder[]>>();

/** The points of order that lie in a source. */
export function pointsIn(source: Source, report: Report): readonly PointOfOrder[] {
  let known = bySource.get(report);
  if (known === undefined) {
    known = new Map();
    for (const point of report.pointsOfOrder) {
      const points = known.get(point.place.source);
      if (points === undefined) known.set(point.place.source, [point]);
      else points.push(point);
    }
    bySource.set(report, known);
  }
  return known.get(source) ?? [];
}

/** Whether a diagnostic says what there is to say of a point of order. */
export function isReported({ code, place }: PointOfOrder, { diagnostics }: ProgramView): boolean {
  return diagnostics.some(
    (one) =>
      one.code === code &&
      one.place.source === place.source &&
      one.place.start === place.start &&
      one.place.end === place.end,
  );
}

/** A point of order as Markdown: the sentence, the witness step by step, and what to do. */
export function pointStory(point: PointOfOrder, view: ProgramView): string {
  const { message, help = [] } = pointWording(point, view);
  const covered = point.coveredBy.length > 0;
  const title = `**${point.code} ${pageOf(point.code).name}**${covered ? " (covered)" : ""}`;
  return [
    `${title}: ${message}.`,
    ...(point.witness === null ? [] : [witnessStory(point.witness)]),
    ...(help.length === 0 ? [] : [["What to do:", ...help.map((one) => `- ${one}`)].join("\n")]),
  ].join("\n\n");
}

/** A witness as a numbered list of what happens. */
export function witnessStory({ facts, changes, withdrawn, appeared, outgrown }: Witness): string {
  const before = outgrown ?? withdrawn;
  const given = facts.length === 0 ? "At the start" : `With ${facts.map(quoted).join(", ")}`;
  const steps = [
    before === undefined
      ? `${given}, ${quoted(appeared ?? "")} is missing.`
      : `${given}, ${quoted(before)} holds.`,
    ...changes.map((change) => `Then ${changeText(change)}.`),
    outgrown !== undefined
      ? `The value in ${quoted(outgrown)} is another now.`
      : withdrawn !== undefined
        ? `${quoted(withdrawn)} is gone.`
        : `${quoted(appeared ?? "")} appears.`,
  ];
  return steps.map((step, index) => `${index + 1}. ${step}`).join("\n");
}

function changeText(change: WitnessChange): string {
  if ("insert" in change) return `${quoted(change.insert)} is inserted`;
  if ("delete" in change) return `${quoted(change.delete)} is deleted`;
  return `${quoted(change.write)} is written`;
}
