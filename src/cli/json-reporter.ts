import type { OutputVerdict, PointOfOrder, RelationVerdict, Report, Witness } from "../analysis/report.ts";
import { linesOf, type Place, type Source } from "../base/source.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { coverName } from "../diagnostics/price.ts";
import type { Program } from "../model/program.ts";
import { conflictsJson, invariantJson } from "./invariant-json.ts";
import type { Json } from "./json.ts";
import type { CheckedFile, FileResult, Reporter } from "./check-result.ts";
import type { Console } from "./console.ts";

/**
 * The report as `check.schema.json` describes it. Each file is turned into text as it comes, so
 * that no program is kept.
 */
export function jsonReporter(console: Console): Reporter {
  const files: string[] = [];
  return {
    file: (result) => void files.push(indented(fileJson(result), "    ")),
    end: (summary) => {
      const list = files.length === 0 ? "[]" : `[\n    ${files.join(",\n    ")}\n  ]`;
      const totals = indented(
        { errors: summary.errors, warnings: summary.warnings, infos: summary.infos },
        "  ",
      );
      console.write(`{\n  "schemaVersion": 1,\n  "files": ${list},\n  "summary": ${totals}\n}\n`);
    },
  };
}

function indented(value: Json, margin: string): string {
  return JSON.stringify(value, null, 2).replaceAll("\n", `\n${margin}`);
}

function fileJson(result: FileResult): Json {
  if (result.kind === "unreadable") return { file: result.path, error: result.error };
  const { program, report } = result.checked;
  const [root] = program.sources;
  return {
    file: result.path,
    relations: relationsJson(program, report),
    outputs: report.outputs.map(outputJson),
    pointsOfOrder: report.pointsOfOrder.map((point) => pointJson(point, root)),
    invariants: report.invariants.map((verdict) => invariantJson(verdict, result.checked)),
    coordinationRounds: report.coordinationRounds,
    conflicts: conflictsJson(report),
    diagnostics: diagnosticsJson(result, root),
  };
}

function relationsJson(program: Program, report: Report): Json {
  return [...report.relations.values()].map((verdict) => relationJson(verdict, program));
}

function relationJson(verdict: RelationVerdict, program: Program): Json {
  const { relation, values } = verdict;
  return {
    name: relation.name,
    kind: relation.kind,
    columns: relation.columns.map(({ name, text }, index) => {
      const direction = values[index] ?? null;
      return direction === null ? { name, type: text } : { name, type: text, direction };
    }),
    stratum: program.dependencies.stratumOf.get(relation) ?? 0,
    direction: verdict.direction,
    verdict: verdict.verdict,
    placement: verdict.placement,
    evidence: verdict.evidence,
  };
}

function outputJson({ relation, promise, verdict, ok, witness }: OutputVerdict): Json {
  const base = { relation: relation.name, promise, verdict, ok };
  return witness === null ? base : { ...base, witness: witnessJson(witness) };
}

function witnessJson(witness: Witness): Json {
  return { ...witness, facts: witness.facts, changes: witness.changes.map((change) => ({ ...change })) };
}

function pointJson(point: PointOfOrder, root: Source | undefined): Json {
  const { witness } = point;
  return {
    code: point.code,
    relation: point.relation.name,
    rule: point.ruleIndex,
    construct: point.construct,
    reads: point.reads?.name ?? null,
    coveredBy: point.coveredBy.length === 0 ? null : point.coveredBy.map(coverName).join(", "),
    ...fileOf(point.place, root),
    range: rangeJson(point.place),
    // A value that has grown withdraws nothing in the sense of the schema: what the row says still stands.
    witness: witness === null || witness.outgrown !== undefined ? null : witnessJson(witness),
  };
}

function diagnosticsJson({ diagnostics }: CheckedFile, root: Source | undefined): Json {
  return diagnostics.map((diagnostic) => diagnosticJson(diagnostic, root));
}

function diagnosticJson(diagnostic: Diagnostic, root: Source | undefined): Json {
  const { code, severity, message, place, related, notes, help } = diagnostic;
  return {
    code,
    severity,
    message,
    ...fileOf(place, root),
    range: rangeJson(place),
    related: related.map((one) => ({
      message: one.message,
      ...fileOf(one.place, root),
      range: rangeJson(one.place),
    })),
    notes,
    help: help.length === 0 ? null : help.join("\n"),
  };
}

/** A place in an included file says which. */
function fileOf({ source }: Place, root: Source | undefined): Readonly<Record<string, Json>> {
  return source === root ? {} : { file: source.path };
}

function rangeJson({ source, start, end }: Place): Json {
  const lines = linesOf(source);
  return { start: { ...lines.position(start) }, end: { ...lines.position(end) } };
}
