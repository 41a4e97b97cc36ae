import type { Direction } from "../analysis/direction.ts";
import type { Span } from "../base/source.ts";
import type { Program, Relation } from "../model/program.ts";
import { partAt, type Document } from "../syntax/document.ts";
import type { Atom, Body, Rule } from "../syntax/tree.ts";
import { forEachLiteral } from "../syntax/walk.ts";
import type { ProgramView } from "./program-view.ts";
import { variableDirection, variableSources } from "./variable-sources.ts";
import { directionWords, verdictAdvice } from "./verdict-reason.ts";

/** A few words that the editor shows between the characters of the text. */
export interface InlayHint {
  readonly kind: "verdict" | "direction";
  /** Directly behind this offset of the document. */
  readonly offset: number;
  readonly label: string;
  readonly tooltip: string;
}

/** Which kinds are wanted. */
export interface InlayHintSettings {
  readonly verdicts: boolean;
  readonly directions: boolean;
}

/**
 * The hints in a range of a document, in order: the verdict of a relation behind the head of its
 * first rule, and behind the first occurrence of a variable how its value moves, where it does.
 */
export function inlayHints(
  view: ProgramView,
  document: Document,
  range: Span,
  { verdicts, directions }: InlayHintSettings,
): readonly InlayHint[] {
  const hints: InlayHint[] = [];
  const { parts } = document;
  for (let i = parts.indexOf(partAt(document, range.start)); i < parts.length; i++) {
    const part = parts[i];
    if (part === undefined || part.start > range.end) break;
    for (const item of part.tree.items) {
      if (item.kind !== "rule" || part.start + item.span.end < range.start) continue;
      if (part.start + item.span.start > range.end) break;
      const found = [
        ...(verdicts ? verdictHints(item, view) : []),
        ...(directions && item.body !== null ? directionHints(item.body, view) : []),
      ];
      for (const hint of found) hints.push({ ...hint, offset: part.start + hint.offset });
    }
  }
  return hints.filter(({ offset }) => range.start <= offset && offset <= range.end);
}

const firstRules = new WeakMap<Program, ReadonlyMap<Relation, Rule>>();

/** The first rule of each relation. */
function firstRulesOf(program: Program): ReadonlyMap<Relation, Rule> {
  let known = firstRules.get(program);
  if (known === undefined) {
    const first = new Map<Relation, Rule>();
    for (const { heads, syntax } of program.rules)
      for (const { relation } of heads) if (!first.has(relation)) first.set(relation, syntax);
    firstRules.set(program, (known = first));
  }
  return known;
}

function verdictHints(rule: Rule, { program, report }: ProgramView): readonly InlayHint[] {
  const first = firstRulesOf(program);
  return rule.heads.flatMap((head): readonly InlayHint[] => {
    const relation = program.relations.get(head.relation.text);
    const verdict = relation === undefined ? undefined : report.relations.get(relation);
    if (relation === undefined || verdict === undefined || first.get(relation) !== rule) return [];
    const { verdict: label } = verdict;
    return [{ kind: "verdict", offset: head.span.end, label, tooltip: verdictAdvice[label] }];
  });
}

const arrows: Readonly<Record<Direction, string>> = { constant: "", up: "↑", down: "↓", any: "↕" };

function directionHints(body: Body, view: ProgramView): readonly InlayHint[] {
  if (!mayMove(body, view)) return [];
  const sources = variableSources([body], view);
  const seen = new Set<string>();
  const hints: InlayHint[] = [];
  forEachLiteral(body, (literal) => {
    const terms =
      literal.kind === "atom"
        ? literal.arguments
        : literal.kind === "difference"
          ? literal.left.arguments
          : literal.kind === "comparison" && literal.operator === "="
            ? [literal.left, literal.right]
            : [];
    for (const term of terms) {
      if (term.kind !== "variable" || seen.has(term.name)) continue;
      seen.add(term.name);
      const direction = variableDirection(sources.get(term.name) ?? [], view);
      if (direction === null || direction === "constant") continue;
      const tooltip = `the value of \`${term.name}\` ${directionWords[direction]} (direction ${direction})`;
      hints.push({ kind: "direction", offset: term.span.end, label: arrows[direction], tooltip });
    }
  });
  return hints.sort((a, b) => a.offset - b.offset);
}

/** Whether a body reads a value that can move at all; most do not. */
function mayMove(body: Body, { program }: ProgramView): boolean {
  let found = false;
  const moves = ({ relation }: Atom): boolean => {
    const read = program.relations.get(relation.text);
    return read !== undefined && read.keyCount < read.columns.length;
  };
  forEachLiteral(body, (literal) => {
    if (literal.kind === "atom") found ||= moves(literal);
    else if (literal.kind === "difference") found ||= moves(literal.left);
    else if (literal.kind === "comparison")
      found ||= literal.left.kind === "aggregate" || literal.right.kind === "aggregate";
  });
  return found;
}
