import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { calm, folderWith } from "./calm.ts";

const rules = ".decl a(x: number)\n.decl b(x: number)\n.decl c(x: number)\nc(x) :- a(x), !b(x).\n.output c\n";

/** What `lint` says of an exercise with these files, and with which code it ends. */
async function lint(
  files: Readonly<Record<string, string>>,
): Promise<readonly [number | null, readonly string[]]> {
  const cwd = folderWith(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`it/${name}`, text])),
  );
  const { code, out } = await calm(["exercise", "lint", "it", "--format", "json"], { cwd });
  const { exercises } = JSON.parse(out) as { exercises: { remarks: { level: string; message: string }[] }[] };
  return [
    code,
    exercises.flatMap(({ remarks }) => remarks.map(({ level, message }) => `${level} ${message}`)),
  ];
}

test.each(["classify", "repair"])(
  "a new exercise (%s) runs, and lint finds only what is to be written",
  async (task) => {
    const cwd = folderWith({});
    const { code, out } = await calm(["exercise", "new", "--task", task, "library-fines"], { cwd });
    expect([code, out]).toEqual([
      0,
      expect.stringContaining("wrote library-fines/exercise.md\nwrote library-fines/rules.dl\n"),
    ]);
    expect(await calm(["exercise", "lint", "library-fines"], { cwd })).toEqual({
      code: 0,
      out: `library-fines  TODO: a title
  warning  exercise.md: a TODO is left in it
  warning  rules.dl: a TODO is left in it
  ${task === "repair" ? "warning  solution.dl: a TODO is left in it\n  " : ""}missing  needs coordination

${task === "repair" ? "3" : "2"} warnings in 1 exercise.
`,
      err: "",
    });
    for (const file of readdirSync(join(cwd, "library-fines"))) {
      const path = join(cwd, "library-fines", file);
      writeFileSync(path, readFileSync(path, "utf8").replaceAll("TODO: ", ""));
    }
    const mended = await calm(["exercise", "lint"], { cwd: join(cwd, "library-fines") });
    expect(mended.out).toBe(
      ".  a title\n  missing  needs coordination\n\nNothing to report in 1 exercise.\n",
    );
    expect((await calm(["simulate", "--quiet", "library-fines/rules.dl"], { cwd })).code).toBe(0);
    expect((await calm(["fmt", "--check", "library-fines"], { cwd })).out).toBe("");
    const again = await calm(["exercise", "new", "library-fines"], { cwd });
    expect([again.code, again.err]).toEqual([2, expect.stringContaining("nothing was written")]);
  },
);

test("a name that would lead elsewhere is none", async () => {
  const { code, err } = await calm(["exercise", "new", "../mine"], { cwd: folderWith({}) });
  expect([code, err.split("\n")[0]]).toEqual([2, "calm: ../mine is no name for an exercise"]);
});

test("a name that an exercise of a lesson has is not taken", async () => {
  const { code, err } = await calm(["exercise", "new", "01-reactions"], { cwd: folderWith({}) });
  expect([code, err]).toEqual([
    2,
    "calm: an exercise that comes with calm is called reactions too, and would be taken for yours\nchoose another name\n",
  ]);
});

test("lint shows the types that are right, beside warnings", async () => {
  const likes = "examples/exercises/2-which-type/10-likes";
  const exercise = readFileSync(`${likes}/exercise.md`, "utf8");
  expect(exercise).toContain("choose: likes.count");
  // As one is used to write it in YAML.
  const changed = `${exercise.replace("choose: likes.count", 'choose: ["likes.count"] # a column')}\nTODO\n`;
  const cwd = folderWith({
    "it/exercise.md": changed,
    "it/rules.dl": readFileSync(`${likes}/rules.dl`, "utf8"),
  });
  const { code, out } = await calm(["exercise", "lint", "it"], { cwd });
  expect([code, out]).toEqual([
    0,
    `it  Likes from three regions
  warning  exercise.md: a TODO is left in it
  likes.count  gcounter

1 warning in 1 exercise.
`,
  ]);
});

test("lint says what is missing of half an exercise", async () => {
  const { code, err } = await calm(["exercise", "lint", "it"], { cwd: folderWith({ "it/rules.dl": rules }) });
  expect([code, err]).toEqual([
    2,
    "calm: it holds no exercise\nthere is a rules.dl, but no exercise.md beside it\n",
  ]);
});

