import type { InvariantVerdict } from "../analysis/confluence/confluence.ts";
import type { Cover, OutputVerdict, PointOfOrder, Report, Suggestion, Verdict } from "../analysis/report.ts";
import type { Context } from "../diagnostics/entry.ts";
import { counted, list, sealText } from "../diagnostics/wording.ts";
import type { Style } from "./style.ts";
import { displayWidth } from "./text-layout.ts";

/**
 * One line for each output and each invariant: name, promise, verdict, and what it pays:
 * `ready  final  nonmonotone  1 round; seal open_blocker(release)`.
 */
export function verdictLines({ report }: Context, style: Style): readonly string[] {
  const ways = waysOf(report);
  const rows: readonly Row[] = [
    ...report.outputs.map((output) => outputRow(output, report, ways, style)),
    ...report.invariants.map((verdict) => invariantRow(verdict, style)),
  ];
  const names = rows.reduce((most, { name }) => Math.max(most, displayWidth(name)), 0);
  const promises = rows.reduce((most, { promise }) => Math.max(most, promise.length), 0);
  const verdicts = rows.reduce((most, { verdict }) => Math.max(most, verdict.length), 0);
  return rows.map(({ name, promise, verdict, paint, pays }) => {
    const start = `${name}${" ".repeat(names - displayWidth(name))}  ${promise.padEnd(promises)}  `;
    return `${start}${paint(verdict)}${" ".repeat(verdicts - verdict.length)}  ${pays}`.trimEnd();
  });
}

interface Row {
  readonly name: string;
  readonly promise: string;
  readonly verdict: string;
  readonly paint: (text: string) => string;
  readonly pays: string;
}

function invariantRow(verdict: InvariantVerdict, style: Style): Row {
  return {
    name: verdict.invariant.name,
    promise: "invariant",
    verdict: verdict.verdict,
    paint: (text) => {
      if (verdict.verdict === "not confluent") return style.severity("error", text);
      return verdict.verdict === "confluent" ? style.good(text) : text;
    },
    pays: priceOfInvariant(verdict),
  };
}

function priceOfInvariant(verdict: InvariantVerdict): string {
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

function outputRow(output: OutputVerdict, report: Report, ways: Ways, style: Style): Row {
  const { relation, promise, verdict, ok, declared } = output;
  return {
    name: relation.name,
    // In brackets where nobody declared it, and it counts as an output because nothing reads it.
    promise: declared ? promise : `(${promise})`,
    verdict,
    paint: (text) => (ok ? style.good(text) : style.severity("error", text)),
    pays: [priceOf(output, report, ways), ...boundsOf(output)].filter((part) => part !== "").join("; "),
  };
}

function priceOf(output: OutputVerdict, report: Report, ways: Ways): string {
  const { promise, verdict, ok, rounds, points } = output;
  if (verdict === "coordinated") return withRounds(rounds, coversText(report, output));
  if (verdict === "nondeterministic" && promise === "eventual") return "replicas may disagree for ever";
  if (ok) return freeText(verdict);
  if (promise === "absence") return "not kept; a row may still appear";
  const wanted = points.flatMap((point) => ways.get(point) ?? []);
  return withRounds(rounds, list([...new Set(wanted)]));
}

/** What the analysis suggests for each point. */
type Ways = ReadonlyMap<PointOfOrder, readonly string[]>;

function waysOf({ suggestions }: Report): Ways {
  const ways = new Map<PointOfOrder, string[]>();
  for (const suggestion of suggestions) {
    const text = suggestionText(suggestion);
    for (const point of suggestion.covers) ways.set(point, [...(ways.get(point) ?? []), text]);
  }
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
