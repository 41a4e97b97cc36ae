import { groupBy } from "../../base/group-by.ts";
import type { TraceEntry } from "../../replication/trace.ts";
import type { RunState } from "../run-api.ts";

const sentencesMost = 4;

/**
 * What is to be seen at the end of a run, in sentences: what is violated, where the replicas differ,
 * who had to withdraw what, and which expectations fail; names between backticks. Empty where nothing of that happened.
 */
export function seenText(state: RunState, log: readonly TraceEntry[]): readonly string[] {
  const violated = groupBy(state.violations, ({ invariant, text }) => `${invariant}: ${text}`).values();
  const withdrawn = groupBy(
    log.flatMap((entry) => (entry.kind === "withdrawn" && "replica" in entry ? [entry] : [])),
    ({ text }) => text,
  ).values();
  const differing = (state.differences?.rows ?? []).map(
    ({ row, at, notAt }) =>
      `${list(at)} ${at.length === 1 ? "has" : "have"} \`${row}\`, ${list(notAt)} ${notAt.length === 1 ? "has" : "have"} not.`,
  );
  const failed = state.statements.flatMap(({ ok, text, message }) =>
    ok === false ? [`\`${text.replace(/\.$/, "")}\` fails: ${message}.`] : [],
  );
  return [
    ...[...violated].map(violatedText),
    ...differing,
    ...[...withdrawn].map(withdrawnText),
    ...failed,
  ].slice(0, sentencesMost);
}

function violatedText(same: RunState["violations"]): string {
  const [first] = same;
  const where = list(same.map(({ replica }) => replica));
  return `\`${first?.invariant ?? ""}\` is violated at ${where}: \`${first?.text ?? ""}\`.`;
}

function withdrawnText(same: readonly { readonly replica: string; readonly text: string }[]): string {
  const who = list([...new Set(same.map(({ replica }) => replica))]);
  return `${who} had shown \`${same[0]?.text ?? ""}\` and withdrew it.`;
}

function list(names: readonly string[]): string {
  const [last = "", ...others] = names.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(", ")} and ${last}`;
}
