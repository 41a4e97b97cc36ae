import { linesOf, type Place } from "../src/base/source.ts";
import type { Cover, OutputVerdict, PointOfOrder, Report } from "../src/analysis/report.ts";
import type { Program } from "../src/model/program.ts";

/**
 * What the checker concludes about one file, as a person reads it: a line for each output with its
 * promise, verdict, whether it is kept, and what it pays; a line for each point of order with its
 * place, code and text; a line for every other finding.
 */
export function verdictTable(program: Program, report: Report): string {
  const outputs = report.outputs.map((output) => outputLine(output, report));
  const points = report.pointsOfOrder.map((point) => pointLine(point));
  const others = [...program.findings, ...report.findings]
    .filter((finding) => !("point" in finding))
    .map((finding) => [`${lineOf(finding.place)}  ${finding.code}`]);
  return [...aligned(outputs), ...aligned(points), ...aligned(others)].map((line) => `  ${line}\n`).join("");
}

function outputLine(output: OutputVerdict, report: Report): readonly string[] {
  const covers = report.relations.get(output.relation)?.thanksTo ?? [];
  return [
    output.relation.name,
    output.declared ? output.promise : `${output.promise}, not declared`,
    output.verdict,
    output.ok ? "kept" : "broken",
    covers.map(coverName).join(", "),
  ];
}

function pointLine(point: PointOfOrder): readonly string[] {
  const { source, start, end } = point.place;
  return [
    lineOf(point.place),
    point.code,
    point.construct,
    point.coveredBy.length > 0 ? `covered by ${point.coveredBy.map(coverName).join(", ")}` : point.severity,
    source.text.slice(start, end).replaceAll(/\s+/g, " "),
  ];
}

function coverName(cover: Cover): string {
  if (cover.kind === "boundary") return cover.boundary.name;
  return `seal by ${cover.seal.by.name}`;
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
