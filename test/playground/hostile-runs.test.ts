import { expect, test } from "vitest";
import { Chance } from "../../src/base/chance.ts";
import { RunService } from "../../src/playground/run-service.ts";
import { exampleScenarios, FollowedRun, sound } from "./runs.ts";

const counters = `.decl n(k: symbol, v: gcounter)
.decl s(k: symbol)
.decl many(x: number, y: number)
`;

function opened(text: string, ...statements: readonly string[]): Promise<FollowedRun> {
  return FollowedRun.open({ files: [{ path: "a.dl", text }], statements, seed: 1 });
}

async function troubleOf(text: string, ...statements: readonly string[]): Promise<unknown> {
  const answer = await new RunService().open({ files: [{ path: "a.dl", text }], statements, seed: 1 });
  return "run" in answer ? null : answer.trouble;
}

test("what is too large, or no run, is refused in words", async () => {
  const replicas = Array.from({ length: 17 }, (_, i) => `r${String(i)}`).join(", ");
  expect(await troubleOf("x".repeat(300_001), "replicas a.")).toMatch(/^The files have more than 300,000/);
  expect(await troubleOf("", `replicas ${replicas}.`)).toBe("The run has more than 16 replicas.");
  expect(await troubleOf("", ...Array<string>(2_001).fill("heal."))).toMatch(/more than 2,000 statements/);
  expect(await troubleOf("", "replicas a.", `heal.${" ".repeat(300_000)}`)).toMatch(/more than 300,000/);
  expect(await troubleOf("")).toMatch(/^The run has no replicas/);
  expect(await troubleOf("", "heal.")).toMatch(/^The run has no replicas/);
  expect(await troubleOf("", "replicas a, a.")).toMatch(/`a`/);
  expect(await troubleOf("", "replicas a. heal.")).toBe("This is not one statement of a scenario.");
  expect(await troubleOf(".decl a(", "replicas a.")).toMatch(/^Line 1: /);
  expect(await troubleOf("/* never closed", "replicas a.")).toMatch(/^Line 1: /);
  expect(await troubleOf(".scenario open {", "replicas a.")).toMatch(/^Line 1: /);
  const service = new RunService();
  const files = [{ path: "a.dl", text: "" }] as const;
  for (const seed of [NaN, 0.5, Infinity])
    expect(await service.open({ files, statements: ["replicas a."], seed })).toEqual({
      trouble: "The seed is no whole number.",
    });
});

test("a recursion without end, an overflow and a text without bounds end a run in words", async () => {
  expect(await troubleOf(".decl n(x: number)\nn(1).\nn(x + 1) :- n(x).\n", "replicas a.")).toMatch(
    /^The run cannot begin: /,
  );
  const grows = `.decl start(x: number)
.decl up(x: number)
up(x) :- start(x).
up(x + 1) :- up(x).
.decl text(t: symbol)
.decl longer(t: symbol)
longer(t) :- text(t).
longer(cat(t, t)) :- longer(t).
`;
  const run = await opened(grows, "replicas a, b.");
  await run.step();
  await run.act("at a: start(1).");
  expect(run.state.statements.at(-1)?.message).toMatch(/^refused: /);
  await run.act('at a: text("a").');
  expect(run.state.statements.at(-1)?.message).toMatch(/^refused: /);
  expect(run.state.trouble).toBeNull();
});

test("relations and replicas may be called as what every object has", async () => {
  const text = `.decl constructor(x: number)
.decl __proto__(x: number)
.decl toString(x: number)
toString(x) :- constructor(x), __proto__(x).
`;
  const run = await opened(
    text,
    "replicas __proto__, constructor.",
    "at constructor: __proto__(1).",
    "settle.",
  );
  await run.seek("end");
  await run.act("at __proto__: constructor(1).");
  await run.step();
  const [first] = run.whole.replicas;
  expect(Object.entries(first?.rows ?? {})).toEqual([
    ["constructor", ["constructor(1)"]],
    ["__proto__", ["__proto__(1)"]],
    ["toString", ["toString(1)"]],
  ]);
  expect(Object.entries(first?.seen ?? {})).toEqual([
    ["__proto__", 1],
    ["constructor", 1],
  ]);
});

test("what is refused nowhere fails where it arrives, and another statement takes its place", async () => {
  const text = `.decl left(x: number)
.decl right(x: number)
.decl up(x: number)
up(x) :- left(x), right(x).
up(x + 1) :- up(x).
`;
  const run = await opened(text, "replicas a, b.", "at a: left(1).", "at b: right(1).", "settle.", "heal.");
  await run.seek("end");
  expect(run.state.trouble).toMatch(/^The run cannot go on: /);
  expect(run.state.nextAt).toBeNull();
  const { moment } = run.state;
  await run.step();
  await run.advance(1_000);
  expect(run.state.moment).toBe(moment);
  await run.act("partition a | b.");
  expect(run.state).toMatchObject({ trouble: null, at: 0 });
  await run.act("heal.");
  await run.advance(1_000);
  // The same, in the time behind the last statement.
  expect(run.state.trouble).toMatch(/^The run cannot go on: /);
  await run.act("crash b.");
  expect(run.state.trouble).toBeNull();
  await run.seek(2);
  expect(run.state.trouble).toBeNull();
  await run.act("partition a | b.");
  await run.advance(1_000);
  expect(run.state.trouble).toBeNull();
});

