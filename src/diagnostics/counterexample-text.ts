import { present } from "../base/assert.ts";
import type { Counterexample } from "../analysis/confluence/counterexample-search.ts";
import type { History, StartRow } from "../analysis/confluence/history.ts";
import type { Value } from "../lattice/row.ts";
import { callText, factText, valueText } from "../model/fact-text.ts";
import type { Program } from "../model/program.ts";
import { forEachTerm } from "../syntax/walk.ts";

/** A counterexample in the program's own words: facts, calls, and the invariant with the values that break it. */
export interface CounterexampleText {
  /** Facts chosen for the start, then the calls before the replicas part. */
  readonly start: readonly string[];
  readonly branches: readonly {
    readonly replica: string;
    readonly operations: readonly string[];
    readonly state: readonly string[];
  }[];
  readonly merged: readonly string[];
  /** `sold("camera", 2), stock("camera", 1) => 2 <= 1`. */
  readonly violates: readonly string[];
}

export function counterexampleText(found: Counterexample, program: Program): CounterexampleText {
  const facts = (rows: readonly StartRow[]): readonly string[] =>
    rows.map(({ relation, row }) => factText(present(program.relations.get(relation), relation), row));
  const calls = (steps: History): readonly string[] =>
    steps.map(({ call }) => callText(call.operation, call.arguments, program));
  return {
    start: [...facts(found.chosen), ...calls(found.prefix)],
    branches: found.branches.map(({ replica, steps, state }) => ({
      replica,
      operations: calls(steps),
      state: facts(state),
    })),
    merged: facts(found.merged),
    violates: found.violates.map((values) => violationText(found, values)),
  };
}

/** The invariant as written, with values in place of the variables of its left side. */
function violationText({ invariant }: Counterexample, values: ReadonlyMap<string, Value>): string {
  const { source, syntax } = invariant;
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  const literals = [...syntax.left, ...(syntax.right ?? [])];
  for (const literal of literals)
    forEachTerm(literal, (term) => {
      const value = term.kind === "variable" ? values.get(term.name) : undefined;
      if (value !== undefined) edits.push({ ...term.span, text: valueText(value, "number") });
    });
  const start = Math.min(...literals.map(({ span }) => span.start));
  const end = syntax.right === null ? syntax.span.end : Math.max(...literals.map(({ span }) => span.end));
  let text = "";
  let at = start;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    if (edit.start < at) continue;
    text += source.text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return (text + source.text.slice(at, end)).replace(/\s+/g, " ").replace(/\.$/, "");
}
