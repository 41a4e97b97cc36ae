import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { checkProgram } from "../../src/diagnostics/check.ts";
import { Evaluation } from "../../src/engine/evaluation.ts";
import { factsGiven, localProgram } from "../../src/replication/local-program.ts";
import { recordScenario } from "../../src/replication/recorded-run.ts";
import { ScenarioRun, type ScenarioOptions } from "../../src/replication/scenario-run.ts";
import { traceEntry, type TraceEntry } from "../../src/replication/trace.ts";
import { parse } from "../../src/syntax/parse.ts";

function opened(text: string): ScenarioOptions & { readonly run: ScenarioRun; readonly trace: TraceEntry[] } {
  const { program } = checkProgram(parse({ path: "a.dl", text }), () => ({ problem: "not found" }), {
    evidence: false,
  });
  const [local, facts] = [localProgram(program), factsGiven(new Evaluation(program))];
  const trace: TraceEntry[] = [];
  const observe: ScenarioOptions["observe"] = (event) => void trace.push(traceEntry(event, local));
  const options = { local, facts, seed: 1, observe };
  return { ...options, trace, run: new ScenarioRun(present(program.scenarios[0], "a scenario"), options) };
}

test("each moment is when it was said to be, and adds what happens then to the trace", () => {
  const text = readFileSync(new URL("../../examples/release-sealed.dl", import.meta.url), "utf8");
  const { run, trace, local, facts } = opened(text);
  for (let next = run.nextAt; next !== null; next = run.nextAt) {
    const before = trace.length;
    expect(run.step()).toBe(true);
    for (const { at } of trace.slice(before)) expect(at).toBe(next);
    expect(run.cluster.now).toBe(next);
  }
  expect(run.step()).toBe(false);
  const whole = recordScenario(present(local.written.scenarios[0], "a scenario"), local, facts, 1);
  expect(trace).toEqual(whole.run.trace);
  expect(run.result).toEqual(whole.result);
});

const likes = `.decl likes(post: symbol, n: gcounter)
`;

test("what is under way can be seen, and what waits at a cut", () => {
  const { run } = opened(`${likes}.scenario s {
  replicas madrid, dublin, oslo.
  latency madrid, dublin = 30.
  at madrid: likes("p") += 1.
  run 5.
  partition madrid, dublin | oslo.
  run 100.
}
`);
  const seen: string[] = [];
  const { cluster } = run;
  while (run.step()) {
    const flights = cluster.network.flights.map(
      ({ id, from, to, message, arrives }) =>
        `${String(id)} ${message.kind} ${from}-${to} until ${String(arrives)}`,
    );
    const waiting = cluster.network.waiting.map(({ from, to }) => `${from}-${to}`);
    const cut = cluster.linksCut.map((link) => link.join("-"));
    seen.push(
      `${String(cluster.now)} ${flights.join(", ")}; waiting ${waiting.join()}; cut ${cut.join()}; sides ${cluster.members.map((name) => cluster.sideOf(name)).join()}`,
    );
  }
  expect(seen).toEqual([
    "0 ; waiting ; cut ; sides 0,0,0",
    "0 ; waiting ; cut ; sides 0,0,0",
    "0 1 changes madrid-oslo until 10, 0 changes madrid-dublin until 30; waiting ; cut ; sides 0,0,0",
    "0 1 changes madrid-oslo until 10, 0 changes madrid-dublin until 30; waiting ; cut ; sides 0,0,0",
    "5 1 changes madrid-oslo until 10, 0 changes madrid-dublin until 30; waiting ; cut ; sides 0,0,0",
    "5 1 changes madrid-oslo until 10, 0 changes madrid-dublin until 30; waiting ; cut madrid-oslo,dublin-oslo,oslo-madrid,oslo-dublin; sides 0,0,1",
    "5 1 changes madrid-oslo until 10, 0 changes madrid-dublin until 30; waiting ; cut madrid-oslo,dublin-oslo,oslo-madrid,oslo-dublin; sides 0,0,1",
    "10 0 changes madrid-dublin until 30; waiting madrid-oslo; cut madrid-oslo,dublin-oslo,oslo-madrid,oslo-dublin; sides 0,0,1",
    "30 ; waiting madrid-oslo,dublin-oslo; cut madrid-oslo,dublin-oslo,oslo-madrid,oslo-dublin; sides 0,0,1",
    "105 ; waiting madrid-oslo,dublin-oslo; cut madrid-oslo,dublin-oslo,oslo-madrid,oslo-dublin; sides 0,0,1",
  ]);
});

test("time goes on behind the last statement, and so do statements", () => {
  const { run, trace, local, facts } = opened(`${likes}.scenario s {
  replicas madrid, dublin.
  at madrid: likes("p") += 1.
}
.scenario longer {
  replicas madrid, dublin.
  at madrid: likes("p") += 1.
  run 7.
  at dublin: likes("p") += 1.
  settle.
}
`);
  const longer = present(local.written.scenarios[1], "the longer scenario");
  while (run.step());
  run.pass(4);
  while (run.step());
  expect(run.cluster.now).toBe(4);
  run.pass(7);
  while (run.step());
  run.goOn(longer, 3);
  while (run.step());
  const { trace: whole } = recordScenario(longer, local, facts, 1).run;
  expect(trace.map(unplaced)).toEqual(whole.filter(({ text }) => text !== "run 7.").map(unplaced));
});

function unplaced(entry: TraceEntry): TraceEntry {
  return entry.kind === "statement" ? { ...entry, line: 0 } : entry;
}
