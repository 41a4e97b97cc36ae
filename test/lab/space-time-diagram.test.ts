import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkProgram } from "../../src/diagnostics/check.ts";
import { spaceTimeDiagram, type DrawnRun } from "../../src/lab/space-time-diagram.ts";
import { Evaluation } from "../../src/engine/evaluation.ts";
import { factsGiven, localProgram } from "../../src/replication/local-program.ts";
import { runScenario } from "../../src/replication/scenario-run.ts";
import { traceEntry, type TraceEntry } from "../../src/replication/trace.ts";
import { parse } from "../../src/syntax/parse.ts";
import { xmlProblems } from "../ide/well-formed.ts";

function runOf(replicas: readonly string[], rules: string, scenario: string): DrawnRun {
  const [run] = runsOf(`${rules}\n.scenario drawn {\n  replicas ${replicas.join(", ")}.\n${scenario}\n}\n`);
  if (run === undefined) throw new Error("no scenario");
  return run;
}

function runsOf(text: string): readonly DrawnRun[] {
  const { program } = checkProgram(parse({ path: "drawn.dl", text }), () => ({ problem: "not found" }), {
    evidence: false,
  });
  const local = localProgram(program);
  const facts = factsGiven(new Evaluation(program));
  return program.scenarios.map((scenario) => {
    const trace: TraceEntry[] = [];
    const { name, seed, expects, error } = runScenario(scenario, {
      local,
      facts,
      seed: 3,
      observe: (event) => void trace.push(traceEntry(event, local)),
    });
    expect(error).toBe(null);
    const replicas = scenario.syntax.statements.flatMap((statement) =>
      statement.kind === "replicas" ? statement.names.map(({ text: replica }) => replica) : [],
    );
    return { name, seed, replicas, trace, expects: expects.map(({ ok }) => ok) };
  });
}

const marks = `
.decl mark(name: symbol)
.input mark
.decl seen(name: symbol)
seen(name) :- mark(name).
.output seen`;

function count(markup: string, part: string): number {
  return markup.split(part).length - 1;
}

function entries(run: DrawnRun, kind: TraceEntry["kind"]): number {
  return run.trace.filter((entry) => entry.kind === kind).length;
}

test("each message that arrives is an arrow, each that does not ends at a cross", () => {
  const run = runOf(
    ["ana", "bo", "cy"],
    marks,
    `  network loss = 0.4, delivery = best_effort.
  at ana: insert mark("a").
  at bo: insert mark("b").
  at cy: insert mark("c").
  at ana: insert mark("d").
  run 100.`,
  );
  const svg = spaceTimeDiagram([run]);
  expect(xmlProblems(svg)).toEqual([]);
  expect(entries(run, "message")).toBeGreaterThan(0);
  expect(entries(run, "lost")).toBeGreaterThan(0);
  expect(count(svg, 'class="axis arrow"')).toBe(entries(run, "message"));
  expect(count(svg, 'class="red-line line lost"')).toBe(entries(run, "lost"));
  expect(count(svg, ", which is lost</title>")).toBe(entries(run, "lost"));
  const sent = entries(run, "message") + entries(run, "lost");
  expect(svg).toContain(`${String(sent)} messages, of which ${String(entries(run, "lost"))} did not arrive.`);
});

test("a partition is shaded from its beginning to its end, with a line between the sides", () => {
  const run = runOf(
    ["ana", "bo", "cy"],
    marks,
    `  partition ana | bo, cy.
  at ana: insert mark("a").
  run 100.
  heal.
  settle.
  expect at cy: mark("a").`,
  );
  const svg = spaceTimeDiagram([run]);
  expect(xmlProblems(svg)).toEqual([]);
  expect(count(svg, 'class="shade"')).toBe(1);
  expect(count(svg, 'class="red-line line dashed"')).toBe(1);
  // Kept while the link was cut, and sent again when it was not.
  expect(svg).toContain("<title>ana → cy: insert mark(&quot;a&quot;), which is sent again later</title>");
  const [, y = 0, height = 0] = (
    /class="shade" x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"/.exec(svg) ?? []
  ).map(Number);
  const heights = [...svg.matchAll(/class="axis-line thin" x1="[\d.]+" y1="([\d.]+)"/g)].map(([, at]) =>
    Number(at),
  );
  expect(heights.length).toBeGreaterThan(0);
  for (const at of heights) expect(at).toBeGreaterThanOrEqual(y + height);
});

test("a line is dashed from a crash to the recovery", () => {
  const crashed = `  crash bo.
  at ana: insert mark("a").
  run 100.`;
  const down = spaceTimeDiagram([runOf(["ana", "bo"], marks, crashed)]);
  expect(count(down, 'class="axis-line line"')).toBe(2);
  expect(count(down, 'class="axis-line line dashed thin"')).toBe(1);
  const up = spaceTimeDiagram([runOf(["ana", "bo"], marks, `${crashed}\n  recover bo.\n  settle.`)]);
  expect(count(up, 'class="axis-line line"')).toBe(3);
  expect(count(up, 'class="axis-line line dashed thin"')).toBe(1);
  expect(up).toContain(">is up again<");
});

