import type { SearchedBound } from "../analysis/confluence/confluence.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { counted, quoted } from "./wording.ts";

export const calm302 = {
  code: "CALM302",
  name: "invariant undecided",
  severity: "warning",
  summary: "Within the bound, neither a proof nor a counterexample was found for an invariant.",
  why: `No rule of proof applies, and no run up to the bound breaks the invariant. It may still be broken by a longer run or by more rows.`,
  fix: `Install the solver, raise the bound, or write the invariant so that each row of it speaks of one key. To be safe without a proof, run its operations at a boundary.`,
  bad: rules`
    .decl reading(sensor: symbol, value: number)
    .decl trusted(sensor: symbol)
    .invariant plausible: trusted(s), n = count : { reading(s, _) } => n * n <= 10000.
    .operation record(s: symbol, v: number) { insert reading(s, v). }
    .operation trust(s: symbol) { insert trusted(s). }
  `,
  good: rules`
    .decl reading(sensor: symbol, value: number)
    .invariant plausible: reading(_, v) => v >= -100, v <= 100.
    .operation record(s: symbol, v: number) { insert reading(s, v). }
  `,
  describe({ verdict }) {
    const { invariant, bound } = verdict;
    return {
      message: `whether merging keeps ${quoted(invariant.name)} is not decided`,
      notes: [boundText(bound)],
      help: ["write it so that each row speaks of one key, or run its operations at a boundary"],
    };
  },
} as const satisfies Entry<"CALM302">;

/** How far was searched, in a sentence. */
export function boundText({ prefix, branch, states, complete, because }: SearchedBound): string {
  if (because === "idle operation")
    return "an operation that writes what it reads can never run, so that a proof would say nothing";
  if (because === "unread operation")
    return "an operation could not be read, so that nothing is known of what it would do";
  if (because === "untyped column") return "a column that it rests on has no type";
  if (because === "too large") return "there are too many facts to look for a run that breaks it";
  const runs = `up to ${counted(prefix, "operation")} before replicas part and ${String(branch)} at each alone`;
  return complete
    ? `no proof was found, and no run breaks it with ${runs}`
    : `no proof was found, and none of the first ${String(states)} states breaks it, in runs with ${runs}`;
}
