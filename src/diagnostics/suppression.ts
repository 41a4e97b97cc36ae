import { linesOf, placeOf, type Place, type Source } from "../base/source.ts";
import type { Comment, SyntaxTree } from "../syntax/tree.ts";
import { isCode, nearestCode } from "./code.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { SuppressionFinding } from "./finding.ts";

/** A comment `calm-disable-next-line CALM101, CALM103: reason`. */
interface Suppression {
  readonly place: Place;
  readonly codes: readonly SuppressedCode[];
  readonly reason: string | null;
  /** Where a missing reason would be written. */
  readonly reasonAt: number;
  /** The line, counted from 0, for which it holds: the next that is not only a comment. */
  readonly line: number;
}

interface SuppressedCode {
  readonly text: string;
  readonly place: Place;
  /** The code with its comma; null for the only one. */
  readonly removal: Place | null;
}

export interface SuppressedDiagnostic {
  readonly diagnostic: Diagnostic;
  /** Null when the comment gives none. */
  readonly reason: string | null;
  readonly comment: Place;
}

export interface Suppressed {
  readonly kept: readonly Diagnostic[];
  readonly suppressed: readonly SuppressedDiagnostic[];
  readonly findings: readonly SuppressionFinding[];
}

/** Parts the diagnostics that a comment suppresses from the others, and reports comments that are no good. */
export function applySuppressions(
  diagnostics: readonly Diagnostic[],
  trees: ReadonlyMap<Source, SyntaxTree>,
): Suppressed {
  const suppressions = [...trees.values()].flatMap(suppressionsIn);
  if (suppressions.length === 0) return { kept: diagnostics, suppressed: [], findings: [] };
  const byLine = groupByLine(suppressions);
  const used = new Map<Suppression, Set<string>>(suppressions.map((one) => [one, new Set()]));
  const kept: Diagnostic[] = [];
  const suppressed: SuppressedDiagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const { source, start } = diagnostic.place;
    const above = byLine.get(source)?.get(linesOf(source).position(start).line) ?? [];
    const by = above.filter((one) => one.codes.some(({ text }) => text === diagnostic.code));
    for (const one of by) used.get(one)?.add(diagnostic.code);
    const [first] = by;
    if (first === undefined) kept.push(diagnostic);
    else suppressed.push({ diagnostic, reason: first.reason, comment: first.place });
  }
  const findings = suppressions.flatMap((one) => problemsOf(one, used.get(one) ?? new Set()));
  return { kept, suppressed, findings };
}

function groupByLine(
  suppressions: readonly Suppression[],
): ReadonlyMap<Source, ReadonlyMap<number, readonly Suppression[]>> {
  const bySource = new Map<Source, Map<number, Suppression[]>>();
  for (const one of suppressions) {
    const { source } = one.place;
    const lines = bySource.get(source) ?? new Map<number, Suppression[]>();
    bySource.set(source, lines);
    lines.set(one.line, [...(lines.get(one.line) ?? []), one]);
  }
  return bySource;
}

const found = new WeakMap<SyntaxTree, readonly Suppression[]>();

function suppressionsIn(tree: SyntaxTree): readonly Suppression[] {
  let known = found.get(tree);
  if (known === undefined) {
    known = tree.comments
      .map((comment) => suppressionOf(tree.source, comment))
      .filter((suppression) => suppression !== null);
    found.set(tree, known);
  }
  return known;
}

function suppressionOf(source: Source, comment: Comment): Suppression | null {
  const marked = /^\/[/*]\s*calm-disable-next-line(?![\w-])/.exec(comment.text);
  if (marked === null) return null;
  const end = comment.block ? comment.text.replace(/\s*\*\/$/, "").length : comment.text.trimEnd().length;
  const rest = comment.text.slice(marked[0].length, end);
  const colon = rest.indexOf(":");
  const list = colon < 0 ? rest : rest.slice(0, colon);
  const reason = colon < 0 ? "" : rest.slice(colon + 1).trim();
  const listStart = comment.start + marked[0].length;
  return {
    place: placeOf(source, comment),
    codes: codesIn(source, list, listStart),
    reason: reason === "" ? null : reason,
    reasonAt: listStart + list.trimEnd().length,
    line: targetLine(source, comment),
  };
}

function codesIn(source: Source, list: string, offset: number): readonly SuppressedCode[] {
  const matches = [...list.matchAll(/[^\s,]+/g)];
  return matches.map((match, index) => {
    const start = offset + match.index;
    const end = start + match[0].length;
    // The first goes with the comma after it, the others with the comma before them.
    const next = matches[index + 1];
    const before = matches[index - 1];
    const removal =
      before !== undefined
        ? { source, start: offset + before.index + before[0].length, end }
        : next !== undefined
          ? { source, start, end: offset + next.index }
          : null;
    return { text: match[0], place: { source, start, end }, removal };
  });
}

function targetLine(source: Source, comment: Comment): number {
  const lines = linesOf(source);
  let line = lines.position(comment.end).line + 1;
  while (
    line < lines.lineCount &&
    /^\s*\/\//.test(source.text.slice(lines.startOf(line), lines.startOf(line) + 200))
  ) {
    line++;
  }
  return line;
}

function problemsOf(suppression: Suppression, used: ReadonlySet<string>): readonly SuppressionFinding[] {
  const { place: comment } = suppression;
  if (suppression.codes.length === 0) {
    return [{ code: "CALM014", place: comment, comment, problem: { kind: "no code" } }];
  }
  const findings: SuppressionFinding[] = [];
  for (const { text, place, removal } of suppression.codes) {
    if (!isCode(text)) {
      const nearest = nearestCode(text);
      findings.push({
        code: "CALM014",
        place,
        comment,
        problem: { kind: "unknown code", named: text, nearest, removal },
      });
    } else if (!used.has(text)) {
      findings.push({
        code: "CALM014",
        place,
        comment,
        problem: { kind: "suppresses nothing", named: text, removal },
      });
    }
  }
  if (suppression.reason === null && used.size > 0) {
    const { reasonAt } = suppression;
    findings.push({ code: "CALM014", place: comment, comment, problem: { kind: "no reason", reasonAt } });
  }
  return findings;
}
