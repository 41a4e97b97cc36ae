import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";

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
  describe(finding: never) {
    return finding;
  },
} as const satisfies Entry<"CALM302">;