test("a run that does not end is left after 20,000 moments, and can be gone back in", async () => {
  for (const endless of [
    "repeat 1000000000: heal.",
    "repeat 1000000000: repeat 0: heal.",
    "run 999999999.",
  ]) {
    const statements = ["replicas a, b.", "network delivery = gossip.", endless];
    const run = await opened(counters, ...statements);
    await run.seek("end");
    expect(run.state, endless).toMatchObject({
      moments: 20_000,
      trouble: "The run goes on after 20,000 moments: it is not followed further here.",
    });
    await run.seek(3);
    expect(run.state.trouble).toBeNull();
    await run.act("crash a.");
    expect(run.state.trouble).toBeNull();
  }
});

test("a cluster that does not settle is told, and goes on once it can", async () => {
  const run = await opened(
    counters,
    "replicas a, b.",
    "latency a, b = 1000.",
    "network loss = 1.0.",
    'at a: n("k") += 1.',
    "settle.",
    "expect converged.",
  );
  await run.seek("end");
  expect(run.state).toMatchObject({
    nextAt: null,
    trouble: "The run cannot go on: still moving after ten simulated minutes: messages are under way.",
  });
  await run.act("network loss = 0.0.");
  await run.advance(Infinity);
  expect(run.state).toMatchObject({ trouble: null, differences: null });
  expect(run.state.statements.map(({ text }) => text).slice(4, 6)).toEqual([
    expect.stringMatching(/^run 59\d{4}\.$/) as string,
    "network loss = 0.0.",
  ]);
});

test("a question that takes too long is left, with what has been until then", async () => {
  let now = 0;
  const service = new RunService(() => (now += 100));
  const run = await FollowedRun.open(
    {
      files: [{ path: "a.dl", text: counters }],
      statements: ["replicas a, b.", "network delivery = gossip.", "run 100000."],
      seed: 1,
    },
    service,
  );
  await run.seek("end");
  expect(run.state.trouble).toBe("The run takes too long: it is not followed further here.");
  expect(run.state.moment).toBeGreaterThan(100);
  expect(run.state.moment).toBeLessThan(300);
  await run.seek(10);
  expect(run.state).toMatchObject({ moment: 10, trouble: null });
});

test("of very many rows so many are told, and how many more there are", async () => {
  const run = await opened(
    `${counters}.decl i(x: number)\ni(0).\ni(x + 1) :- i(x), x < 60.\nmany(x, y) :- i(x), i(y).\n`,
    "replicas a, b.",
  );
  const { rows, more } = run.replica("a");
  expect(rows["many"]).toHaveLength(1_000);
  expect(rows["many"]?.[0]).toBe("many(0, 0)");
  expect(more).toEqual({ many: 61 * 61 - 1_000 });
});

test("time that is no time, and moments that are none, do no harm", async () => {
  const run = await opened(counters, "replicas a, b.", 'at a: n("k") += 1.');
  for (const until of [-5, NaN, 1e300, Number.MAX_SAFE_INTEGER]) await run.advance(until, 10);
  for (const moment of [-1, NaN, 0.5, 1e9]) await run.seek(moment);
  await run.advance(100, -3);
  await run.advance(100, NaN);
  await run.act("latency a, b = -50.").catch(() => undefined);
  await run.act('at a: n("k") += 1');
  await run.advance(Infinity, 1_000);
  expect(run.state.trouble).toBeNull();
  expect(run.state.differences).toBeNull();
  await run.service.close(run.opened.run);
  await run.service.close(run.opened.run);
});

/** `CALM_FUZZ_RUNS` asks for more runs. */
const rounds = Number(process.env["CALM_FUZZ_RUNS"] ?? 10);

test(
  "random texts are statements, or told to be none, and nothing is ever thrown",
  { timeout: 300_000 },
  async () => {
    const examples = exampleScenarios();
    const pieces = examples.flatMap(({ source }) =>
      source.statements.flatMap((text) => text.match(/\w+|\s+|[^\w\s]/g) ?? []),
    );
    const chance = new Chance(11);
    for (let round = 0; round < rounds; round++) {
      const example = chance.pickOf(examples);
      if (example === null) return;
      const service = new RunService();
      const { run } = sound(await service.open(example.source));
      for (let i = 0; i < 25; i++) {
        const original = chance.pickOf(example.source.statements) ?? "";
        const words = original.match(/\w+|\s+|[^\w\s]/g) ?? [];
        for (let changes = chance.below(3); changes > 0; changes--) {
          const at = chance.below(words.length + 1);
          words.splice(at, chance.below(2), chance.pickOf(pieces) ?? "");
        }
        const answer = await service.act(run, words.join(""));
        if (!("news" in answer)) expect(answer.trouble).toMatch(/\S.*\.$/s);
        await service.advance(run, chance.below(400), 50);
        if (chance.happens(0.2)) await service.seek(run, chance.below(60));
      }
      const files = [{ path: "a.dl", text: await service.save(run, "x") }] as const;
      const statements = example.source.statements.slice(0, 1);
      const played = sound(await service.open({ files, statements, seed: 1 }));
      expect(played.run).toBeGreaterThan(0);
    }
  },
);
