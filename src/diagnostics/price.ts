import type { InvariantVerdict } from "../analysis/confluence/confluence.ts";
import type { Cover, OutputVerdict, PointOfOrder, Report, Suggestion, Verdict } from "../analysis/report.ts";
import { counted, list, sealText } from "./wording.ts";

/**
 * What an output pays for its verdict, or would pay to keep its promise, and what its growing
 * columns say: `1 round; seal open_blocker(release)`.
 */
export function priceOfOutput(output: OutputVerdict, report: Report): string {
  return [coordinationOf(output, report), ...boundsOf(output)].filter((part) => part !== "").join("; ");
}

/** What an invariant pays: `nothing; merging keeps it`. Empty where it is not known. */
export function priceOfInvariant(verdict: InvariantVerdict): string {
  switch (verdict.verdict) {
    case "assumed":
      return "taken for granted";
    case "confluent":
      return verdict.thanksTo.length === 0
        ? "nothing; merging keeps it"
        : list(verdict.thanksTo.map(({ name }) => `boundary ${name}`));
    case "not confluent":
      return verdict.class === "redesignable" ? "coordination, or rights shared out" : "coordination";
    case "undecided":
      return "";
  }
}

function coordinationOf(output: OutputVerdict, report: Report): string {
  const { promise, verdict, ok, rounds, points } = output;
  if (verdict === "coordinated") return withRounds(rounds, coversText(report, output));
  if (verdict === "nondeterministic" && promise === "eventual") return "replicas may disagree for ever";
  if (ok) return freeText(verdict);
  if (promise === "absence") return "not kept; a row may still appear";
  const ways = waysOf(report);
  const wanted = points.flatMap((point) => ways.get(point) ?? []);
  return withRounds(rounds, list([...new Set(wanted)]));
}

/** What the analysis suggests for each point. */
type Ways = ReadonlyMap<PointOfOrder, readonly string[]>;

const known = new WeakMap<Report, Ways>();

function waysOf(report: Report): Ways {
  const before = known.get(report);
  if (before !== undefined) return before;
  const ways = new Map<PointOfOrder, string[]>();
  for (const suggestion of report.suggestions) {
    const text = suggestionText(suggestion);
    for (const point of suggestion.covers) ways.set(point, [...(ways.get(point) ?? []), text]);
  }
  known.set(report, ways);
  return ways;
}

function withRounds(rounds: number, how: string): string {
  return [rounds > 0 ? counted(rounds, "round") : "", how].filter((part) => part !== "").join("; ");
}

/** What may be done at no price. */
function freeText(verdict: Verdict): string {
  if (verdict === "nonmonotone") return "nothing; a row may be withdrawn";
  return verdict === "antitone" ? "nothing; an absence stands" : "nothing; a row stands";
}

function coversText(report: Report, { relation }: OutputVerdict): string {
  return list((report.relations.get(relation)?.thanksTo ?? []).map(coverName));
}

/** `seal open_blocker(release)`, `boundary release_gate`. */
export function coverName(cover: Cover): string {
  return cover.kind === "seal" ? `seal ${sealText(cover.seal)}` : `boundary ${cover.boundary.name}`;
}

function suggestionText(suggestion: Suggestion): string {
  return suggestion.kind === "seal"
    ? `seal ${suggestion.relation.name}(${suggestion.columns.join(", ")})`
    : `boundary at ${suggestion.relation.name}`;
}

/** Of a growing column only a bound stands. */
function boundsOf({ relation, verdict, exactColumns }: OutputVerdict): readonly string[] {
  if (verdict === "nonmonotone" || verdict === "nondeterministic") return [];
  return relation.columns.flatMap(({ name, lattice }) => {
    if (lattice !== "max" && lattice !== "gcounter" && lattice !== "min") return [];
    const bound = `${name} says ${lattice === "min" ? "at most" : "at least"}`;
    return [exactColumns.includes(name) ? `${bound}, not exactly` : bound];
  });
}
