import type { ScenarioResult } from "../replication/scenario-run.ts";

/** What came of a run, in a few words: `ok, all 3 expectations hold`. */
export function scenarioVerdict({ ok, expects }: ScenarioResult): string {
  const all = expects.length;
  const held = ofAll(expects.filter((one) => one.ok).length, all);
  if (!ok) return `failed, ${held}`;
  return all === 0 ? "ok, though it expects nothing" : `ok, ${held}`;
}

function ofAll(held: number, all: number): string {
  if (all === 0) return "before it expected anything";
  if (held === all) return all === 1 ? "its expectation holds" : `all ${String(all)} expectations hold`;
  return `${String(held)} of ${String(all)} expectations ${held === 1 ? "holds" : "hold"}`;
}
