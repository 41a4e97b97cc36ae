import type { Source, Span } from "../base/source.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { lineBreakOf, type QuickFix, type TextEdit } from "../diagnostics/quick-fix.ts";
import { safeEdits } from "../diagnostics/safe-edits.ts";
import { stopsEvaluation } from "../diagnostics/stops-evaluation.ts";
import { suppressFix } from "../diagnostics/suppress-fix.ts";
import { partAt, type Document, type Part } from "../syntax/document.ts";
import { extractRule } from "./extract-rule.ts";
import { inlineRelation } from "./inline-relation.ts";
import { occurrencesIn } from "./occurrences.ts";
import { inDocument, type ProgramView } from "./program-view.ts";

/** A change that is offered for a range of a document. */
export interface CodeAction {
  readonly kind: "quick fix" | "extract" | "inline";
  readonly title: string;
  /** What it removes; null for a refactoring. */
  readonly diagnostic: Diagnostic | null;
  /** Whether it keeps the program's meaning, so that it is the one to make where there are several. */
  readonly preferred: boolean;
  readonly edits: readonly TextEdit[];
}

/** Which actions are worth working out. */
export interface WantedActions {
  readonly fixes: boolean;
  readonly refactorings: boolean;
}

const everything: WantedActions = { fixes: true, refactorings: true };

/**
 * What can be done in a range: the fixes and repairs of its diagnostics, the best first, a comment
 * that suppresses each, and refactorings of what is selected or named there. Repairs are found by
 * trying them, which takes its time.
 */
export function codeActions(
  view: ProgramView,
  document: Document,
  span: Span,
  wanted: WantedActions = everything,
): readonly CodeAction[] {
  const actions = [
    ...(wanted.fixes ? diagnosticsIn(view, document, span).flatMap((one) => fixesOf(one, view)) : []),
    ...(wanted.refactorings ? refactorings(view, document, span) : []),
  ];
  return actions.map((action) => ({ ...action, edits: withLineBreaks(action.edits, view) }));
}

/** The edits of all safe fixes of a document's diagnostics that do not touch one another. */
export function fixAll(view: ProgramView, document: Document): readonly TextEdit[] {
  const own = new Set<Source>(document.parts.map(({ tree }) => tree.source));
  const edits = safeEdits(view.diagnostics.filter(({ place }) => own.has(place.source)));
  return withLineBreaks(edits, view);
}

/** The edits with line breaks as their documents have them: the part that is edited may have none. */
function withLineBreaks(edits: readonly TextEdit[], view: ProgramView): readonly TextEdit[] {
  return edits.map(({ place, newText }) => {
    const document = inDocument(view, place)?.document;
    if (document === undefined || !/[\n\r]/.test(newText)) return { place, newText };
    return { place, newText: newText.replace(/\r\n|\r|\n/g, lineBreakOf(document)) };
  });
}

/** The diagnostics that a range touches, in source order. */
function diagnosticsIn(
  { diagnostics }: ProgramView,
  document: Document,
  { start, end }: Span,
): readonly Diagnostic[] {
  const parts = new Map<Source, Part>();
  const { parts: all } = document;
  for (let i = all.indexOf(partAt(document, start)); i < all.length; i++) {
    const part = all[i];
    if (part === undefined || part.start > end) break;
    parts.set(part.tree.source, part);
  }
  return diagnostics.filter(({ place }) => {
    const part = parts.get(place.source);
    return part !== undefined && part.start + place.start <= end && start <= part.start + place.end;
  });
}

function fixesOf(diagnostic: Diagnostic, view: ProgramView): readonly CodeAction[] {
  const { fixes } = diagnostic;
  const silencing = suppressible(diagnostic) ? suppressFix(diagnostic.code, diagnostic.place, view) : null;
  const all =
    silencing === null || fixes.some(({ title }) => title === silencing.title)
      ? fixes
      : [...fixes, silencing];
  return all.map((fix) => actionOf(fix, diagnostic));
}

/** Whether a program makes sense with this; what has no meaning no reason can make safe. */
function suppressible(diagnostic: Diagnostic): boolean {
  return diagnostic.code !== "CALM014" && !stopsEvaluation(diagnostic);
}

function actionOf({ title, safe, edits }: QuickFix, diagnostic: Diagnostic): CodeAction {
  return { kind: "quick fix", title, diagnostic, preferred: safe, edits };
}

function refactorings(view: ProgramView, document: Document, span: Span): readonly CodeAction[] {
  const part = partAt(document, span.start);
  const offset = span.start - part.start;
  const common = { diagnostic: null, preferred: false };
  if (span.end > span.start) {
    const end = Math.min(span.end - part.start, part.tree.source.text.length);
    const extracted = extractRule(view, part.tree, { start: offset, end });
    return extracted === null ? [] : [{ kind: "extract", ...common, ...extracted }];
  }
  const named = occurrencesIn(part.tree).at(offset);
  const relation = named?.kind === "relation" ? view.program.relations.get(named.name) : undefined;
  const inlined = relation === undefined ? null : inlineRelation(view, relation);
  return inlined === null ? [] : [{ kind: "inline", ...common, ...inlined }];
}
