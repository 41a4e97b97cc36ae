import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkProgram } from "../../src/diagnostics/check.ts";
import { Evaluation } from "../../src/engine/evaluation.ts";
import { factsGiven, localProgram } from "../../src/replication/local-program.ts";
import { runScenario } from "../../src/replication/scenario-run.ts";
import { traceEntry, type TraceEntry } from "../../src/replication/trace.ts";
import { parse } from "../../src/syntax/parse.ts";

const folder = new URL("scenarios/", import.meta.url);

/** Each holds whatever the seed: chance decides what happens, not what is promised. */
const seeds = Array.from({ length: 20 }, (_, i) => i + 1);

for (const file of readdirSync(folder).filter((name) => name.endsWith(".dl"))) {
  const source = { path: file, text: readFileSync(new URL(file, folder), "utf8") };
  const { program } = checkProgram(parse(source), () => ({ problem: "not found" }), { evidence: false });
  const local = localProgram(program);
  const facts = factsGiven(new Evaluation(program));
  for (const scenario of program.scenarios) {
    test(`${file}: ${scenario.name}`, () => {
      expect(program.findings.filter(({ code }) => code === "CALM001")).toEqual([]);
      for (const seed of seeds) {
        const failed = runScenario(scenario, { local, facts, seed });
        const messages = failed.expects.filter(({ ok }) => !ok).map(({ message }) => message);
        expect({ seed, messages, error: failed.error?.message ?? null }).toEqual({
          seed,
          messages: [],
          error: null,
        });
        expect(failed.expects.length).toBeGreaterThan(0);
      }
    });

    test(`${file}: ${scenario.name} is the same run each time`, () => {
      const trace = (): readonly TraceEntry[] => {
        const entries: TraceEntry[] = [];
        const observe = (event: Parameters<typeof traceEntry>[0]): void => {
          entries.push(traceEntry(event, local));
        };
        runScenario(scenario, { local, facts, seed: 5, observe });
        return entries;
      };
      expect(trace()).toEqual(trace());
    });
  }
}
