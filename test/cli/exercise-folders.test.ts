import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { displayWidth } from "../../src/base/display-width.ts";
import { calm, folderWith } from "./calm.ts";

const wide = (text: string): readonly string[] => text.split("\n").filter((line) => displayWidth(line) > 80);

describe("list", () => {
  test("shows every exercise with its number, below its lesson", async () => {
    const { code, out, err } = await calm(["exercise", "list"]);
    expect([code, err, wide(out)]).toEqual([0, "", []]);
    expect(out).toMatch(
      /\nLesson 1: What only grows\n 1 {2}Reactions under a post +easy +2 answers +reactions\n/,
    );
    expect(out).toMatch(/\n {0,1}9 {2}Stuck, or no longer needed +hard +repair +locks-and-garbage\n/);
    const numbers = [...out.matchAll(/^ ?(\d+) {2}/gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  });

  test("says the same to programs", async () => {
    const { out } = await calm(["exercise", "list", "--format", "json"]);
    const { schemaVersion, lessons } = JSON.parse(out) as {
      schemaVersion: number;
      lessons: { title: string; exercises: { name: string }[] }[];
    };
    expect(schemaVersion).toBe(1);
    expect(lessons[0]?.exercises[0]).toEqual({
      number: 1,
      name: "reactions",
      title: "Reactions under a post",
      task: "classify",
      level: "easy",
      asks: { outputs: ["shown", "agrees"], invariants: [], types: [] },
    });
  });
});

describe("show", () => {
  test("shows the text, the numbered rules and the questions, and no answer", async () => {
    const { code, out, err } = await calm(["exercise", "show", "5"]);
    expect([code, err, wide(out)]).toEqual([0, "", []]);
    expect(out).toMatch(
      /^5 {2}Ready for release\nrelease-ready, middle, to be classified\n\nA team in two cities/,
    );
    expect(out).toContain("\n 19 | ready(r) :- approved(r), !blocker(r, _).\n");
    expect(out).toContain("\n  ready     output, line 18; promised: a row that is given out stands\n");
  });

  test("knows an exercise by its number, its name and its folder", async () => {
    const byNumber = await calm(["exercise", "show", "05"]);
    expect((await calm(["exercise", "show", "release-ready"])).out).toBe(byNumber.out);
    const folder = "examples/exercises/1-what-only-grows/05-release-ready";
    expect((await calm(["exercise", "show", folder])).out).toBe(byNumber.out);
  });

  test("colours leave the text as it is", async () => {
    const { out } = await calm(["exercise", "show", "5", "--color", "always"]);
    expect(out).toContain("\u001b[36mready\u001b[0m");
    const plain = out.replaceAll(/\u001b\[[\d;]*m/g, "");
    const { out: without } = await calm(["exercise", "show", "5"]);
    expect(plain.replaceAll(/\s+/g, "")).toBe(without.replaceAll("`", "").replaceAll(/\s+/g, ""));
    expect(wide(plain)).toEqual([]);
  });

  test.each([
    ["99", "there is no exercise 99\n`calm exercise list` shows them all"],
    ["release-redy", "there is no exercise release-redy\ndid you mean release-ready?"],
    ["./nowhere", "./nowhere does not exist\nan exercise is a folder with exercise.md and rules.dl"],
    ["examples", "examples holds no exercise\nan exercise is a folder with exercise.md and rules.dl"],
  ])("%s is no exercise", async (words, message) => {
    expect(await calm(["exercise", "show", words])).toEqual({ code: 2, out: "", err: `calm: ${message}\n` });
  });

  test("Markdown of all kinds is shown within the width, and does nothing to the terminal", async () => {
    const cwd = folderWith({
      "mine/exercise.md": `# Mine

Text with *stress*, \`code that stays together\`, [a link](https://example.org) &amp; \u001b[31mred.

1. first
2. second, which is long enough to go on in the next line, where it is indented
   - inner

> said by somebody

| relation | type |
| -------- | ---: |
| \`a\`      |   12 |

    indented(code).

<!-- hidden -->
`,
      "mine/rules.dl": ".decl a(x: number)\n.decl b(x: number)\nb(x) :- a(x).\n.output b\n",
    });
    const { out } = await calm(["exercise", "show", "./mine"], { cwd });
    expect(out.slice(out.indexOf("Text"), out.indexOf("\n\nrules.dl"))).toBe(`\
Text with *stress*, \`code that stays together\`, a link (https://example.org) &
␛[31mred.

1. first
2. second, which is long enough to go on in the next line, where it is indented
   - inner

| said by somebody

relation  type
────────  ────
\`a\`         12

  indented(code).`);
  });
});

describe("start", () => {
  test("copies the exercise without its solution, with an empty answer sheet", async () => {
    const cwd = folderWith({});
    const { code, out } = await calm(["exercise", "start", "5"], { cwd });
    expect([code, wide(out)]).toEqual([0, []]);
    expect(out).toMatch(
      /^wrote release-ready\/exercise\.md\nwrote release-ready\/rules\.dl\nwrote release-ready\/answers\.json\n\nReady for release\n\n1\. Read/,
    );
    expect(readdirSync(join(cwd, "release-ready")).sort()).toEqual([
      ".calm-exercise.json",
      "answers.json",
      "exercise.md",
      "rules.dl",
    ]);
    const sheet = JSON.parse(readFileSync(join(cwd, "release-ready/answers.json"), "utf8")) as object;
    expect(sheet).toMatchObject({
      exercise: "release-ready",
      answers: { ready: { answer: "", question: "", boundary: "" } },
    });
  });

  test("never overwrites", async () => {
    const cwd = folderWith({ "work/rules.dl": "// mine\n" });
    const { code, err } = await calm(["exercise", "start", "5", "work"], { cwd });
    expect([code, err]).toEqual([
      2,
      "calm: nothing was written: work/rules.dl would be overwritten\nname another folder after it\n",
    ]);
    expect(readdirSync(join(cwd, "work"))).toEqual(["rules.dl"]);
  });

  test("of a repair, the rules are what is changed, and the solution stays behind", async () => {
    const cwd = folderWith({});
    await calm(["exercise", "start", "locks-and-garbage", "."], { cwd });
    expect(readdirSync(cwd).sort()).toEqual([".calm-exercise.json", "exercise.md", "rules.dl"]);
    expect(existsSync(join(cwd, "solution.dl"))).toBe(false);
  });

  test("says what keeps an exercise from being used", async () => {
    const cwd = folderWith({ "mine/exercise.md": "no title\n", "mine/rules.dl": ".decl a(x: number)\n" });
    const { code, err } = await calm(["exercise", "start", "./mine", "work"], { cwd });
    expect(code).toBe(2);
    expect(err).toContain("./mine is no exercise that can be used:\n  exercise.md:1: ");
    expect(existsSync(join(cwd, "work"))).toBe(false);
  });
});

describe("hint", () => {
  test("each call in a folder gives the next, and the folder remembers", async () => {
    const cwd = folderWith({});
    await calm(["exercise", "start", "5", "."], { cwd });
    const first = await calm(["exercise", "hint", "ready"], { cwd });
    expect([first.code, first.out.split("\n")[0]]).toEqual([0, "Hint 1 of 3 for `ready`"]);
    const second = await calm(["exercise", "hint", "ready"], { cwd });
    expect(second.out).toContain("Hint 2 of 3 for `ready`\n  Look at line 19, `!blocker(r, _)`.\n");
    const third = await calm(["exercise", "hint", "ready"], { cwd });
    const fourth = await calm(["exercise", "hint", "ready"], { cwd });
    expect(third.out).toMatch(/^Hint 3 of 3 .*\n[^]*That was the last hint/);
    expect(fourth.out).toBe(third.out);
    expect(JSON.parse(readFileSync(join(cwd, ".calm-hints.json"), "utf8"))).toEqual({
      schemaVersion: 1,
      shown: { ready: 3 },
    });
  });

  test("without a name it is for what is not right yet", async () => {
    const cwd = folderWith({});
    await calm(["exercise", "start", "5", "."], { cwd });
    const answers = {
      approved: { answer: "coordination-free", question: "grows only" },
      stopped: "needs coordination",
    };
    writeFileSync(join(cwd, "answers.json"), JSON.stringify({ answers }));
    expect((await calm(["exercise", "hint"], { cwd })).out).toMatch(/^Hint 1 of 3 for `stopped`\n/);
  });

  test("without a folder a level is asked for, and nothing is written", async () => {
    const cwd = folderWith({});
    const { code, out } = await calm(["exercise", "hint", "5", "ready", "--level", "2"], { cwd });
    expect([code, out]).toEqual([
      0,
      "Hint 2 of 3 for `ready`\n  Look at line 19, `!blocker(r, _)`.\n\nThe next: `calm exercise hint 5 ready --level 3`\n",
    ]);
    expect(readdirSync(cwd)).toEqual([]);
    const { err } = await calm(["exercise", "hint", "5", "raedy"], { cwd });
    expect(err).toBe("calm: `release-ready` does not ask about `raedy`\ndid you mean ready?\n");
  });
});

test.each(["list", "show", "start", "check", "hint", "new", "lint"])(
  "the help of %s fits into 80 columns, with examples",
  async (name) => {
    const { code, out } = await calm(["exercise", name, "--help"]);
    expect([code, wide(out)]).toEqual([0, []]);
    expect(out).toContain("\nExamples:\n  calm exercise ");
    expect(out).toMatch(/Exit codes:/);
  },
);
