import { describe, expect, test } from "vitest";
import { calm, folderWith } from "./calm.ts";

const rules = `.decl road(a: symbol, b: symbol)
.input road
.decl way(a: symbol, b: symbol)
way(x, y) :- road(x, y).
way(x, z) :- way(x, y), road(y, z).
.decl shut(a: symbol)
shut("kiel").
.decl open_way(a: symbol, b: symbol)
open_way(x, y) :- way(x, y), !shut(y).
.decl busy(a: symbol, n: number)
busy(x, n) :- road(x, _), n = count : { road(x, _) }, n >= 2.
.decl near(a: symbol, n: min<number>)
near("ulm", 0).
near(y, n + 1) :- near(x, n), road(x, y).
`;
const facts = "ulm\tbonn\nbonn\tkiel\nulm\tjena\njena\tbonn\n";

async function why(row: string, ...words: string[]) {
  const cwd = folderWith({ "main.dl": rules, "facts/road.facts": facts });
  return calm(["why", "-F", "facts", ...words, "main.dl", row], { cwd });
}

describe("why a row is there", () => {
  test("shows the smallest tree, with the line of each rule", async () => {
    expect(await why('way("ulm", "kiel")')).toEqual({
      code: 0,
      err: "",
      out: `way("ulm","kiel")  by main.dl:5
├─ way("ulm","bonn")  by main.dl:4
│  └─ road("ulm","bonn")  fact
└─ road("bonn","kiel")  fact
`,
    });
  });

  test("says what had to be absent, what was compared, and which rows were counted", async () => {
    const { out } = await why('open_way("ulm", _)');
    expect(out).toBe(`open_way("ulm","bonn")  by main.dl:9
├─ way("ulm","bonn")  by main.dl:4
│  └─ road("ulm","bonn")  fact
└─ no shut("bonn")
`);
    expect((await why('busy("ulm", 2)')).out).toBe(`busy("ulm",2)  by main.dl:11
├─ road("ulm","bonn")  fact
├─ count : { road("ulm", _) } = 2  over 2 rows
│  ├─ road("ulm","bonn")
│  └─ road("ulm","jena")
└─ 2 >= 2
`);
  });

  test("as JSON", async () => {
    const { out } = await why('open_way("ulm", "bonn")', "--format", "json");
    expect(JSON.parse(out)).toEqual({
      schemaVersion: 1,
      row: 'open_way("ulm","bonn")',
      rule: { file: "main.dl", line: 8 },
      from: [
        {
          row: 'way("ulm","bonn")',
          rule: { file: "main.dl", line: 3 },
          from: [{ row: 'road("ulm","bonn")', by: "fact" }],
        },
        { absent: 'shut("bonn")' },
      ],
    });
  });

  test("leaves out what is deep in a long tree, and says how to see it", async () => {
    const links = Array.from({ length: 3000 }, (_, i) => `${i}\t${i + 1}\n`).join("");
    const cwd = folderWith({
      "main.dl": `.decl link(a: number, b: number)
.input link
.decl far(a: number)
far(0).
far(b) :- far(a), link(a, b).
`,
      "link.facts": links,
    });
    const { code, out } = await calm(["why", "main.dl", "far(3000)"], { cwd });
    expect(code).toBe(0);
    expect(out).toContain("far(2980)  and so on: ask why of this row\n");
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(110);
    const json = await calm(["why", "--format", "json", "main.dl", "far(3000)"], { cwd });
    expect(json.code).toBe(0);
    expect(json.out).toContain('"deeper": true');
  });
});

describe("why a row is not there", () => {
  test.each([
    [
      'way("kiel", "ulm")',
      `there is no way("kiel","ulm"): the rule that gets furthest is
by main.dl:4
└─ fails: road("kiel", "ulm")  that is road(x, y)
`,
    ],
    [
      'open_way("ulm", "kiel")',
      `there is no open_way("ulm","kiel"): the rule that gets furthest is
by main.dl:9
├─ holds: way("ulm", "kiel")
└─ fails: !shut("kiel")  that is !shut(y), for there is shut("kiel")
`,
    ],
    [
      'busy("jena", 1)',
      `there is no busy("jena",1): the rule that gets furthest is
by main.dl:11
├─ holds: road("jena", _)
├─ holds: 1 = count : { road("jena", _) }
└─ fails: 1 >= 2  that is n >= 2
`,
    ],
    [
      'near("kiel", 9)',
      `there is no near("kiel",9)
└─ its key has one value: near("kiel",2)
`,
    ],
    [
      'road("ulm", "ulm")',
      `there is no road("ulm","ulm")
└─ no fact gives it, and no rule can
`,
    ],
  ])("%s", async (row, out) => {
    expect(await why(row)).toEqual({ code: 0, out, err: "" });
  });

  test("as JSON", async () => {
    const { out } = await why('open_way("ulm", "kiel")', "--format", "json");
    expect(JSON.parse(out)).toEqual({
      schemaVersion: 1,
      absent: 'open_way("ulm","kiel")',
      rule: { file: "main.dl", line: 8 },
      holds: ['way("ulm", "kiel")'],
      fails: '!shut("kiel")',
      literal: "!shut(y)",
      ways: 1,
      because: 'shut("kiel")',
    });
  });
});

describe("what is no row is wrong usage", () => {
  test.each([
    ["wey(1)", "calm: there is no relation wey\ndid you mean way?\n"],
    ['way("ulm")', 'calm: way("ulm") has 1 value, and way has 2\nit is way(a: symbol, b: symbol)\n'],
    [
      "shut(7)",
      "calm: 7 is no symbol, which the column a of shut holds\ntexts stand in quotes: 'shut(\"7\")'\n",
    ],
    ["way(", "calm: \"way(\" is no row\nsuch as 'path(1, 3)' or 'ready(\"v1\")'\n"],
    ["", "calm: \"\" is no row\nsuch as 'path(1, 3)' or 'ready(\"v1\")'\n"],
    ['way("a", x)', 'calm: way("a", x) is to be made of numbers, "texts" and _\n'],
  ])("%s", async (row, err) => {
    expect(await why(row)).toEqual({ code: 2, out: "", err });
  });

  test("errors of the rules and facts are said as run says them", async () => {
    const cwd = folderWith({ "main.dl": rules });
    const { code, err } = await calm(["why", "main.dl", 'shut("kiel")'], { cwd });
    expect([code, err]).toEqual([
      2,
      "calm: not all facts can be read; nothing was loaded\n  road.facts does not exist (the facts of `road`)\n",
    ]);
    const bad = folderWith({ "main.dl": "a(1) :- b(1).\n" });
    expect((await calm(["why", "main.dl", "a(1)"], { cwd: bad })).code).toBe(1);
  });
});