test("what is done, heard, decided, refused and expected stands beside its line", () => {
  const run = runOf(
    ["ana", "bo"],
    `
.decl item(name: symbol)
.decl decided(name: symbol) coordinated by desk
.boundary desk by leader(ana)
.decl removed(name: symbol)
decided(name) :- item(name), !removed(name).
.output decided final
.operation take(name: symbol) { require !removed(name). insert removed(name). }`,
    `  at bo: insert item("<box> & lid").
  settle.
  expect decided("<box> & lid").
  at ana: take("b").
  at ana: take("b").
  expect refused.
  expect at bo: removed("c").`,
  );
  const svg = spaceTimeDiagram([run]);
  expect(xmlProblems(svg)).toEqual([]);
  expect(run.expects).toEqual([true, true, false]);
  expect(count(svg, ">✓<")).toBe(2);
  expect(svg).toContain('class="halo red">expect at bo: removed(&quot;c&quot;).<');
  expect(svg).toContain(">+item(&quot;&lt;box&gt; &amp; lid&quot;)<");
  expect(svg).toContain("<title>output decided(&quot;&lt;box&gt; &amp; lid&quot;)</title>");
  expect(svg).toMatch(/halo red">take\(&quot;b&quot;\): /);
});

test("every scenario of the examples is drawn, each message once", () => {
  const folder = new URL("../../examples/", import.meta.url);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".dl")))
    for (const run of runsOf(readFileSync(new URL(file, folder), "utf8"))) {
      const svg = spaceTimeDiagram([run]);
      const at = `${file}: ${run.name}`;
      expect([at, xmlProblems(svg)]).toEqual([at, []]);
      expect([at, svg.includes("NaN")]).toEqual([at, false]);
      if (svg.includes("of the messages are not drawn")) continue;
      expect([at, count(svg, 'class="axis arrow"')]).toEqual([at, entries(run, "message")]);
      expect([at, count(svg, 'class="red-line line lost"')]).toEqual([at, entries(run, "lost")]);
    }
});

test("time runs downwards, and no label stands on another of its column", () => {
  const run = runOf(
    ["ana", "bo", "cy"],
    marks,
    `  network loss = 0.3, duplicate = 0.3, reorder = true, delivery = gossip.
  repeat 4 at bo: insert mark("b").
  at ana: insert mark("a").
  settle.
  at cy: insert mark("c").
  settle.
  expect converged.`,
  );
  const svg = spaceTimeDiagram([run]);
  expect(xmlProblems(svg)).toEqual([]);
  const columns = new Map<string, number[]>();
  for (const [, x = "", y = ""] of svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)" font-size="12"/g)) {
    const there = columns.get(x) ?? [];
    columns.set(x, [...there, Number(y)]);
  }
  expect(columns.size).toBeGreaterThan(3);
  for (const heights of columns.values()) {
    const sorted = [...heights].sort((a, b) => a - b);
    expect(heights).toEqual(sorted);
    for (const [i, y] of sorted.entries())
      if (i > 0) expect(y - (sorted[i - 1] ?? 0)).toBeGreaterThanOrEqual(17);
  }
  const times = [...svg.matchAll(/>([\d,]+) ms</g)].map(([, time = ""]) => Number(time.replaceAll(",", "")));
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test("where there are too many messages to be read, those that bring nothing are left out", () => {
  const replicas = Array.from({ length: 12 }, (_, i) => `n${String(i + 1)}`);
  const run = runOf(
    replicas,
    marks,
    `  network delivery = gossip.
  at n1: insert mark("a").
  settle.
  run 5000.`,
  );
  const messages = entries(run, "message");
  const digests = run.trace.filter((entry) => entry.kind === "message" && entry.message === "digest").length;
  expect(messages).toBeGreaterThan(600);
  const svg = spaceTimeDiagram([run]);
  expect(xmlProblems(svg)).toEqual([]);
  expect(count(svg, 'class="axis arrow"')).toBe(messages - digests);
  expect(svg).toContain(`${digests.toLocaleString("en")} of the messages are not drawn.`);
});

test("several runs stand one below the other", () => {
  const run = runOf(["ana", "bo"], marks, '  at ana: insert mark("a").\n  settle.');
  const svg = spaceTimeDiagram([run, { ...run, name: "again" }]);
  expect(xmlProblems(svg)).toEqual([]);
  expect(count(svg, "<svg ")).toBe(1);
  expect(svg.indexOf(">again<")).toBeGreaterThan(svg.indexOf(">drawn<"));
  expect(count(svg, 'class="axis arrow"')).toBe(2 * entries(run, "message"));
});
