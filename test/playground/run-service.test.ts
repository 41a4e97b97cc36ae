import { describe, expect, test } from "vitest";
import { recordScenario } from "../../src/replication/recorded-run.ts";
import type { TraceEntry } from "../../src/replication/trace.ts";
import { exampleScenarios, FollowedRun } from "./runs.ts";

const examples = exampleScenarios();

describe.each(examples)("$title", ({ program, scenario, source }) => {
  const { run: recorded, result } = recordScenario(scenario, program.local, program.facts, source.seed);

  test("moment by moment it is the run of the simulator", async () => {
    const run = await FollowedRun.open(source);
    const { statements } = source;
    while (run.state.statements.length === statements.length && run.state.nextAt !== null) {
      const { moment, nextAt } = run.state;
      const state = await run.step();
      // Past its last statement the run has grown by another.
      if (state.statements.length > statements.length) break;
      expect([state.moment, state.at]).toEqual([moment + 1, nextAt]);
    }
    const grown = run.trace.findIndex((entry, i) => entry.kind === "statement" && i >= recorded.trace.length);
    const trace = grown < 0 ? run.trace : run.trace.slice(0, grown);
    expect(trace.map(unplaced)).toEqual(recorded.trace.map(unplaced));
    const judged = run.state.statements.flatMap(({ ok }) => (ok === null ? [] : [ok]));
    expect(judged.every(Boolean)).toBe(result.expects.every(({ ok }) => ok));
  });

  test("to and fro, each moment is as it was when one came there first", async () => {
    const there = await FollowedRun.open(source);
    await there.seek("end");
    const { moments } = there.state;
    const first = await FollowedRun.open(source);
    const wanted = [1, Math.floor(moments / 3), Math.floor(moments / 2), moments - 1, moments];
    for (const moment of [...new Set(wanted)]) {
      while (first.state.moment < moment) await first.step();
      await there.seek(Math.max(0, moment - 2));
      await there.seek(moment);
      expect(there.whole).toEqual({ ...first.whole, moments });
      // The same again on the way back.
      await there.seek(moments);
      await there.seek(moment);
      expect(there.whole).toEqual({ ...first.whole, moments });
    }
  });
});

/** Without the line, which is another in another file. */
function unplaced(entry: TraceEntry): TraceEntry {
  return entry.kind === "statement" ? { ...entry, line: 0 } : entry;
}
