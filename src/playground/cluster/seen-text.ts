import type { TraceEntry } from "../../replication/trace.ts";
import type { RunState } from "../run-api.ts";

const sentencesMost = 4;

/**
 * What is to be seen at the end of a run, in sentences: what is violated, who had to withdraw what,
 * what was refused, and where the replicas differ. Empty where nothing of that happened.
 */
export function seenText(state: RunState, log: readonly TraceEntry[]): readonly string[] {
  const violated = state.violations.map(
    ({ invariant, replica, text }) => `${invariant} is violated at ${replica}: ${text}.`,
  );
  const withdrawn = log.flatMap((entry) =>
    entry.kind === "withdrawn" ? [`${entry.replica} had shown ${entry.text} and withdrew it.`] : [],
  );
  const differing = (state.differences?.rows ?? []).map(
    ({ row, at, notAt }) =>
      `${list(at)} ${at.length === 1 ? "has" : "have"} ${row}, ${list(notAt)} ${notAt.length === 1 ? "has" : "have"} not.`,
  );
  const failed = state.statements.flatMap(({ ok, text, message }) =>
    ok === false ? [`${text.replace(/\.$/, "")} fails: ${message}.`] : [],
  );
  return [...new Set([...violated, ...withdrawn, ...differing, ...failed])].slice(0, sentencesMost);
}

function list(names: readonly string[]): string {
  const [last = "", ...others] = names.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(", ")} and ${last}`;
}
