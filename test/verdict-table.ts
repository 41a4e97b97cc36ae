import type { Cover, OutputVerdict, PointOfOrder } from "../src/analysis/report.ts";
import { linesOf, type Place } from "../src/base/source.ts";
import type { Checked } from "../src/diagnostics/check.ts";
import type { Diagnostic } from "../src/diagnostics/diagnostic.ts";

/**
 * What the checker concludes about one file, as a person reads it: a line for each output with its
 * promise, its verdict, whether it is kept, and thanks to what; one for each invariant; and one for
 * each diagnostic, also those that a comment suppresses, with the text it points at.
 */
export function verdictTable(checked: Checked): string {
  const { outputs, invariants } = checked.report;
  const verdicts = [
    ...outputs.map((output) => outputLine(output, checked)),
    ...invariants.map(({ invariant, verdict }) => [invariant.name, "invariant", verdict]),
  ];
  const diagnostics = [
    ...checked.diagnostics.map((diagnostic) => diagnosticLine(diagnostic, coverOf(diagnostic))),
    ...checked.suppressed.map(({ diagnostic }) => diagnosticLine(diagnostic, "suppressed")),
  ];
  return [...aligned(verdicts), ...aligned(diagnostics)].map((line) => `  ${line}\n`).join("");
}

function outputLine(output: OutputVerdict, { report }: Checked): readonly string[] {
  const covers = report.relations.get(output.relation)?.thanksTo ?? [];
  return [
    output.relation.name,
    output.declared ? output.promise : `${output.promise}, not declared`,
    output.verdict,
    output.ok ? "kept" : "broken",
    covers.map(coverName).join(", "),
  ];
}

function diagnosticLine({ code, place, severity }: Diagnostic, instead: string | null): readonly string[] {
  const text = place.source.text.slice(place.start, place.end);
  return [lineOf(place), code, instead ?? severity, text.replaceAll(/\s+/g, " ")];
}

/** What makes a point of order safe; null for one that nothing covers, and for other diagnostics. */
export function coverOf({ data }: Diagnostic): string | null {
  const point: PointOfOrder | null = "point" in data ? data.point : null;
  if (point === null || point.coveredBy.length === 0) return null;
  return `covered by ${point.coveredBy.map(coverName).join(", ")}`;
}

function coverName(cover: Cover): string {
  if (cover.kind === "boundary") return cover.boundary.name;
  return `the seal ${cover.seal.by.name}`;
}

/** Counted from 1, as editors do. */
function lineOf({ source, start }: Place): string {
  return String(linesOf(source).position(start).line + 1);
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
