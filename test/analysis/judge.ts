import { expect } from "vitest";
import type { Place } from "../../src/base/source.ts";
import { analyse } from "../../src/analysis/analyse.ts";
import type {
  AnalysisFinding,
  Cover,
  OutputVerdict,
  PointOfOrder,
  RelationVerdict,
  Report,
  Suggestion,
} from "../../src/analysis/report.ts";
import type { ProgramFinding } from "../../src/model/finding.ts";
import type { Program } from "../../src/model/program.ts";
import { resolveProgram, type ResolveOptions } from "../../src/model/resolve.ts";
import { parse } from "../../src/syntax/parse.ts";

/** What the analysis says of a program, as lines that an inline snapshot holds without quotes. */
class Judgement {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    this.lines = lines;
  }
}

expect.addSnapshotSerializer({
  test: (value) => value instanceof Judgement,
  serialize: (value: Judgement) => value.lines.join("\n"),
});

/** What a text means and what the analysis concludes. `included` are the texts of other files, by path. */
export function analyseText(
  text: string,
  options: ResolveOptions = {},
  included: Readonly<Record<string, string>> = {},
): { readonly program: Program; readonly report: Report } {
  const program = resolveProgram(
    parse({ path: "program.dl", text }),
    (path) => parse({ path, text: included[path] ?? "" }),
    options,
  );
  return { program, report: analyse(program) };
}

/**
 * Everything a report says that a user acts on, one line for each thing: the derived relations
 * (and the base ones that are outputs), the points of order with the text under their spans, the
 * outputs, the other findings.
 *
 * ```
 * ready nonmonotone any domain-disjoint
 * CALM101 negation error in ready: !open_blocker(r, _)
 * output ready final: not ok, 1 round
 * ```
 *
 * Findings about a program's text, but for those about names that occur once or go unread, are
 * printed too: a program that is not what it seems judges nothing.
 */
export function judge(
  text: string,
  options: ResolveOptions = {},
  included: Readonly<Record<string, string>> = {},
): Judgement {
  const { program, report } = analyseText(text, options, included);
  const outputs = new Set(program.outputs.map((output) => output.relation));
  return new Judgement([
    ...program.findings.flatMap(programFindingLine),
    ...[...report.relations.values()]
      .filter(({ relation }) => relation.kind === "derived" || outputs.has(relation))
      .map(relationLine),
    ...report.pointsOfOrder.map(pointLine),
    ...report.outputs.map(outputLine),
    ...report.findings.flatMap(findingLine),
  ]);
}

/** The lines of the base relations too, and of nothing but relations. */
export function relationsOf(text: string, options: ResolveOptions = {}): Judgement {
  const { report } = analyseText(text, options);
  return new Judgement([...report.relations.values()].map(relationLine));
}

/** Where coordination would be cheapest: what is to be sealed or decided, at which price, and what that covers. */
export function suggestionsOf(text: string): Judgement {
  const { report } = analyseText(text);
  return new Judgement(report.suggestions.map(suggestionLine));
}

function textAt({ source, start, end }: Place): string {
  return source.text.slice(start, end);
}

function programFindingLine(finding: ProgramFinding): readonly string[] {
  if (finding.code === "CALM008" || finding.code === "CALM009") return [];
  return [`${finding.code}: ${textAt(finding.place)}`];
}

function relationLine(verdict: RelationVerdict): string {
  const values = verdict.relation.columns.flatMap((column, i) => {
    const direction = verdict.values[i] ?? null;
    return direction === null ? [] : [`${column.name} ${direction}`];
  });
  const inside = values.length === 0 ? "" : `, keys ${verdict.keys}, ${values.join(", ")}`;
  const thanks =
    verdict.thanksTo.length === 0 ? "" : `, thanks to ${verdict.thanksTo.map(coverName).join(", ")}`;
  return `${verdict.relation.name} ${verdict.verdict} ${verdict.direction} ${verdict.placement}${inside}${thanks}`;
}

function coverName(cover: Cover): string {
  switch (cover.kind) {
    case "boundary":
      return `boundary ${cover.boundary.name}`;
    case "seal": {
      const { relation, columns } = cover.seal;
      return `seal ${relation.name}(${columns.map((i) => relation.columns[i]?.name ?? "?").join(", ")})`;
    }
  }
}

function pointLine(point: PointOfOrder): string {
  const at = point.rule === null ? "at" : `in ${point.relation.name}:`;
  const covers =
    point.coveredBy.length === 0 ? "" : `, covered by ${point.coveredBy.map(coverName).join(", ")}`;
  return `${point.code} ${point.construct} ${point.severity} ${at} ${textAt(point.place)}${covers}`;
}

function outputLine(output: OutputVerdict): string {
  const kept = output.ok ? "ok" : "not ok";
  const rounds = output.rounds === 1 ? "1 round" : `${String(output.rounds)} rounds`;
  const undeclared = output.declared ? "" : ", undeclared";
  return `output ${output.relation.name} ${output.promise}: ${kept}, ${rounds}${undeclared}`;
}

function findingLine(finding: AnalysisFinding): readonly string[] {
  switch (finding.code) {
    case "CALM111":
      return [`CALM111 ${textAt(finding.place)}: keeps ${finding.keeps ?? "nothing"}`];
    case "CALM120":
      return [`CALM120 ${textAt(finding.place)}`];
    case "CALM201":
    case "CALM202":
    case "CALM203":
    case "CALM301":
    case "CALM302":
      return [`${finding.code} ${textAt(finding.place)}`];
    case "CALM204": {
      const columns = finding.columns.length === 0 ? "" : `: ${finding.columns.join(", ")}`;
      return [`CALM204 ${textAt(finding.place)} ${finding.problem}${columns}`];
    }
    case "CALM101":
    case "CALM102":
    case "CALM103":
    case "CALM104":
    case "CALM105":
    case "CALM106":
    case "CALM107":
    case "CALM108":
    case "CALM110":
      return [];
  }
}

function suggestionLine(suggestion: Suggestion): string {
  const covers = suggestion.covers.map((point) => textAt(point.place)).join(" and ");
  const { relation, cost } = suggestion;
  const where =
    suggestion.kind === "seal" ? `${relation.name}(${suggestion.columns.join(", ")})` : relation.name;
  return `${suggestion.kind} ${where}, cost ${String(cost)}, for ${covers}`;
}
