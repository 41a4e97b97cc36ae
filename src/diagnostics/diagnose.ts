import type { Place, Source } from "../base/source.ts";
import { catalogue, describe } from "./catalogue.ts";
import { severities, type Code, type Level, type Severity } from "./code.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Context, Wording } from "./entry.ts";
import type { Finding } from "./finding.ts";
import { lookupOf } from "./lookup.ts";
import type { QuickFix } from "./quick-fix.ts";
import { applySuppressions, type SuppressedDiagnostic } from "./suppression.ts";

/** Everything there is to say about a program. */
export interface Diagnosis {
  /** In source order, the root file first. */
  readonly diagnostics: readonly Diagnostic[];
  /** What a comment suppresses, in source order. */
  readonly suppressed: readonly SuppressedDiagnostic[];
}

/** What the user decided about codes. */
export type Levels = ReadonlyMap<Code, Level>;

/**
 * Puts the findings of a program into words, takes out what comments suppress, and gives each the
 * level that the user wants. `read` are findings made while its text was read.
 *
 * A level replaces the default of a code; a finding that weighs less than its code's default (a
 * point of order that is covered) keeps its own, unless the code is `off`. Suppressions are looked
 * at first, so a comment for a code that is off is not called useless.
 */
export function diagnose(context: Context, read: readonly Finding[], levels: Levels): Diagnosis {
  const { program, report } = context;
  // Made before anything is asked of it while words are remembered.
  lookupOf(context);
  const unreadable = read.map((finding) => finding.place);
  const cycles = program.findings.filter(({ code }) => code === "CALM007").map(({ place }) => place);
  const found: readonly Finding[] = [
    ...read,
    // What the parser says of a character that is no text is said already.
    ...program.findings.filter(({ code, place }) => code !== "CALM001" || !touchesAny(place, unreadable)),
    // A read that stands in a cycle is not judged as a point of order too: it has no meaning yet.
    ...report.findings.filter(
      (finding) => !("point" in finding) || !cycles.some((place) => isAt(place, finding.place)),
    ),
  ];
  const all = inSourceOrder(
    found.map((finding) => diagnosticOf(finding, context)),
    context,
  );
  const { kept, suppressed, findings } = applySuppressions(all, context.trees);
  const complaints = findings.map((finding) => diagnosticOf(finding, context));
  const diagnostics = complaints.length === 0 ? kept : inSourceOrder([...kept, ...complaints], context);
  return {
    diagnostics: levels.size === 0 ? diagnostics : diagnostics.flatMap((one) => atLevel(one, levels)),
    suppressed,
  };
}

function isAt(place: Place, { source, start, end }: Place): boolean {
  return place.source === source && place.start === start && place.end === end;
}

function touchesAny(place: Place, others: readonly Place[]): boolean {
  return others.some(
    (other) => other.source === place.source && other.start <= place.end && place.start <= other.end,
  );
}

function diagnosticOf(finding: Finding, context: Context): Diagnostic {
  const { wording, isRemembered } = wordingOf(finding, context);
  let fixes: readonly QuickFix[] | null = null;
  return {
    code: finding.code,
    severity: severityOf(finding),
    message: wording.message,
    place: finding.place,
    related: wording.related ?? [],
    notes: wording.notes ?? [],
    help: wording.help ?? [],
    get fixes() {
      // What was remembered may be of a program before this one.
      fixes ??= (isRemembered ? describe(finding, context) : wording).fixes?.() ?? [];
      return fixes;
    },
    data: finding,
  };
}

interface Worded {
  readonly wording: Wording;
  readonly isRemembered: boolean;
}

/** The words for a finding. Of what concerns single literals and names they are remembered; whole designs are looked at anew. */
function wordingOf(finding: Finding, context: Context): Worded {
  const { memory } = context;
  if (memory === undefined || !/^CALM[01]/.test(finding.code)) {
    return { wording: describe(finding, context), isRemembered: false };
  }
  const wording = memory.recall("wording", finding, (): Wording => {
    const { message, related, notes, help } = describe(finding, context);
    return { message, related: related ?? [], notes: notes ?? [], help: help ?? [] };
  });
  return { wording, isRemembered: true };
}

function severityOf(finding: Finding): Severity {
  if ("severity" in finding) return finding.severity;
  if (finding.code === "CALM202" && ("point" in finding || finding.problem === "does not close"))
    return "info";
  return catalogue[finding.code].severity;
}

/** Sorts by place and leaves out what says the same of the same place. */
function inSourceOrder(diagnostics: readonly Diagnostic[], { program }: Context): readonly Diagnostic[] {
  const rank = new Map<Source, number>(program.sources.map((source, index) => [source, index]));
  const sorted = [...diagnostics].sort(
    (a, b) =>
      (rank.get(a.place.source) ?? 0) - (rank.get(b.place.source) ?? 0) ||
      a.place.start - b.place.start ||
      a.place.end - b.place.end ||
      (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
  );
  return sorted.filter((one, index) => {
    const before = sorted[index - 1];
    return (
      before?.code !== one.code ||
      before.message !== one.message ||
      before.place.source !== one.place.source ||
      before.place.start !== one.place.start ||
      before.place.end !== one.place.end
    );
  });
}

function atLevel(diagnostic: Diagnostic, levels: Levels): readonly Diagnostic[] {
  const level = levels.get(diagnostic.code);
  if (level === undefined) return [diagnostic];
  if (level === "off") return [];
  const byDefault = catalogue[diagnostic.code].severity;
  const lighter = severities.indexOf(diagnostic.severity) > severities.indexOf(byDefault);
  if (lighter || level === diagnostic.severity) return [diagnostic];
  return [withSeverity(diagnostic, level)];
}

/** A copy; the fixes are still worked out only when asked for. */
function withSeverity(diagnostic: Diagnostic, severity: Severity): Diagnostic {
  const { code, message, place, related, notes, help, data } = diagnostic;
  return {
    code,
    severity,
    message,
    place,
    related,
    notes,
    help,
    get fixes() {
      return diagnostic.fixes;
    },
    data,
  };
}
