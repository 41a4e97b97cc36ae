import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { Chance } from "../../src/base/chance.ts";
import { RunProgram } from "../../src/playground/runs/run-program.ts";
import { RunService } from "../../src/playground/run-service.ts";
import { recordScenario } from "../../src/replication/recorded-run.ts";
import { calm, folderWith } from "../cli/calm.ts";
import { exampleScenarios, FollowedRun, sound, type ExampleScenario } from "./runs.ts";

const examples = exampleScenarios();

/** Statements that are begun while the others are under way. */
function someStatement({ source }: ExampleScenario, replicas: readonly string[], chance: Chance): string {
  const [a, b] = chance.shuffled(replicas);
  const fault = chance.pickOf([
    `partition ${String(a)} | ${replicas.filter((name) => name !== a).join(", ")}.`,
    "heal.",
    `crash ${String(a)}.`,
    `recover ${String(a)}`,
    "network loss = 0.3, reorder = true.",
    "network duplicate = 0.2, delivery = gossip.",
    `latency ${String(a)}, ${String(b)} = 37.5.`,
    "settle.",
    "run 15.",
    "repeat 3: run 4.",
    "expect refused.",
    "expect converged.",
  ]);
  if (chance.happens(0.5)) return present(fault, "a fault");
  const own = source.statements.filter((text) => !text.startsWith("replicas"));
  return present(chance.pickOf(own), "a statement");
}

test("what is done at any moment, and saved, is the same run in a file", { timeout: 300_000 }, async () => {
  for (const [i, example] of examples.entries()) {
    const { source, title } = example;
    const chance = new Chance(i);
    const seed = chance.below(1_000);
    const begun = source.statements.slice(0, 1 + chance.below(source.statements.length));
    const run = await FollowedRun.open({ ...source, statements: begun, seed });
    const replicas = run.state.replicas.map(({ name }) => name);
    for (let steps = 0; steps < 25; steps++) {
      const { at, moments } = run.state;
      const way = chance.below(5);
      if (way === 0) await run.advance(at + chance.next() * 40);
      else if (way === 1) await run.step();
      else if (way === 2 && chance.happens(0.2)) await run.seek(chance.below(moments + 1));
      else {
        const statement = someStatement(example, replicas, chance);
        await run.act(statement);
        expect(run.state.statements.at(-1)?.text).toBe(statement.replace(/\.?$/, "."));
      }
    }
    await run.seek("end");
    expect(run.state.trouble, title).toBeNull();
    const { trace } = run;
    await run.seek(0);
    await run.seek("end");
    expect(run.trace, title).toEqual(trace);
    const text = await run.service.save(run.opened.run, "as_played");
    const [{ path }] = source.files;
    const saved = new RunProgram([{ path, text }]);
    const scenario = present(saved.program.scenarios.at(-1), "the saved scenario");
    expect(scenario.name).toBe("as_played");
    const { run: recorded } = recordScenario(scenario, saved.local, saved.facts, seed);
    expect(run.trace, title).toEqual(recorded.trace);
  }
});

test("a saved run is accepted by `calm check`, and by `calm simulate` with the same trace", async () => {
  const example = present(
    examples.find(({ title }) => title.startsWith("reactions.dl")),
    "the example",
  );
  const run = await FollowedRun.open({
    ...example.source,
    statements: ["replicas madrid, dublin."],
    seed: 5,
  });
  await run.advance(12.3);
  await run.act('at madrid: react("p1", "ana", "heart")');
  await run.step();
  await run.act("partition madrid | dublin");
  await run.act('at dublin: react("p1", "bo", "heart").');
  await run.advance(100);
  await run.act("heal.");
  await run.advance(Infinity);
  await run.act("expect converged");
  const text = await run.service.save(run.opened.run, "two hearts");
  const folder = folderWith({ "reactions.dl": text });
  expect(await calm(["check", "reactions.dl"], { cwd: folder })).toMatchObject({ code: 0 });
  const words = ["simulate", "reactions.dl", "--scenario", "two_hearts", "--seed", "5", "--format", "json"];
  const { out, code } = await calm(words, { cwd: folder });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    scenarios: [{ name: "two_hearts", ok: true, trace: run.trace }],
  });
});

test("a name that is taken, or that is none, gets another", async () => {
  const service = new RunService();
  const text = ".decl a(x: symbol)\n.scenario mine { replicas r. }";
  const { run } = sound(
    await service.open({ files: [{ path: "a.dl", text }], statements: ["replicas r."], seed: 1 }),
  );
  const scenario = (name: string): string => `${text}\n\n.scenario ${name} {\n  replicas r.\n}\n`;
  expect(await service.save(run, "mine")).toBe(scenario("mine_2"));
  expect(await service.save(run, "it's 5 } .decl")).toBe(scenario("it_s_5_decl"));
  expect(await service.save(run, "7")).toBe(scenario("run_7"));
  expect(await service.save(run, "run")).toBe(scenario("run"));
});

test("the trace of a scenario is what the command prints, byte for byte", { timeout: 300_000 }, async () => {
  const service = new RunService();
  const folder = new URL("../../examples/", import.meta.url);
  const paths = new Set(examples.map(({ source }) => source.files[0].path));
  for (const path of paths) {
    const text = readFileSync(new URL(path, folder), "utf8");
    const { out } = await calm(["simulate", path, "--seed", "7", "--format", "json"], {
      cwd: new URL(".", folder).pathname,
    });
    expect(await service.trace([{ path, text }], null, 7), path).toBe(out);
  }
});
