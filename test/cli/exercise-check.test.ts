import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { displayWidth } from "../../src/base/display-width.ts";
import { calm, folderWith } from "./calm.ts";

const quick = ["--schedules", "20"];

/** A folder in which an exercise was started, with this answer sheet. */
async function started(exercise: string, answers: object | null): Promise<string> {
  const cwd = folderWith({});
  expect((await calm(["exercise", "start", exercise, "."], { cwd })).code).toBe(0);
  if (answers !== null) writeFileSync(join(cwd, "answers.json"), JSON.stringify({ answers }));
  return cwd;
}

const allRight = {
  approved: { answer: "Coordination free", question: "grows_only" },
  stopped: { answer: "coordination-free", question: "grows only" },
  ready: { answer: "needs coordination", question: "reads an absence", boundary: "blocker" },
};

test("right answers end with 0 and say so", async () => {
  const cwd = await started("5", allRight);
  expect(await calm(["exercise", "check"], { cwd })).toEqual({
    code: 0,
    out: `Ready for release

✓ approved  Coordination free; grows_only
✓ stopped  coordination-free; grows only
✓ ready  needs coordination; reads an absence; blocker
    Right: with \`blocker\` closed, nothing can go wrong any more.

All right: 10 of 10 points.
Next: Eight questions to a shop, \`calm exercise show 6\`.
`,
    err: "",
  });
});

