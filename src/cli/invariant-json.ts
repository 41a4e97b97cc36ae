import type { InvariantVerdict } from "../analysis/confluence/confluence.ts";
import type { Report } from "../analysis/report.ts";
import { counterexampleText } from "../diagnostics/counterexample-text.ts";
import type { Context } from "../diagnostics/entry.ts";
import { repairsOf } from "../diagnostics/repairs/repairs.ts";
import type { Json } from "./json.ts";

/** An invariant as `check` and `confluence` report it (interfaces.md, section 3). */
export function invariantJson(verdict: InvariantVerdict, context: Context): Json {
  const { program } = context;
  const base = {
    name: verdict.invariant.name,
    verdict: verdict.verdict,
    class: "class" in verdict ? verdict.class : null,
    proof: "proof" in verdict ? verdict.proof : null,
  };
  switch (verdict.verdict) {
    case "assumed":
    case "confluent":
      return { ...base, counterexample: null, repairs: [] };
    case "undecided": {
      const { prefix, branch, states, complete, because } = verdict.bound;
      return {
        ...base,
        bound: { prefix, branch, states, complete, because },
        counterexample: null,
        repairs: [],
      };
    }
    case "not confluent": {
      const { start, branches, merged, violates } = counterexampleText(verdict.counterexample, program);
      return {
        ...base,
        counterexample: { start, branches: branches.map((one) => ({ ...one })), merged, violates },
        repairs: repairsOf(verdict, context).map(({ kind, title, cost, keeps }) => ({
          kind,
          title,
          cost,
          keeps,
        })),
      };
    }
  }
}

export function conflictsJson({ conflicts }: Report): Json {
  return conflicts.map(({ operations, invariant }) => ({
    operations: [...operations],
    invariant: invariant.name,
  }));
}
