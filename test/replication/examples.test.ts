import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkProgram } from "../../src/diagnostics/check.ts";
import { Evaluation } from "../../src/engine/evaluation.ts";
import { factsGiven, localProgram } from "../../src/replication/local-program.ts";
import { runScenario } from "../../src/replication/scenario-run.ts";
import { parse } from "../../src/syntax/parse.ts";

const folder = new URL("../../examples/", import.meta.url);

/** Each expectation holds whatever the seed: chance decides what happens, not what is promised. */
const seeds = [1, 2, 3, 4, 5];

const examples = readdirSync(folder)
  .filter((name) => name.endsWith(".dl"))
  .map((path) => {
    const source = { path, text: readFileSync(new URL(path, folder), "utf8") };
    const { program } = checkProgram(parse(source), () => ({ problem: "not found" }), { evidence: false });
    return { path, program, declared: source.text.match(/^\.scenario /gm)?.length ?? 0 };
  })
  .filter(({ declared }) => declared > 0);

describe.each(examples)("$path", ({ program, declared }) => {
  test("runs all of its scenarios", () => {
    expect(program.scenarios).toHaveLength(declared);
  });

  const local = localProgram(program);
  const facts = factsGiven(new Evaluation(program));
  test.each(program.scenarios)("$name", (scenario) => {
    for (const seed of seeds) {
      const { expects, error } = runScenario(scenario, { local, facts, seed });
      const failed = expects.filter(({ ok }) => !ok).map(({ message }) => message);
      expect({ seed, failed, error }).toEqual({ seed, failed: [], error: null });
      expect(expects).not.toEqual([]);
    }
  });
});

test("the data types of the seeds' table all have a scenario", () => {
  const kinds = ["gcounter", "pncounter", "bounded", "lww", "mv", "sequence", "max", "min", "orset"];
  const used = new Set<string>(
    examples.flatMap(({ program }) =>
      [...program.relations.values()].flatMap(({ columns, qualifier }) => [
        ...columns.map(({ lattice }) => lattice ?? ""),
        qualifier,
      ]),
    ),
  );
  expect(kinds.filter((kind) => !used.has(kind))).toEqual([]);
});