test("a wrong answer is refuted by a story, a diagram and a file that runs", async () => {
  const cwd = await started("5", { ...allRight, ready: "coordination-free" });
  const { code, out } = await calm(["exercise", "check", "--svg", "run.svg"], { cwd });
  expect(code).toBe(1);
  for (const line of out.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  expect(out).toContain("✗ ready  coordination-free\n");
  expect(out).toMatch(/What happens with `ready`\n\n {2}At first everybody knows/);
  expect(out).toMatch(/\n {11}madrid +dublin\n {11}│ +│\n {5}0 ms {2}● \+release\("release1"\) +│\n/);
  expect(out).toMatch(/▼ ready\("release1"\)/);
  expect(out).toContain("This run stands in refutation-ready.dl.");
  expect(readFileSync(join(cwd, "run.svg"), "utf8")).toMatch(/^<svg/);
  const simulated = await calm(["simulate", "--quiet", "refutation-ready.dl"], { cwd });
  expect([simulated.code, simulated.out]).toEqual([0, "1 scenario ran: ok\n"]);
});

test("a boundary that takes more than is needed is right, and says what could be left out", async () => {
  const ready = { ...allRight.ready, boundary: "blocker, approval" };
  const { code, out } = await calm(["exercise", "check"], {
    cwd: await started("5", { ...allRight, ready }),
  });
  expect(code).toBe(0);
  expect(out).toContain("It is more than is needed: `approval` could be left out.\n");
});

test("an answer that is missing beside its question is said to be missing", async () => {
  const cwd = await started("5", { ...allRight, ready: { question: "reads an absence" } });
  const { code, out } = await calm(["exercise", "check"], { cwd });
  expect(code).toBe(1);
  expect(out).toContain("· ready  reads an absence\n    Nothing is said of `ready` yet.\n");
});

test("the sheet offers the questions of what is asked, and what keeps it from being read has a line", async () => {
  const cwd = await started("2", null);
  const sheet = readFileSync(join(cwd, "answers.json"), "utf8");
  expect(JSON.parse(sheet)).toMatchObject({
    choices: { "question of an invariant": ["merges keep it", "a merge breaks it"] },
  });
  const outputs = JSON.parse(readFileSync(join(await started("1", null), "answers.json"), "utf8")) as {
    readonly choices: object;
  };
  expect(Object.keys(outputs.choices)).toEqual(["answer", "question of an output", "boundary of an output"]);
  writeFileSync(join(cwd, "answers.json"), sheet.replace('"taken": {', '"taken" {'));
  const { code, out } = await calm(["exercise", "check"], { cwd });
  expect(code).toBe(1);
  expect(out).toContain(
    "answers.json: it is no JSON: line 4, column 13: Expected ':' after\nproperty name.\n",
  );
});

test("what was started is found again by show, and not begun over it", async () => {
  const cwd = folderWith({});
  await calm(["exercise", "start", "1"], { cwd });
  const { out } = await calm(["exercise", "show", "1"], { cwd });
  expect(out.replaceAll(/\s+/g, " ")).toContain(
    "Your copy of it is in `reactions`: fill in `reactions/answers.json`,",
  );
  const again = await calm(["exercise", "start", "1"], { cwd });
  expect([again.code, again.err]).toEqual([
    2,
    "calm: nothing was written: reactions/exercise.md and 3 more would be overwritten\nname another folder after it\n",
  ]);
});

test("a run that the student has changed is left alone", async () => {
  const cwd = await started("5", { ...allRight, ready: "coordination-free" });
  writeFileSync(join(cwd, "refutation-ready.dl"), "// mine\n");
  const { out } = await calm(["exercise", "check"], { cwd });
  expect(out).toContain("This run stands in refutation-ready-2.dl.");
  await calm(["exercise", "check"], { cwd });
  expect(
    readdirSync(cwd)
      .filter((name) => name.startsWith("refutation"))
      .sort(),
  ).toEqual(["refutation-ready-2.dl", "refutation-ready.dl"]);
  expect(readFileSync(join(cwd, "refutation-ready.dl"), "utf8")).toBe("// mine\n");
});

test("only the first is refuted at length, unless all are asked for", async () => {
  const cwd = await started("5", { approved: "needs coordination", stopped: "needs coordination" });
  const first = await calm(["exercise", "check", ...quick], { cwd });
  expect(first.out.match(/^What happens with .*/gm)).toEqual(["What happens with `approved`"]);
  expect(first.out.replaceAll(/\s+/g, " ")).toContain("There is a run for `stopped`, too: `--all` shows");
  expect(first.out).toContain("· ready  not answered yet\n");
  const all = await calm(["exercise", "check", "--all", ...quick], { cwd });
  expect(all.out.match(/^What happens with .*/gm)).toHaveLength(2);
});

test("--ascii draws with ASCII alone", async () => {
  const cwd = await started("5", { ...allRight, ready: "coordination-free" });
  const { out } = await calm(["exercise", "check", "--ascii"], { cwd });
  expect(out).toMatch(/^[\n -~]*$/);
  expect(out).toMatch(/\n {11}\|- blocker\("release1".*--x +\|\n/);
});

test("what is strange in the answer sheet is said, and the rest counts", async () => {
  const cwd = await started("5", { ...allRight, redy: "x" });
  writeFileSync(join(cwd, "rules.dl"), "// all gone\n.decl a(x: number)\n");
  const { code, out } = await calm(["exercise", "check"], { cwd });
  expect(code).toBe(0);
  const flat = out.replaceAll(/\s+/g, " ");
  expect(flat).toContain("answers.json answers `redy`, which is not asked: did you mean `ready`?");
  expect(flat).toContain("rules.dl was changed; your answers are judged by the rules as they were.");
  writeFileSync(join(cwd, "answers.json"), "{ not JSON");
  const broken = await calm(["exercise", "check"], { cwd });
  expect([broken.code, broken.out]).toEqual([1, expect.stringContaining("answers.json: it is no JSON")]);
});

test("says to programs what it says to people", async () => {
  const cwd = await started("5", { ...allRight, ready: "coordination-free" });
  const { code, out } = await calm(["exercise", "check", "--format", "json"], { cwd });
  const report = JSON.parse(out) as { questions: { name: string; parts: object[] }[] };
  expect(code).toBe(1);
  expect(report).toMatchObject({ schemaVersion: 1, exercise: "release-ready", points: 6, pointsMost: 10 });
  expect(report.questions[2]?.parts[0]).toMatchObject({
    part: "answer",
    given: "coordination-free",
    status: "wrong",
    refutation: { kind: "withdrawal", confirmed: true, file: "refutation-ready.dl" },
  });
});

test("an empty folder, and one without answers, are told", async () => {
  const cwd = folderWith({});
  expect((await calm(["exercise", "check"], { cwd })).err).toBe(
    "calm: the current folder holds no exercise\n`calm exercise start N` begins one in a folder of its own\n",
  );
  await calm(["exercise", "start", "9", "repair"], { cwd });
  await calm(["exercise", "start", "1", "."], { cwd });
  writeFileSync(join(cwd, "answers.json"), "");
  const { code, err } = await calm(["exercise", "check", "nowhere"], { cwd });
  expect([code, err.split("\n")[0]]).toEqual([2, "calm: nowhere does not exist"]);
});

describe("asking", () => {
  test("each question is asked, judged at once and written down", async () => {
    const cwd = await started("5", null);
    const input = "1\ngrows\n2\n?\n9\n3\nrelease\n\n2\nabsent\nreads-an-absence\nblocker\n";
    const { code, out } = await calm(["exercise", "check", "-i", ...quick], { cwd, input });
    expect(code).toBe(1);
    expect(out).toContain("\n1 of 3: approved\n\n  8 | .decl approved(release: symbol)\n");
    expect(out).toContain("\n✓ approved  coordination-free; grows only\n");
    expect(out).toContain("Which fact that arrives later");
    expect(out).toContain("  A number from 1 to 6, or the beginning of one of them.\n");
    expect(out).toContain("\n✗ stopped  needs coordination; reads an absence\n");
    expect(out).toContain("\nWhat is it? ");
    expect(out).toMatch(/\n✓ ready {2}needs coordination; reads an absence; blocker\n/);
    expect(out).toMatch(/\n7 of 10 points\. Your answers stand in answers\.json\.\n$/);
    const sheet = JSON.parse(readFileSync(join(cwd, "answers.json"), "utf8")) as object;
    expect(sheet).toMatchObject({
      answers: { ready: { answer: "needs coordination", question: "reads an absence", boundary: "blocker" } },
    });
  });

  test("Enter keeps what was said, and the end of the input ends it", async () => {
    const cwd = await started("5", allRight);
    const { code, out } = await calm(["exercise", "check", "--interactive"], { cwd, input: "\n\n" });
    expect(code).toBe(0);
    expect(out).toContain("What is it? [Coordination free]");
    expect(out).toContain("10 of 10 points.");
  });
});

describe("a repair", () => {
  const solution = "examples/exercises/1-what-only-grows/09-locks-and-garbage/solution.dl";

  test("is judged by the changed rules", async () => {
    const cwd = await started("9", null);
    const before = await calm(["exercise", "check"], { cwd });
    expect([before.code, before.out]).toEqual([1, expect.stringContaining("(CALM101)")]);
    expect(before.out).toMatch(/▼ erased\("page1"\)/);
    expect(before.out).toContain("0 of 4 points. rules.dl is as it was.");
    expect((await calm(["simulate", "--quiet", "refutation-locks-and-garbage.dl"], { cwd })).code).toBe(0);
    writeFileSync(join(cwd, "rules.dl"), readFileSync(solution));
    const after = await calm(["exercise", "check"], { cwd });
    expect([after.code, after.out]).toEqual([
      0,
      expect.stringMatching(/\nAll right: 4 of 4 points\.\nThat was the last of lesson 1\. Lesson 2,/),
    ]);
  });

  test("that gives the promise up is not accepted", async () => {
    const cwd = await started("9", null);
    const rules = readFileSync(join(cwd, "rules.dl"), "utf8");
    writeFileSync(
      join(cwd, "rules.dl"),
      rules.replace(".output erased", '.output erased(promise="eventual")'),
    );
    const { code, out } = await calm(["exercise", "check", "--format", "json"], { cwd });
    expect(code).toBe(1);
    const { conditions } = JSON.parse(out) as { conditions: { condition: string; status: string }[] };
    expect(conditions.find(({ condition }) => condition === "outputs")?.status).toBe("broken");
  });
});
