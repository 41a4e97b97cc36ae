import { groupBy } from "../../base/group-by.ts";
import type { TraceEntry } from "../../replication/trace.ts";
import type { RunState } from "../run-api.ts";
import { timeText } from "./time-text.ts";

const sentencesMost = 4;

/**
 * What is to be seen at the end of a run, in sentences: what is violated, where the replicas differ
 * or differed, who had to withdraw what, and which expectations fail; names between backticks. Empty where nothing of that happened.
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
    ...apartTexts(state.statements),
    ...[...withdrawn].map((same) => withdrawnText(same, state.replicas)),
    ...failed,
  ].slice(0, sentencesMost);
}

function violatedText(same: RunState["violations"]): string {
  const [first] = same;
  const where = list(same.map(({ replica }) => replica));
  return `\`${first?.invariant ?? ""}\` is violated at ${where}: \`${first?.text ?? ""}\`.`;
}

/** Of rows that were expected at some replicas and not at others, at one time: that it was so. */
function apartTexts(statements: RunState["statements"]): readonly string[] {
  const held = statements.flatMap(({ text, at, ok }) => {
    const [, replica, not, row] = /^expect at (\w+):\s*(!?)\s*([^]+)\.$/.exec(text) ?? [];
    if (ok !== true || at === null || replica === undefined || row === undefined) return [];
    return [{ replica, row, at, isThere: not === "" }];
  });
  return [...groupBy(held, ({ row, at }) => `${at} ${row}`).values()].flatMap((same) => {
    const names = (isThere: boolean): readonly string[] =>
      same.filter((each) => each.isThere === isThere).map(({ replica }) => replica);
    const [first] = same;
    const [there, missing] = [names(true), names(false)];
    if (first === undefined || there.length === 0 || missing.length === 0) return [];
    return [`At ${timeText(first.at)} ${list(there)} had \`${first.row}\`, ${list(missing)} had not.`];
  });
}

function withdrawnText(
  same: readonly { readonly replica: string; readonly text: string }[],
  replicas: RunState["replicas"],
): string {
  const who = new Set(same.map(({ replica }) => replica));
  const names = replicas.map(({ name }) => name).filter((name) => who.has(name));
  return `${list(names)} had shown \`${same[0]?.text ?? ""}\` and withdrew it.`;
}

function list(names: readonly string[]): string {
  const [last = "", ...others] = names.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(", ")} and ${last}`;
}