describe("lint finds", () => {
  test("a scenario that fails", async () => {
    const failing = `${rules}.scenario s { replicas p, q. at p: a(1). settle. expect !c(1). }\n`;
    expect(await lint({ "exercise.md": "# A\n\nDecide.\n", "rules.dl": failing })).toEqual([
      0,
      ["warning rules.dl: the scenario `s` fails: line 6: `expect !c(1)`: p has c(1)"],
    ]);
  });

  test("a file that includes another, and an answer to a repair", async () => {
    expect(
      await lint({ "exercise.md": "# A\n\nDecide.\n", "rules.dl": `.include "x.dl"\n${rules}` }),
    ).toEqual([
      1,
      ["error rules.dl:1: CALM012: `x.dl` is not found; an exercise is one file, which includes no other"],
    ]);
    const repair = "---\ntask: repair\n---\n\n# A\n\nMend it.\n";
    const [, remarks] = await lint({
      "exercise.md": repair,
      "rules.dl": rules,
      "solution.json": '{"answers":{}}',
    });
    expect(remarks).toContain(
      "warning solution.json: a repair has no answers, so that this file decides nothing",
    );
  });

  test("a text that is not UTF-8", async () => {
    const cwd = folderWith({ "it/rules.dl": rules });
    writeFileSync(join(cwd, "it/exercise.md"), Buffer.from("# Caf\u00e9\n\nDecide.\n", "latin1"));
    const { code, out } = await calm(["exercise", "lint", "it"], { cwd });
    expect([code, out]).toEqual([
      0,
      expect.stringContaining("  warning  exercise.md: some of its bytes are not UTF-8: save it as UTF-8\n"),
    ]);
  });

  test("a text that gives the answer away, and none that names several", async () => {
    const exercise = "# A\n\nSay why `c` needs\ncoordination.\n";
    expect(await lint({ "exercise.md": exercise, "rules.dl": rules })).toEqual([
      0,
      ["warning exercise.md: it says `needs coordination`, which is a right answer, and none of the others"],
    ]);
    const both = "# A\n\nIs it coordination-free, or does it say: needs coordination?\n";
    expect(await lint({ "exercise.md": both, "rules.dl": rules })).toEqual([0, []]);
  });

  test("a solution that the checker refutes", async () => {
    const solution = '{"answers": {"c": {"answer": "coordination-free"}}}';
    expect(
      await lint({ "exercise.md": "# A\n\nDecide.\n", "rules.dl": rules, "solution.json": solution }),
    ).toEqual([
      1,
      [
        "error solution.json: it says `coordination-free` of `c`, and the checker proves `needs coordination`, by which students are judged",
      ],
    ]);
  });

  test("rules that do not run, and rules that ask nothing", async () => {
    expect(await lint({ "exercise.md": "# A\n\nDecide.\n", "rules.dl": `${rules}c(x) :- d(x).\n` })).toEqual([
      1,
      [expect.stringMatching(/^error rules\.dl:6: CALM002: /)],
    ]);
    expect(
      await lint({ "exercise.md": "# A\n\nDecide.\n", "rules.dl": ".decl a(x: number)\na(1).\n" }),
    ).toEqual([1, [expect.stringMatching(/^error rules\.dl: nothing is asked/)]]);
  });

  test("a repair without a solution, with one that is not accepted, and one with nothing to be done", async () => {
    const repair = "---\ntask: repair\n---\n\n# A\n\nMend it.\n";
    expect(await lint({ "exercise.md": repair, "rules.dl": rules })).toEqual([
      1,
      ["error solution.dl: it is missing, so that nobody knows whether the exercise can be solved"],
    ]);
    const [code, same] = await lint({ "exercise.md": repair, "rules.dl": rules, "solution.dl": rules });
    expect([code, same]).toEqual([1, [expect.stringMatching(/^error solution\.dl: .*CALM101/)]]);
    const fine = rules.replace(", !b(x)", "");
    expect(await lint({ "exercise.md": repair, "rules.dl": fine, "solution.dl": fine })).toEqual([
      1,
      ["error rules.dl: it is accepted as it is, so that there is nothing to be repaired"],
    ]);
  });

  test("a type that every scenario is content with", async () => {
    const exercise = "---\nchoose: n.count\n---\n\n# A\n\nChoose.\n";
    const text = ".decl n(k: symbol, count: gcounter)\n.decl o(k: symbol)\no(k) :- n(k, _).\n.output o\n";
    expect(await lint({ "exercise.md": exercise, "rules.dl": text })).toEqual([
      1,
      ["error rules.dl: every type is right for `n.count`: write a scenario that the wrong ones fail"],
    ]);
  });

  test("nothing in a lesson that comes with it", async () => {
    const { code, out } = await calm(["exercise", "lint", "examples/exercises/1-what-only-grows"]);
    expect(out).toMatch(/\nNothing to report in \d exercises\.\n$/);
    expect(code).toBe(0);
  });
});
