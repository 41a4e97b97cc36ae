import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { confluence } from "../../src/analysis/confluence/confluence.ts";
import { counterexampleScenario } from "../../src/diagnostics/counterexample-scenario.ts";
import { Evaluation } from "../../src/engine/evaluation.ts";
import { factsGiven, localProgram } from "../../src/replication/local-program.ts";
import { runScenario } from "../../src/replication/scenario-run.ts";
import { decisions } from "../analysis/confluence/decision-table.ts";
import { analyseText } from "../analysis/judge.ts";

const folder = new URL("../../examples/", import.meta.url);
const examples = readdirSync(folder)
  .filter((name) => name.endsWith(".dl"))
  .map((name): readonly [string, string] => [name, readFileSync(new URL(name, folder), "utf8")]);

/** Every counterexample of a text as a scenario, with what simulated replicas make of it. */
function replayed(
  text: string,
): readonly { readonly scenario: string; readonly messages: readonly string[] }[] {
  const { program } = analyseText(text);
  return confluence(program).invariants.flatMap((verdict) => {
    if (verdict.verdict !== "not confluent") return [];
    const scenario = counterexampleScenario(verdict.counterexample, program, "counterexample");
    const again = analyseText(`${text}\n${scenario}`).program;
    const last = again.scenarios.at(-1);
    if (last === undefined) return [{ scenario, messages: ["it is no scenario"] }];
    const facts = factsGiven(new Evaluation(again));
    const result = runScenario(last, {
      local: localProgram(again),
      facts,
      seed: 1,
      observe: () => undefined,
    });
    const messages = result.expects.filter(({ ok }) => !ok).map(({ message }) => message);
    return [{ scenario, messages: result.ok ? messages : [...messages, "it fails"] }];
  });
}

const told = [...decisions.map(([about, text]): readonly [string, string] => [about, text]), ...examples];

test.each(told.filter(([, text]) => replayed(text).length > 0))(
  "replicas break the invariant as the counterexample says: %s",
  (_about, text) => {
    for (const { scenario, messages } of replayed(text)) expect(messages, scenario).toEqual([]);
  },
);
